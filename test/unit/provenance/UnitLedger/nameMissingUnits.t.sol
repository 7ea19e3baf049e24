// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {DiscrepancyCode, EffectiveStatus, UnitState} from "../../../../contracts/types/Provenance.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerNameMissingUnitsTest is UnitFixture {
    function setUp() public override {
        super.setUp();
        ship(CASE, contents, HOSPITAL);
        vm.prank(users.hospital);
        ledger.receiveShipment(CASE, contents, 8, DiscrepancyCode.MissingProduct);
    }

    function test_RevertWhen_CallerIsNotReceiver() external {
        vm.prank(users.pharmacy);
        expectNotInCharge(8, HOSPITAL, users.pharmacy);
        units.nameMissingUnits(inCase(), lot, both(8, 9));
    }

    function test_RevertWhen_MoreAreNamedThanAreMissing() external {
        vm.prank(users.hospital);
        units.nameMissingUnits(inCase(), lot, both(8, 9));
        vm.prank(users.hospital);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_MoreThanInside.selector, CASE, 0, 1));
        units.nameMissingUnits(inCase(), lot, only(7));
    }

    function test_RevertGiven_PackLeftBefore() external {
        vm.prank(users.hospital);
        dispense(inCase(), 8, true);
        vm.prank(users.hospital);
        expectNotInside(8);
        units.nameMissingUnits(inCase(), lot, only(8));
    }

    function test_WhenReceiverNamesThem() external {
        vm.expectEmit(address(units));
        emit IUnitLedger.UnitsMissing(id, PHARMACY, CASE, both(8, 9));
        vm.prank(users.hospital);
        units.nameMissingUnits(inCase(), lot, both(8, 9));
        assertUnit(8, UnitState.Suspect, PHARMACY);
        assertUnit(9, UnitState.Suspect, PHARMACY);
        assertStatus(byItself(), 9, EffectiveStatus.Suspect);
        assertInside(8);
    }
}
