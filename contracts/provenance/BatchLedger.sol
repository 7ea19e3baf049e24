// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IBatchLedger} from "../interfaces/IBatchLedger.sol";
import {Gs1} from "../libraries/Gs1.sol";
import {Lots} from "../libraries/Lots.sol";
import {ShipmentStates} from "../libraries/ShipmentStates.sol";
import {Gln, LotId, Sscc} from "../types/Identifiers.sol";
import {
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    NO_PARTNER,
    PackItem,
    ROLE_CARRIER,
    ROLE_MANUFACTURER,
    ShipmentState
} from "../types/Provenance.sol";
import {LotBook} from "./LotBook.sol";

/// @title Lots, logistic units and who has them
contract BatchLedger is LotBook {
    using Gs1 for Sscc;
    using Lots for LotRecord;
    using Lots for Content[];
    using Lots for EffectiveStatus;
    using ShipmentStates for ShipmentState;

    /// @dev Location numbers are below 10^13, so 48 bits hold them.
    struct StoredUnit {
        // slot 0
        uint48 custodian;
        uint48 receiver;
        uint48 carrier;
        uint40 acceptBy;
        uint24 unitCount;
        uint24 suspectCount;
        ShipmentState state;
        DiscrepancyCode code;
        // slot 1
        bytes32 contentsHash;
    }

    /// @notice Most runs of units in one logistic unit: bounds every loop over contents.
    uint256 public constant MAX_CONTENTS = 32;
    /// @notice Longest time a receiver may take to accept.
    uint40 public constant MAX_TRANSIT = 90 days;
    uint40 private constant NOT_IN_TRANSIT = 0;

    mapping(Sscc sscc => StoredUnit) private _units;

    constructor(address authority) AccessManaged(authority) {}

    // PACKING

    /// @inheritdoc IBatchLedger
    function pack(Sscc sscc, PackItem[] calldata items) external returns (Content[] memory contents) {
        // Check: a real, unused container code and a bounded load.
        if (!sscc.isValid()) revert BatchLedger_BadSscc(sscc);
        if (_units[sscc].state != ShipmentState.None) revert BatchLedger_SsccTaken(sscc);
        if (items.length == 0 || items.length > MAX_CONTENTS) revert BatchLedger_ContentsOutOfRange(items.length, 0);
        // Check: one authorisation holder for all of it.
        Gln holder = _holderOf(items[0].lot.gtin);
        _checkAuthorised(holder, ROLE_MANUFACTURER);

        // Effect: take the units off their lots' cursors.
        uint256 unitCount;
        contents = new Content[](items.length);
        for (uint256 i; i < items.length; ++i) {
            contents[i] = _take(items[i], holder);
            unitCount += items[i].unitCount;
        }
        if (unitCount > type(uint24).max) revert BatchLedger_ContentsOutOfRange(items.length, unitCount);

        // Effect: the holder is the first custodian.
        StoredUnit storage unit = _units[sscc];
        unit.custodian = uint48(Gln.unwrap(holder));
        unit.unitCount = uint24(unitCount);
        unit.state = ShipmentState.Packed;
        unit.contentsHash = contents.hashOfPacked();
        emit UnitsPacked(sscc, holder, contents);
    }

    // SHIPMENTS

    /// @inheritdoc IBatchLedger
    function ship(Sscc sscc, Content[] calldata contents, Gln to, Gln carrier, uint40 acceptBy) external {
        StoredUnit storage unit = _units[sscc];
        Gln from = Gln.wrap(unit.custodian);
        // Check: the custodian, a place to go to, and a time to be there.
        _checkTransition(sscc, unit.state, ShipmentState.Offered);
        _checkAuthorised(from, ROLES_CUSTODIAN);
        if (to == from) revert BatchLedger_ToSelf(sscc, to);
        _checkPartner(to, ROLES_CUSTODIAN);
        if (carrier != NO_PARTNER) _checkPartner(carrier, ROLE_CARRIER);
        if (acceptBy <= block.timestamp || acceptBy > block.timestamp + MAX_TRANSIT) {
            revert BatchLedger_AcceptByOutOfRange(sscc, acceptBy, block.timestamp);
        }
        // Check: every lot inside may move.
        _checkContents(sscc, unit.contentsHash, contents);
        for (uint256 i; i < contents.length; ++i) {
            _checkActive(contents[i].lot, contents[i].expiresAt);
        }

        // Effect: offer; custody stays.
        unit.receiver = uint48(Gln.unwrap(to));
        unit.carrier = uint48(Gln.unwrap(carrier));
        unit.acceptBy = acceptBy;
        unit.state = ShipmentState.Offered;
        emit ShipmentOffered(sscc, from, to, carrier, acceptBy);
    }

    /// @inheritdoc IBatchLedger
    function pickUp(Sscc sscc, Gln by) external {
        StoredUnit storage unit = _units[sscc];
        // Check: an open offer, and one of those it names.
        _checkTransition(sscc, unit.state, ShipmentState.PickedUp);
        Gln receiver = Gln.wrap(unit.receiver);
        Gln carrier = Gln.wrap(unit.carrier);
        if (by != receiver && by != carrier) revert BatchLedger_NotNamed(sscc, by, receiver, carrier);
        _checkAuthorised(by, ROLES_CUSTODIAN | ROLE_CARRIER);

        // Effect: on its way.
        unit.state = ShipmentState.PickedUp;
        emit ShipmentPickedUp(sscc, by);
    }

    /// @inheritdoc IBatchLedger
    function receiveShipment(Sscc sscc, Content[] calldata contents, uint32 receivedCount, DiscrepancyCode code)
        external
    {
        StoredUnit storage unit = _units[sscc];
        uint32 expected = unit.unitCount - unit.suspectCount;
        bool whole = receivedCount == expected;
        ShipmentState to = whole ? ShipmentState.Received : ShipmentState.PartiallyReceived;
        // Check: the named receiver, in time, with the contents that were sent.
        _checkTransition(sscc, unit.state, to);
        Gln receiver = Gln.wrap(unit.receiver);
        _checkAuthorised(receiver, ROLES_CUSTODIAN);
        if (block.timestamp > unit.acceptBy) {
            revert BatchLedger_AcceptByOutOfRange(sscc, unit.acceptBy, block.timestamp);
        }
        _checkContents(sscc, unit.contentsHash, contents);
        // Check: no more than was sent, and a shortfall has a reason.
        if (receivedCount == 0 || receivedCount > expected || (!whole && code == DiscrepancyCode.None)) {
            revert BatchLedger_CountRefused(sscc, receivedCount, expected, code);
        }

        // Effect: custody passes, what is missing is suspect.
        Gln from = Gln.wrap(unit.custodian);
        uint32 missing = expected - receivedCount;
        unit.custodian = uint48(Gln.unwrap(receiver));
        unit.suspectCount += uint24(missing);
        _endTransit(unit, to, code);
        emit ShipmentReceived(sscc, from, receiver, receivedCount, missing, code);
    }

    /// @inheritdoc IBatchLedger
    function rejectShipment(Sscc sscc, DiscrepancyCode code) external {
        StoredUnit storage unit = _units[sscc];
        // Check: in transit, and the named receiver.
        _checkTransition(sscc, unit.state, ShipmentState.Rejected);
        Gln receiver = Gln.wrap(unit.receiver);
        _checkAccount(receiver);

        // Effect: custody stays with the sender.
        _endTransit(unit, ShipmentState.Rejected, code);
        emit ShipmentRejected(sscc, receiver, code);
    }

    /// @inheritdoc IBatchLedger
    function cancelShipment(Sscc sscc) external {
        StoredUnit storage unit = _units[sscc];
        // Check: not picked up yet, and the sender.
        _checkTransition(sscc, unit.state, ShipmentState.Cancelled);
        _checkAccount(Gln.wrap(unit.custodian));

        // Effect: custody was the sender's all along.
        _endTransit(unit, ShipmentState.Cancelled, unit.code);
        emit ShipmentCancelled(sscc);
    }

    /// @inheritdoc IBatchLedger
    function timeOutShipment(Sscc sscc) external {
        StoredUnit storage unit = _units[sscc];
        // Check: in transit, and too late.
        _checkTransition(sscc, unit.state, ShipmentState.TimedOut);
        uint40 acceptBy = unit.acceptBy;
        if (block.timestamp <= acceptBy) revert BatchLedger_AcceptanceOpen(sscc, acceptBy, block.timestamp);

        // Effect: custody stays with the sender.
        _endTransit(unit, ShipmentState.TimedOut, unit.code);
        emit ShipmentTimedOut(sscc, acceptBy);
    }

    /// @inheritdoc IBatchLedger
    function clearSuspicion(
        Sscc sscc,
        Content[] calldata contents,
        LotDetails memory details,
        Gln clearedBy,
        bytes32 reason
    ) external {
        StoredUnit storage unit = _units[sscc];
        // Check: suspect, and cleared by who answers for a lot inside; all lots inside have the same holder.
        if (!unit.state.isSuspect()) {
            revert BatchLedger_IllegalTransition(sscc, unit.state, ShipmentState.Packed);
        }
        _checkContents(sscc, unit.contentsHash, contents);
        LotId id = _checkDetails(details);
        _checkInCharge(id, details.gtin, clearedBy);
        if (!contents.holdsLot(id)) revert BatchLedger_NotInCharge(id, clearedBy);
        if (reason == NO_REASON) revert BatchLedger_NoReason(id);

        // Effect: fit to move again, from where it is.
        unit.state = ShipmentState.Packed;
        emit SuspicionCleared(sscc, clearedBy, reason);
    }

    // VIEWS

    /// @inheritdoc IBatchLedger
    function statusOfLogisticUnit(Sscc sscc, Content[] calldata contents)
        external
        view
        returns (EffectiveStatus status)
    {
        StoredUnit storage unit = _units[sscc];
        _checkContents(sscc, unit.contentsHash, contents);
        status = unit.state.statusOf();
        for (uint256 i; i < contents.length; ++i) {
            status = status.max(_lots[contents[i].lot].statusOf(contents[i].expiresAt));
        }
    }

    /// @inheritdoc IBatchLedger
    function logisticUnitOf(Sscc sscc) external view returns (LogisticUnit memory unit) {
        StoredUnit storage stored = _units[sscc];
        return LogisticUnit({
            custodian: Gln.wrap(stored.custodian),
            receiver: Gln.wrap(stored.receiver),
            carrier: Gln.wrap(stored.carrier),
            acceptBy: stored.acceptBy,
            unitCount: stored.unitCount,
            suspectCount: stored.suspectCount,
            state: stored.state,
            code: stored.code,
            contentsHash: stored.contentsHash
        });
    }

    // INTERNAL

    /// @dev Takes the next units of a lot off its cursor.
    function _take(PackItem calldata item, Gln holder) private returns (Content memory content) {
        LotDetails memory details = item.lot;
        LotId id = _checkDetails(details);
        if (_holderOf(details.gtin) != holder) revert BatchLedger_NotInCharge(id, holder);
        _checkActive(id, details.expiresAt);
        uint32 cursor = _lots[id].packedUpTo;
        uint256 end = uint256(cursor) + item.unitCount;
        if (item.firstUnit != cursor || item.unitCount == 0 || end > details.unitCount) {
            revert BatchLedger_UnitsOutOfOrder(id, item.firstUnit, item.unitCount, cursor, details.unitCount);
        }
        _lots[id].packedUpTo = uint32(end);
        return Content(id, details.expiresAt, cursor, item.unitCount);
    }

    function _endTransit(StoredUnit storage unit, ShipmentState state, DiscrepancyCode code) private {
        unit.receiver = uint48(Gln.unwrap(NO_PARTNER));
        unit.carrier = uint48(Gln.unwrap(NO_PARTNER));
        unit.acceptBy = NOT_IN_TRANSIT;
        unit.state = state;
        unit.code = code;
    }

    function _checkContents(Sscc sscc, bytes32 contentsHash, Content[] calldata contents) private pure {
        bytes32 shown = contents.hashOf();
        if (shown != contentsHash) revert BatchLedger_OtherContents(sscc, contentsHash, shown);
    }

    function _checkTransition(Sscc sscc, ShipmentState from, ShipmentState to) private pure {
        if (!from.isLegal(to)) revert BatchLedger_IllegalTransition(sscc, from, to);
    }
}
