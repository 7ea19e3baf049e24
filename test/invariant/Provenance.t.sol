// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../../contracts/interfaces/ILogisticUnits.sol";
import {Sscc} from "../../contracts/types/Identifiers.sol";
import {Content, EffectiveStatus, LotDetails} from "../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../utils/ProvenanceFixture.sol";
import {ProvenanceHandler} from "./handlers/ProvenanceHandler.sol";

/// @dev The numbers are those of test/invariant/README.md.
contract ProvenanceInvariantTest is ProvenanceFixture {
    uint32 internal constant LOT_UNITS = 24;
    ProvenanceHandler internal handler;

    function setUp() public override {
        super.setUp();
        address[] memory actors = new address[](9);
        (actors[0], actors[1], actors[2]) = (users.mah, users.centre, users.carrier);
        (actors[3], actors[4], actors[5]) = (users.wholesaler, users.hospital, users.pharmacy);
        (actors[6], actors[7], actors[8]) = (users.regulator, users.mallory, address(this));
        handler = new ProvenanceHandler(ledger, units, actors);
        _addLot(0, "LOT26C01");
        _addLot(1, "LOT26C02");
        handler.pack(1, 0, 0, 8);
        handler.pack(1, 1, 1, 8);
        // The second starts at the pharmacy.
        handler.ship(1, 1, 5, 10);
        handler.receiveShipment(1, 1, 1, 0);
        targetContract(address(handler));
        bytes4[] memory actions = new bytes4[](14);
        (actions[0], actions[1]) = (handler.pack.selector, handler.ship.selector);
        (actions[2], actions[3]) = (handler.pickUp.selector, handler.receiveShipment.selector);
        (actions[4], actions[5]) = (handler.reject.selector, handler.cancel.selector);
        (actions[6], actions[7]) = (handler.timeOut.selector, handler.clearSuspicion.selector);
        (actions[8], actions[9]) = (handler.quarantine.selector, handler.liftQuarantine.selector);
        (actions[10], actions[11]) = (handler.recall.selector, handler.dispense.selector);
        (actions[12], actions[13]) = (handler.seizePartner.selector, handler.wait.selector);
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
        handler.dispense(1, 1, 1, 0);
        assertEq(handler.dispensedTotal(handler.lotId(1)), 1, "dispensed");
        handler.recall(64, 1, 1);
        assertTrue(handler.recalled(handler.lotId(1)), "recalled");
    }

    function invariant_P1_CustodyNeverMovesOneSided() external view {
        assertFalse(handler.custodyMovedOneSided(), "P-1");
    }

    function invariant_P2_AUnitIsDispensedAtMostOnce() external view {
        for (uint256 slot; slot < 2; ++slot) {
            uint256 total;
            for (uint32 i; i < LOT_UNITS; ++i) {
                uint256 count = handler.dispenses(handler.lotId(slot), i);
                assertLe(count, 1, "P-2: once");
                assertEq(units.isDispensed(handler.lotId(slot), i), count == 1, "P-2: as the ledger says");
                total += count;
            }
            assertEq(total, handler.dispensedTotal(handler.lotId(slot)), "P-2: sum");
            assertLe(total, ledger.lotOf(handler.lotId(slot)).packedUpTo, "P-2: no more than were packed");
        }
    }

    function invariant_P3_ARecalledLotNeverReadsLess() external view {
        for (uint256 slot; slot < 2; ++slot) {
            if (!handler.recalled(handler.lotId(slot))) continue;
            assertTrue(ledger.statusOfLot(handler.lotOf(slot)) >= EffectiveStatus.Recalled, "P-3: lot");
            for (uint32 i; i < LOT_UNITS; ++i) {
                assertTrue(handler.statusOfUnit(slot, i) >= EffectiveStatus.Recalled, "P-3: unit");
            }
            for (uint256 i; i < 3; ++i) {
                Sscc sscc = handler.ssccs(i);
                Content[] memory contents = handler.contentsOf(sscc);
                if (contents.length == 0 || contents[0].lot != handler.lotId(slot)) continue;
                // Of what was emptied nothing is left to show.
                ILogisticUnits.LogisticUnit memory unit = ledger.logisticUnitOf(sscc);
                if (unit.unitCount == 0 && unit.suspectCount == 0) continue;
                EffectiveStatus status = ledger.statusOfLogisticUnit(sscc, contents);
                assertTrue(status >= EffectiveStatus.Recalled, "P-3: logistic unit");
            }
        }
    }

    function invariant_P4_NothingUnfitIsShippedOrDispensed() external view {
        assertFalse(handler.unfitMoved(), "P-4");
    }

    function invariant_P5_AUnitLiesInOneLogisticUnit() external view {
        for (uint256 slot; slot < 2; ++slot) {
            uint256 packed;
            uint256 inside;
            for (uint256 i; i < 3; ++i) {
                Content[] memory contents = handler.contentsOf(handler.ssccs(i));
                if (contents.length == 0 || contents[0].lot != handler.lotId(slot)) continue;
                for (uint32 j; j < contents[0].unitCount; ++j) {
                    uint256 bit = 1 << (contents[0].firstUnit + j);
                    assertEq(inside & bit, 0, "P-5: in one only");
                    inside |= bit;
                }
                packed += contents[0].unitCount;
            }
            assertEq(packed, ledger.lotOf(handler.lotId(slot)).packedUpTo, "P-5: all of the packed ones");
            assertLe(packed, LOT_UNITS, "P-5: no more than the lot has");
        }
    }

    function invariant_P6_EveryPackIsInsideMissingOrGone() external view {
        for (uint256 i; i < 3; ++i) {
            Sscc sscc = handler.ssccs(i);
            ILogisticUnits.LogisticUnit memory unit = ledger.logisticUnitOf(sscc);
            Content[] memory packed = handler.contentsOf(sscc);
            uint256 total = packed.length == 0 ? 0 : packed[0].unitCount;
            uint256 accounted = uint256(unit.unitCount) + unit.suspectCount + handler.dispensedFrom(sscc);
            assertEq(accounted, total, "P-6");
        }
    }
}
