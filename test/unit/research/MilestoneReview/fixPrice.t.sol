// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {OddFeed} from "../../../../contracts/mocks/OddFeeds.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {DollarGrants} from "../../../utils/DollarGrants.sol";

contract MilestoneReviewFixPriceTest is DollarGrants {
    function test_RevertGiven_GrantNotInDollars() external {
        GrantTerms memory terms = defaultTerms();
        toDecided(terms);
        vm.expectRevert(
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_NotPriced.selector, milestoneIdOf(terms, 0))
        );
        review.fixPrice(terms, 0);
    }

    function test_RevertGiven_ApprovalCanStillBeDisputed() external {
        GrantTerms memory terms = dollarTerms();
        toApproved(terms, 0);
        uint40 end = milestoneOf(terms, 0).deadline;
        vm.warp(end);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TooEarly.selector, milestoneIdOf(terms, 0), end, end
            )
        );
        review.fixPrice(terms, 0);
    }

    function test_RevertGiven_MilestoneUndecided() external {
        GrantTerms memory terms = dollarTerms();
        toRejected(terms, 0);
        passWindow(terms, 0);
        _expectWrongState(terms, MilestoneState.Rejected);
    }

    function test_RevertGiven_PriceFixedBefore() external {
        GrantTerms memory terms = dollarTerms();
        toDecided(terms);
        _answer(PAR_PRICE);
        review.fixPrice(terms, 0);
        _expectWrongState(terms, MilestoneState.Payable);
    }

    function test_GivenRulingGivesNothing_GivenGrantCascades() external {
        GrantTerms memory terms = dollarTerms();
        (terms.conditions.policy.sequential, terms.conditions.policy.cascade) = (true, true);
        seal(terms);
        toScored(terms, 0, GOOD_SCORE);
        escalate(terms, 0);
        rule(terms, 0, 0);
        review.fixPrice(terms, 0);
        assertState(terms, 0, MilestoneState.Payable, "payable");
        vm.expectRevert(
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_PredecessorFailed.selector, milestoneIdOf(terms, 0))
        );
        vm.prank(users.investigator);
        review.submit(terms, 1, EVIDENCE, PACKAGE);
    }

    function test_GivenFeedHasPrice_WhenPriceAtPar() external {
        GrantTerms memory terms = dollarTerms();
        terms.account.keeperReward = uint64(3 * UNIT);
        toDecided(terms);
        _answer(PAR_PRICE);
        assertDue(terms, 0, 0, 0);
        vm.expectEmit(address(review));
        emit IMilestoneReview.PriceFixed(milestoneIdOf(terms, 0), uint256(PAR_PRICE), false, 100_000 * UNIT);
        vm.prank(users.keeper);
        review.fixPrice(terms, 0);
        assertState(terms, 0, MilestoneState.Payable, "payable");
        assertEq(balanceOf(users.keeper), 3 * UNIT, "rewarded");
        assertDue(terms, 0, 100_000 * UNIT, 9 * UNIT);
    }

    function test_GivenFeedHasPrice_WhenTokenDearer() external {
        GrantTerms memory terms = dollarTerms();
        toDecided(terms);
        _answer(1.225e8);
        review.fixPrice(terms, 0);
        assertDue(terms, 0, 80_000 * UNIT, 20_000 * UNIT);
    }

    function test_GivenFeedHasPrice_WhenTokenCheaper() external {
        GrantTerms memory terms = dollarTerms();
        toDecided(terms);
        _answer(0.49e8);
        review.fixPrice(terms, 0);
        assertDue(terms, 0, 100_000 * UNIT, 0);
    }

    function test_GivenFeedHasPrice_GivenMilestoneRuled() external {
        GrantTerms memory terms = dollarTerms();
        toApproved(terms, 0);
        dispute(terms, 0, users.funder);
        rule(terms, 0, 6000);
        _answer(1.225e8);
        review.fixPrice(terms, 0);
        assertDue(terms, 0, 48_000 * UNIT, 52_000 * UNIT);
    }

    function test_GivenRulingGivesNothing() external {
        GrantTerms memory terms = dollarTerms();
        toApproved(terms, 0);
        dispute(terms, 0, users.funder);
        rule(terms, 0, 0);
        vm.warp(now_() + 2 days); // The feed's price is too old by now.
        vm.expectEmit(address(review));
        emit IMilestoneReview.PriceFixed(milestoneIdOf(terms, 0), 0, false, 0);
        review.fixPrice(terms, 0);
        assertDue(terms, 0, 0, 100_000 * UNIT);
    }

    function test_RevertGiven_FeedHasNoPriceTaken_GivenPriceGraceRuns() external {
        GrantTerms memory terms = dollarTerms();
        toDecided(terms);
        uint256 fallbackFrom = uint256(milestoneOf(terms, 0).deadline) + PRICE_GRACE;
        vm.warp(fallbackFrom);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_NoPrice.selector, milestoneIdOf(terms, 0), address(feed), fallbackFrom
            )
        );
        review.fixPrice(terms, 0);
    }

    function test_GivenFeedHasNoPriceTaken_GivenPriceGraceOver() external {
        GrantTerms memory terms = dollarTerms();
        toDecided(terms);
        vm.warp(uint256(milestoneOf(terms, 0).deadline) + PRICE_GRACE + 1);
        vm.expectEmit(address(review));
        emit IMilestoneReview.PriceFixed(milestoneIdOf(terms, 0), FALLBACK_PRICE, true, 70_000 * UNIT);
        review.fixPrice(terms, 0);
        assertDue(terms, 0, 70_000 * UNIT, 30_000 * UNIT);
    }

    function test_GivenFeedHasNoPriceTaken_GivenFeedComesBackAfterGrace() external {
        GrantTerms memory terms = dollarTerms();
        toDecided(terms);
        vm.warp(uint256(milestoneOf(terms, 0).deadline) + PRICE_GRACE + 30 days);
        _answer(1.225e8);
        review.fixPrice(terms, 0);
        assertDue(terms, 0, 80_000 * UNIT, 20_000 * UNIT);
    }

    function test_GivenFeedEatsGas() external {
        OddFeed odd = new OddFeed();
        GrantTerms memory terms = dollarTermsBy(address(odd));
        toDecided(terms);
        odd.setFaults(OddFeed.Fault.EatsGas, OddFeed.Fault.EatsGas);
        vm.warp(uint256(milestoneOf(terms, 0).deadline) + PRICE_GRACE + 1);
        // Two reads that each burn their bound, and no more.
        review.fixPrice{gas: 1_000_000}(terms, 0);
        assertDue(terms, 0, 70_000 * UNIT, 30_000 * UNIT);
    }

    function test_GivenBondOfDisputeUnclaimed() external {
        GrantTerms memory terms = dollarTerms();
        toRejected(terms, 0);
        dispute(terms, 0, users.investigator);
        rule(terms, 0, 10_000);
        _answer(PAR_PRICE);
        review.fixPrice(terms, 0);
        uint256 before = balanceOf(users.investigator);
        review.claimBond(terms, 0, users.investigator);
        assertEq(balanceOf(users.investigator) - before, BOND, "bond");
    }

    function _answer(int256 price) private {
        feed.updateAnswer(price);
    }

    function _expectWrongState(GrantTerms memory terms, MilestoneState state) private {
        vm.expectRevert(
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), state)
        );
        review.fixPrice(terms, 0);
    }
}
