// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {
    EffectiveStatus,
    LotDetails,
    QuarantineOrder,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    ROLE_WHOLESALER
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerConfirmHoldTest is ProvenanceFixture {
    LotDetails internal lot;

    function setUp() public override {
        super.setUp();
        manager.grantRole(MONITOR, users.oracle, 0);
        lot = commission(TABLET, "LOT26C01");
        vm.prank(users.oracle);
        ledger.holdByMonitor(lotIdOf(lot), REASON);
    }

    function test_RevertWhen_CallerIsTrader() external {
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector,
                WHOLESALER,
                ROLE_MANUFACTURER | ROLE_REGULATOR,
                ROLE_WHOLESALER,
                FOREVER
            )
        );
        ledger.confirmHold(lot, WHOLESALER, REASON);
    }

    function test_RevertWhen_ThereIsNoReason() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_NoReason.selector, lotIdOf(lot)));
        ledger.confirmHold(lot, MAH, 0);
    }

    function test_RevertGiven_HoldLapsed() external {
        vm.warp(NOW + 72 hours + 1);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_NoHold.selector, lotIdOf(lot), NOW + 72 hours));
        ledger.confirmHold(lot, MAH, REASON);
    }

    function test_RevertGiven_ThereWasNoHold() external {
        LotDetails memory other = commission(TABLET, "LOT26C02");
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_NoHold.selector, lotIdOf(other), 0));
        ledger.confirmHold(other, MAH, REASON);
    }

    function test_WhenAuthorisationHolderConfirms() external {
        vm.expectEmit(address(ledger));
        emit ILots.LotHoldConfirmed(lotIdOf(lot), MAH, REASON);
        vm.expectEmit(address(ledger));
        emit ILots.LotQuarantined(lotIdOf(lot), QuarantineOrder.AuthorisationHolder, REASON);
        vm.prank(users.mah);
        ledger.confirmHold(lot, MAH, REASON);
        vm.warp(NOW + 73 hours);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Quarantined), "it lasts");
        vm.prank(users.mah);
        ledger.liftQuarantine(lot, QuarantineOrder.AuthorisationHolder, MAH, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Active), "and is the holder's to lift");
    }

    function test_WhenRegulatorConfirms() external {
        vm.prank(users.regulator);
        ledger.confirmHold(lot, REGULATOR, REASON);
        assertEq(uint256(ledger.lotOf(lotIdOf(lot)).marks), 2, "a regulator's order in its place");
    }
}
