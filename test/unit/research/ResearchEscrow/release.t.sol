// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {ReentrantToken} from "../../../../contracts/mocks/OddTokens.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {RogueReviewTest} from "../../../utils/RogueReviewTest.sol";

contract ResearchEscrowReleaseTest is RogueReviewTest {
    uint256 private constant AMOUNT = 100_000 * UNIT;

    function test_RevertGiven_MilestoneNotFinal() external {
        walkTo(0, MilestoneState.Scored);
        _expectRefusal(0, MilestoneState.Scored, DEADLINE, false);
    }

    function test_RevertGiven_ChallengeWindowOpen() external {
        walkTo(0, MilestoneState.Scored);
        stepWithShare(0, MilestoneState.Approved, 10_000);
        vm.warp(DEADLINE);
        _expectRefusal(0, MilestoneState.Approved, DEADLINE, false);
    }

    function test_RevertGiven_MilestoneRefundable() external {
        walkTo(0, MilestoneState.Refundable);
        _expectRefusal(0, MilestoneState.Refundable, DEADLINE, false);
    }

    function test_RevertGiven_ShareReleasedBefore() external {
        walkToApproved(0);
        releaseBy(users.investigator, 0);
        _expectRefusal(0, MilestoneState.Approved, DEADLINE, true);
    }

    function test_RevertWhen_MilestoneDoesNotExist() external {
        _expectRefusal(4, MilestoneState.Pending, 0, false);
        _expectRefusal(type(uint256).max, MilestoneState.Pending, 0, false);
    }

    function test_RevertWhen_SomebodyElseDirectsMoneyElsewhere() external {
        walkToApproved(0);
        address[3] memory others = [users.mallory, users.funder, users.arbitrator];
        for (uint256 i; i < others.length; ++i) {
            expectNotYours(others[i], users.investigator);
            vm.prank(others[i]);
            escrow.releaseTo(_terms.account, 0, others[i]);
        }
    }

    function test_RevertWhen_RecipientZero() external {
        walkToApproved(0);
        vm.expectRevert(IResearchEscrow.ResearchEscrow_ZeroRecipient.selector);
        vm.prank(users.investigator);
        escrow.releaseTo(_terms.account, 0, address(0));
    }

    function test_GivenApprovedAndUnchallenged_WhenInvestigatorNamesAnotherAccount() external {
        walkToApproved(0);
        address rescue = makeAddr("rescue");
        vm.prank(users.investigator);
        uint256 amount = escrow.releaseTo(_terms.account, 0, rescue);
        assertEq(amount, AMOUNT, "amount");
        assertEq(balanceOf(rescue), amount, "paid");
        assertEq(escrow.remainingOf(_terms.account), DEPOSIT - AMOUNT, "remaining");
    }

    function test_GivenApprovedAndUnchallenged_WhenInvestigatorCalls() external {
        walkToApproved(0);
        uint256 before = balanceOf(users.investigator);
        // A payout address is for money that others bring.
        vm.prank(users.investigator);
        escrow.setPayoutAddress(makeAddr("rescue"));
        assertEq(releaseBy(users.investigator, 0), AMOUNT, "amount");
        assertEq(balanceOf(users.investigator) - before, AMOUNT, "the share and no reward");
        assertEq(milestoneOf(_terms, 0).keeperCalls, 0, "no reward");
    }

    function test_GivenApprovedAndUnchallenged_WhenAnyoneBringsInvestigatorItsMoney() external {
        walkToApproved(0);
        uint256 before = balanceOf(users.investigator);
        assertEq(releaseBy(users.keeper, 0), AMOUNT, "amount");
        assertEq(balanceOf(users.investigator) - before, AMOUNT, "paid");
        assertEq(balanceOf(users.keeper), KEEPER_REWARD, "rewarded");
        assertEq(escrow.remainingOf(_terms.account), DEPOSIT - AMOUNT - KEEPER_REWARD, "remaining");
        assertDue(_terms, 0, 0, 3 * KEEPER_REWARD);
    }

    function test_GivenApprovedAndUnchallenged_GivenInvestigatorSetPayoutAddress() external {
        walkToApproved(0);
        address rescue = makeAddr("rescue");
        vm.prank(users.investigator);
        escrow.setPayoutAddress(rescue);
        releaseBy(users.keeper, 0);
        assertEq(balanceOf(rescue), AMOUNT, "brought there");
    }

    function test_GivenApprovedAndUnchallenged_GivenFunderTookItsRewardsBack() external {
        walkToApproved(0);
        assertEq(refundBy(users.funder, 0), REWARDS, "rewards came back although nothing else is due");
        releaseBy(users.keeper, 0);
        assertEq(balanceOf(users.keeper), 0, "no reward");
        assertDue(_terms, 0, 0, 0);
        assertEq(escrow.remainingOf(_terms.account), DEPOSIT - AMOUNT - REWARDS, "remaining");
    }

    function test_GivenApprovedAndUnchallenged_WhenTokenUnlistedSince() external {
        walkToApproved(0);
        escrow.unlistToken(address(usd));
        assertEq(releaseBy(users.investigator, 0), AMOUNT, "paid");
    }

    function test_GivenApprovedAndUnchallenged_WhenTokenCallsBackToReleaseAgain() external {
        ReentrantToken token = _startReentrant();
        token.prepare(address(escrow), abi.encodeCall(IResearchEscrow.release, (_terms.account, 0)));
        releaseBy(users.investigator, 0);
        assertFalse(token.succeeded(), "second release refused");
        assertEq(token.balanceOf(users.investigator), AMOUNT, "paid once");
        assertEq(token.balanceOf(address(escrow)), escrow.remainingOf(_terms.account), "books and balance agree");
    }

    function test_GivenApprovedAndUnchallenged_WhenTokenCallsBackToRefundDuringReward() external {
        ReentrantToken token = _startReentrant();
        token.prepare(address(escrow), abi.encodeCall(IResearchEscrow.refund, (_terms.account, 0)));
        releaseBy(users.keeper, 0);
        assertFalse(token.succeeded(), "refund refused meanwhile");
        assertEq(token.balanceOf(address(escrow)), escrow.remainingOf(_terms.account), "books and balance agree");
    }

    function test_GivenRulingSplitMilestone() external {
        GrantTerms memory terms = rogueTerms(address(usd), "odd amount");
        terms.account.amounts[0] = 10_001;
        start(terms);
        keep(_terms, terms);
        walkToRuled(0, 3333);
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.MilestoneReleased(idOf(0), 3333);
        releaseBy(users.investigator, 0);
        assertDue(_terms, 0, 0, 6668 + REWARDS);
        assertTrue(milestoneOf(_terms, 0).released, "booked");
    }

    function _startReentrant() private returns (ReentrantToken token) {
        token = new ReentrantToken();
        startIn(address(token));
        walkToApproved(0);
    }

    function _expectRefusal(uint256 index, MilestoneState state, uint40 deadline, bool released) private {
        expectNothingDue(index, state, deadline, released, false);
        releaseBy(users.investigator, index);
    }
}
