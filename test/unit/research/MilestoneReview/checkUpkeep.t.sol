// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {DollarGrants} from "../../../utils/DollarGrants.sol";

contract MilestoneReviewCheckUpkeepTest is DollarGrants {
    function test_GivenNothingWaits() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        _expectNothing(terms);
        submit(terms, 0);
        _expectNothing(terms);
        score(terms, 0, GOOD_SCORE);
        _expectNothing(terms);
        approve(terms, 0);
        passWindow(terms, 0);
        _expectNothing(terms);
    }

    function test_GivenGrantNotAccepted() external {
        GrantTerms memory terms = defaultTerms();
        fund(terms);
        vm.warp(terms.conditions.milestones[0].graceEnd + 1);
        _expectNothing(terms);
    }

    function test_GivenOracleSilent() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        passWindow(terms, 0);
        _expectStep(terms, IMilestoneReview.skipScore.selector);
    }

    function test_GivenGoodScoreOfSmallAmount() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.autoReleaseCap = uint128(100_000 * UNIT);
        seal(terms);
        toScored(terms, 0, GOOD_SCORE);
        _expectStep(terms, IMilestoneReview.autoApprove.selector);
    }

    function test_GivenPanelSilent() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        passWindow(terms, 0);
        _expectStep(terms, IMilestoneReview.escalate.selector);
    }

    function test_GivenArbitratorSilent() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        dispute(terms, 0, users.funder);
        _expectNothing(terms);
        passWindow(terms, 0);
        _expectStep(terms, IMilestoneReview.applyDefaultSplit.selector);
    }

    function test_GivenMilestoneNeverBrought() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        vm.warp(terms.conditions.milestones[0].graceEnd + 1);
        _expectStep(terms, IMilestoneReview.expire.selector);
    }

    function test_GivenDollarsWaitForPrice() external {
        GrantTerms memory terms = dollarTerms();
        toDecided(terms);
        _expectNothing(terms); // The feed's price is too old.
        feed.updateAnswer(PAR_PRICE);
        _expectStep(terms, IMilestoneReview.fixPrice.selector);
    }

    function test_GivenMilestoneSettled() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        vm.warp(terms.conditions.milestones[0].graceEnd + 1);
        review.expire(terms, 0);
        _expectNothing(terms);
    }

    function test_RevertWhen_DataMalformed() external {
        vm.expectRevert();
        review.checkUpkeep(hex"1234");
    }

    function _expectNothing(GrantTerms memory terms) private view {
        (bool upkeepNeeded, bytes memory performData) = review.checkUpkeep(abi.encode(terms, 0));
        assertFalse(upkeepNeeded, "nothing to do");
        assertEq(performData.length, 0, "no call");
    }

    /// @dev The call that is named succeeds, and nothing else is left to do afterwards.
    function _expectStep(GrantTerms memory terms, bytes4 step) private {
        (bool upkeepNeeded, bytes memory performData) = review.checkUpkeep(abi.encode(terms, 0));
        assertTrue(upkeepNeeded, "something to do");
        assertEq(keccak256(performData), keccak256(abi.encodeWithSelector(step, terms, 0)), "this call");
        review.checkStep(step, terms, 0);
        review.performUpkeep(performData);
        _expectNothing(terms);
    }
}
