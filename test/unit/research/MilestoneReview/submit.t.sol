// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {GrantTerms, Valuation} from "../../../../contracts/types/Grant.sol";
import {InferenceAnswer, Provenance} from "../../../../contracts/types/Inference.sol";
import {GrantState, Milestone, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewSubmitTest is ResearchTest {
    function test_RevertWhen_CallerNotInvestigator() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_NotInvestigator.selector, users.mallory, users.investigator
            )
        );
        vm.prank(users.mallory);
        review.submit(terms, 0, EVIDENCE, PACKAGE);
    }

    function test_RevertWhen_EvidenceEmpty() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        vm.startPrank(users.investigator);
        vm.expectRevert(IMilestoneReview.MilestoneReview_EmptyEvidence.selector);
        review.submit(terms, 0, 0, PACKAGE);
        vm.expectRevert(IMilestoneReview.MilestoneReview_EmptyEvidence.selector);
        review.submit(terms, 0, EVIDENCE, 0);
        vm.stopPrank();
    }

    function test_RevertWhen_MilestoneDoesNotExist() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        _expectRefusal(
            terms, 4, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_NoSuchMilestone.selector, 4, 4)
        );
    }

    function test_RevertWhen_ConditionsDifferFromTheirHash() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        bytes32 stated = terms.account.conditionsHash;
        terms.conditions.milestones[0].graceEnd += 1;
        seal(terms);
        bytes32 actual = terms.account.conditionsHash;
        terms.account.conditionsHash = stated;
        _expectRefusal(
            terms, 0, abi.encodeWithSelector(IMilestoneReview.MilestoneReview_OtherConditions.selector, stated, actual)
        );
    }

    function test_RevertGiven_GrantNotAccepted() external {
        GrantTerms memory terms = defaultTerms();
        fund(terms);
        _expectRefusal(
            terms,
            0,
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_WrongGrantState.selector,
                grantIdOf(terms),
                GrantState.Offered,
                GrantState.Active
            )
        );
    }

    function test_RevertGiven_EvidenceUnderReview() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        _expectRefusal(
            terms,
            0,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), MilestoneState.Submitted
            )
        );
    }

    function test_RevertGiven_GracePeriodOver() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        uint40 graceEnd = terms.conditions.milestones[0].graceEnd;
        vm.warp(graceEnd + 1);
        _expectRefusal(
            terms,
            0,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TooLate.selector, milestoneIdOf(terms, 0), graceEnd, graceEnd + 1
            )
        );
    }

    function test_RevertGiven_AttemptsUsedUp() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.maxAttempts = 1;
        seal(terms);
        toRejected(terms, 0);
        _expectRefusal(
            terms,
            0,
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_AttemptsUsedUp.selector, milestoneIdOf(terms, 0), 1)
        );
    }

    function test_RevertGiven_Sequential_GivenMilestoneBeforeNotFinal() external {
        GrantTerms memory terms = _sequentialTerms();
        toApproved(terms, 0);
        _expectRefusal(
            terms,
            1,
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_PredecessorNotFinal.selector,
                milestoneIdOf(terms, 0),
                MilestoneState.Approved
            )
        );
    }

    function test_GivenSequential_GivenMilestoneBeforeBecameFinalLate() external {
        // The funder drags the first milestone through arbitration until after the second one's grace period.
        GrantTerms memory terms = _sequentialTerms();
        terms.conditions.milestones[1].graceEnd = terms.conditions.milestones[0].graceEnd;
        terms.conditions.milestones[1].dueAt = terms.conditions.milestones[0].dueAt;
        seal(terms);
        activate(terms);
        uint40 graceEnd = terms.conditions.milestones[0].graceEnd;
        vm.warp(graceEnd);
        submit(terms, 0);
        score(terms, 0, GOOD_SCORE);
        dispute(terms, 0, users.funder);
        vm.warp(graceEnd + 20 days);
        (bool isOpen,) = review.graceEndOf(terms, 1);
        assertFalse(isOpen, "waits for the milestone before");
        rule(terms, 0, 10_000);

        uint40 late = graceEnd + 20 days + 30 days;
        uint40 extended;
        (isOpen, extended) = review.graceEndOf(terms, 1);
        assertTrue(isOpen, "open");
        assertEq(extended, late, "thirty more days");
        vm.warp(late);
        submit(terms, 1);
        assertState(terms, 1, MilestoneState.Submitted, "taken");
    }

    function test_GivenSequential_GivenMilestoneBeforeFinal() external {
        GrantTerms memory terms = _sequentialTerms();
        toApproved(terms, 0);
        passWindow(terms, 0);
        submit(terms, 1);
        assertState(terms, 1, MilestoneState.Submitted, "taken");
    }

    function test_RevertGiven_Sequential_GivenMilestoneBeforeFailed_GivenGrantCascades() external {
        GrantTerms memory terms = _sequentialTerms();
        terms.conditions.policy.cascade = true;
        seal(terms);
        _failFirst(terms);
        _expectRefusal(
            terms,
            1,
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_PredecessorFailed.selector, milestoneIdOf(terms, 0))
        );
        (bool isOpen,) = review.graceEndOf(terms, 1);
        assertFalse(isOpen, "for good");
    }

    function test_GivenSequential_GivenMilestoneBeforeFailed_GivenGrantDoesNotCascade() external {
        GrantTerms memory terms = _sequentialTerms();
        _failFirst(terms);
        submit(terms, 1);
        assertState(terms, 1, MilestoneState.Submitted, "taken");
    }

    function test_RevertGiven_Rejection_WhenRejectedPackageBroughtAgain() external {
        GrantTerms memory terms = defaultTerms();
        toRejected(terms, 0);
        _expectSame(terms, PACKAGE);
        _resubmit(terms, keccak256("package 2"));
        score(terms, 0, keccak256("package 2"));
        reject(terms, 0);
        _expectSame(terms, keccak256("package 2"));
        _expectSame(terms, PACKAGE);
    }

    function test_GivenRejection_WhenAnotherPackageBrought() external {
        GrantTerms memory terms = defaultTerms();
        toRejected(terms, 0);
        _resubmit(terms, keccak256("package 2"));
        Milestone memory milestone = milestoneOf(terms, 0);
        assertEq(uint256(milestone.state), uint256(MilestoneState.Submitted), "state");
        assertEq(milestone.attempts, 2, "new attempt");
        assertEq(uint256(milestone.yesVotes | milestone.noVotes), 0, "without votes");
        assertFalse(milestone.hasScore, "without score");
        assertEq(int256(milestone.score), 0, "score");
        IMilestoneReview.Ballot memory ballot = review.ballotOf(milestoneIdOf(terms, 0));
        assertEq(ballot.attempt, 2, "a ballot of its own");
        assertEq(ballot.committed, 0, "without commitments");
    }

    function test_GivenReviewerHasConflictOfInterestByNow_SeatsOthersOnly() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        vm.prank(users.reviewers[1]);
        reviewerRegistry.declareAffiliation(INVESTIGATORS_ORGANISATION);
        vm.expectEmit(address(review));
        emit IMilestoneReview.PanelDrawn(milestoneIdOf(terms, 0), 1, 5);
        submit(terms, 0);
        assertEq(review.ballotOf(milestoneIdOf(terms, 0)).seats, 5, "first and third");
        assertEq(review.ballotOf(milestoneIdOf(terms, 0)).excluded, 2, "not the second");
    }

    /// @dev Whoever sees evidence before it is mined and brings it as its own has a claim of its own, to another grant's
    /// milestone, which the leaves do not name; the author's is as it was.
    function test_WhenRootAndPackageCopiedFromAnotherGrant() external {
        GrantTerms memory copied = defaultTerms();
        copied.account.investigator = users.mallory;
        seal(copied);
        (, uint256 malloryKey) = makeAddrAndKey("mallory");
        fund(copied);
        escrow.accept(copied, signLong(malloryKey, digestOf(copied)));
        vm.prank(users.mallory);
        review.submit(copied, 0, EVIDENCE, PACKAGE);
        score(copied, 0, GOOD_SCORE);

        GrantTerms memory terms = defaultTerms();
        activate(terms);
        assertState(terms, 0, MilestoneState.Pending, "untouched");
        submit(terms, 0);
        assertState(terms, 0, MilestoneState.Submitted, "taken all the same");
        assertFalse(milestoneOf(terms, 0).hasScore, "with no score but its own");

        // The copied root proves the author's milestone, and not the copier's.
        bytes32 leaf = _leafOf(terms);
        bytes32 root = _rootOf(leaf);
        assertFalse(root == _rootOf(_leafOf(copied)), "not the copier's");
    }

    function test_GivenGrantInDollars_SaysSoInFirstWordAndThoseAfter() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.valuation = Valuation(deploy("OddFeed", ""), 1 days, 1e8); // of no decimals, as it may be
        for (uint256 i; i < 4; ++i) {
            terms.conditions.milestones[i].usdAmount = 1e8;
        }
        seal(terms);
        toRejected(terms, 0);
        assertTrue(milestoneOf(terms, 0).priced, "first word");
        _resubmit(terms, keccak256("package 2"));
        assertTrue(milestoneOf(terms, 0).priced, "a later word");
    }

    function test_GivenPendingMilestone() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        vm.expectEmit(address(review));
        emit IMilestoneReview.EvidenceSubmitted(milestoneIdOf(terms, 1), grantIdOf(terms), 1, 1, EVIDENCE, PACKAGE);
        vm.expectEmit(address(review));
        emit IMilestoneReview.PanelDrawn(milestoneIdOf(terms, 1), 1, 7);
        submit(terms, 1);
        Milestone memory milestone = milestoneOf(terms, 1);
        assertEq(uint256(milestone.state), uint256(MilestoneState.Submitted), "waits for the oracle");
        assertEq(milestone.attempts, 1, "attempt");
        assertEq(milestone.submittedAt, START, "submitted at");
        assertEq(milestone.deadline, START + SCORE_WINDOW, "until");
        assertEq(milestone.reviewWindow, REVIEW_WINDOW, "review window");
        assertEq(
            review.expectationOf(milestoneIdOf(terms, 1)),
            keccak256(abi.encode(PACKAGE, MODEL, Provenance.COMMITTEE_EXTRACTED)),
            "what the answer must show"
        );
        assertEq(review.ballotOf(milestoneIdOf(terms, 1)).minValueAtRisk, MIN_VALUE_AT_RISK, "what must back it");
        assertFalse(milestone.priced, "not in dollars");
    }

    function _sequentialTerms() private view returns (GrantTerms memory terms) {
        terms = defaultTerms();
        terms.conditions.policy.sequential = true;
        seal(terms);
    }

    /// @dev Nobody brought the first milestone: its money is the funder's again.
    function _failFirst(GrantTerms memory terms) private {
        activate(terms);
        vm.warp(uint256(terms.conditions.milestones[0].graceEnd) + 1);
        review.expire(terms, 0);
        assertState(terms, 0, MilestoneState.Refundable, "failed");
    }

    function _resubmit(GrantTerms memory terms, bytes32 packageHash) private {
        vm.prank(users.investigator);
        review.submit(terms, 0, EVIDENCE, packageHash);
    }

    function score(GrantTerms memory terms, uint256 index, bytes32 packageHash) private {
        InferenceAnswer memory answer = answerFor(terms, index, POOR_SCORE);
        answer.payloadHash = packageHash;
        oracle.deliver(review, REQUEST, answer);
    }

    /// @dev A leaf of an evidence tree, as standards/evidence.ts makes it.
    function _leafOf(GrantTerms memory terms) private pure returns (bytes32) {
        bytes memory piece = abi.encode(
            milestoneIdOf(terms, 0),
            uint8(0),
            keccak256("content"),
            keccak256("salt of a piece"),
            "https://doi.org/10.5072/x"
        );
        return keccak256(bytes.concat(keccak256(piece)));
    }

    function _rootOf(bytes32 leaf) private pure returns (bytes32) {
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = keccak256("another piece");
        return MerkleProof.processProof(proof, leaf);
    }

    function _expectSame(GrantTerms memory terms, bytes32 packageHash) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_SameEvidence.selector, milestoneIdOf(terms, 0), packageHash
            )
        );
        _resubmit(terms, packageHash);
    }

    function _expectRefusal(GrantTerms memory terms, uint256 index, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(users.investigator);
        review.submit(terms, index, EVIDENCE, PACKAGE);
    }
}
