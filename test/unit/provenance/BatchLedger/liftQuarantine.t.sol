// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchLedger} from "../../../../contracts/interfaces/IBatchLedger.sol";
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
                IBatchLedger.BatchLedger_NotLiftable.selector, lotIdOf(lot), QuarantineOrder.AuthorisationHolder, MAH
            )
        );
        ledger.liftQuarantine(lot, QuarantineOrder.AuthorisationHolder, MAH, REASON);
    }

    function test_RevertWhen_AuthorisationHolderLiftsRegulatorOrder() external {
        vm.prank(users.regulator);
        ledger.quarantine(lot, REGULATOR, REASON);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBatchLedger.BatchLedger_NotLiftable.selector, lotIdOf(lot), QuarantineOrder.Regulator, MAH
            )
        );
        ledger.liftQuarantine(lot, QuarantineOrder.Regulator, MAH, REASON);
    }

    function test_RevertWhen_RegulatorLiftsAuthorisationHolderOrder() external {
        vm.prank(users.mah);
        ledger.quarantine(lot, MAH, REASON);
        vm.prank(users.regulator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBatchLedger.BatchLedger_NotLiftable.selector,
                lotIdOf(lot),
                QuarantineOrder.AuthorisationHolder,
                REGULATOR
            )
        );
        ledger.liftQuarantine(lot, QuarantineOrder.AuthorisationHolder, REGULATOR, REASON);
    }

    function test_RevertWhen_RegulatorLiftsMonitorOrder() external {
        vm.prank(users.oracle);
        ledger.quarantineByMonitor(lotIdOf(lot), QuarantineOrder.Monitor, REASON);
        vm.prank(users.regulator);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBatchLedger.BatchLedger_NotLiftable.selector, lotIdOf(lot), QuarantineOrder.Monitor, REGULATOR
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
                IBatchLedger.BatchLedger_NotLiftable.selector, lotIdOf(lot), QuarantineOrder.MonitorReject, MAH
            )
        );
        ledger.liftQuarantine(lot, QuarantineOrder.MonitorReject, MAH, REASON);
    }

    function test_RevertWhen_ThereIsNoReason() external {
        vm.prank(users.mah);
        ledger.quarantine(lot, MAH, REASON);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(IBatchLedger.BatchLedger_NoReason.selector, lotIdOf(lot)));
        ledger.liftQuarantine(lot, QuarantineOrder.AuthorisationHolder, MAH, 0);
    }

    function test_WhenClassThatOrderedItLiftsIt() external {
        vm.prank(users.regulator);
        ledger.quarantine(lot, REGULATOR, REASON);
        vm.expectEmit(address(ledger));
        emit IBatchLedger.QuarantineLifted(lotIdOf(lot), QuarantineOrder.Regulator, REASON);
        vm.prank(users.regulator);
        ledger.liftQuarantine(lot, QuarantineOrder.Regulator, REGULATOR, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Active), "status");
    }

    function test_WhenAuthorisationHolderLiftsMonitorOrder() external {
        vm.prank(users.oracle);
        ledger.quarantineByMonitor(lotIdOf(lot), QuarantineOrder.Monitor, REASON);
        vm.prank(users.mah);
        ledger.liftQuarantine(lot, QuarantineOrder.Monitor, MAH, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Active), "status");
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
