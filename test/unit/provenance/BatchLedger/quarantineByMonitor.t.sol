// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {LotId} from "../../../../contracts/types/Identifiers.sol";
import {EffectiveStatus, LotDetails, NO_PARTNER, QuarantineOrder} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerQuarantineByMonitorTest is ProvenanceFixture {
    LotDetails internal lot;

    function setUp() public override {
        super.setUp();
        manager.grantRole(MONITOR, users.oracle, 0);
        lot = commission(TABLET, "LOT26C01");
    }

    function test_RevertWhen_CallerIsNoMonitor() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mah));
        ledger.quarantineByMonitor(lotIdOf(lot), QuarantineOrder.Monitor, REASON);
    }

    function test_RevertWhen_LotIsUnknown() external {
        LotId unknown = LotId.wrap(REASON);
        vm.prank(users.oracle);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_UnknownLot.selector, unknown));
        ledger.quarantineByMonitor(unknown, QuarantineOrder.Monitor, REASON);
    }

    function test_RevertWhen_MonitorGivesAnotherClassOrder() external {
        vm.prank(users.oracle);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_NotInCharge.selector, lotIdOf(lot), NO_PARTNER));
        ledger.quarantineByMonitor(lotIdOf(lot), QuarantineOrder.Regulator, REASON);
    }

    function test_RevertWhen_ThereIsNoReason() external {
        vm.prank(users.oracle);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_NoReason.selector, lotIdOf(lot)));
        ledger.quarantineByMonitor(lotIdOf(lot), QuarantineOrder.Monitor, 0);
    }

    function test_WhenMonitorOrdersIt() external {
        vm.prank(users.oracle);
        ledger.quarantineByMonitor(lotIdOf(lot), QuarantineOrder.MonitorReject, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Quarantined), "status");
        assertEq(uint256(ledger.lotOf(lotIdOf(lot)).marks), 8, "order kept");
    }
}
