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

contract BatchLedgerQuarantineTest is ProvenanceFixture {
    LotDetails internal lot;

    function setUp() public override {
        super.setUp();
        lot = commission(TABLET, "LOT26C01");
    }

    function test_RevertWhen_LotIsUnknown() external {
        LotDetails memory other = lotOf(TABLET, "LOT26C09", UNITS);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_UnknownLot.selector, lotIdOf(other)));
        ledger.quarantine(other, MAH, REASON);
    }

    function test_RevertWhen_OtherDetailsAreShown() external {
        LotDetails memory other = lot;
        bytes25 committed = ledger.lotOf(lotIdOf(lot)).commitment;
        other.unitCount += 1;
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_OtherDetails.selector, lotIdOf(lot), committed, bytes25(keccak256(abi.encode(other)))
            )
        );
        ledger.quarantine(other, MAH, REASON);
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
        ledger.quarantine(lot, WHOLESALER, REASON);
    }

    function test_RevertWhen_CallerIsManufacturerOfSomethingElse() external {
        ledger.setPartner(CENTRE, users.centre, ROLE_MANUFACTURER, FOREVER, PREFIX_DIGITS);
        vm.prank(users.centre);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_NotInCharge.selector, lotIdOf(lot), CENTRE));
        ledger.quarantine(lot, CENTRE, REASON);
    }

    function test_RevertWhen_ThereIsNoReason() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_NoReason.selector, lotIdOf(lot)));
        ledger.quarantine(lot, MAH, 0);
    }

    function test_WhenAuthorisationHolderOrdersIt() external {
        vm.expectEmit(address(ledger));
        emit ILots.LotQuarantined(lotIdOf(lot), QuarantineOrder.AuthorisationHolder, REASON);
        vm.prank(users.mah);
        ledger.quarantine(lot, MAH, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Quarantined), "status");
    }

    function test_WhenRegulatorOrdersIt() external {
        vm.expectEmit(address(ledger));
        emit ILots.LotQuarantined(lotIdOf(lot), QuarantineOrder.Regulator, REASON);
        vm.prank(users.regulator);
        ledger.quarantine(lot, REGULATOR, REASON);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Quarantined), "status");
    }
}
