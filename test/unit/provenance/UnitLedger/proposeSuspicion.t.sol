// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {NO_UNIT, ROLE_DISPENSER, SuspicionReason, UnitState} from "../../../../contracts/types/Provenance.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerProposeSuspicionTest is UnitFixture {
    function _propose(uint32 index, SuspicionReason reason) private {
        vm.prank(users.pharmacy);
        units.proposeSuspicion(lot, index, reason, PHARMACY, REASON);
    }

    function test_RevertWhen_CallerIsNotPartnersAccount() external {
        vm.prank(users.mallory);
        expectNotInCharge(0, PHARMACY, users.mallory);
        units.proposeSuspicion(lot, 0, SuspicionReason.DuplicateDispense, PHARMACY, REASON);
    }

    function test_RevertGiven_AuthorisationIsOver() external {
        expelled(PHARMACY, users.pharmacy, ROLE_DISPENSER);
        vm.expectPartialRevert(ITradingPartners.TradingPartners_NotAuthorised.selector);
        _propose(0, SuspicionReason.DuplicateDispense);
    }

    function test_RevertWhen_EvidenceLacks() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NoReason.selector, id, 0));
        units.proposeSuspicion(lot, 0, SuspicionReason.DuplicateDispense, PHARMACY, bytes32(0));
    }

    function test_RevertWhen_NoUnitHasTheIndex() external {
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NoSuchUnit.selector, id, UNITS, UNITS));
        _propose(UNITS, SuspicionReason.ImpossibleTravel);
    }

    function test_RevertWhen_UnknownSerialNamesUnit() external {
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NoSuchUnit.selector, id, 0, UNITS));
        _propose(0, SuspicionReason.UnknownSerial);
    }

    function test_WhenSerialIsUnknown() external {
        vm.expectEmit(address(units));
        emit IUnitLedger.SuspicionProposed(id, NO_UNIT, SuspicionReason.UnknownSerial, PHARMACY, REASON);
        _propose(NO_UNIT, SuspicionReason.UnknownSerial);
    }

    function test_WhenProposed_ChangesNothing() external {
        dispensed(0, true);
        vm.expectEmit(address(units));
        emit IUnitLedger.SuspicionProposed(id, 0, SuspicionReason.DuplicateDispense, PHARMACY, REASON);
        _propose(0, SuspicionReason.DuplicateDispense);
        assertUnit(0, UnitState.Dispensed, PHARMACY);
        _propose(1, SuspicionReason.TamperedPackage);
        assertEq(uint256(units.unitOf(id, 1).state), uint256(UnitState.Untouched), "untouched");
    }
}
