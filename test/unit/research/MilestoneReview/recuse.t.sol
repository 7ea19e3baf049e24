// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {PanelTest} from "../../../utils/PanelTest.sol";

contract MilestoneReviewRecuseTest is PanelTest {
    uint256 private constant POOL = 5;

    function test_RevertWhen_CallerIsNoReviewer() external {
        GrantTerms memory terms = _toScoredWithPool();
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_NotReviewer.selector, users.mallory));
        vm.prank(users.mallory);
        review.recuse(terms, 0);
    }

    function test_RevertWhen_CallerDoesNotSitOnPanel() external {
        GrantTerms memory terms = _toScoredWithPool();
        uint256 spare = _nth(terms, 3);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_NotOnPanel.selector,
                milestoneIdOf(terms, 0),
                member(spare),
                seatsOf(terms, 0)
            )
        );
        recuse(terms, 0, spare);
    }

    function test_RevertGiven_CallerHasCommitted() external {
        GrantTerms memory terms = _toScoredWithPool();
        uint256 first = _nth(terms, 0);
        commitAs(terms, 0, first, true);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_AlreadyVoted.selector, milestoneIdOf(terms, 0), member(first)
            )
        );
        recuse(terms, 0, first);
    }

    function test_RevertGiven_CommitWindowOver() external {
        GrantTerms memory terms = _toScoredWithPool();
        vm.warp(START + COMMIT_WINDOW + 1);
        uint256 first = _nth(terms, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_NotCommitPhase.selector, milestoneIdOf(terms, 0), START + COMMIT_WINDOW
            )
        );
        recuse(terms, 0, first);
    }

    function test_RevertGiven_MilestoneNotUnderReview() external {
        GrantTerms memory terms = termsWithPool(uint160(POOL), 3, 2);
        activate(terms);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), MilestoneState.Pending
            )
        );
        recuse(terms, 0, 0);
    }

    function test_GivenReviewersLeft_SeatGoesToNextInTurn() external {
        GrantTerms memory terms = termsWithPool(uint160(POOL), 3, 2);
        activate(terms);
        submit(terms, 0); // before the score as well as after it
        uint16 seats = seatsOf(terms, 0);
        assertEq(seats, _bit(terms, 0) | _bit(terms, 1) | _bit(terms, 2), "drawn in turn");
        uint16 after_ = _bit(terms, 0) | _bit(terms, 2) | _bit(terms, 3);
        address leaves = member(_nth(terms, 1));
        vm.expectEmit(address(review));
        emit IMilestoneReview.ReviewerRecused(milestoneIdOf(terms, 0), leaves, 1, after_);
        vm.prank(leaves);
        review.recuse(terms, 0);
        assertEq(seatsOf(terms, 0), after_, "the next one sits");
        assertEq(review.ballotOf(milestoneIdOf(terms, 0)).excluded, _bit(terms, 1), "and nobody twice");
    }

    function test_GivenNextInTurnHasConflictOfInterestByNow() external {
        GrantTerms memory terms = _toScoredWithPool();
        vm.prank(member(_nth(terms, 3)));
        reviewerRegistry.declareConflict(users.funder);
        recuse(terms, 0, _nth(terms, 0));
        assertEq(seatsOf(terms, 0), _bit(terms, 1) | _bit(terms, 2) | _bit(terms, 4), "the one after");
    }

    function test_GivenNobodyLeft() external {
        GrantTerms memory terms = _toScoredWithPool();
        for (uint256 i; i < 3; ++i) {
            recuse(terms, 0, _nth(terms, i));
        }
        assertEq(seatsOf(terms, 0), _bit(terms, 3) | _bit(terms, 4), "an empty seat");
    }

    function test_GivenFewerSeatsThanQuorumLeft() external {
        GrantTerms memory terms = _toScoredWithPool();
        for (uint256 i; i < 4; ++i) {
            recuse(terms, 0, _nth(terms, i));
        }
        uint256 last = _nth(terms, 4);
        commitAs(terms, 0, last, true);
        revealAs(terms, 0, last, true);
        assertState(terms, 0, MilestoneState.Scored, "one is no quorum");
        escalate(terms, 0);
        assertState(terms, 0, MilestoneState.Escalated, "time decides who decides");
    }

    function test_GivenEverybodyElseHasCommittedAndNobodyLeft() external {
        GrantTerms memory terms = termsWithPool(3, 3, 2);
        toScored(terms, 0, GOOD_SCORE);
        commitAs(terms, 0, 0, true);
        commitAs(terms, 0, 1, true);
        vm.warp(START + 1 days);
        recuse(terms, 0, 2);
        assertEq(milestoneOf(terms, 0).deadline, START + 1 days + REVEAL_WINDOW, "the reveals' time");
        revealAs(terms, 0, 0, true);
        revealAs(terms, 0, 1, true);
        assertState(terms, 0, MilestoneState.Approved, "decided");
    }

    function test_GivenNewAttempt_DrawnAgain() external {
        GrantTerms memory terms = termsWithPool(3, 3, 2);
        toScored(terms, 0, GOOD_SCORE);
        recuse(terms, 0, 2);
        commitAs(terms, 0, 0, false);
        commitAs(terms, 0, 1, false);
        revealAs(terms, 0, 0, false);
        revealAs(terms, 0, 1, false);
        vm.prank(users.investigator);
        review.submit(terms, 0, EVIDENCE, keccak256("package 2"));
        assertEq(seatsOf(terms, 0), 7, "all three");
        assertEq(review.ballotOf(milestoneIdOf(terms, 0)).committed, 0, "nobody has voted");
    }

    function _toScoredWithPool() private returns (GrantTerms memory terms) {
        terms = termsWithPool(uint160(POOL), 3, 2);
        toScored(terms, 0, GOOD_SCORE);
    }

    /// @dev Whose turn is n-th in the first attempt at milestone 0.
    function _nth(GrantTerms memory terms, uint256 n) private pure returns (uint256) {
        return (startOf(terms, 0, 1) + n) % POOL;
    }

    function _bit(GrantTerms memory terms, uint256 n) private pure returns (uint16) {
        return uint16(1 << _nth(terms, n));
    }
}
