// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {DiscrepancyCode, EffectiveStatus, UnitState} from "../../../../contracts/types/Provenance.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerUnpackUnitsTest is UnitFixture {
    function test_RevertWhen_CallerIsNotCustodian() external {
        vm.prank(users.wholesaler);
        expectNotInCharge(0, PHARMACY, users.wholesaler);
        units.unpackUnits(inCase(), lot, only(0));
    }

    function test_RevertWhen_ListIsEmpty() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_IndicesRefused.selector, id, 0, 0));
        units.unpackUnits(inCase(), lot, new uint32[](0));
    }

    function test_RevertWhen_ListIsTooLong() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_IndicesRefused.selector, id, 0, 65));
        units.unpackUnits(inCase(), lot, new uint32[](65));
    }

    function test_RevertWhen_ListIsNotAscending() external {
        vm.prank(users.pharmacy);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_IndicesRefused.selector, id, 1, 2));
        units.unpackUnits(inCase(), lot, both(3, 3));
    }

    function test_RevertWhen_PackIsNotInside() external {
        pack(OTHER_CASE, lot, IN_CASE, IN_CASE);
        vm.prank(users.pharmacy);
        expectNotInside(IN_CASE);
        units.unpackUnits(inCase(), lot, both(0, IN_CASE));
    }

    function test_RevertGiven_PackWasUnpackedBefore() external {
        unpacked(0);
        vm.prank(users.pharmacy);
        expectNotInside(0);
        units.unpackUnits(inCase(), lot, only(0));
    }

    function test_RevertGiven_LogisticUnitIsInTransit() external {
        ship(CASE, contents, HOSPITAL);
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnitNotActive.selector, CASE, EffectiveStatus.InTransit)
        );
        units.unpackUnits(inCase(), lot, only(0));
    }

    function test_RevertGiven_LogisticUnitIsSuspect() external {
        ship(CASE, contents, HOSPITAL);
        vm.prank(users.hospital);
        ledger.rejectShipment(CASE, DiscrepancyCode.GtinError);
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnitNotActive.selector, CASE, EffectiveStatus.Suspect)
        );
        units.unpackUnits(inCase(), lot, only(0));
    }

    function test_GivenLotIsRecalled() external {
        recalled();
        unpacked(0);
        assertUnit(0, UnitState.Loose, PHARMACY);
        assertStatus(byItself(), 0, EffectiveStatus.Recalled);
    }

    function test_WhenCustodianUnpacks() external {
        vm.expectEmit(address(units));
        emit IUnitLedger.UnitsUnpacked(id, PHARMACY, CASE, both(2, 7));
        vm.prank(users.pharmacy);
        units.unpackUnits(inCase(), lot, both(2, 7));
        assertUnit(2, UnitState.Loose, PHARMACY);
        assertUnit(7, UnitState.Loose, PHARMACY);
        assertInside(IN_CASE - 2);
    }
}
