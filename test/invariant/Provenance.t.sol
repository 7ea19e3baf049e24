// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../contracts/interfaces/ILogisticUnits.sol";
import {ILots} from "../../contracts/interfaces/ILots.sol";
import {IUnitLedger} from "../../contracts/interfaces/IUnitLedger.sol";
import {LotId, Sscc} from "../../contracts/types/Identifiers.sol";
import {
    Content,
    EffectiveStatus,
    LotDetails,
    NO_LOGISTIC_UNIT,
    RecallClass,
    UnitState
} from "../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../utils/ProvenanceFixture.sol";
import {ProvenanceHandler} from "./handlers/ProvenanceHandler.sol";

/// @dev The numbers are those of test/invariant/README.md.
contract ProvenanceInvariantTest is ProvenanceFixture {
    uint32 internal constant LOT_UNITS = 24;
    /// @dev Bit of a hold among a lot's marks.
    uint8 internal constant HELD_ONLY = 0x10;
    ProvenanceHandler internal handler;

    function setUp() public override {
        super.setUp();
        address[] memory actors = new address[](9);
        (actors[0], actors[1], actors[2]) = (users.mah, users.centre, users.carrier);
        (actors[3], actors[4], actors[5]) = (users.wholesaler, users.hospital, users.pharmacy);
        (actors[6], actors[7], actors[8]) = (users.regulator, users.mallory, address(this));
        handler = new ProvenanceHandler(ledger, units, address(coldChain), actors);
        _addLot(0, "LOT26C01");
        _addLot(1, "LOT26C02");
        handler.pack(1, 0, 0, 8);
        handler.pack(1, 1, 1, 8);
        // The second starts at the pharmacy, which opened it.
        handler.ship(1, 1, 1, 10);
        handler.receiveShipment(1, 1, 1, 0);
        handler.unpack(1, 1, 16);
        _target();
    }

    function _target() private {
        targetContract(address(handler));
        bytes4[] memory actions = new bytes4[](26);
        (actions[0], actions[1]) = (handler.pack.selector, handler.ship.selector);
        (actions[2], actions[3]) = (handler.pickUp.selector, handler.receiveShipment.selector);
        (actions[4], actions[5]) = (handler.reject.selector, handler.cancel.selector);
        (actions[6], actions[7]) = (handler.timeOut.selector, handler.clearSuspicion.selector);
        (actions[8], actions[9]) = (handler.quarantine.selector, handler.lift.selector);
        (actions[10], actions[11]) = (handler.recall.selector, handler.dispense.selector);
        (actions[12], actions[13]) = (handler.seizePartner.selector, handler.wait.selector);
        (actions[14], actions[15]) = (handler.aggregate.selector, handler.disaggregate.selector);
        (actions[16], actions[17]) = (handler.hold.selector, handler.revertDispense.selector);
        (actions[18], actions[19]) = (handler.unpack.selector, handler.repack.selector);
        (actions[20], actions[21]) = (handler.nameMissing.selector, handler.requestReturn.selector);
        (actions[22], actions[23]) = (handler.answer.selector, handler.acceptReturn.selector);
        (actions[24], actions[25]) = (handler.mark.selector, handler.clearUnit.selector);
        targetSelector(FuzzSelector(address(handler), actions));
    }

    function _addLot(uint256 slot, string memory name) private {
        LotDetails memory details = lotOf(TABLET, name, LOT_UNITS);
        vm.prank(users.mah);
        ledger.commission(details);
        release(details);
        bytes32[] memory hashes = new bytes32[](LOT_UNITS);
        for (uint32 i; i < LOT_UNITS; ++i) {
            hashes[i] = unitHashOf(TABLET, name, i);
        }
        handler.addLot(slot, details, treeOf(TABLET, name, LOT_UNITS), hashes);
    }

    /// @dev Invariants over nothing hold too: the actions must succeed when the right account calls.
    function test_TheHandlersActionsBite() external {
        assertEq(handler.moves(), 1, "custody moved in the set-up");
        assertEq(handler.unpackings(), 1, "unpacked in the set-up");
        handler.repack(1, 1, 16, 3);
        assertEq(handler.repackings(), 1, "packed into the tote");
        handler.aggregate(1, 2, 0);
        assertEq(handler.aggregations(), 1, "aggregated onto the pallet");
        handler.dispense(1, 1, 18 + 16, true);
        assertEq(handler.dispenses(), 1, "dispensed");
        handler.requestReturn(1, 1, 16 * 3 + 2, 3);
        handler.answer(1, 1, 16 * 3 + 2, 1);
        handler.acceptReturn(1, 1, 16 * 3 + 2);
        assertEq(handler.returns_(), 1, "returned");
        handler.recall(64, 1, 1);
        assertTrue(handler.recalled(handler.lotId(1)), "recalled");
    }

    /// @dev A long campaign of the fuzzer's kind: every kind of work gets done in it.
    function test_ACampaignDoesRealWork() external {
        (, bytes4[] memory actions) = (targetSelectors()[0].addr, targetSelectors()[0].selectors);
        for (uint256 i; i < 1_500; ++i) {
            bytes32 seed = keccak256(abi.encode(i));
            bytes4 action = actions[uint256(seed) % actions.length];
            // Recalls and waiting would end it early.
            if (action == handler.recall.selector || action == handler.wait.selector) continue;
            (uint256 a, uint256 b) = (uint32(uint256(seed) >> 32), uint32(uint256(seed) >> 64));
            (uint256 c, uint256 d) = (uint8(uint256(seed) >> 96), uint8(uint256(seed) >> 128) % 2);
            (bool success,) = address(handler).call(abi.encodePacked(action, abi.encode(a, b, c, d)));
            assertTrue(success || action == handler.quarantine.selector || action == handler.lift.selector, "reverts");
        }
        // Goods go down the chain only, so they come to rest.
        assertGt(handler.moves(), 1, "moves");
        assertGt(handler.dispenses(), 2, "dispenses");
        assertGt(handler.unpackings(), 2, "unpackings");
        assertGt(handler.repackings(), 0, "repackings");
        assertGt(handler.aggregations(), 0, "aggregations");
    }

    function invariant_P1_CustodyNeverMovesOneSided() external view {
        assertFalse(handler.custodyMovedOneSided(), "P-1: logistic units");
        assertFalse(handler.packMovedOneSided(), "P-1: packs");
    }

    function invariant_P2_APackIsDispensedAtMostOnceAndCountsAreExact() external view {
        assertFalse(handler.dispensedTwice(), "P-2: once");
        for (uint256 slot; slot < 2; ++slot) {
            uint256[12] memory found;
            for (uint32 i; i < LOT_UNITS; ++i) {
                ++found[uint256(units.unitOf(handler.lotId(slot), i).state)];
            }
            (uint32 dispensed, uint32 destroyed, uint32 decommissioned) = units.countsOf(handler.lotId(slot));
            assertEq(uint256(dispensed), found[uint256(UnitState.Dispensed)], "P-2: dispensed");
            assertEq(uint256(destroyed), found[uint256(UnitState.Destroyed)], "P-2: destroyed");
            assertEq(uint256(decommissioned), found[uint256(UnitState.Decommissioned)], "P-2: decommissioned");
            uint256 gone = uint256(dispensed) + destroyed + decommissioned;
            assertLe(gone, ledger.lotOf(handler.lotId(slot)).packedUpTo, "P-2: no more than were packed");
        }
    }

    function invariant_P3_ARecalledLotNeverReadsLess() external view {
        for (uint256 slot; slot < 2; ++slot) {
            LotId lot = handler.lotId(slot);
            if (!handler.recalled(lot)) continue;
            assertTrue(ledger.statusOfLot(handler.lotOf(slot)) >= EffectiveStatus.Recalled, "P-3: lot");
            for (uint32 i; i < handler.packedUpTo(lot); ++i) {
                assertTrue(
                    units.statusOfUnit(handler.placeOf(slot, i), handler.lotOf(slot), i) >= EffectiveStatus.Recalled,
                    "P-3: unit"
                );
            }
            for (uint256 i; i < 4; ++i) {
                _checkRecalled(handler.ssccs(i), lot);
            }
        }
    }

    function _checkRecalled(Sscc sscc, LotId lot) private view {
        Content[] memory contents = handler.contentsOf(sscc);
        for (uint256 i; i < contents.length; ++i) {
            if (contents[i].lot != lot) continue;
            EffectiveStatus status = ledger.statusOfLogisticUnit(sscc, contents);
            assertTrue(status >= EffectiveStatus.Recalled, "P-3: logistic unit");
        }
    }

    function invariant_P4_NothingUnfitIsShippedOrDispensed() external view {
        assertFalse(handler.unfitMoved(), "P-4");
    }

    function invariant_P5_APackIsInExactlyOnePlace() external view {
        for (uint256 slot; slot < 2; ++slot) {
            LotId lot = handler.lotId(slot);
            uint32 packedUpTo = handler.packedUpTo(lot);
            assertEq(uint256(ledger.lotOf(lot).packedUpTo), uint256(packedUpTo), "P-5: cursor");
            for (uint32 i; i < LOT_UNITS; ++i) {
                _checkPlace(lot, i, i < packedUpTo);
            }
        }
    }

    /// @dev Its word says where it is; without one, the run of one logistic unit does, and of no other.
    function _checkPlace(LotId lot, uint32 index, bool packed) private view {
        Sscc expected = handler.inside(lot, index);
        IUnitLedger.UnitRecord memory unit = units.unitOf(lot, index);
        if (unit.state != UnitState.Untouched) {
            bool inside = unit.state == UnitState.Packed;
            assertTrue(packed, "P-5: packed before it was touched");
            assertEq(uint256(Sscc.unwrap(unit.container)), uint256(Sscc.unwrap(expected)), "P-5: container");
            assertEq(expected == NO_LOGISTIC_UNIT, !inside, "P-5: in one or out");
            return;
        }
        uint256 runs;
        for (uint256 i; i < 4; ++i) {
            Sscc sscc = handler.ssccs(i);
            if (!_holds(handler.contentsOf(sscc), lot, index)) continue;
            ++runs;
            assertEq(uint256(Sscc.unwrap(sscc)), uint256(Sscc.unwrap(expected)), "P-5: run");
        }
        assertEq(runs, packed ? 1 : 0, "P-5: in one run");
    }

    function _holds(Content[] memory contents, LotId lot, uint32 index) private pure returns (bool) {
        for (uint256 i; i < contents.length; ++i) {
            Content memory run = contents[i];
            if (run.lot == lot && index >= run.firstUnit && index - run.firstUnit < run.unitCount) return true;
        }
        return false;
    }

    function invariant_P6_LogisticUnitsCountWhatIsInThem() external view {
        for (uint256 i; i < 4; ++i) {
            Sscc sscc = handler.ssccs(i);
            ILogisticUnits.LogisticUnit memory unit = ledger.logisticUnitOf(sscc);
            uint256 missing = handler.missing(sscc);
            for (uint256 j; j < 4; ++j) {
                if (handler.parentOf(handler.ssccs(j)) == sscc) missing += handler.missing(handler.ssccs(j));
            }
            assertEq(uint256(unit.unitCount) + missing, handler.countIn(sscc), "P-6: inside");
        }
    }

    function invariant_P7_HoldsLapse() external view {
        for (uint256 slot; slot < 2; ++slot) {
            LotId lot = handler.lotId(slot);
            ILots.LotRecord memory record = ledger.lotOf(lot);
            if (record.marks != HELD_ONLY || record.recall != RecallClass.None) continue;
            bool held = vm.getBlockTimestamp() <= ledger.heldUntil(lot);
            assertLe(ledger.heldUntil(lot), vm.getBlockTimestamp() + 72 hours, "P-7: for 72 hours at most");
            EffectiveStatus expected = held ? EffectiveStatus.Quarantined : EffectiveStatus.Active;
            assertEq(uint256(ledger.statusOfLot(handler.lotOf(slot))), uint256(expected), "P-7: lapses by itself");
        }
    }
}
