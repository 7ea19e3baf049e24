// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {EffectiveStatus, LotDetails, QuarantineOrder} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerLiftQuarantineTest is ProvenanceFixture {
    LotDetails internal lot;

    function setUp() public override {
        super.setUp();
        manager.grantRole(MONITOR, users.oracle, 0);
        lot = commission(TABLET, "LOT26C01");
    }

    function test_RevertGiven_OrderIsNotInForce() external {
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_NotLiftable.selector, lotIdOf(lot), QuarantineOrder.AuthorisationHolder, MAH
            )
        );
        ledger.liftQuarantine(lot, QuarantineOrder.AuthorisationHolder, MAH, REASON);
    }

    function test_RevertWhen_AuthorisationHolderLiftsRegulatorOrder() external {
        vm.prank(users.regulator);
        ledger.quarantine(lot, REGULATOR, REASON);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(ILots.BatchLedger_NotLiftable.selector, lotIdOf(lot), QuarantineOrder.Regulator, MAH)
        );
        ledger.liftQuarantine(lot, QuarantineOrder.Regulator, MAH, REASON);
    }

    function test_WhenRegulatorLiftsAuthorisationHolderOrder() external {
        vm.prank(users.mah);
        ledger.quarantine(lot, MAH, REASON);
        vm.prank(users.regulator);
        ledger.liftQuarantine(lot, QuarantineOrder.AuthorisationHolder, REGULATOR, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Active), "status");
    }

    function test_RevertWhen_RegulatorLiftsReject() external {
        vm.prank(users.oracle);
        ledger.quarantineByMonitor(lotIdOf(lot), QuarantineOrder.MonitorReject, REASON);
        vm.prank(users.regulator);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_NotLiftable.selector, lotIdOf(lot), QuarantineOrder.MonitorReject, REGULATOR
            )
        );
        ledger.liftQuarantine(lot, QuarantineOrder.MonitorReject, REGULATOR, REASON);
    }

    function test_RevertWhen_RegulatorLiftsMonitorOrder() external {
        vm.prank(users.oracle);
        ledger.quarantineByMonitor(lotIdOf(lot), QuarantineOrder.Monitor, REASON);
        vm.prank(users.regulator);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_NotLiftable.selector, lotIdOf(lot), QuarantineOrder.Monitor, REGULATOR
            )
        );
        ledger.liftQuarantine(lot, QuarantineOrder.Monitor, REGULATOR, REASON);
    }

    function test_RevertWhen_AuthorisationHolderLiftsReject() external {
        vm.prank(users.oracle);
        ledger.quarantineByMonitor(lotIdOf(lot), QuarantineOrder.MonitorReject, REASON);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_NotLiftable.selector, lotIdOf(lot), QuarantineOrder.MonitorReject, MAH
            )
        );
        ledger.liftQuarantine(lot, QuarantineOrder.MonitorReject, MAH, REASON);
    }

    function test_RevertWhen_ThereIsNoReason() external {
        vm.prank(users.mah);
        ledger.quarantine(lot, MAH, REASON);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_NoReason.selector, lotIdOf(lot)));
        ledger.liftQuarantine(lot, QuarantineOrder.AuthorisationHolder, MAH, 0);
    }

    function test_WhenClassThatOrderedItLiftsIt() external {
        vm.prank(users.regulator);
        ledger.quarantine(lot, REGULATOR, REASON);
        vm.expectEmit(address(ledger));
        emit ILots.QuarantineLifted(lotIdOf(lot), QuarantineOrder.Regulator, REASON);
        vm.prank(users.regulator);
        ledger.liftQuarantine(lot, QuarantineOrder.Regulator, REGULATOR, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Active), "status");
    }

    function test_RevertWhen_AuthorisationHolderLiftsMonitorOrder() external {
        vm.prank(users.oracle);
        ledger.quarantineByMonitor(lotIdOf(lot), QuarantineOrder.Monitor, REASON);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(ILots.BatchLedger_NotLiftable.selector, lotIdOf(lot), QuarantineOrder.Monitor, MAH)
        );
        ledger.liftQuarantine(lot, QuarantineOrder.Monitor, MAH, REASON);
    }

    function test_RevertGiven_HoldLapsed() external {
        vm.prank(users.oracle);
        ledger.holdByMonitor(lotIdOf(lot), REASON);
        vm.warp(NOW + 72 hours + 1);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(ILots.BatchLedger_NotLiftable.selector, lotIdOf(lot), QuarantineOrder.Hold, MAH)
        );
        ledger.liftQuarantine(lot, QuarantineOrder.Hold, MAH, REASON);
    }

    function test_WhenEitherSideLiftsHold() external {
        vm.prank(users.oracle);
        ledger.holdByMonitor(lotIdOf(lot), REASON);
        vm.prank(users.regulator);
        ledger.liftQuarantine(lot, QuarantineOrder.Hold, REGULATOR, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Active), "lifted by a regulator");
        vm.prank(users.oracle);
        ledger.holdByMonitor(lotIdOf(lot), REASON);
        vm.prank(users.mah);
        ledger.liftQuarantine(lot, QuarantineOrder.Hold, MAH, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Active), "lifted by the holder");
    }

    function test_GivenAnotherOrderStaysInForce() external {
        vm.prank(users.regulator);
        ledger.quarantine(lot, REGULATOR, REASON);
        vm.prank(users.mah);
        ledger.quarantine(lot, MAH, REASON);
        vm.prank(users.mah);
        ledger.liftQuarantine(lot, QuarantineOrder.AuthorisationHolder, MAH, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Quarantined), "status");
    }
}
