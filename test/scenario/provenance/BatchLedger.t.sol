// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../contracts/interfaces/ILogisticUnits.sol";
import {ITradingPartners} from "../../../contracts/interfaces/ITradingPartners.sol";
import {IUnitLedger} from "../../../contracts/interfaces/IUnitLedger.sol";
import {Gs1} from "../../../contracts/libraries/Gs1.sol";
import {Gtin, Sscc} from "../../../contracts/types/Identifiers.sol";
import {
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    PackItem,
    Place,
    RecallClass,
    ShipmentState
} from "../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../utils/ProvenanceFixture.sol";
import {UnitTree} from "../../utils/UnitTree.sol";

/// @dev Scenarios P-1 to P-5, as far as this version goes.
contract BatchLedgerScenarioTest is ProvenanceFixture {
    LotDetails internal lot;
    bytes32[] internal tree;

    function setUp() public override {
        super.setUp();
        tree = treeOf(TABLET, "LOT26C01", UNITS);
        lot = commission(TABLET, "LOT26C01");
    }

    function _dispense(Sscc sscc, Content[] memory contents, uint32 index) private {
        vm.prank(users.pharmacy);
        units.dispense(
            Place(sscc, contents),
            lot,
            index,
            unitHashOf(TABLET, "LOT26C01", index),
            UnitTree.proofOf(tree, index),
            true
        );
    }

    function _statusOf(uint32 index) private view returns (EffectiveStatus status) {
        IUnitLedger.VerificationResult result;
        (result, status) =
            units.verify(lot, index, unitHashOf(TABLET, "LOT26C01", index), UnitTree.proofOf(tree, index));
        assertEq(uint256(result), uint256(IUnitLedger.VerificationResult.Verified), "verified");
    }

    function test_P1_FromTheManufacturerToThePatient() external {
        Content[] memory contents = pack(PALLET, lot, 0, UNITS);
        move(PALLET, contents, WHOLESALER);
        assertEq(uint256(ledger.logisticUnitOf(PALLET).state), uint256(ShipmentState.Received), "received 120 of 120");
        move(PALLET, contents, PHARMACY);
        assertEq(uint256(_statusOf(0)), uint256(EffectiveStatus.Active), "sellable");
        _dispense(PALLET, contents, 0);
        assertEq(uint256(_statusOf(0)), uint256(EffectiveStatus.Dispensed), "dispensed");
    }

    function test_P2_WrongCheckDigitAndDayZero() external {
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(ITradingPartners.TradingPartners_BadGtin.selector, Gtin.wrap(9521234543214))
        );
        ledger.registerProduct(Gtin.wrap(9521234543214), product(ROOM));
        // 2028-02-29 23:59:59
        assertEq(uint256(Gs1.endOfExpiry(280_200)), 1_835_481_599, "day 00 is the last of February 2028");
    }

    function test_P3_HijackCancelAndTimeOut() external {
        Content[] memory contents = pack(PALLET, lot, 0, UNITS);
        ship(PALLET, contents, WHOLESALER);
        vm.prank(users.centre);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAccount.selector, WHOLESALER, users.centre, users.wholesaler
            )
        );
        ledger.receiveShipment(PALLET, contents, UNITS, DiscrepancyCode.None);

        vm.prank(users.mah);
        ledger.cancelShipment(PALLET);
        assertEq(custodianOf(PALLET), 9521234000013, "custody unchanged after cancelling");

        ship(PALLET, contents, WHOLESALER);
        vm.warp(vm.getBlockTimestamp() + 3 days + 1);
        ledger.timeOutShipment(PALLET);
        assertEq(custodianOf(PALLET), 9521234000013, "custody unchanged after the deadline");
        EffectiveStatus status = ledger.statusOfLogisticUnit(PALLET, contents);
        assertEq(uint256(status), uint256(EffectiveStatus.Suspect), "suspect");
    }

    function test_P4_TwoPacksShort() external {
        Content[] memory contents = pack(PALLET, lot, 0, UNITS);
        ship(PALLET, contents, WHOLESALER);
        vm.prank(users.wholesaler);
        ledger.receiveShipment(PALLET, contents, 118, DiscrepancyCode.MissingProduct);
        ILogisticUnits.LogisticUnit memory unit = ledger.logisticUnitOf(PALLET);
        assertEq(uint256(unit.state), uint256(ShipmentState.PartiallyReceived), "partially received");
        assertEq(uint256(unit.suspectCount), 2, "two suspect");
        assertEq(uint256(unit.unitCount), 118, "118 inside");
        assertEq(uint256(unit.code), uint256(DiscrepancyCode.MissingProduct), "with the reason");
        assertEq(custodianOf(PALLET), 9525678000011, "custody of what arrived");
    }

    function test_P5_RecallReachesEveryUnitAtOnce() external {
        LotDetails memory other = commission(TABLET, "LOT26C02");
        PackItem[] memory items = new PackItem[](2);
        items[0] = PackItem(lot, 0, 70);
        items[1] = PackItem(other, 0, 10);
        vm.prank(users.mah);
        Content[] memory mixed = ledger.pack(CASE, items);
        move(CASE, mixed, PHARMACY);
        for (uint32 i; i < 40; ++i) {
            _dispense(CASE, mixed, i);
        }
        Content[] memory transit = pack(OTHER_CASE, lot, 70, 30);
        ship(OTHER_CASE, transit, WHOLESALER);

        vm.prank(users.regulator);
        ledger.recall(lot, RecallClass.I, REGULATOR, REASON);

        for (uint32 i; i < UNITS; ++i) {
            assertEq(uint256(_statusOf(i)), uint256(EffectiveStatus.Recalled), "every unit");
        }
        EffectiveStatus moving = ledger.statusOfLogisticUnit(OTHER_CASE, transit);
        assertEq(uint256(moving), uint256(EffectiveStatus.Recalled), "in transit too");
        assertEq(uint256(ledger.statusOfLot(other)), uint256(EffectiveStatus.Active), "the other lot is unaffected");

        vm.expectPartialRevert(IUnitLedger.UnitLedger_NotActive.selector);
        _dispense(CASE, mixed, 41);
        vm.prank(users.pharmacy);
        vm.expectPartialRevert(ILogisticUnits.BatchLedger_NotActive.selector);
        ledger.ship(CASE, mixed, HOSPITAL, CARRIER, NOW + 1 days);

        // A pack of the other lot in the same mixed case still reaches its patient.
        bytes32[] memory otherTree = treeOf(TABLET, "LOT26C02", UNITS);
        vm.prank(users.pharmacy);
        units.dispense(
            Place(CASE, mixed), other, 3, unitHashOf(TABLET, "LOT26C02", 3), UnitTree.proofOf(otherTree, 3), true
        );
        assertTrue(units.isDispensed(lotIdOf(other), 3), "other lot dispensed");
    }
}
