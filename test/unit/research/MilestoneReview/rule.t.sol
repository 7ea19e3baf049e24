// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewRuleTest is ResearchTest {
    function test_RevertWhen_CallerNotArbitrator() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        dispute(terms, 0, users.funder);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_NotArbitrator.selector, users.funder, users.arbitrator
            )
        );
        vm.prank(users.funder);
        review.rule(terms, 0, 0);
    }

    function test_RevertGiven_NothingBeforeArbitrator() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), MilestoneState.Approved
            )
        );
        vm.prank(users.arbitrator);
        review.rule(terms, 0, 0);
    }

    function test_RevertGiven_ArbitrationWindowOver() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        dispute(terms, 0, users.funder);
        uint40 end = START + ARBITRATION_WINDOW;
        vm.warp(end + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TooLate.selector, milestoneIdOf(terms, 0), end, end + 1
            )
        );
        vm.prank(users.arbitrator);
        review.rule(terms, 0, 0);
    }

    function test_RevertWhen_ShareOverWhole() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        dispute(terms, 0, users.funder);
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ShareOutOfRange.selector, 10_001));
        vm.prank(users.arbitrator);
        review.rule(terms, 0, 10_001);
    }

    function test_GivenMilestoneEscalated() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        escalate(terms, 0);
        rule(terms, 0, 2500);
        assertState(terms, 0, MilestoneState.Ruled, "ruled");
        assertDue(terms, 0, 25_000 * UNIT, 75_000 * UNIT);
        assertEq(uint256(review.bondOf(milestoneIdOf(terms, 0)).amount), 0, "no bond");
        assertEq(review.bondOf(milestoneIdOf(terms, 0)).owedTo, address(0), "awarded to nobody");
    }

    function test_GivenInvestigatorDisputed_WhenRulingGivesInvestigatorAnyShare() external {
        GrantTerms memory terms = defaultTerms();
        toRejected(terms, 0);
        dispute(terms, 0, users.investigator);
        rule(terms, 0, 1);
        assertEq(review.bondOf(milestoneIdOf(terms, 0)).owedTo, users.investigator, "winner");
        assertDue(terms, 0, 10 * UNIT, 99_990 * UNIT);
    }

    function test_GivenInvestigatorDisputed_WhenRulingGivesInvestigatorNothing() external {
        GrantTerms memory terms = defaultTerms();
        toRejected(terms, 0);
        dispute(terms, 0, users.investigator);
        rule(terms, 0, 0);
        assertEq(review.bondOf(milestoneIdOf(terms, 0)).owedTo, users.funder, "winner");
        assertDue(terms, 0, 0, 100_000 * UNIT);
    }

    function test_GivenFunderDisputed_WhenRulingGivesInvestigatorLessThanAll() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        dispute(terms, 0, users.funder);
        rule(terms, 0, 9999);
        assertEq(review.bondOf(milestoneIdOf(terms, 0)).owedTo, users.funder, "winner");
        assertDue(terms, 0, 99_990 * UNIT, 10 * UNIT);
    }

    function test_GivenScoreAloneApproved_WhenRulingUpholdsIt() external {
        GrantTerms memory terms = _autoApproved();
        rule(terms, 0, 10_000);
        _expectAgreement(terms, 1, 0, 200_000 * UNIT);
    }

    function test_GivenScoreAloneApproved_WhenRulingChangesIt() external {
        GrantTerms memory terms = _autoApproved();
        vm.expectEmit(address(review));
        emit IMilestoneReview.AiAgreementRecorded(users.funder, MODEL, milestoneIdOf(terms, 0), false, 1);
        rule(terms, 0, 9999);
        _expectAgreement(terms, 1, 1, 100_000 * UNIT);
    }

    function _autoApproved() private returns (GrantTerms memory terms) {
        terms = defaultTerms();
        terms.conditions.policy.autoReleaseCap = uint128(200_000 * UNIT);
        seal(terms);
        toScored(terms, 0, GOOD_SCORE);
        review.autoApprove(terms, 0);
        dispute(terms, 0, users.funder);
    }

    function _expectAgreement(GrantTerms memory terms, uint256 decisions, uint256 disagreements, uint256 cap)
        private
        view
    {
        IMilestoneReview.Agreement memory agreement = review.agreementOf(users.funder, MODEL);
        assertEq(uint256(agreement.decisions), decisions, "decisions");
        assertEq(uint256(agreement.disagreements), disagreements, "disagreements");
        assertEq(
            review.autoReleaseCapOf(users.funder, MODEL, terms.conditions.policy.autoReleaseCap), cap, "cap from now on"
        );
    }

    function test_GivenFunderDisputed_WhenRulingGivesInvestigatorAll() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        dispute(terms, 0, users.funder);
        vm.expectEmit(address(review));
        emit IMilestoneReview.BondAwarded(milestoneIdOf(terms, 0), users.investigator, BOND);
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneRuled(milestoneIdOf(terms, 0), 10_000, false);
        vm.prank(users.arbitrator);
        review.rule(terms, 0, 10_000);
        assertEq(review.bondOf(milestoneIdOf(terms, 0)).owedTo, users.investigator, "winner");
        assertDue(terms, 0, 100_000 * UNIT, 0);
    }
}
