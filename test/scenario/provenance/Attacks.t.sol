// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../../contracts/interfaces/ILogisticUnits.sol";
import {ILots} from "../../../contracts/interfaces/ILots.sol";
import {IShipments} from "../../../contracts/interfaces/IShipments.sol";
import {ITradingPartners} from "../../../contracts/interfaces/ITradingPartners.sol";
import {IUnitLedger} from "../../../contracts/interfaces/IUnitLedger.sol";
import {Sscc} from "../../../contracts/types/Identifiers.sol";
import {
    Child,
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    LotUnits,
    Mark,
    Place,
    QuarantineOrder,
    ROLE_WHOLESALER,
    SCATTERED,
    UnitState
} from "../../../contracts/types/Provenance.sol";
import {UnitFixture} from "../../utils/UnitFixture.sol";

/// @title What attackers tried on logistic units and single packs, and what stops each (docs/adr/0010)
contract AttacksTest is UnitFixture {
    uint32 private constant PHANTOM = type(uint32).max;

    // SHORTHANDS

    /// @dev The n-th container code of a company prefix.
    function _ssccOf(uint256 prefix, uint256 n) private pure returns (Sscc) {
        uint256 body = prefix * 1e9 + n;
        uint256 sum;
        uint256 weight = 3;
        for (uint256 rest = body; rest != 0; rest /= 10) {
            sum += (rest % 10) * weight;
            weight = 4 - weight;
        }
        return Sscc.wrap(uint64(body * 10 + (10 - sum % 10) % 10));
    }

    function _scattered(uint32 count) private view returns (Content[] memory list) {
        list = new Content[](1);
        list[0] = Content(id, EXPIRES_AT, SCATTERED, count);
    }

    function _monitorIsThis() private {
        manager.grantRole(MONITOR, address(this), 0);
    }

    /// @dev A case of ten, of which one did not arrive at the wholesaler's.
    function _shortCase() private returns (Content[] memory other) {
        other = pack(OTHER_CASE, lot, 10, 10);
        ship(OTHER_CASE, other, WHOLESALER);
        vm.prank(users.wholesaler);
        ledger.receiveShipment(OTHER_CASE, other, 9, DiscrepancyCode.MissingProduct);
    }

    function _expectUnnamed(Sscc sscc, uint24 missing) private {
        vm.expectRevert(abi.encodeWithSelector(ILogisticUnits.BatchLedger_MissingUnnamed.selector, sscc, missing));
    }

    function _expectNoSuchUnit(LotDetails memory details, uint32 index) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IUnitLedger.UnitLedger_NoSuchUnit.selector, lotIdOf(details), index, details.unitCount
            )
        );
    }

    // A PACK THAT IS NOT THERE

    function test_GivenScatteredPacks_NoPackBeyondTheLotIsInside() external {
        unpacked(0);
        Sscc bag = _ssccOf(9527002, 1);
        vm.startPrank(users.pharmacy);
        units.packUnits(Place(bag, new Content[](0)), unitsOf(only(0)), PHARMACY);
        Place memory place = Place(bag, _scattered(1));
        _expectNoSuchUnit(lot, PHANTOM);
        units.statusOfUnit(place, lot, PHANTOM);
        _expectNoSuchUnit(lot, PHANTOM);
        units.markUnit(place, lot, PHANTOM, UnitState.Destroyed, PHARMACY, REASON);
        _expectNoSuchUnit(lot, PHANTOM);
        units.requestReturn(place, lot, PHANTOM, WHOLESALER);
        _expectNoSuchUnit(lot, UNITS);
        units.unpackUnits(place, lot, both(0, UNITS));
        // The one that is there comes out.
        units.unpackUnits(place, lot, only(0));
        vm.stopPrank();
        assertUnit(0, UnitState.Loose, PHARMACY);
    }

    function test_GivenScatteredPacks_AnEntryHoldsNoRunFromItsNumber() external {
        // Even of a lot that had that many packs, an entry of scattered ones would hold none by index.
        Child[] memory cases = new Child[](1);
        cases[0] = Child(OTHER_CASE, pack(OTHER_CASE, lot, 10, 10));
        vm.startPrank(users.mah);
        Content[] memory all = ledger.aggregate(PALLET, new Content[](0), cases);
        _expectNoSuchUnit(lot, PHANTOM);
        units.markUnit(Place(PALLET, all), lot, PHANTOM, UnitState.Sampled, MAH, REASON);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NotInside.selector, PALLET, id, 10));
        units.markUnit(Place(PALLET, all), lot, 10, UnitState.Sampled, MAH, REASON);
        // The case comes out whole.
        ledger.disaggregate(PALLET, all, cases[0]);
        vm.stopPrank();
        assertEq(uint256(ledger.logisticUnitOf(OTHER_CASE).unitCount), 10, "all of it");
    }

    // NAMING WHAT WAS NEVER SENT

    function test_GivenPacksAreMissing_NothingIsAddedAndNothingShipped() external {
        Content[] memory other = pack(OTHER_CASE, lot, 10, 10);
        ship(OTHER_CASE, other, PHARMACY);
        vm.startPrank(users.pharmacy);
        ledger.receiveShipment(OTHER_CASE, other, 9, DiscrepancyCode.MissingProduct);
        units.unpackUnits(inCase(), lot, only(0));
        // A pack of another delivery does not go in, to be named instead.
        _expectUnnamed(OTHER_CASE, 1);
        units.packUnits(Place(OTHER_CASE, other), unitsOf(only(0)), PHARMACY);
        units.nameMissingUnits(Place(OTHER_CASE, other), lot, only(19));
        units.packUnits(Place(OTHER_CASE, other), unitsOf(only(0)), PHARMACY);
        vm.stopPrank();
        assertUnit(19, UnitState.Suspect, MAH);
    }

    function test_GivenAShortage_ItIsNotTheNextSenders() external {
        Content[] memory other = _shortCase();
        vm.startPrank(users.wholesaler);
        _expectUnnamed(OTHER_CASE, 1);
        ledger.ship(OTHER_CASE, other, PHARMACY, CARRIER, NOW + 1 days);
        units.nameMissingUnits(Place(OTHER_CASE, other), lot, only(10));
        ledger.ship(OTHER_CASE, other, PHARMACY, CARRIER, NOW + 1 days);
        vm.stopPrank();
        vm.startPrank(users.pharmacy);
        ledger.receiveShipment(OTHER_CASE, other, 8, DiscrepancyCode.MissingProduct);
        units.nameMissingUnits(Place(OTHER_CASE, other), lot, only(11));
        vm.stopPrank();
        // Each sender answers for what it was short of.
        assertUnit(10, UnitState.Suspect, MAH);
        assertUnit(11, UnitState.Suspect, WHOLESALER);
    }

    function test_GivenAReject_NoPackEscapesByBeingNamed() external {
        Content[] memory other = _shortCase();
        _monitorIsThis();
        ledger.markByMonitor(OTHER_CASE, Mark.Reject, REASON);
        vm.prank(users.wholesaler);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILogisticUnits.BatchLedger_UnitNotActive.selector, OTHER_CASE, EffectiveStatus.ExcursionHold
            )
        );
        units.nameMissingUnits(Place(OTHER_CASE, other), lot, only(10));
    }

    // LOTS MADE OF OTHERS

    function _repacked(LotDetails memory into) private {
        Sscc own = _ssccOf(9521234, 80);
        Content[] memory run = pack(own, lot, 10, 2);
        vm.startPrank(users.mah);
        units.unpackUnits(Place(own, run), lot, both(10, 11));
        ledger.commission(into);
        units.transform(LotUnits(lot, both(10, 11)), into, MAH);
        vm.stopPrank();
        release(into);
    }

    function test_GivenALotMadeOfOthers_ItDoesNotOutliveThem() external {
        LotDetails memory later = lotOf(TABLET, "LATER", UNITS);
        (later.expiry, later.expiresAt) = (290_331, EXPIRES_AT + 365 days);
        Sscc own = _ssccOf(9521234, 80);
        Content[] memory run = pack(own, lot, 10, 2);
        vm.startPrank(users.mah);
        units.unpackUnits(Place(own, run), lot, both(10, 11));
        ledger.commission(later);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILots.BatchLedger_OutlivesSource.selector, lotIdOf(later), later.expiresAt, EXPIRES_AT
            )
        );
        units.transform(LotUnits(lot, both(10, 11)), later, MAH);
        vm.stopPrank();
    }

    function test_GivenALotMadeOfOthers_TheirOrdersStopIt() external {
        LotDetails memory made = lotOf(TABLET, "MADE", UNITS);
        _repacked(made);
        _monitorIsThis();
        ledger.quarantineByMonitor(id, QuarantineOrder.MonitorReject, REASON);
        assertEq(uint256(ledger.statusOfLot(made)), uint256(EffectiveStatus.Quarantined), "with its source");
        ledger.liftByMonitor(id, QuarantineOrder.MonitorReject, REASON);
        assertEq(uint256(ledger.statusOfLot(made)), uint256(EffectiveStatus.Active), "and no longer");
        ledger.holdByMonitor(id, REASON);
        assertEq(uint256(ledger.statusOfLot(made)), uint256(EffectiveStatus.Active), "a hold is not shared");
        recalled();
        assertEq(uint256(ledger.statusOfLot(made)), uint256(EffectiveStatus.Recalled), "the gravest");
    }

    // AROUND THE RULES OF RETURNS

    function test_GivenADispenser_NothingGoesBackButByReturn() external {
        dispensed(0, false);
        Sscc bag = _ssccOf(9527002, 1);
        vm.startPrank(users.pharmacy);
        units.revertDispense(lot, 0);
        units.packUnits(Place(bag, new Content[](0)), unitsOf(only(0)), PHARMACY);
        vm.expectRevert(
            abi.encodeWithSelector(
                IShipments.BatchLedger_NotDownstream.selector, bag, PHARMACY, WHOLESALER, ROLE_WHOLESALER
            )
        );
        ledger.ship(bag, _scattered(1), WHOLESALER, CARRIER, NOW + 1 days);
        vm.stopPrank();
        // Another dispenser may help out.
        move(bag, _scattered(1), HOSPITAL);
    }

    // HOLDS

    function test_GivenALapsedHold_ItDoesNotBringBackOneThatWasLifted() external {
        _monitorIsThis();
        Child[] memory cases = new Child[](1);
        cases[0] = Child(OTHER_CASE, pack(OTHER_CASE, lot, 10, 10));
        vm.prank(users.mah);
        Content[] memory all = ledger.aggregate(PALLET, new Content[](0), cases);
        ledger.markByMonitor(PALLET, Mark.Hold, REASON);
        vm.warp(NOW + 4 days); // lapsed
        ledger.markByMonitor(OTHER_CASE, Mark.Hold, REASON);
        LotDetails[] memory lots = new LotDetails[](1);
        lots[0] = lot;
        vm.startPrank(users.mah);
        ledger.clearMark(OTHER_CASE, cases[0].contents, lots, Mark.Hold, MAH, REASON);
        assertEq(uint256(ledger.unitHeldUntil(OTHER_CASE)), 0, "ended");
        ledger.disaggregate(PALLET, all, cases[0]);
        vm.stopPrank();
        assertEq(uint256(ledger.statusOfPlace(OTHER_CASE)), uint256(EffectiveStatus.Active), "still lifted");
    }

    function test_GivenALiftedHoldOfALot_ItIsOver() external {
        _monitorIsThis();
        ledger.holdByMonitor(id, REASON);
        vm.prank(users.mah);
        ledger.liftQuarantine(lot, QuarantineOrder.Hold, MAH, REASON);
        assertEq(uint256(ledger.heldUntil(id)), 0, "lifted");
        ledger.holdByMonitor(id, REASON);
        vm.prank(users.mah);
        ledger.confirmHold(lot, MAH, REASON);
        assertEq(uint256(ledger.heldUntil(id)), 0, "confirmed");
    }

    // WITHOUT AN AUTHORISATION

    function test_GivenAnExpiredHolder_ItCallsNothingStolen() external {
        expelled(MAH, users.mah, 1);
        vm.prank(users.mah);
        vm.expectPartialRevert(ITradingPartners.TradingPartners_NotAuthorised.selector);
        units.markUnit(inCase(), lot, 0, UnitState.Stolen, MAH, REASON);
    }
}
