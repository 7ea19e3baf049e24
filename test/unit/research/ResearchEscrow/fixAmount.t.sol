// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {Milestone, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {RogueReviewTest} from "../../../utils/RogueReviewTest.sol";

contract ResearchEscrowFixAmountTest is RogueReviewTest {
    function test_RevertWhen_CallerNotReviewModuleOfTerms() external {
        walkToPriced(0, MilestoneState.Ruled, 10_000);
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_NotReview.selector, users.mallory, address(rogue))
        );
        vm.prank(users.mallory);
        escrow.fixAmount(_terms.account, 0, 1);
    }

    function test_RevertGiven_MilestoneNeverOpened() external {
        expectIllegal(MilestoneState.Pending, MilestoneState.Payable);
        _fix(1);
    }

    function test_RevertGiven_MilestoneNotPriced() external {
        walkToRuled(0, 10_000);
        expectIllegal(MilestoneState.Ruled, MilestoneState.Payable);
        _fix(1);
    }

    function test_RevertGiven_MilestoneNotDecided() external {
        walkToPriced(0, MilestoneState.Scored, 0);
        expectIllegal(MilestoneState.Scored, MilestoneState.Payable);
        _fix(1);
    }

    function test_RevertGiven_ChallengeWindowOpen() external {
        walkToPriced(0, MilestoneState.Approved, 10_000);
        vm.warp(DEADLINE);
        expectIllegal(MilestoneState.Approved, MilestoneState.Payable);
        _fix(1);
    }

    function test_RevertGiven_AmountFixedBefore() external {
        walkToPayable(0, 10_000, 70_000 * UNIT);
        expectIllegal(MilestoneState.Payable, MilestoneState.Payable);
        _fix(80_000 * UNIT);
    }

    function test_RevertWhen_AmountOverWhatMilestonePaysAtMost() external {
        walkToPriced(0, MilestoneState.Ruled, 10_000);
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_AmountOutOfRange.selector, idOf(0), 100_000 * UNIT + 1, 100_000 * UNIT
            )
        );
        _fix(100_000 * UNIT + 1);
    }

    function test_RevertWhen_MilestoneDoesNotExist() external {
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_IllegalTransition.selector);
        rogue.fixAmount(_terms.account, 4, 0);
    }

    function test_GivenPricedMilestoneWaitsForItsAmount() external {
        walkToPriced(0, MilestoneState.Ruled, 4000);
        assertDue(_terms, 0, 0, 0);
        (bool isFinal,,) = escrow.sharesOf(_terms.account, 0);
        assertFalse(isFinal, "does not say yet what it pays");
        expectNothingDue(0, MilestoneState.Ruled, DEADLINE, false, false);
        releaseBy(users.investigator, 0);
        expectNothingDue(0, MilestoneState.Ruled, DEADLINE, false, false);
        refundBy(users.funder, 0);
    }

    function test_GivenPricedMilestoneApproved() external {
        walkToPriced(0, MilestoneState.Approved, 10_000);
        vm.warp(DEADLINE + 7 days);
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.MilestoneAdvanced(idOf(0), MilestoneState.Approved, MilestoneState.Payable);
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.AmountFixed(idOf(0), 61_234_567_890);
        _fix(61_234_567_890);

        assertEq(escrow.fixedAmountOf(address(rogue), idOf(0)), 61_234_567_890, "the amount");
        Milestone memory milestone = milestoneOf(_terms, 0);
        assertEq(uint256(milestone.state), uint256(MilestoneState.Payable), "payable");
        assertEq(milestone.deadline, DEADLINE, "final since it was decided");
        assertDue(_terms, 0, 61_234_567_890, 100_000 * UNIT - 61_234_567_890 + REWARDS);
        assertEq(releaseBy(users.investigator, 0), 61_234_567_890, "released");
        assertEq(refundBy(users.funder, 0), 100_000 * UNIT - 61_234_567_890 + REWARDS, "surplus returned");
        assertEq(escrow.remainingOf(_terms.account), 400_000 * UNIT + 3 * REWARDS, "the other three");
    }

    function test_GivenPricedMilestoneRuled() external {
        walkToPayable(0, 2500, 9_999);
        assertDue(_terms, 0, 9_999, 100_000 * UNIT - 9_999 + REWARDS);
    }

    function test_WhenAmountZero() external {
        walkToPayable(0, 0, 0);
        assertDue(_terms, 0, 0, 100_000 * UNIT + REWARDS);
        expectNothingDue(0, MilestoneState.Payable, DEADLINE, false, false);
        releaseBy(users.investigator, 0);
    }

    function _fix(uint256 payeeAmount) private {
        rogue.fixAmount(_terms.account, 0, payeeAmount);
    }
}
