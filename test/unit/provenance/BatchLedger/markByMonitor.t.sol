// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {Child, EffectiveStatus, Mark, NO_PARTNER} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerMarkByMonitorTest is LogisticUnitsFixture {
    function test_RevertWhen_CallerIsNoMonitor() external {
        Child memory child = caseOf(1, lot);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mah));
        vm.prank(users.mah);
        ledger.markByMonitor(child.sscc, Mark.Hold, REASON);
    }

    function test_RevertWhen_MarkIsNotAMonitors() external {
        Child memory child = caseOf(1, lot);
        Mark[4] memory others = [Mark.Suspect, Mark.Destroyed, Mark.Illegitimate, Mark.Stolen];
        for (uint256 i; i < 4; ++i) {
            vm.expectRevert(refused(ILogisticUnits.BatchLedger_MarkRefused.selector, child.sscc, others[i], NO_PARTNER));
            markAs(child.sscc, others[i]);
        }
    }

    function test_RevertWhen_ThereIsNoReason() external {
        Child memory child = caseOf(1, lot);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_NoReasonFor.selector, child.sscc));
        vm.prank(monitor);
        ledger.markByMonitor(child.sscc, Mark.Hold, 0);
    }

    function test_RevertGiven_UnitIsUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnknownUnit.selector, CASE));
        markAs(CASE, Mark.Hold);
    }

    function test_WhenItIsAVerdict() external {
        Child memory child = caseOf(1, lot);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.LogisticUnitMarked(child.sscc, Mark.Excursion, NO_PARTNER, REASON);
        markAs(child.sscc, Mark.Excursion);
        vm.warp(vm.getBlockTimestamp() + 365 days);
        assertStatus(child.sscc, EffectiveStatus.ExcursionHold);
        vm.expectRevert(notActive(child.sscc, EffectiveStatus.ExcursionHold));
        vm.prank(users.mah);
        ledger.ship(child.sscc, child.contents, WHOLESALER, CARRIER, uint40(vm.getBlockTimestamp() + 1 days));
    }

    function test_WhenItIsASuspicion() external {
        Child memory child = caseOf(1, lot);
        uint40 until = uint40(vm.getBlockTimestamp() + 72 hours);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.LogisticUnitHeld(child.sscc, REASON, until);
        markAs(child.sscc, Mark.Hold);
        assertEq(ledger.unitHeldUntil(child.sscc), until, "until");
        vm.warp(until);
        assertStatus(child.sscc, EffectiveStatus.ExcursionHold);
        vm.warp(uint256(until) + 1);
        assertStatus(child.sscc, EffectiveStatus.Active);
        move(child.sscc, child.contents, WHOLESALER);
        assertTrue(ledger.logisticUnitOf(child.sscc).custodian == WHOLESALER, "moves again");
    }

    function test_GivenAHoldIsInForce() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Hold);
        uint40 until = ledger.unitHeldUntil(child.sscc);
        vm.warp(until);
        markAs(child.sscc, Mark.Hold);
        assertEq(ledger.unitHeldUntil(child.sscc), until, "not prolonged");
        vm.warp(uint256(until) + 1);
        markAs(child.sscc, Mark.Hold);
        assertEq(ledger.unitHeldUntil(child.sscc), uint256(until) + 1 + 72 hours, "a new one");
    }
}
