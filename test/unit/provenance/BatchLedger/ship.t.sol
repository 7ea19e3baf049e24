// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../../contracts/interfaces/ILogisticUnits.sol";
import {IShipments} from "../../../../contracts/interfaces/IShipments.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {Gln} from "../../../../contracts/types/Identifiers.sol";
import {
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    Mark,
    NO_PARTNER,
    RecallClass,
    Removal,
    ROLE_CARRIER,
    ROLE_DISPENSER,
    ROLE_MANUFACTURER,
    ROLE_WHOLESALER,
    ShipmentState
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerShipTest is ProvenanceFixture {
    LotDetails internal lot;
    Content[] internal contents;

    function setUp() public override {
        super.setUp();
        lot = commission(TABLET, "LOT26C01");
        Content[] memory packed = pack(CASE, lot, 0, 10);
        contents.push(packed[0]);
    }

    function test_RevertWhen_CallerIsNotCustodian() external {
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(ITradingPartners.TradingPartners_NotAccount.selector, MAH, users.mallory, users.mah)
        );
        ledger.ship(CASE, contents, WHOLESALER, NO_PARTNER, NOW + 1 days);
    }

    function test_RevertGiven_SenderIsNoLongerAuthorised() external {
        ledger.setPartner(MAH, users.mah, ROLE_MANUFACTURER, NOW - 1, PREFIX_DIGITS);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector,
                MAH,
                ROLE_MANUFACTURER | ROLE_WHOLESALER | ROLE_DISPENSER,
                ROLE_MANUFACTURER,
                NOW - 1
            )
        );
        ledger.ship(CASE, contents, WHOLESALER, NO_PARTNER, NOW + 1 days);
    }

    function test_RevertWhen_LogisticUnitWasNeverPacked() external {
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                IShipments.BatchLedger_IllegalTransition.selector, OTHER_CASE, ShipmentState.None, ShipmentState.Offered
            )
        );
        ledger.ship(OTHER_CASE, contents, WHOLESALER, NO_PARTNER, NOW + 1 days);
    }

    function test_RevertGiven_ItIsInTransit() external {
        ship(CASE, contents, WHOLESALER);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                IShipments.BatchLedger_IllegalTransition.selector, CASE, ShipmentState.Offered, ShipmentState.Offered
            )
        );
        ledger.ship(CASE, contents, WHOLESALER, NO_PARTNER, NOW + 1 days);
    }

    function test_RevertGiven_ItCameBackFromRejection() external {
        ship(CASE, contents, WHOLESALER);
        vm.prank(users.wholesaler);
        ledger.rejectShipment(CASE, DiscrepancyCode.DataMisalignment);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                IShipments.BatchLedger_IllegalTransition.selector, CASE, ShipmentState.Rejected, ShipmentState.Offered
            )
        );
        ledger.ship(CASE, contents, WHOLESALER, NO_PARTNER, NOW + 1 days);
    }

    function test_RevertWhen_ReceiverIsSender() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(IShipments.BatchLedger_ToSelf.selector, CASE, MAH));
        ledger.ship(CASE, contents, MAH, NO_PARTNER, NOW + 1 days);
    }

    function test_RevertWhen_DispenserShipsUpTheChain() external {
        move(CASE, contents, PHARMACY);
        vm.prank(users.pharmacy);
        vm.expectRevert(
            abi.encodeWithSelector(
                IShipments.BatchLedger_NotDownstream.selector, CASE, PHARMACY, WHOLESALER, ROLE_WHOLESALER
            )
        );
        ledger.ship(CASE, contents, WHOLESALER, NO_PARTNER, NOW + 1 days);
        move(CASE, contents, HOSPITAL);
        assertEq(custodianOf(CASE), Gln.unwrap(HOSPITAL), "to another dispenser");
    }

    function test_RevertGiven_UnitsAreMissingWithoutAName() external {
        ship(CASE, contents, WHOLESALER);
        vm.startPrank(users.wholesaler);
        ledger.receiveShipment(CASE, contents, 8, DiscrepancyCode.MissingProduct);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_MissingUnnamed.selector, CASE, 2));
        ledger.ship(CASE, contents, PHARMACY, NO_PARTNER, NOW + 1 days);
        vm.stopPrank();
    }

    function test_RevertWhen_ReceiverIsNoCustodian() external {
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector,
                CARRIER,
                ROLE_MANUFACTURER | ROLE_WHOLESALER | ROLE_DISPENSER,
                ROLE_CARRIER,
                FOREVER
            )
        );
        ledger.ship(CASE, contents, CARRIER, NO_PARTNER, NOW + 1 days);
    }

    function test_RevertGiven_ReceiverAuthorisationIsOver() external {
        ledger.setPartner(WHOLESALER, users.wholesaler, ROLE_WHOLESALER, NOW - 1, PREFIX_DIGITS);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector,
                WHOLESALER,
                ROLE_MANUFACTURER | ROLE_WHOLESALER | ROLE_DISPENSER,
                ROLE_WHOLESALER,
                NOW - 1
            )
        );
        ledger.ship(CASE, contents, WHOLESALER, NO_PARTNER, NOW + 1 days);
    }

    function test_RevertWhen_CarrierIsNoCarrier() external {
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector, HOSPITAL, ROLE_CARRIER, ROLE_DISPENSER, FOREVER
            )
        );
        ledger.ship(CASE, contents, WHOLESALER, HOSPITAL, NOW + 1 days);
    }

    function test_RevertWhen_TimeToAcceptIsOverOrTooLong() external {
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(IShipments.BatchLedger_AcceptByOutOfRange.selector, CASE, NOW, NOW));
        ledger.ship(CASE, contents, WHOLESALER, NO_PARTNER, NOW);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(IShipments.BatchLedger_AcceptByOutOfRange.selector, CASE, NOW + 90 days + 1, NOW)
        );
        ledger.ship(CASE, contents, WHOLESALER, NO_PARTNER, NOW + 90 days + 1);
    }

    function test_RevertWhen_OtherContentsAreShown() external {
        Content[] memory other = new Content[](1);
        other[0] = contents[0];
        other[0].expiresAt += 1;
        bytes32 hash = ledger.logisticUnitOf(CASE).contentsHash;
        bytes32 shown = keccak256(abi.encodePacked(other[0].lot, uint256(EXPIRES_AT + 1), uint256(0), uint256(10)));
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_OtherContents.selector, CASE, hash, shown));
        ledger.ship(CASE, other, WHOLESALER, NO_PARTNER, NOW + 1 days);
    }

    function test_RevertGiven_LotInsideIsQuarantined() external {
        vm.prank(users.regulator);
        ledger.quarantine(lot, REGULATOR, REASON);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILogisticUnits.BatchLedger_NotActive.selector, lotIdOf(lot), EffectiveStatus.Quarantined
            )
        );
        ledger.ship(CASE, contents, WHOLESALER, NO_PARTNER, NOW + 1 days);
    }

    function test_RevertGiven_LotInsideIsNotReleased() external {
        LotDetails memory unreleased = commissionOnly(TABLET, "LOT26C02");
        Content[] memory packed = pack(OTHER_CASE, unreleased, 0, 10);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILogisticUnits.BatchLedger_NotActive.selector, lotIdOf(unreleased), EffectiveStatus.Unreleased
            )
        );
        ledger.ship(OTHER_CASE, packed, WHOLESALER, NO_PARTNER, NOW + 1 days);
    }

    function test_RevertGiven_ItIsMarked() external {
        manager.grantRole(MONITOR, users.oracle, 0);
        vm.prank(users.oracle);
        ledger.markByMonitor(CASE, Mark.Excursion, REASON);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILogisticUnits.BatchLedger_UnitNotActive.selector, CASE, EffectiveStatus.ExcursionHold
            )
        );
        ledger.ship(CASE, contents, WHOLESALER, NO_PARTNER, NOW + 1 days);
    }

    function test_GivenHoldOnItLapsed() external {
        manager.grantRole(MONITOR, users.oracle, 0);
        vm.prank(users.oracle);
        ledger.markByMonitor(CASE, Mark.Hold, REASON);
        vm.warp(NOW + 72 hours + 1);
        ship(CASE, contents, WHOLESALER);
        assertEq(uint256(ledger.logisticUnitOf(CASE).state), uint256(ShipmentState.Offered), "it moves again");
    }

    function test_RevertGiven_NothingIsLeftInside() external {
        manager.grantRole(UNIT_KEEPER, address(this), 0);
        ledger.removeUnits(CASE, contents, contents[0].lot, 10, Removal.Trade);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_ContentsOutOfRange.selector, 0, 0));
        ledger.ship(CASE, new Content[](0), WHOLESALER, NO_PARTNER, NOW + 1 days);
    }

    function test_RevertGiven_LotInsideIsRecalled() external {
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.II, MAH, REASON);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILogisticUnits.BatchLedger_NotActive.selector, lotIdOf(lot), EffectiveStatus.Recalled
            )
        );
        ledger.ship(CASE, contents, WHOLESALER, NO_PARTNER, NOW + 1 days);
    }

    function test_RevertGiven_LotInsideHasExpired() external {
        vm.warp(uint256(EXPIRES_AT) + 1);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_NotActive.selector, lotIdOf(lot), EffectiveStatus.Expired)
        );
        ledger.ship(CASE, contents, WHOLESALER, NO_PARTNER, EXPIRES_AT + 1 days);
    }

    function test_WhenEverythingIsInOrder() external {
        vm.expectEmit(address(ledger));
        emit IShipments.ShipmentOffered(CASE, MAH, WHOLESALER, CARRIER, NOW + 1 days);
        vm.prank(users.mah);
        ledger.ship(CASE, contents, WHOLESALER, CARRIER, NOW + 1 days);
        ILogisticUnits.LogisticUnit memory unit = ledger.logisticUnitOf(CASE);
        assertEq(uint256(Gln.unwrap(unit.custodian)), Gln.unwrap(MAH), "custodian");
        assertEq(uint256(Gln.unwrap(unit.receiver)), Gln.unwrap(WHOLESALER), "receiver");
        assertEq(uint256(Gln.unwrap(unit.carrier)), Gln.unwrap(CARRIER), "carrier");
        assertEq(uint256(unit.acceptBy), NOW + 1 days, "accept by");
        assertEq(uint256(unit.state), uint256(ShipmentState.Offered), "state");
    }
}
