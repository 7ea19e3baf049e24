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
    Place,
    RecallClass,
    ROLE_DISPENSER,
    ROLE_MANUFACTURER,
    ROLE_WHOLESALER,
    ShipmentState
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";

contract BatchLedgerReceiveShipmentTest is ProvenanceFixture {
    LotDetails internal lot;
    Content[] internal contents;

    function setUp() public override {
        super.setUp();
        lot = commission(TABLET, "LOT26C01");
        Content[] memory packed = pack(CASE, lot, 0, 10);
        contents.push(packed[0]);
        ship(CASE, packed, WHOLESALER);
    }

    function test_RevertGiven_ItIsNotInTransit() external {
        receiveAll(CASE, contents);
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                IShipments.BatchLedger_IllegalTransition.selector, CASE, ShipmentState.Received, ShipmentState.Received
            )
        );
        ledger.receiveShipment(CASE, contents, 10, DiscrepancyCode.None);
    }

    function test_RevertWhen_CallerIsNotNamedReceiver() external {
        vm.prank(users.centre);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, WHOLESALER, users.centre, users.wholesaler
            )
        );
        ledger.receiveShipment(CASE, contents, 10, DiscrepancyCode.None);
    }

    function test_RevertWhen_SenderReceivesForReceiver() external {
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, WHOLESALER, users.mah, users.wholesaler
            )
        );
        ledger.receiveShipment(CASE, contents, 10, DiscrepancyCode.None);
    }

    function test_RevertWhen_GovernanceReceives() external {
        vm.prank(address(this));
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, WHOLESALER, address(this), users.wholesaler
            )
        );
        ledger.receiveShipment(CASE, contents, 10, DiscrepancyCode.None);
    }

    function test_RevertGiven_ReceiverAuthorisationIsOver() external {
        ledger.setPartner(WHOLESALER, users.wholesaler, ROLE_WHOLESALER, NOW - 1, PREFIX_DIGITS);
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector,
                WHOLESALER,
                ROLE_MANUFACTURER | ROLE_WHOLESALER | ROLE_DISPENSER,
                ROLE_WHOLESALER,
                NOW - 1
            )
        );
        ledger.receiveShipment(CASE, contents, 10, DiscrepancyCode.None);
    }

    function test_RevertWhen_TimeIsOver() external {
        vm.warp(NOW + 3 days + 1);
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                IShipments.BatchLedger_AcceptByOutOfRange.selector, CASE, NOW + 3 days, NOW + 3 days + 1
            )
        );
        ledger.receiveShipment(CASE, contents, 10, DiscrepancyCode.None);
    }

    function test_RevertWhen_OtherContentsAreShown() external {
        bytes32 hash = ledger.logisticUnitOf(CASE).contentsHash;
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(ILogisticUnits.BatchLedger_OtherContents.selector, CASE, hash, keccak256(""))
        );
        ledger.receiveShipment(CASE, new Content[](0), 10, DiscrepancyCode.None);
    }

    function test_RevertWhen_MoreArriveThanWereSent() external {
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(IShipments.BatchLedger_CountRefused.selector, CASE, 11, 10, DiscrepancyCode.Overage)
        );
        ledger.receiveShipment(CASE, contents, 11, DiscrepancyCode.Overage);
    }

    function test_RevertWhen_NothingArrives() external {
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                IShipments.BatchLedger_CountRefused.selector, CASE, 0, 10, DiscrepancyCode.MissingProduct
            )
        );
        ledger.receiveShipment(CASE, contents, 0, DiscrepancyCode.MissingProduct);
    }

    function test_RevertWhen_FewerArriveWithoutReason() external {
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(IShipments.BatchLedger_CountRefused.selector, CASE, 9, 10, DiscrepancyCode.None)
        );
        ledger.receiveShipment(CASE, contents, 9, DiscrepancyCode.None);
    }

    function test_WhenFewerArriveWithReason() external {
        vm.expectEmit(address(ledger));
        emit IShipments.ShipmentReceived(CASE, MAH, WHOLESALER, 8, 2, DiscrepancyCode.MissingProduct);
        vm.prank(users.wholesaler);
        ledger.receiveShipment(CASE, contents, 8, DiscrepancyCode.MissingProduct);
        ILogisticUnits.LogisticUnit memory unit = ledger.logisticUnitOf(CASE);
        assertEq(uint256(unit.suspectCount), 2, "suspect");
        assertEq(uint256(unit.unitCount), 8, "inside");
        IShipments.Discrepancy memory short = ledger.discrepancyOf(CASE);
        assertEq(uint256(Gln.unwrap(short.sender)), Gln.unwrap(MAH), "sender answers");
        assertEq(uint256(Gln.unwrap(short.receiver)), Gln.unwrap(WHOLESALER), "receiver");
        assertEq(uint256(short.code), uint256(DiscrepancyCode.MissingProduct), "reason kept");
        assertEq(uint256(unit.state), uint256(ShipmentState.PartiallyReceived), "state");
        assertEq(uint256(unit.code), uint256(DiscrepancyCode.MissingProduct), "reason");
        assertEq(custodianOf(CASE), Gln.unwrap(WHOLESALER), "custodian");
    }

    function test_GivenSomeWereMissingOnLegBefore() external {
        vm.prank(users.wholesaler);
        ledger.receiveShipment(CASE, contents, 8, DiscrepancyCode.MissingProduct);
        uint32[] memory named = new uint32[](2);
        (named[0], named[1]) = (8, 9);
        vm.prank(users.wholesaler);
        units.nameMissingUnits(Place(CASE, contents), lot, named);
        ship(CASE, contents, PHARMACY);
        vm.prank(users.pharmacy);
        ledger.receiveShipment(CASE, contents, 8, DiscrepancyCode.None);
        assertEq(uint256(ledger.logisticUnitOf(CASE).state), uint256(ShipmentState.Received), "whole");
        assertEq(uint256(ledger.logisticUnitOf(CASE).suspectCount), 0, "nothing is missing");
    }

    function test_RevertGiven_ItWasStolenDestroyedOrIllegitimate() external {
        LotDetails[] memory lots = new LotDetails[](1);
        lots[0] = lot;
        // Graver ones outrank those before.
        Mark[3] memory marks = [Mark.Destroyed, Mark.Illegitimate, Mark.Stolen];
        EffectiveStatus[3] memory graver =
            [EffectiveStatus.Destroyed, EffectiveStatus.Illegitimate, EffectiveStatus.Stolen];
        for (uint256 i; i < marks.length; ++i) {
            vm.prank(users.mah);
            ledger.mark(CASE, contents, lots, marks[i], MAH, REASON);
            vm.prank(users.wholesaler);
            vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_UnitNotActive.selector, CASE, graver[i]));
            ledger.receiveShipment(CASE, contents, 10, DiscrepancyCode.None);
        }
    }

    function test_GivenItIsUnderHoldOrSuspect() external {
        manager.grantRole(MONITOR, users.oracle, 0);
        vm.prank(users.oracle);
        ledger.markByMonitor(CASE, Mark.Excursion, REASON);
        receiveAll(CASE, contents);
        assertEq(custodianOf(CASE), Gln.unwrap(WHOLESALER), "custody passes");
        EffectiveStatus status = ledger.statusOfLogisticUnit(CASE, contents);
        assertEq(uint256(status), uint256(EffectiveStatus.ExcursionHold), "with what is wrong");
    }

    function test_GivenLotWasRecalledOnTheWay() external {
        vm.prank(users.mah);
        ledger.recall(lot, RecallClass.II, MAH, REASON);
        receiveAll(CASE, contents);
        assertEq(custodianOf(CASE), Gln.unwrap(WHOLESALER), "custodian");
    }

    function test_WhenEverythingArrivesAfterPickUp() external {
        vm.prank(users.carrier);
        ledger.pickUp(CASE, CARRIER);
        receiveAll(CASE, contents);
        ILogisticUnits.LogisticUnit memory unit = ledger.logisticUnitOf(CASE);
        assertEq(uint256(Gln.unwrap(unit.custodian)), Gln.unwrap(WHOLESALER), "custodian");
        assertEq(uint256(Gln.unwrap(unit.receiver)), Gln.unwrap(NO_PARTNER), "receiver");
        assertEq(uint256(Gln.unwrap(unit.carrier)), Gln.unwrap(NO_PARTNER), "carrier");
        assertEq(uint256(unit.acceptBy), 0, "accept by");
        assertEq(uint256(unit.state), uint256(ShipmentState.Received), "state");
        assertEq(uint256(Gln.unwrap(ledger.discrepancyOf(CASE).sender)), 0, "nothing to settle");
    }
}
