// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {Provenance} from "../../../../contracts/types/Inference.sol";
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

    function test_GivenRejection() external {
        GrantTerms memory terms = defaultTerms();
        toRejected(terms, 0);
        submit(terms, 0);
        Milestone memory milestone = milestoneOf(terms, 0);
        assertEq(uint256(milestone.state), uint256(MilestoneState.Submitted), "state");
        assertEq(milestone.attempts, 2, "new attempt");
        assertEq(uint256(milestone.yesVotes | milestone.noVotes), 0, "without votes");
        assertFalse(milestone.hasScore, "without score");
        assertEq(int256(milestone.score), 0, "score");
    }

    function test_GivenPendingMilestone() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        vm.expectEmit(address(review));
        emit IMilestoneReview.EvidenceSubmitted(milestoneIdOf(terms, 1), grantIdOf(terms), 1, 1, EVIDENCE, PACKAGE);
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
    }

    function _sequentialTerms() private view returns (GrantTerms memory terms) {
        terms = defaultTerms();
        terms.conditions.policy.sequential = true;
        seal(terms);
    }

    function _expectRefusal(GrantTerms memory terms, uint256 index, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(users.investigator);
        review.submit(terms, index, EVIDENCE, PACKAGE);
    }
}
