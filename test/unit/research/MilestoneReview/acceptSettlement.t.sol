// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewAcceptSettlementTest is ResearchTest {
    uint40 private constant UNTIL = START + 300 days;

    function test_RevertWhen_CallerIsNoParty() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        _offer(terms, users.funder, 5000);
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_NotParty.selector, users.mallory));
        vm.prank(users.mallory);
        review.acceptSettlement(terms, 0, 5000);
    }

    function test_RevertGiven_NoOffer() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        _expectNone(terms, users.funder, 0);
    }

    function test_RevertWhen_OfferByCaller() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        _offer(terms, users.funder, 1);
        _expectNone(terms, users.funder, 1);
    }

    /// @dev An offer that was replaced just before is not the one that was meant.
    function test_RevertWhen_OfferNamesAnotherShare() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        _offer(terms, users.funder, 5000);
        _offer(terms, users.funder, 1);
        _expectNone(terms, users.investigator, 5000);
    }

    function test_RevertGiven_OfferOver() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        vm.prank(users.funder);
        review.offerSettlement(terms, 0, 5000, START + 1 hours);
        vm.warp(START + 1 hours + 1);
        _expectNone(terms, users.investigator, 5000);
        // Taken back.
        vm.prank(users.funder);
        review.offerSettlement(terms, 0, 5000, 0);
        _expectNone(terms, users.investigator, 5000);
    }

    function test_RevertGiven_StateChangedSince() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        _offer(terms, users.investigator, 5000);
        approve(terms, 0);
        _expectNone(terms, users.funder, 5000);
    }

    function test_RevertGiven_AnotherAttemptBroughtSince() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        _offer(terms, users.investigator, 1000);
        score(terms, 0, POOR_SCORE);
        reject(terms, 0);
        vm.prank(users.investigator);
        review.submit(terms, 0, EVIDENCE, keccak256("another package"));
        assertState(terms, 0, MilestoneState.Submitted, "the same state again");
        _expectNone(terms, users.funder, 1000);
    }

    function test_RevertGiven_ApprovalBecameFinalSince() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        _offer(terms, users.investigator, 9000);
        passWindow(terms, 0);
        vm.expectPartialRevert(IMilestoneReview.MilestoneReview_TooLate.selector);
        vm.prank(users.funder);
        review.acceptSettlement(terms, 0, 9000);
        assertDue(terms, 0, 100_000 * UNIT, 0);
    }

    function test_RevertGiven_OfferAcceptedBefore() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        _offer(terms, users.funder, 5000);
        _accept(terms, users.investigator, 5000);
        _expectNone(terms, users.investigator, 5000);
    }

    function test_GivenMilestoneUnderReview() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        _offer(terms, users.funder, 3333);
        vm.expectEmit(address(review));
        emit IMilestoneReview.SettlementAccepted(milestoneIdOf(terms, 0), users.investigator, 3333);
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneRuled(milestoneIdOf(terms, 0), 3333, false);
        _accept(terms, users.investigator, 3333);
        _expectRuled(terms, 33_330 * UNIT);
        // The score comes too late, and the panel has nothing to say.
        vm.expectPartialRevert(IMilestoneReview.MilestoneReview_WrongState.selector);
        score(terms, 0, GOOD_SCORE);
    }

    function test_GivenMilestoneApproved() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        vm.warp(START + CHALLENGE_WINDOW);
        _offer(terms, users.investigator, 9000);
        _accept(terms, users.funder, 9000);
        _expectRuled(terms, 90_000 * UNIT);
    }

    function test_GivenMilestoneRejected() external {
        GrantTerms memory terms = defaultTerms();
        toRejected(terms, 0);
        _offer(terms, users.funder, 2000);
        _accept(terms, users.investigator, 2000);
        _expectRuled(terms, 20_000 * UNIT);
    }

    function test_GivenRejectionCanNoLongerBeDisputed() external {
        GrantTerms memory terms = defaultTerms();
        toRejected(terms, 0);
        passWindow(terms, 0);
        _offer(terms, users.funder, 2000);
        _accept(terms, users.investigator, 2000);
        _expectRuled(terms, 20_000 * UNIT);
    }

    function test_GivenMilestoneEscalated() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        escalate(terms, 0);
        passWindow(terms, 0); // Nobody has applied the policy's split yet.
        _offer(terms, users.funder, 6000);
        _accept(terms, users.investigator, 6000);
        _expectRuled(terms, 60_000 * UNIT);
        vm.expectPartialRevert(IMilestoneReview.MilestoneReview_WrongState.selector);
        review.applyDefaultSplit(terms, 0);
    }

    function test_GivenMilestoneDisputed() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        dispute(terms, 0, users.funder);
        uint256 before = balanceOf(users.funder);
        _offer(terms, users.investigator, 8000);
        vm.expectEmit(address(review));
        emit IMilestoneReview.BondAwarded(milestoneIdOf(terms, 0), users.funder, BOND);
        _accept(terms, users.funder, 8000);
        _expectRuled(terms, 80_000 * UNIT);
        review.claimBond(terms, 0, users.funder);
        assertEq(balanceOf(users.funder) - before, BOND, "nobody lost");
        vm.expectPartialRevert(IMilestoneReview.MilestoneReview_WrongState.selector);
        rule(terms, 0, 0);
    }

    function _offer(GrantTerms memory terms, address by, uint16 payeeBps) private {
        vm.prank(by);
        review.offerSettlement(terms, 0, payeeBps, UNTIL);
    }

    function _accept(GrantTerms memory terms, address by, uint16 payeeBps) private {
        vm.prank(by);
        review.acceptSettlement(terms, 0, payeeBps);
    }

    function _expectNone(GrantTerms memory terms, address by, uint16 payeeBps) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_NoSuchSettlement.selector, milestoneIdOf(terms, 0), payeeBps
            )
        );
        vm.prank(by);
        review.acceptSettlement(terms, 0, payeeBps);
    }

    function _expectRuled(GrantTerms memory terms, uint256 toInvestigator) private view {
        assertState(terms, 0, MilestoneState.Ruled, "ruled");
        assertDue(terms, 0, toInvestigator, 100_000 * UNIT - toInvestigator);
        assertEq(review.settlementOf(milestoneIdOf(terms, 0)).by, address(0), "used up");
    }
}
