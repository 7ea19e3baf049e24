// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {GrantState, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewExpireTest is ResearchTest {
    GrantTerms private _terms;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultTerms());
    }

    function test_RevertGiven_Pending_GivenGracePeriodRuns() external {
        activate(_terms);
        uint40 graceEnd = _terms.conditions.milestones[0].graceEnd;
        vm.warp(graceEnd);
        _expectTooEarly(graceEnd);
    }

    function test_RevertGiven_Pending_GivenGrantNotAccepted() external {
        fund(_terms);
        vm.warp(_terms.conditions.milestones[0].graceEnd + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_WrongGrantState.selector,
                grantIdOf(_terms),
                GrantState.Offered,
                GrantState.Active
            )
        );
        review.expire(_terms, 0);
    }

    function test_GivenPending_GivenGracePeriodOver() external {
        activate(_terms);
        uint40 graceEnd = _terms.conditions.milestones[0].graceEnd;
        vm.warp(graceEnd + 100 days);
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneExpired(milestoneIdOf(_terms, 0));
        vm.prank(users.keeper);
        review.expire(_terms, 0);
        assertState(_terms, 0, MilestoneState.Refundable, "refundable");
        assertEq(milestoneOf(_terms, 0).deadline, graceEnd, "since the end of the grace period");
        assertDue(_terms, 0, 0, 100_000 * UNIT);
    }

    function test_RevertGiven_Rejected_GivenChallengeWindowOpen() external {
        _terms.conditions.policy.maxAttempts = 1;
        _seal();
        toRejected(_terms, 0);
        vm.warp(START + CHALLENGE_WINDOW);
        _expectTooEarly(START + CHALLENGE_WINDOW);
    }

    function test_RevertGiven_Rejected_GivenAttemptsAndTimeLeft() external {
        toRejected(_terms, 0);
        uint40 graceEnd = _terms.conditions.milestones[0].graceEnd;
        vm.warp(graceEnd);
        _expectTooEarly(graceEnd);
        vm.warp(graceEnd + 1);
        review.expire(_terms, 0);
        assertState(_terms, 0, MilestoneState.Refundable, "over in the end");
    }

    function test_GivenRejected_GivenAttemptsUsedUp() external {
        _terms.conditions.policy.maxAttempts = 1;
        _seal();
        toRejected(_terms, 0);
        vm.warp(START + CHALLENGE_WINDOW + 1);
        review.expire(_terms, 0);
        assertState(_terms, 0, MilestoneState.Refundable, "refundable");
        assertEq(milestoneOf(_terms, 0).deadline, START + CHALLENGE_WINDOW, "since the window closed");
    }

    function test_RevertGiven_MilestoneUnderReview() external {
        toScored(_terms, 0, GOOD_SCORE);
        vm.warp(_terms.conditions.milestones[0].graceEnd + 1);
        _expectWrongState(MilestoneState.Scored);
    }

    function test_RevertGiven_MilestoneApproved() external {
        toApproved(_terms, 0);
        vm.warp(START + 50 * 365 days);
        _expectWrongState(MilestoneState.Approved);
        assertDue(_terms, 0, 100_000 * UNIT, 0);
    }

    function test_RevertGiven_Sequential_GivenMilestoneBeforeNotFinal() external {
        _terms.conditions.policy.sequential = true;
        _seal();
        activate(_terms);
        vm.warp(_terms.conditions.milestones[3].graceEnd + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_PredecessorNotFinal.selector,
                milestoneIdOf(_terms, 0),
                MilestoneState.Pending
            )
        );
        review.expire(_terms, 1);
    }

    function test_GivenSequential_GivenAllMilestonesAbandoned() external {
        _terms.conditions.policy.sequential = true;
        _seal();
        activate(_terms);
        vm.warp(_terms.conditions.milestones[3].graceEnd + 1);
        for (uint256 i; i < 4; ++i) {
            review.expire(_terms, i);
            escrow.refund(_terms.account, i);
        }
        assertEq(balanceOf(address(escrow)), 0, "all given back");
    }

    function test_RevertGiven_Sequential_GivenMilestoneBeforeFailedWithoutCascade() external {
        _terms.conditions.policy.sequential = true;
        _seal();
        activate(_terms);
        vm.warp(_terms.conditions.milestones[0].graceEnd + 1);
        review.expire(_terms, 0);
        uint40 graceEnd = _terms.conditions.milestones[1].graceEnd;
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TooEarly.selector, milestoneIdOf(_terms, 1), graceEnd, now_()
            )
        );
        review.expire(_terms, 1);
    }

    function test_GivenSequential_GivenMilestoneBeforeFailedWithCascade() external {
        (_terms.conditions.policy.sequential, _terms.conditions.policy.cascade) = (true, true);
        _seal();
        activate(_terms);
        uint40 graceEnd = _terms.conditions.milestones[0].graceEnd;
        vm.warp(graceEnd + 1);
        vm.expectPartialRevert(IMilestoneReview.MilestoneReview_PredecessorNotFinal.selector);
        review.expire(_terms, 1);
        review.expire(_terms, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_PredecessorFailed.selector, milestoneIdOf(_terms, 0)
            )
        );
        vm.prank(users.investigator);
        review.submit(_terms, 1, EVIDENCE, PACKAGE);
        for (uint256 i = 1; i < 4; ++i) {
            review.expire(_terms, i);
            assertState(_terms, i, MilestoneState.Refundable, "with its predecessor");
            assertEq(milestoneOf(_terms, i).deadline, graceEnd, "since the first one failed");
        }
        assertDue(_terms, 3, 0, 100_000 * UNIT);
    }

    function test_GivenSequential_GivenMilestoneBeforeRuledWithoutAnythingWithCascade() external {
        (_terms.conditions.policy.sequential, _terms.conditions.policy.cascade) = (true, true);
        _terms.conditions.policy.maxAttempts = 1;
        _seal();
        toRejected(_terms, 0);
        dispute(_terms, 0, users.investigator);
        uint256 snapshot = vm.snapshotState();
        rule(_terms, 0, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_PredecessorFailed.selector, milestoneIdOf(_terms, 0)
            )
        );
        vm.prank(users.investigator);
        review.submit(_terms, 1, EVIDENCE, PACKAGE);
        vm.warp(START + 1);
        review.expire(_terms, 1);
        assertState(_terms, 1, MilestoneState.Refundable, "a lost dispute is no way out");
        assertEq(milestoneOf(_terms, 1).deadline, START, "since the ruling");

        vm.revertToState(snapshot);
        rule(_terms, 0, 1);
        submit(_terms, 1);
        assertState(_terms, 1, MilestoneState.Submitted, "something was earned");
    }

    function _seal() private {
        GrantTerms memory terms = _terms;
        seal(terms);
        _terms.account.conditionsHash = terms.account.conditionsHash;
    }

    function _expectTooEarly(uint40 deadline) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TooEarly.selector, milestoneIdOf(_terms, 0), deadline, now_()
            )
        );
        review.expire(_terms, 0);
    }

    function _expectWrongState(MilestoneState state) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(_terms, 0), state
            )
        );
        review.expire(_terms, 0);
    }
}
