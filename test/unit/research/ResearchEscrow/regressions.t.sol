// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {BlocklistToken, FeeToken} from "../../../../contracts/mocks/OddTokens.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneId} from "../../../../contracts/types/Identifiers.sol";
import {GrantState, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {Vm} from "../../../utils/Vm.sol";
import {RogueReviewTest} from "../../../utils/RogueReviewTest.sol";

contract ResearchEscrowRegressionsTest is RogueReviewTest {
    function test_RevertGiven_GrantAccepted_WhenFunderWithdrawsWhatIsCommitted() external {
        vm.startPrank(users.funder);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_WrongGrantState.selector);
        escrow.cancel(_terms.account);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_WrongGrantState.selector);
        escrow.cancelTo(_terms.account, users.funder);
        for (uint256 index; index < 5; ++index) {
            vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_NothingDue.selector);
            escrow.refund(_terms.account, index);
            vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_NothingDue.selector);
            escrow.refundTo(_terms.account, index, users.funder);
            vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_NotReview.selector);
            escrow.reward(_terms.account, index, users.funder);
        }
        vm.stopPrank();
        // Nor does time change that, nor an unlisted token.
        escrow.unlistToken(address(usd));
        vm.warp(START_BY + 1);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_WrongGrantState.selector);
        escrow.cancel(_terms.account);
        assertEq(balanceOf(address(escrow)), DEPOSIT, "all is there");
    }

    function test_RevertWhen_OneSideReplacesMilestones() external {
        GrantTerms memory next = rogueTerms(address(usd), "one side's wish");
        rogue.setAnswer(grantIdOf(next));
        bytes32 digest = replacementDigest(grantIdOf(_terms), next);
        bytes memory funders = signLong(funderKey, digest);
        bytes memory investigators = signLong(investigatorKey, digest);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_InvalidSignature.selector);
        vm.prank(users.funder);
        escrow.replace(_terms.account, next, funders, funders);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_InvalidSignature.selector);
        vm.prank(users.investigator);
        escrow.replace(_terms.account, next, investigators, investigators);
    }

    function test_RevertWhen_InvestigatorFlipsRejectedMilestoneToPending() external {
        walkTo(0, MilestoneState.Rejected);
        vm.startPrank(users.investigator);
        // Only the module writes; under any other account the milestone is unknown.
        expectIllegal(MilestoneState.Pending, MilestoneState.Pending);
        escrow.advance(idOf(0), word(MilestoneState.Pending));
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_NotReview.selector);
        escrow.open(_terms.account, 0, word(MilestoneState.Submitted));
        vm.stopPrank();
        // Not even the module.
        expectIllegal(MilestoneState.Rejected, MilestoneState.Pending);
        step(0, MilestoneState.Pending);
    }

    function test_WhenMilestonesPaid() external {
        vm.recordLogs();
        for (uint256 index; index < 4; ++index) {
            walkToRuled(index, 5000);
            releaseBy(users.investigator, index);
            refundBy(users.funder, index);
        }
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 releases;
        uint256 refunds;
        for (uint256 i; i < logs.length; ++i) {
            bytes32 topic = logs[i].topics[0];
            if (topic == IResearchEscrow.MilestoneReleased.selector) {
                assertEq(logs[i].topics[1], MilestoneId.unwrap(idOf(releases++)), "id of the release");
            }
            if (topic == IResearchEscrow.MilestoneRefunded.selector) {
                assertEq(logs[i].topics[1], MilestoneId.unwrap(idOf(refunds++)), "id of the refund");
            }
        }
        assertEq(releases + refunds, 8, "each once");
    }

    function test_RevertWhen_DepositArrivesShort() external {
        FeeToken token = new FeeToken();
        token.mint(users.funder, DEPOSIT);
        vm.startPrank(users.funder);
        token.approve(address(escrow), DEPOSIT);
        GrantTerms memory terms = rogueTerms(address(token), "short");
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_Underfunded.selector);
        escrow.createFund(terms.account);
        vm.stopPrank();
        assertEq(uint256(escrow.grantOf(grantIdOf(terms)).state), uint256(GrantState.None), "no grant");
        assertEq(token.balanceOf(users.funder), DEPOSIT, "nothing taken");
    }

    function test_WhenSameThingDoneTwice() external {
        GrantTerms memory offered = rogueTerms(address(usd), "twice");
        usd.mint(users.funder, DEPOSIT);
        fund(offered);
        vm.prank(users.funder);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_WrongGrantState.selector);
        escrow.createFund(offered.account);
        vm.startPrank(users.funder);
        escrow.cancel(offered.account);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_WrongGrantState.selector);
        escrow.cancel(offered.account);
        vm.stopPrank();

        walkToRuled(0, 5000);
        releaseBy(users.investigator, 0);
        expectNothingDue(0, MilestoneState.Ruled, DEADLINE, true, false);
        releaseBy(users.investigator, 0);
        expectNothingDue(0, MilestoneState.Ruled, DEADLINE, true, false);
        releaseBy(users.keeper, 0);
        refundBy(users.funder, 0);
        expectNothingDue(0, MilestoneState.Ruled, DEADLINE, true, true);
        refundBy(users.funder, 0);
        assertEq(balanceOf(address(escrow)), DEPOSIT - 100_000 * UNIT - REWARDS, "one milestone's account");
    }

    function test_WhenOneMilestonesPayeeCannotBePaid() external {
        BlocklistToken token = new BlocklistToken();
        startIn(address(token));
        walkToRuled(0, 10_000);
        walkToRuled(1, 0);
        token.setBlocked(users.investigator, true);
        vm.expectRevert(abi.encodeWithSelector(BlocklistToken.BlocklistToken_Blocked.selector, users.investigator));
        releaseBy(users.keeper, 0);
        refundBy(users.keeper, 1);
        assertEq(token.balanceOf(users.funder), 150_000 * UNIT + REWARDS, "refunded");
    }
}
