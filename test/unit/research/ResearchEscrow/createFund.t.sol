// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {FeeToken, ReentrantToken} from "../../../../contracts/mocks/OddTokens.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {GrantId} from "../../../../contracts/types/Identifiers.sol";
import {Grant, GrantState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract ResearchEscrowCreateFundTest is ResearchTest {
    function test_RevertWhen_CallerNotFunder() external {
        GrantTerms memory terms = defaultTerms();
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_NotFunder.selector, users.mallory, terms.account.funder
            )
        );
        vm.prank(users.mallory);
        escrow.createFund(terms.account);
    }

    function test_RevertWhen_OfferAlreadyOver() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.startBy = START - 1;
        _expectRefusal(
            terms,
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_StartByOutOfRange.selector, START - 1, START, START + 365 days
            )
        );
    }

    function test_RevertWhen_OfferStaysOpenTooLong() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.startBy = START + 365 days + 1;
        _expectRefusal(
            terms,
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_StartByOutOfRange.selector,
                terms.account.startBy,
                START,
                START + 365 days
            )
        );
    }

    function test_RevertWhen_NoMilestone() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.amounts = new uint128[](0);
        _expectRefusal(
            terms, abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_MilestonesOutOfRange.selector, 0, 32)
        );
    }

    function test_RevertWhen_MoreThan32Milestones() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.amounts = _ones(33);
        _expectRefusal(
            terms, abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_MilestonesOutOfRange.selector, 33, 32)
        );
    }

    function test_RevertWhen_MilestoneHasNoAmount() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.amounts[2] = 0;
        _expectRefusal(terms, abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_ZeroAmount.selector, 2));
    }

    function test_RevertWhen_TotalBeyond128Bits() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.amounts = _ones(2);
        terms.account.amounts[0] = type(uint128).max;
        _expectRefusal(
            terms,
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_TotalTooLarge.selector, uint256(type(uint128).max) + 1, type(uint128).max
            )
        );
    }

    function test_RevertWhen_RewardsBring128BitsOver() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.amounts = _ones(1);
        terms.account.amounts[0] = type(uint128).max - 3;
        terms.account.keeperReward = 1;
        _expectRefusal(
            terms,
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_TotalTooLarge.selector, uint256(type(uint128).max) + 1, type(uint128).max
            )
        );
    }

    function test_RevertGiven_SameTermsOfferedBefore() external {
        GrantTerms memory terms = defaultTerms();
        fund(terms);
        vm.prank(users.funder);
        escrow.cancel(terms.account);
        // Not even after a cancellation: the tombstone stays.
        _expectRefusal(
            terms,
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_WrongGrantState.selector,
                grantIdOf(terms),
                GrantState.Cancelled,
                GrantState.None
            )
        );
    }

    function test_RevertWhen_TokenTakesFee() external {
        FeeToken token = new FeeToken();
        escrow.listToken(address(token));
        token.mint(users.funder, 1000 * UNIT);
        vm.prank(users.funder);
        token.approve(address(escrow), type(uint256).max);
        GrantTerms memory terms = defaultTerms();
        terms.account.token = address(token);
        terms.account.amounts = new uint128[](1);
        terms.account.amounts[0] = uint128(1000 * UNIT);
        _expectRefusal(
            terms,
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_Underfunded.selector, token, 1000 * UNIT, 980 * UNIT)
        );
        assertEq(token.balanceOf(users.funder), 1000 * UNIT, "nothing was taken");
    }

    function test_WhenTokenCallsBackToFundAgain() external {
        // A token that funds a second grant of its own from inside the first transfer would be counted twice.
        ReentrantToken token = new ReentrantToken();
        escrow.listToken(address(token));
        token.mint(users.funder, TOTAL);
        GrantTerms memory inner = defaultTerms();
        inner.account.token = address(token);
        inner.account.funder = address(token);
        token.prepare(address(escrow), abi.encodeCall(IResearchEscrow.createFund, (inner.account)));
        GrantTerms memory terms = defaultTerms();
        terms.account.token = address(token);
        vm.startPrank(users.funder);
        token.approve(address(escrow), type(uint256).max);
        escrow.createFund(terms.account);
        vm.stopPrank();

        assertFalse(token.succeeded(), "inner call refused");
        assertEq(
            token.result(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
            "by the guard"
        );
        assertEq(uint256(escrow.grantOf(grantIdOf(inner)).state), uint256(GrantState.None), "no inner grant");
        assertEq(token.balanceOf(address(escrow)), TOTAL, "one deposit");
    }

    function test_WhenThereAre32Milestones() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.amounts = _ones(32);
        fund(terms);
        assertEq(escrow.remainingOf(terms.account), 32, "all taken");
    }

    function test_WhenTermsPrepayRewards() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.keeperReward = uint64(2 * UNIT);
        fund(terms);
        // Four milestones, four rewards each.
        assertEq(escrow.grantOf(grantIdOf(terms)).deposit, TOTAL + 32 * UNIT, "amounts and rewards");
        assertEq(balanceOf(address(escrow)), TOTAL + 32 * UNIT, "taken");
        assertEq(escrow.remainingOf(terms.account), TOTAL + 32 * UNIT, "remaining");
    }

    function test_WhenTokenNotListed() external {
        GrantTerms memory terms = defaultTerms();
        escrow.unlistToken(address(usd));
        uint256 before = balanceOf(users.funder);
        fund(terms);
        vm.prank(users.funder);
        escrow.cancel(terms.account);
        assertEq(balanceOf(users.funder), before, "the deposit came back");
    }

    function test_WhenTermsInOrder() external {
        GrantTerms memory terms = defaultTerms();
        uint256 before = balanceOf(users.funder);
        GrantId id = grantIdOf(terms);
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.GrantOffered(id, users.funder, users.investigator);
        fund(terms);

        Grant memory grant = escrow.grantOf(id);
        assertEq(uint256(grant.state), uint256(GrantState.Offered), "offered");
        assertEq(grant.deposit, TOTAL, "deposit");
        assertEq(balanceOf(address(escrow)), TOTAL, "balance of the escrow");
        assertEq(before - balanceOf(users.funder), TOTAL, "taken from the funder");
        assertEq(GrantId.unwrap(escrow.grantIdOf(terms.account)), GrantId.unwrap(id), "EIP-712 hash");
    }

    function _expectRefusal(GrantTerms memory terms, bytes memory reason) private {
        vm.prank(users.funder);
        vm.expectRevert(reason);
        escrow.createFund(terms.account);
    }

    function _ones(uint256 count) private pure returns (uint128[] memory amounts) {
        amounts = new uint128[](count);
        for (uint256 i; i < count; ++i) {
            amounts[i] = 1;
        }
    }
}
