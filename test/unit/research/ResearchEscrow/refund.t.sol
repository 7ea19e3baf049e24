// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {BlocklistToken} from "../../../../contracts/mocks/OddTokens.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {RogueReviewTest} from "../../../utils/RogueReviewTest.sol";

contract ResearchEscrowRefundTest is RogueReviewTest {
    uint256 private constant AMOUNT = 100_000 * UNIT;

    function test_RevertGiven_MilestonePending() external {
        _expectRefusal(0, MilestoneState.Pending, 0, false);
    }

    function test_RevertGiven_MilestoneUnderReview() external {
        walkTo(0, MilestoneState.Disputed);
        _expectRefusal(0, MilestoneState.Disputed, DEADLINE, false);
    }

    function test_RevertGiven_ShareRefundedBefore() external {
        walkTo(0, MilestoneState.Refundable);
        refundBy(users.funder, 0);
        _expectRefusal(0, MilestoneState.Refundable, DEADLINE, true);
    }

    function test_RevertGiven_NothingLeftForFunder() external {
        walkTo(0, MilestoneState.Submitted);
        for (uint256 i; i < 4; ++i) {
            rogue.reward(_terms.account, 0, users.keeper);
        }
        stepWithShare(0, MilestoneState.Ruled, 10_000);
        _expectRefusal(0, MilestoneState.Ruled, DEADLINE, false);
    }

    function test_RevertWhen_SomebodyElseDirectsMoneyElsewhere() external {
        walkTo(0, MilestoneState.Refundable);
        expectNotYours(users.investigator, users.funder);
        vm.prank(users.investigator);
        escrow.refundTo(_terms.account, 0, users.investigator);
    }

    function test_RevertWhen_RecipientZero() external {
        walkTo(0, MilestoneState.Refundable);
        vm.expectRevert(IResearchEscrow.ResearchEscrow_ZeroRecipient.selector);
        vm.prank(users.funder);
        escrow.refundTo(_terms.account, 0, address(0));
    }

    function test_RevertWhen_MilestoneDoesNotExist() external {
        _expectRefusal(4, MilestoneState.Pending, 0, false);
    }

    function test_GivenMilestoneApprovedAndPayable() external {
        walkToApproved(0);
        assertEq(refundBy(users.funder, 0), REWARDS, "rewards");
        assertDue(_terms, 0, AMOUNT, 0);
        _expectRefusal(0, MilestoneState.Approved, DEADLINE, true);
    }

    function test_GivenMilestoneRefundable_WhenFunderNamesAnotherAccount() external {
        walkTo(0, MilestoneState.Refundable);
        address treasury = makeAddr("treasury");
        vm.prank(users.funder);
        escrow.refundTo(_terms.account, 0, treasury);
        assertEq(balanceOf(treasury), AMOUNT + REWARDS, "refunded");
    }

    function test_GivenMilestoneRefundable_WhenAnyoneBringsFunderItsMoney() external {
        walkTo(0, MilestoneState.Refundable);
        uint256 before = balanceOf(users.funder);
        refundBy(users.keeper, 0);
        assertEq(balanceOf(users.funder) - before, AMOUNT + REWARDS, "refunded");
        assertEq(balanceOf(users.keeper), 0, "nobody is rewarded for a refund");
    }

    function test_GivenMilestoneRefundable_GivenFunderSetPayoutAddress() external {
        walkTo(0, MilestoneState.Refundable);
        address treasury = makeAddr("treasury");
        vm.prank(users.funder);
        escrow.setPayoutAddress(treasury);
        refundBy(users.keeper, 0);
        assertEq(balanceOf(treasury), AMOUNT + REWARDS, "brought there");
    }

    function test_GivenKeepersEarnedRewards() external {
        walkTo(0, MilestoneState.Submitted);
        rogue.reward(_terms.account, 0, users.keeper);
        rogue.reward(_terms.account, 0, users.mallory);
        stepWithShare(0, MilestoneState.Ruled, 0);
        assertEq(refundBy(users.funder, 0), AMOUNT + 2 * KEEPER_REWARD, "the others came back");
        assertEq(escrow.remainingOf(_terms.account), DEPOSIT - AMOUNT - REWARDS, "that account is empty");
    }

    function test_GivenInvestigatorBlocklistedByToken() external {
        BlocklistToken token = new BlocklistToken();
        startIn(address(token));
        walkToRuled(0, 6000);
        token.setBlocked(users.investigator, true);
        refundBy(users.keeper, 0);
        assertEq(token.balanceOf(users.funder), 40_000 * UNIT + REWARDS, "refunded");
    }

    function test_GivenRulingSplitMilestone() external {
        GrantTerms memory terms = rogueTerms(address(usd), "odd amount");
        terms.account.amounts[0] = 10_001;
        start(terms);
        keep(_terms, terms);
        walkToRuled(0, 3333);
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.MilestoneRefunded(idOf(0), 6668 + REWARDS);
        refundBy(users.funder, 0);
        assertDue(_terms, 0, 3333, 0);
        assertTrue(milestoneOf(_terms, 0).refunded, "booked");
    }

    function _expectRefusal(uint256 index, MilestoneState state, uint40 deadline, bool refunded) private {
        expectNothingDue(index, state, deadline, false, refunded);
        refundBy(users.funder, index);
    }
}
