// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {LotId} from "../../../../contracts/types/Identifiers.sol";
import {EffectiveStatus, LotDetails} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerHoldByMonitorTest is ProvenanceFixture {
    LotDetails internal lot;

    function setUp() public override {
        super.setUp();
        manager.grantRole(MONITOR, users.oracle, 0);
        lot = commission(TABLET, "LOT26C01");
    }

    function test_RevertWhen_CallerIsNoMonitor() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, users.mah));
        ledger.holdByMonitor(lotIdOf(lot), REASON);
    }

    function test_RevertGiven_LotIsUnknown() external {
        LotId unknown = LotId.wrap(REASON);
        vm.prank(users.oracle);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_UnknownLot.selector, unknown));
        ledger.holdByMonitor(unknown, REASON);
    }

    function test_WhenMonitorSuspectsALot() external {
        vm.expectEmit(address(ledger));
        emit ILots.LotHeld(lotIdOf(lot), REASON, NOW + 72 hours);
        _hold();
        assertEq(uint256(ledger.heldUntil(lotIdOf(lot))), NOW + 72 hours, "until");
        vm.warp(NOW + 72 hours);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Quarantined), "to its last second");
        vm.warp(NOW + 72 hours + 1);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Active), "then it lapses by itself");
    }

    function test_GivenHoldIsRunning() external {
        _hold();
        vm.warp(NOW + 71 hours);
        _hold();
        assertEq(uint256(ledger.heldUntil(lotIdOf(lot))), NOW + 72 hours, "not prolonged");
    }

    function test_GivenHoldLapsed() external {
        _hold();
        vm.warp(NOW + 73 hours);
        _hold();
        assertEq(uint256(ledger.heldUntil(lotIdOf(lot))), NOW + 145 hours, "a new one");
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Quarantined), "status");
    }

    function _hold() private {
        vm.prank(users.oracle);
        ledger.holdByMonitor(lotIdOf(lot), REASON);
    }
}
