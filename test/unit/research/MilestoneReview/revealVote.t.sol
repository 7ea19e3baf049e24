// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneId} from "../../../../contracts/types/Identifiers.sol";
import {Milestone, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewRevealVoteTest is ResearchTest {
    bytes32 private constant SALT = keccak256("salt of a vote");

    function test_RevertWhen_ReviewerIsNoneOfPolicys() external {
        GrantTerms memory terms = _toReveals(7);
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_NotReviewer.selector, users.mallory));
        review.revealVote(terms, 0, 1, users.mallory, true, REASONS, SALT);
    }

    function test_RevertWhen_ReviewerNeverCommitted() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        commitBy(terms, 0, 0, true);
        passCommitWindow(terms, 0);
        _expectOther(terms, 1, true, REASONS, saltOf(1));
    }

    function test_RevertWhen_OpeningDiffersFromWhatWasSealed() external {
        GrantTerms memory terms = _toReveals(7);
        _expectOther(terms, 0, false, REASONS, saltOf(0));
        _expectOther(terms, 0, true, keccak256("other reasons"), saltOf(0));
        _expectOther(terms, 0, true, REASONS, saltOf(1));
        revealBy(terms, 0, 0, true);
    }

    /// @dev Who cannot tell what a colleague thinks may repeat the sealed word, but never open it.
    function test_RevertWhen_ReviewerCopiedAnothersCommitment() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        bytes32 commitment = commitmentFor(terms, 0, 0, true);
        for (uint256 i; i < 2; ++i) {
            vm.prank(users.reviewers[i]);
            review.commitVote(terms, 0, 1, commitment);
        }
        commitBy(terms, 0, 2, true);
        revealBy(terms, 0, 0, true);
        _expectOther(terms, 1, true, REASONS, saltOf(0));
        assertEq(milestoneOf(terms, 0).yesVotes, 1, "the author's vote alone");
    }

    function test_RevertWhen_RejectionHasNoReasons() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        MilestoneId id = milestoneIdOf(terms, 0);
        bytes32 commitment = keccak256(abi.encode(id, uint8(1), users.reviewers[0], false, bytes32(0), SALT));
        vm.prank(users.reviewers[0]);
        review.commitVote(terms, 0, 1, commitment);
        passCommitWindow(terms, 0);
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ReasonsMissing.selector, id));
        review.revealVote(terms, 0, 1, users.reviewers[0], false, 0, SALT);
    }

    function test_RevertWhen_VoteForAnotherAttempt() external {
        GrantTerms memory terms = defaultTerms();
        toRejected(terms, 0);
        vm.prank(users.investigator);
        review.submit(terms, 0, EVIDENCE, keccak256("package 2"));
        skip(terms, 0);
        commitAll(terms, 0, 7);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_OtherAttempt.selector, milestoneIdOf(terms, 0), 1, 2
            )
        );
        review.revealVote(terms, 0, 1, users.reviewers[1], true, REASONS, saltOf(1));
    }

    function test_RevertGiven_VoteRevealedAlready() external {
        GrantTerms memory terms = _toReveals(7);
        revealBy(terms, 0, 1, true);
        _expectRefusal(
            terms,
            1,
            true,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_AlreadyVoted.selector, milestoneIdOf(terms, 0), users.reviewers[1]
            )
        );
    }

    function test_RevertGiven_OthersMayStillCommit() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        commitBy(terms, 0, 0, true);
        commitBy(terms, 0, 1, true);
        vm.warp(START + COMMIT_WINDOW);
        _expectRefusal(
            terms,
            0,
            true,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_NotRevealPhase.selector, milestoneIdOf(terms, 0), START + COMMIT_WINDOW
            )
        );
        vm.warp(START + COMMIT_WINDOW + 1);
        revealBy(terms, 0, 0, true);
    }

    function test_RevertGiven_RevealWindowOver() external {
        GrantTerms memory terms = _toReveals(7);
        uint40 end = START + REVEAL_WINDOW;
        vm.warp(end);
        revealBy(terms, 0, 0, true);
        vm.warp(end + 1);
        _expectRefusal(
            terms,
            1,
            true,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TooLate.selector, milestoneIdOf(terms, 0), end, end + 1
            )
        );
    }

    function test_RevertGiven_PanelHasDecided() external {
        GrantTerms memory terms = _toReveals(7);
        revealBy(terms, 0, 0, true);
        revealBy(terms, 0, 1, true);
        _expectRefusal(
            terms,
            2,
            true,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), MilestoneState.Approved
            )
        );
    }

    function test_WhenSomebodyElseBringsOpening() external {
        GrantTerms memory terms = _toReveals(7);
        vm.expectEmit(address(review));
        emit IMilestoneReview.VoteCast(milestoneIdOf(terms, 0), users.reviewers[2], 1, true, REASONS);
        vm.prank(users.keeper);
        review.revealVote(terms, 0, 1, users.reviewers[2], true, REASONS, saltOf(2));
        Milestone memory milestone = milestoneOf(terms, 0);
        assertEq(uint256(milestone.state), uint256(MilestoneState.Scored), "nothing decided");
        assertEq(milestone.yesVotes, 4, "third bit");
        assertEq(milestone.noVotes, 0, "no votes");
    }

    function test_WhenTwoOfThreeApproveGoodScore() external {
        GrantTerms memory terms = _toReveals(3);
        revealBy(terms, 0, 0, true);
        revealBy(terms, 0, 2, false);
        vm.warp(START + 3 days);
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneApproved(milestoneIdOf(terms, 0), 1, START + 8 days);
        revealBy(terms, 0, 1, true);
        Milestone memory milestone = milestoneOf(terms, 0);
        assertEq(uint256(milestone.state), uint256(MilestoneState.Approved), "approved");
        assertEq(milestone.deadline, START + 8 days, "challenge window");
        assertEq(milestone.payeeBps, 10_000, "all to the investigator");
    }

    function test_WhenTwoOfThreeReject() external {
        GrantTerms memory terms = _toReveals(4);
        revealBy(terms, 0, 0, false);
        assertState(terms, 0, MilestoneState.Scored, "one is not enough");
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneRejected(milestoneIdOf(terms, 0), 1, START + CHALLENGE_WINDOW);
        revealBy(terms, 0, 1, false);
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
        _approveWithAll(terms, true, POOR_SCORE);
    }

    function test_GivenAiVetoes_GivenPolicyGivesAiNoVeto() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.aiCanVeto = false;
        seal(terms);
        toScored(terms, 0, POOR_SCORE);
        approve(terms, 0);
        assertState(terms, 0, MilestoneState.Approved, "approved by quorum");
    }

    function test_GivenNoScoreWhereOneCounts() external {
        for (uint256 i; i < 2; ++i) {
            GrantTerms memory terms = defaultTerms();
            (terms.conditions.policy.aiRequired, terms.conditions.policy.aiCanVeto) = (i == 0, i == 1);
            seal(terms);
            _toUnscored(terms);
            _approveWithAll(terms, false, 0);
        }
    }

    function test_GivenNoScoreWhereNoneCounts() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.aiCanVeto = false;
        seal(terms);
        _toUnscored(terms);
        approve(terms, 0);
        assertState(terms, 0, MilestoneState.Approved, "approved by quorum");
    }

    function test_GivenScoreExactlyAtMinimum() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, MIN_SCORE);
        approve(terms, 0);
        assertState(terms, 0, MilestoneState.Approved, "approved by quorum");
    }

    /// @dev A good score and everybody's sealed vote: bit i of `inFavour` is reviewer i's.
    function _toReveals(uint256 inFavour) private returns (GrantTerms memory terms) {
        terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        commitAll(terms, 0, inFavour);
    }

    function _toUnscored(GrantTerms memory terms) private {
        activate(terms);
        submit(terms, 0);
        skip(terms, 0);
    }

    function _approveWithAll(GrantTerms memory terms, bool hasScore, int32 value) private {
        commitAll(terms, 0, 7);
        revealBy(terms, 0, 0, true);
        revealBy(terms, 0, 1, true);
        MilestoneState open = hasScore ? MilestoneState.Scored : MilestoneState.Unscored;
        assertState(terms, 0, open, "a quorum is not enough");
        vm.expectEmit(address(review));
        emit IMilestoneReview.AiOverruled(milestoneIdOf(terms, 0), hasScore, value, MIN_SCORE, 3);
        revealBy(terms, 0, 2, true);
        assertState(terms, 0, MilestoneState.Approved, "a supermajority is");
    }

    function _expectOther(GrantTerms memory terms, uint256 reviewer, bool inFavour, bytes32 reasons, bytes32 salt)
        private
    {
        address account = users.reviewers[reviewer];
        MilestoneId id = milestoneIdOf(terms, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_OtherCommitment.selector,
                id,
                account,
                review.commitmentOf(id, 1, account),
                keccak256(abi.encode(id, uint8(1), account, inFavour, reasons, salt))
            )
        );
        review.revealVote(terms, 0, 1, account, inFavour, reasons, salt);
    }

    function _expectRefusal(GrantTerms memory terms, uint256 reviewer, bool inFavour, bytes memory reason) private {
        vm.expectRevert(reason);
        review.revealVote(terms, 0, 1, users.reviewers[reviewer], inFavour, REASONS, saltOf(reviewer));
    }
}
