// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewOfferSettlementTest is ResearchTest {
    uint40 private constant UNTIL = START + 300 days;

    function test_RevertWhen_CallerIsNoParty() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_NotParty.selector, users.arbitrator));
        vm.prank(users.arbitrator);
        review.offerSettlement(terms, 0, 5000, UNTIL);
    }

    function test_RevertWhen_ShareOverWhole() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ShareOutOfRange.selector, 10_001));
        vm.prank(users.funder);
        review.offerSettlement(terms, 0, 10_001, UNTIL);
    }

    function test_RevertGiven_MilestoneNeverBrought() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        _expectWrongState(terms, MilestoneState.Pending);
    }

    function test_RevertGiven_ApprovalFinal() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        _expectTooLate(terms);
    }

    function test_GivenRejectionCanNoLongerBeDisputed() external {
        GrantTerms memory terms = defaultTerms();
        toRejected(terms, 0);
        passWindow(terms, 0);
        vm.prank(users.funder);
        review.offerSettlement(terms, 0, 5000, UNTIL);
        assertEq(review.settlementOf(milestoneIdOf(terms, 0)).by, users.funder, "taken: nothing has ended it");
        vm.warp(uint256(terms.conditions.milestones[0].graceEnd) + 1);
        review.expire(terms, 0);
        _expectWrongState(terms, MilestoneState.Refundable);
    }

    function test_RevertGiven_MilestoneRuled() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        escalate(terms, 0);
        rule(terms, 0, 1);
        _expectWrongState(terms, MilestoneState.Ruled);
    }

    function test_WhenPartyOffers() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        vm.expectEmit(address(review));
        emit IMilestoneReview.SettlementOffered(milestoneIdOf(terms, 0), users.investigator, 7000, UNTIL);
        vm.prank(users.investigator);
        review.offerSettlement(terms, 0, 7000, UNTIL);
        IMilestoneReview.Settlement memory offer = review.settlementOf(milestoneIdOf(terms, 0));
        assertEq(offer.by, users.investigator, "by");
        assertEq(uint256(offer.payeeBps), 7000, "share");
        assertEq(uint256(offer.attempt), 1, "attempt");
        assertEq(uint256(offer.state), uint256(MilestoneState.Scored), "state");
        assertEq(uint256(offer.until), UNTIL, "until");
    }

    function test_WhenOfferStandsAlready() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        vm.prank(users.investigator);
        review.offerSettlement(terms, 0, 7000, UNTIL);
        vm.prank(users.funder);
        review.offerSettlement(terms, 0, 4000, UNTIL);
        assertEq(review.settlementOf(milestoneIdOf(terms, 0)).by, users.funder, "replaced");
    }

    function _expectWrongState(GrantTerms memory terms, MilestoneState state) private {
        vm.expectRevert(
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), state)
        );
        vm.prank(users.funder);
        review.offerSettlement(terms, 0, 5000, UNTIL);
    }

    function _expectTooLate(GrantTerms memory terms) private {
        uint40 end = START + CHALLENGE_WINDOW;
        vm.warp(end + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TooLate.selector, milestoneIdOf(terms, 0), end, end + 1
            )
        );
        vm.prank(users.funder);
        review.offerSettlement(terms, 0, 5000, UNTIL);
    }
}
