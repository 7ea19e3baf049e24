// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {GrantState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract ResearchEscrowCancelTest is ResearchTest {
    GrantTerms private _terms;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultTerms());
        fund(_terms);
    }

    function test_RevertGiven_GrantAccepted() external {
        accept(_terms);
        _expectWrongState(GrantState.Active);
    }

    function test_RevertGiven_GrantNeverOffered() external {
        _terms.account.conditionsHash = keccak256("another");
        _expectWrongState(GrantState.None);
    }

    function test_RevertGiven_OfferStillOpen_WhenCallerNotFunder() external {
        vm.warp(START_BY);
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_StillOpen.selector, grantIdOf(_terms), START_BY)
        );
        vm.prank(users.keeper);
        escrow.cancel(_terms.account);
    }

    function test_GivenOfferStillOpen_WhenFunderNamesAnotherAccount() external {
        address treasury = makeAddr("treasury");
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.GrantCancelled(grantIdOf(_terms), treasury, TOTAL);
        vm.prank(users.funder);
        uint256 amount = escrow.cancelTo(_terms.account, treasury);

        assertEq(amount, TOTAL, "amount");
        assertEq(balanceOf(treasury), TOTAL, "refunded");
        assertEq(balanceOf(address(escrow)), 0, "nothing left");
        assertEq(escrow.remainingOf(_terms.account), 0, "nothing remains");
    }

    function test_GivenOfferStillOpen_WhenFunderCancels() external {
        uint256 before = balanceOf(users.funder);
        // Where others would bring it does not matter: the funder takes it itself.
        vm.startPrank(users.funder);
        escrow.setPayoutAddress(makeAddr("treasury"));
        escrow.cancel(_terms.account);
        vm.stopPrank();
        assertEq(balanceOf(users.funder) - before, TOTAL, "refunded");
    }

    function test_GivenOfferOver_WhenAnyoneCancels() external {
        uint256 before = balanceOf(users.funder);
        vm.warp(START_BY + 1);
        vm.prank(users.keeper);
        escrow.cancel(_terms.account);
        assertEq(balanceOf(users.funder) - before, TOTAL, "refunded");
    }

    function test_GivenOfferOver_GivenFunderSetPayoutAddress() external {
        address treasury = makeAddr("treasury");
        vm.prank(users.funder);
        escrow.setPayoutAddress(treasury);
        vm.warp(START_BY + 1);
        vm.prank(users.keeper);
        escrow.cancel(_terms.account);
        assertEq(balanceOf(treasury), TOTAL, "brought to the payout address");
    }

    function test_RevertGiven_OfferOver_WhenAnyoneSendsRefundElsewhere() external {
        vm.warp(START_BY + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_NotYours.selector, users.mallory, users.funder)
        );
        vm.prank(users.mallory);
        escrow.cancelTo(_terms.account, users.mallory);
    }

    function test_RevertGiven_GrantCancelledBefore() external {
        vm.prank(users.funder);
        escrow.cancel(_terms.account);
        _expectWrongState(GrantState.Cancelled);
    }

    function test_RevertWhen_RecipientZero() external {
        vm.expectRevert(IResearchEscrow.ResearchEscrow_ZeroRecipient.selector);
        vm.prank(users.funder);
        escrow.cancelTo(_terms.account, address(0));
    }

    function _expectWrongState(GrantState state) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_WrongGrantState.selector, grantIdOf(_terms), state, GrantState.Offered
            )
        );
        vm.prank(users.funder);
        escrow.cancel(_terms.account);
    }
}
