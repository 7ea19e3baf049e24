// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {Milestone, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewVoteTest is ResearchTest {
    function test_RevertWhen_CallerIsNoReviewer() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        address[3] memory others = [users.mallory, users.funder, users.investigator];
        for (uint256 i; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_NotReviewer.selector, others[i]));
            vm.prank(others[i]);
            review.vote(terms, 0, 1, true);
        }
    }

    function test_RevertWhen_VoteForAnotherAttempt() external {
        GrantTerms memory terms = defaultTerms();
        toRejected(terms, 0);
        submit(terms, 0);
        score(terms, 0, GOOD_SCORE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_OtherAttempt.selector, milestoneIdOf(terms, 0), 1, 2
            )
        );
        vm.prank(users.reviewers[0]);
        review.vote(terms, 0, 1, true);
    }

    function test_RevertGiven_ReviewerVotedAlready() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        voteBy(terms, 0, 1, true);
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IMilestoneReview.MilestoneReview_AlreadyVoted.selector, milestoneIdOf(terms, 0), users.reviewers[1]
                )
            );
            vm.prank(users.reviewers[1]);
            review.vote(terms, 0, 1, i == 0);
        }
    }

    function test_RevertGiven_ReviewWindowOver() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        uint40 end = START + REVIEW_WINDOW;
        vm.warp(end + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TooLate.selector, milestoneIdOf(terms, 0), end, end + 1
            )
        );
        vm.prank(users.reviewers[0]);
        review.vote(terms, 0, 1, true);
    }

    function test_RevertGiven_MilestoneNotBeforePanel() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), MilestoneState.Submitted
            )
        );
        vm.prank(users.reviewers[0]);
        review.vote(terms, 0, 1, true);
    }

    function test_RevertGiven_ScoreProvisional() external {
        GrantTerms memory terms = defaultTerms();
        _toProvisional(terms);
        IInferenceOracle.Status[3] memory open =
            [IInferenceOracle.Status.Proposed, IInferenceOracle.Status.Disputed, IInferenceOracle.Status.Overturned];
        for (uint256 i; i < open.length; ++i) {
            oracle.setStatus(REQUEST, open[i]);
            vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ScoreNotFinal.selector, REQUEST));
            vm.prank(users.reviewers[0]);
            review.vote(terms, 0, 1, i == 0);
        }
    }

    function test_GivenScoreBecameFinalAndNobodyTold() external {
        GrantTerms memory terms = defaultTerms();
        _toProvisional(terms);
        vm.warp(START + oracle.CHALLENGE_WINDOW() + REVIEW_WINDOW);
        oracle.setStatus(REQUEST, IInferenceOracle.Status.Fulfilled);
        voteBy(terms, 0, 0, true);
        oracle.setStatus(REQUEST, IInferenceOracle.Status.CallbackFailed);
        voteBy(terms, 0, 1, true);
        assertState(terms, 0, MilestoneState.Approved, "approved on its last day");
    }

    function _toProvisional(GrantTerms memory terms) private {
        activate(terms);
        submit(terms, 0);
        scoreProvisionally(terms, 0, GOOD_SCORE);
    }

    function test_WhenOneOfThreeApproves() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        vm.expectEmit(address(review));
        emit IMilestoneReview.VoteCast(milestoneIdOf(terms, 0), users.reviewers[2], 1, true);
        vm.prank(users.reviewers[2]);
        review.vote(terms, 0, 1, true);
        Milestone memory milestone = milestoneOf(terms, 0);
        assertEq(uint256(milestone.state), uint256(MilestoneState.Scored), "nothing decided");
        assertEq(uint256(milestone.yesVotes), 4, "third bit");
        assertEq(uint256(milestone.noVotes), 0, "no votes");
    }

    function test_WhenTwoOfThreeApproveGoodScore() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        voteBy(terms, 0, 0, true);
        voteBy(terms, 0, 2, false);
        vm.warp(START + 3 days);
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneApproved(milestoneIdOf(terms, 0), 1, START + 8 days);
        vm.prank(users.reviewers[1]);
        review.vote(terms, 0, 1, true);
        Milestone memory milestone = milestoneOf(terms, 0);
        assertEq(uint256(milestone.state), uint256(MilestoneState.Approved), "approved");
        assertEq(milestone.deadline, START + 8 days, "challenge window");
        assertEq(milestone.payeeBps, 10_000, "all to the investigator");
    }

    function test_WhenTwoOfThreeReject() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        voteBy(terms, 0, 0, false);
        assertState(terms, 0, MilestoneState.Scored, "one is not enough");
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneRejected(milestoneIdOf(terms, 0), 1, START + CHALLENGE_WINDOW);
        vm.prank(users.reviewers[1]);
        review.vote(terms, 0, 1, false);
        Milestone memory milestone = milestoneOf(terms, 0);
        assertEq(uint256(milestone.state), uint256(MilestoneState.Rejected), "rejected");
        assertEq(milestone.deadline, START + CHALLENGE_WINDOW, "challenge window");
        assertEq(milestone.payeeBps, 0, "nothing to the investigator");
    }

    function test_GivenAiVetoes_WhenTwoOfThreeApprove() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, POOR_SCORE);
        approve(terms, 0);
        assertState(terms, 0, MilestoneState.Scored, "nothing decided");
    }

    function test_GivenAiVetoes_WhenAllThreeApprove() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, POOR_SCORE);
        approve(terms, 0);
        vm.expectEmit(address(review));
        emit IMilestoneReview.AiOverruled(milestoneIdOf(terms, 0), true, POOR_SCORE, MIN_SCORE, 3);
        voteBy(terms, 0, 2, true);
        assertState(terms, 0, MilestoneState.Approved, "approved");
    }

    function test_GivenAiVetoes_GivenPolicyGivesAiNoVeto() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.aiCanVeto = false;
        seal(terms);
        toScored(terms, 0, POOR_SCORE);
        approve(terms, 0);
        assertState(terms, 0, MilestoneState.Approved, "approved by quorum");
    }

    function test_GivenNoScoreWhereOneRequired() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.aiRequired = true;
        seal(terms);
        activate(terms);
        submit(terms, 0);
        skip(terms, 0);
        approve(terms, 0);
        assertState(terms, 0, MilestoneState.Unscored, "a quorum is not enough");
        vm.expectEmit(address(review));
        emit IMilestoneReview.AiOverruled(milestoneIdOf(terms, 0), false, 0, MIN_SCORE, 3);
        voteBy(terms, 0, 2, true);
        assertState(terms, 0, MilestoneState.Approved, "a supermajority is");
    }

    function test_GivenNoScoreWhereNoneRequired() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        skip(terms, 0);
        approve(terms, 0);
        assertState(terms, 0, MilestoneState.Approved, "approved by quorum");
    }

    function test_GivenScoreExactlyAtMinimum() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, MIN_SCORE);
        approve(terms, 0);
        assertState(terms, 0, MilestoneState.Approved, "approved by quorum");
    }
}
