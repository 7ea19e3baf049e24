// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {RogueReviewTest} from "../../../utils/RogueReviewTest.sol";

contract ResearchEscrowViewsTest is RogueReviewTest {
    uint256 private constant AMOUNT = 100_000 * UNIT;

    function test_GivenGrantNeverOffered() external {
        keep(_terms, rogueTerms(address(usd), "never offered"));
        assertEq(escrow.remainingOf(_terms.account), 0, "nothing");
        assertDue(_terms, 0, 0, 0);
    }

    function test_GivenGrantOffered() external {
        GrantTerms memory offered = rogueTerms(address(usd), "only offered");
        fund(offered);
        assertEq(escrow.remainingOf(offered.account), DEPOSIT, "the deposit");
        (uint256 toInvestigator, uint256 toFunder) = escrow.dueOf(offered.account, 0);
        assertEq(toInvestigator + toFunder, 0, "nothing is due");
    }

    function test_GivenGrantCancelled() external {
        GrantTerms memory offered = rogueTerms(address(usd), "cancelled");
        fund(offered);
        vm.prank(users.funder);
        escrow.cancel(offered.account);
        assertEq(escrow.remainingOf(offered.account), 0, "nothing");
    }

    function test_GivenMilestoneNotFinal() external {
        for (uint8 state; state <= uint8(MilestoneState.Disputed); ++state) {
            uint256 snapshot = vm.snapshotState();
            walkTo(0, MilestoneState(state));
            _assertShares(0, false, 0, 0);
            assertDue(_terms, 0, 0, 0);
            assertEq(escrow.remainingOf(_terms.account), DEPOSIT, "all is held");
            vm.revertToState(snapshot);
        }
    }

    function test_GivenMilestoneRuled() external {
        walkToRuled(0, 2500);
        _assertShares(0, true, AMOUNT / 4, AMOUNT * 3 / 4 + REWARDS);
        releaseBy(users.investigator, 0);
        _assertShares(0, true, AMOUNT / 4, AMOUNT * 3 / 4 + REWARDS);
        assertDue(_terms, 0, 0, AMOUNT * 3 / 4 + REWARDS);
        refundBy(users.funder, 0);
        _assertShares(0, true, AMOUNT / 4, AMOUNT * 3 / 4 + REWARDS);
        assertDue(_terms, 0, 0, 0);
        assertEq(escrow.remainingOf(_terms.account), DEPOSIT - AMOUNT - REWARDS, "the other three");
    }

    function test_GivenMilestoneRefundable() external {
        walkTo(0, MilestoneState.Refundable);
        _assertShares(0, true, 0, AMOUNT + REWARDS);
    }

    function test_GivenMilestonePayable() external {
        walkToPayable(0, 10_000, 12_345);
        _assertShares(0, true, 12_345, AMOUNT - 12_345 + REWARDS);
        assertEq(escrow.fixedAmountOf(address(rogue), idOf(0)), 12_345, "fixed");
    }

    function test_GivenKeepersRewarded() external {
        walkTo(0, MilestoneState.Submitted);
        rogue.reward(_terms.account, 0, users.keeper);
        assertEq(escrow.remainingOf(_terms.account), DEPOSIT - KEEPER_REWARD, "held");
        stepWithShare(0, MilestoneState.Ruled, 10_000);
        _assertShares(0, true, AMOUNT, 3 * KEEPER_REWARD);
    }

    function test_WhenMilestoneDoesNotExist() external view {
        assertDue(_terms, 4, 0, 0);
        _assertShares(type(uint256).max, false, 0, 0);
    }

    function _assertShares(uint256 index, bool isFinal, uint256 toInvestigator, uint256 toFunder) private view {
        (bool actualFinal, uint256 actualInvestigator, uint256 actualFunder) = escrow.sharesOf(_terms.account, index);
        assertEq(actualFinal, isFinal, "final");
        assertEq(actualInvestigator, toInvestigator, "investigator's share");
        assertEq(actualFunder, toFunder, "funder's share");
    }
}
