// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {Child, EffectiveStatus, Mark, NO_PARTNER} from "../../../../contracts/types/Provenance.sol";
import {LogisticUnitsFixture} from "../../../utils/LogisticUnitsFixture.sol";

contract BatchLedgerClearByMonitorTest is LogisticUnitsFixture {
    function test_RevertWhen_CallerIsNoMonitor() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Excursion);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mah));
        vm.prank(users.mah);
        ledger.clearByMonitor(child.sscc, Mark.Excursion, REASON);
    }

    function test_RevertWhen_MarkIsNoVerdict() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Hold);
        vm.expectRevert(refused(ILogisticUnits.BatchLedger_MarkRefused.selector, child.sscc, Mark.Hold, NO_PARTNER));
        vm.prank(monitor);
        ledger.clearByMonitor(child.sscc, Mark.Hold, REASON);
    }

    function test_RevertGiven_NoVerdictStands() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Reject);
        vm.expectRevert(
            refused(ILogisticUnits.BatchLedger_MarkRefused.selector, child.sscc, Mark.Excursion, NO_PARTNER)
        );
        vm.prank(monitor);
        ledger.clearByMonitor(child.sscc, Mark.Excursion, REASON);
    }

    function test_RevertWhen_ThereIsNoReason() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Excursion);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_NoReasonFor.selector, child.sscc));
        vm.prank(monitor);
        ledger.clearByMonitor(child.sscc, Mark.Excursion, 0);
    }

    function test_GivenAVerdictStands() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Excursion);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.MarkCleared(child.sscc, Mark.Excursion, NO_PARTNER, REASON);
        vm.prank(monitor);
        ledger.clearByMonitor(child.sscc, Mark.Excursion, REASON);
        assertStatus(child.sscc, EffectiveStatus.Active);
        markAs(child.sscc, Mark.Excursion);
        markAs(child.sscc, Mark.Reject);
        vm.prank(monitor);
        ledger.clearByMonitor(child.sscc, Mark.Excursion, REASON);
        assertStatus(child.sscc, EffectiveStatus.ExcursionHold);
    }

    function test_WhenItClearsARejection() external {
        Child memory child = caseOf(1, lot);
        markAs(child.sscc, Mark.Excursion);
        markAs(child.sscc, Mark.Reject);
        vm.expectEmit(address(ledger));
        emit ILogisticUnits.MarkCleared(child.sscc, Mark.Reject, NO_PARTNER, REASON);
        vm.startPrank(monitor);
        ledger.clearByMonitor(child.sscc, Mark.Reject, REASON);
        assertStatus(child.sscc, EffectiveStatus.ExcursionHold);
        ledger.clearByMonitor(child.sscc, Mark.Excursion, REASON);
        vm.stopPrank();
        assertStatus(child.sscc, EffectiveStatus.Active);
    }
}
