// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {EffectiveStatus, LotDetails, NO_PARTNER, QuarantineOrder} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerLiftByMonitorTest is ProvenanceFixture {
    LotDetails internal lot;

    function setUp() public override {
        super.setUp();
        manager.grantRole(MONITOR, users.oracle, 0);
        lot = commission(TABLET, "LOT26C01");
    }

    function test_RevertWhen_CallerIsNoMonitor() external {
        _order(QuarantineOrder.Monitor);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mah));
        ledger.liftByMonitor(lotIdOf(lot), QuarantineOrder.Monitor, REASON);
    }

    function test_RevertWhen_ThereIsNoReason() external {
        _order(QuarantineOrder.Monitor);
        vm.prank(users.oracle);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_NoReason.selector, lotIdOf(lot)));
        ledger.liftByMonitor(lotIdOf(lot), QuarantineOrder.Monitor, 0);
    }

    function test_RevertGiven_OnlyARejectStands() external {
        _order(QuarantineOrder.MonitorReject);
        vm.prank(users.oracle);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_NotLiftable.selector, lotIdOf(lot), QuarantineOrder.Monitor, NO_PARTNER
            )
        );
        ledger.liftByMonitor(lotIdOf(lot), QuarantineOrder.Monitor, REASON);
    }

    function test_RevertWhen_OrderIsNoMonitors() external {
        vm.prank(users.regulator);
        ledger.quarantine(lot, REGULATOR, REASON);
        vm.prank(users.oracle);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_NotInCharge.selector, lotIdOf(lot), NO_PARTNER));
        ledger.liftByMonitor(lotIdOf(lot), QuarantineOrder.Regulator, REASON);
    }

    function test_WhenMonitorLiftsItsOrder() external {
        _order(QuarantineOrder.Monitor);
        vm.expectEmit(address(ledger));
        emit ILots.QuarantineLifted(lotIdOf(lot), QuarantineOrder.Monitor, REASON);
        vm.prank(users.oracle);
        ledger.liftByMonitor(lotIdOf(lot), QuarantineOrder.Monitor, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Active), "status");
    }

    function test_GivenARejectStandsToo() external {
        _order(QuarantineOrder.Monitor);
        _order(QuarantineOrder.MonitorReject);
        vm.prank(users.oracle);
        ledger.liftByMonitor(lotIdOf(lot), QuarantineOrder.Monitor, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Quarantined), "the reject stays");
    }

    function test_WhenMonitorLiftsAReject() external {
        _order(QuarantineOrder.Monitor);
        _order(QuarantineOrder.MonitorReject);
        vm.expectEmit(address(ledger));
        emit ILots.QuarantineLifted(lotIdOf(lot), QuarantineOrder.MonitorReject, REASON);
        vm.startPrank(users.oracle);
        ledger.liftByMonitor(lotIdOf(lot), QuarantineOrder.MonitorReject, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Quarantined), "the other order stays");
        ledger.liftByMonitor(lotIdOf(lot), QuarantineOrder.Monitor, REASON);
        vm.stopPrank();
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Active), "none left");
    }

    function _order(QuarantineOrder order) private {
        vm.prank(users.oracle);
        ledger.quarantineByMonitor(lotIdOf(lot), order, REASON);
    }
}
