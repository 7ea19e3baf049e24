// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {Milestone, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewCommitVoteTest is ResearchTest {
    bytes32 private constant SEALED = keccak256("a sealed vote");

    function test_RevertWhen_CallerIsNoReviewer() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        address[3] memory others = [users.mallory, users.funder, users.investigator];
        for (uint256 i; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_NotReviewer.selector, others[i]));
            vm.prank(others[i]);
            review.commitVote(terms, 0, 1, SEALED);
        }
    }

    function test_RevertWhen_CallerDoesNotSitOnPanel() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.seats = 2;
        terms.conditions.policy.supermajority = 2;
        seal(terms);
        toScored(terms, 0, GOOD_SCORE);
        uint16 seats = review.ballotOf(milestoneIdOf(terms, 0)).seats;
        uint256 left;
        while (seats >> left & 1 == 1) ++left;
        _expectRefusal(
            terms,
            left,
            1,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_NotOnPanel.selector,
                milestoneIdOf(terms, 0),
                users.reviewers[left],
                seats
            )
        );
    }

    function test_RevertWhen_VoteForAnotherAttempt() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        _expectRefusal(
            terms,
            0,
            2,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_OtherAttempt.selector, milestoneIdOf(terms, 0), 2, 1
            )
        );
    }

    function test_RevertWhen_CommitmentEmpty() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        vm.expectRevert(
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_EmptyCommitment.selector, milestoneIdOf(terms, 0))
        );
        vm.prank(users.reviewers[0]);
        review.commitVote(terms, 0, 1, 0);
    }

    function test_RevertGiven_ReviewerHasCommittedAlready() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        commitBy(terms, 0, 1, true);
        _expectRefusal(
            terms,
            1,
            1,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_AlreadyVoted.selector, milestoneIdOf(terms, 0), users.reviewers[1]
            )
        );
    }

    function test_RevertGiven_CommitWindowOver() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        vm.warp(START + COMMIT_WINDOW);
        commitBy(terms, 0, 0, true); // its last second
        vm.warp(START + COMMIT_WINDOW + 1);
        _expectRefusal(
            terms,
            1,
            1,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_NotCommitPhase.selector, milestoneIdOf(terms, 0), START + COMMIT_WINDOW
            )
        );
    }

    function test_RevertGiven_MilestoneNotBeforePanel() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        _expectRefusal(
            terms,
            0,
            1,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), MilestoneState.Submitted
            )
        );
    }

    function test_RevertGiven_ScoreProvisional() external {
        GrantTerms memory terms = defaultTerms();
        _toProvisional(terms);
        IInferenceOracle.Status[3] memory open =
            [IInferenceOracle.Status.Proposed, IInferenceOracle.Status.Disputed, IInferenceOracle.Status.Overturned];
        for (uint256 i; i < open.length; ++i) {
            oracle.setStatus(REQUEST, open[i]);
            _expectRefusal(
                terms, 0, 1, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ScoreNotFinal.selector, REQUEST)
            );
        }
    }

    function test_GivenScoreBecameFinalAndNobodyTold() external {
        IInferenceOracle.Status[2] memory final_ =
            [IInferenceOracle.Status.Fulfilled, IInferenceOracle.Status.CallbackFailed];
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        for (uint256 i; i < final_.length; ++i) {
            submit(terms, i);
            scoreProvisionally(terms, i, GOOD_SCORE);
            oracle.setStatus(REQUEST, final_[i]);
            bytes32 commitment = commitmentFor(terms, i, 0, true);
            MilestoneId id = milestoneIdOf(terms, i);
            vm.expectEmit(address(review));
            emit IMilestoneReview.MilestoneScoreConfirmed(id, REQUEST, 1);
            vm.prank(users.reviewers[0]);
            review.commitVote(terms, i, 1, commitment);
            assertEq(review.commitmentOf(id, 1, users.reviewers[0]), commitment, "taken");
            assertEq(RequestId.unwrap(review.provisionalScoreOf(id).requestId), 0, "confirmed");
        }
    }

    /// @dev Else whoever retries a failed delivery at the right time could let late members see votes before their own.
    function test_GivenVoteCommittedBeforeThatWasTold() external {
        GrantTerms memory terms = defaultTerms();
        _toProvisional(terms);
        uint40 deadline = milestoneOf(terms, 0).deadline;
        oracle.setStatus(REQUEST, IInferenceOracle.Status.CallbackFailed);
        commitBy(terms, 0, 0, true);
        vm.warp(START + 2 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), MilestoneState.Scored
            )
        );
        oracle.deliver(review, REQUEST, confirmedFor(terms, 0, GOOD_SCORE));
        assertEq(milestoneOf(terms, 0).deadline, deadline, "the same clock");
    }

    function test_WhenOneOfThreeCommits() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        Milestone memory before = milestoneOf(terms, 0);
        MilestoneId id = milestoneIdOf(terms, 0);
        vm.expectEmit(address(review));
        emit IMilestoneReview.VoteCommitted(id, users.reviewers[2], 1, SEALED);
        vm.prank(users.reviewers[2]);
        review.commitVote(terms, 0, 1, SEALED);
        assertEq(review.commitmentOf(id, 1, users.reviewers[2]), SEALED, "commitment");
        assertEq(review.commitmentOf(id, 2, users.reviewers[2]), 0, "of this attempt");
        assertEq(review.ballotOf(id).committed, 4, "third bit");
        assertEq(abi.encode(milestoneOf(terms, 0)), abi.encode(before), "nothing decided");
    }

    function test_WhenLastOfThreeCommits() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        vm.warp(START + 1 days);
        commitAll(terms, 0, 7);
        assertEq(milestoneOf(terms, 0).deadline, START + 1 days + REVEAL_WINDOW, "the reveals' time");
        revealBy(terms, 0, 0, true);
        assertEq(milestoneOf(terms, 0).yesVotes, 1, "revealed in the same second");
    }

    function _toProvisional(GrantTerms memory terms) private {
        activate(terms);
        submit(terms, 0);
        scoreProvisionally(terms, 0, GOOD_SCORE);
    }

    function _expectRefusal(GrantTerms memory terms, uint256 reviewer, uint8 attempt, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(users.reviewers[reviewer]);
        review.commitVote(terms, 0, attempt, SEALED);
    }
}
