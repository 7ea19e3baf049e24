// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceConsumer} from "../../../../contracts/interfaces/IInferenceConsumer.sol";
import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceAnswer} from "../../../../contracts/types/Inference.sol";
import {Milestone, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewOnOverturnedTest is ResearchTest {
    RequestId private constant OTHER = RequestId.wrap(keccak256("another request"));

    GrantTerms private _terms;
    MilestoneId private _id;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultTerms());
        _id = milestoneIdOf(_terms, 0);
        activate(_terms);
        submit(_terms, 0);
    }

    function test_RevertWhen_CallerNotOracle() external {
        scoreProvisionally(_terms, 0, GOOD_SCORE);
        InferenceAnswer memory answer = provisionalFor(_terms, 0, GOOD_SCORE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceConsumer.InferenceConsumer_NotOracle.selector, users.mallory, address(oracle)
            )
        );
        vm.prank(users.mallory);
        review.onOverturned(REQUEST, answer);
    }

    function test_WhenAnswerNeverTold() external {
        overturn(_terms, 0, GOOD_SCORE);
        assertState(_terms, 0, MilestoneState.Submitted, "as before");
        assertEq(milestoneOf(_terms, 0).deadline, START + SCORE_WINDOW, "on the same time");
    }

    function test_WhenAnswerIsAnotherThanOneAtHand() external {
        scoreProvisionally(_terms, 0, GOOD_SCORE);
        oracle.overturn(review, OTHER, provisionalFor(_terms, 0, POOR_SCORE));
        assertState(_terms, 0, MilestoneState.Scored, "as before");
        assertEq(int256(milestoneOf(_terms, 0).score), GOOD_SCORE, "same score");
    }

    function test_GivenMilestoneScoredOnIt() external {
        scoreProvisionally(_terms, 0, GOOD_SCORE);
        vm.warp(START + 1 days);
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneScoreOverturned(_id, REQUEST, 1, GOOD_SCORE);
        overturn(_terms, 0, GOOD_SCORE);

        Milestone memory milestone = milestoneOf(_terms, 0);
        assertEq(uint256(milestone.state), uint256(MilestoneState.Submitted), "state");
        assertFalse(milestone.hasScore, "no score");
        assertEq(int256(milestone.score), 0, "score");
        assertEq(milestone.attempts, 1, "the same attempt");
        assertEq(milestone.deadline, START + 1 days + SCORE_WINDOW, "the oracle's time");
        assertDue(_terms, 0, 0, 0);

        oracle.deliver(review, OTHER, answerFor(_terms, 0, POOR_SCORE));
        assertState(_terms, 0, MilestoneState.Scored, "scored anew");
        assertEq(int256(milestoneOf(_terms, 0).score), POOR_SCORE, "the right score");
    }

    function test_GivenMilestoneScoredOnIt_AndNoScoreFollows() external {
        scoreProvisionally(_terms, 0, GOOD_SCORE);
        overturn(_terms, 0, GOOD_SCORE);
        skip(_terms, 0);
        assertState(_terms, 0, MilestoneState.Unscored, "people decide alone");
    }

    function test_GivenOverturnedTwice() external {
        for (uint40 i; i < 2; ++i) {
            vm.warp(START + i * 1 days + 1 hours);
            scoreProvisionally(_terms, 0, GOOD_SCORE);
            vm.warp(START + (i + 1) * 1 days);
            overturn(_terms, 0, GOOD_SCORE);
            assertEq(milestoneOf(_terms, 0).deadline, now_() + SCORE_WINDOW, "the oracle's time");
        }
    }

    function test_GivenMilestoneDisputed() external {
        scoreProvisionally(_terms, 0, GOOD_SCORE);
        dispute(_terms, 0, users.funder);
        _overturnWithArbitrator(MilestoneState.Disputed);
    }

    function test_GivenMilestoneEscalated() external {
        scoreProvisionally(_terms, 0, GOOD_SCORE);
        escalate(_terms, 0);
        _overturnWithArbitrator(MilestoneState.Escalated);
    }

    function _overturnWithArbitrator(MilestoneState state) private {
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneScoreOverturned(_id, REQUEST, 1, GOOD_SCORE);
        overturn(_terms, 0, GOOD_SCORE);
        assertState(_terms, 0, state, "with the arbitrator");
        rule(_terms, 0, 0);
        assertState(_terms, 0, MilestoneState.Ruled, "who knows of it");
    }
}
