// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IBatchLedger} from "../interfaces/IBatchLedger.sol";
import {ILogisticUnits} from "../interfaces/ILogisticUnits.sol";
import {ILots} from "../interfaces/ILots.sol";
import {IShipments} from "../interfaces/IShipments.sol";
import {ITradingPartners} from "../interfaces/ITradingPartners.sol";
import {Contents} from "../libraries/Contents.sol";
import {Delegation} from "../libraries/Delegation.sol";
import {Gs1} from "../libraries/Gs1.sol";
import {Lots} from "../libraries/Lots.sol";
import {ShipmentStates} from "../libraries/ShipmentStates.sol";
import {Gln, Gtin, LotId, Sscc} from "../types/Identifiers.sol";
import {
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    NO_PARTNER,
    PackItem,
    Resolution,
    ROLE_CARRIER,
    ROLE_DISPENSER,
    ROLE_MANUFACTURER,
    ShipmentState
} from "../types/Provenance.sol";
import {BatchBook} from "./BatchBook.sol";

/// @title BatchLedger
/// @dev Functions are described in IBatchLedger. What is done with every lot and every shipment is here; everything else is
/// code at a fixed address, run on this contract's storage (docs/adr/0010). Fewer functions here make each of them cheaper
/// to find.
contract BatchLedger is BatchBook {
    using Gs1 for Sscc;
    using Lots for LotDetails;
    using Lots for Content[];
    using ShipmentStates for ShipmentState;

    // IMMUTABLES

    /// @dev Code of the other functions, fixed for good. It tells its address itself: one function less to search here.
    address private immutable _BATCH_DESK;

    // STORAGE

    /// @dev Where AccessManaged of BatchDesk looks for it: right behind the storage that both share.
    address private _authority;

    constructor(address authority, address desk) {
        // Check: a call to an address without code would succeed and do nothing.
        if (desk.code.length == 0) revert IBatchLedger.BatchLedger_NoCode(desk);

        _BATCH_DESK = desk;
        _authority = authority;
        emit IAccessManaged.AuthorityUpdated(authority);
    }

    // LOTS

    function commission(LotDetails memory details) external returns (LotId id) {
        // Check: the caller holds the product's marketing authorisation.
        _checkAuthorised(_holderOf(details.gtin), ROLE_MANUFACTURER);
        // Check: a new lot that has units and a true expiry in the future.
        id = details.idOf();
        ILots.LotRecord storage lot = _lots[id];
        if (lot.commitment != Lots.NEVER_COMMISSIONED) revert ILots.BatchLedger_LotExists(id);
        if (details.unitCount == 0 || details.unitsRoot == 0) revert ILots.BatchLedger_EmptyLot(id);
        uint40 expiresAt = Gs1.endOfExpiry(details.expiry);
        if (details.expiresAt != expiresAt) {
            revert ILots.BatchLedger_ExpiryMismatch(details.expiry, details.expiresAt, expiresAt);
        }
        if (block.timestamp > expiresAt) revert ILots.BatchLedger_AlreadyExpired(id, expiresAt);

        // Effect: one word for all its units.
        lot.commitment = details.commitmentOf();
        emit ILots.LotCommissioned(id, details.lotHash, details.unitsRoot, details.factsOf());
    }

    // PACKING

    function pack(Sscc sscc, PackItem[] calldata items) external returns (Content[] memory contents) {
        StoredUnit storage unit = _units[sscc];
        // Check: a real, unused container code and a bounded load.
        if (!sscc.isValid()) revert ILogisticUnits.BatchLedger_BadSscc(sscc);
        if (unit.state != ShipmentState.None) revert ILogisticUnits.BatchLedger_SsccTaken(sscc);
        if (items.length == 0 || items.length > Contents.MAX_CONTENTS) {
            revert ILogisticUnits.BatchLedger_ContentsOutOfRange(items.length, 0);
        }
        // Check: one authorisation holder for all of it, whose container code it is.
        Gln holder = _holderOf(items[0].lot.gtin);
        _checkAuthorised(holder, ROLE_MANUFACTURER);
        _checkPrefix(sscc, holder);

        // Effect: take the units off their lots' cursors.
        uint256 unitCount;
        contents = new Content[](items.length);
        for (uint256 i; i < items.length; ++i) {
            contents[i] = _take(items[i], holder);
            unitCount += items[i].unitCount;
        }
        if (unitCount > type(uint24).max) {
            revert ILogisticUnits.BatchLedger_ContentsOutOfRange(items.length, unitCount);
        }

        // Effect: the holder is the first custodian.
        unit.custodian = uint48(Gln.unwrap(holder));
        unit.unitCount = uint24(unitCount);
        unit.level = LEVEL_OF_PACKS + 1;
        unit.state = ShipmentState.Packed;
        unit.contentsHash = contents.hashOfPacked();
        emit ILogisticUnits.UnitsPacked(sscc, holder, contents);
    }

    // SHIPMENTS

    function ship(Sscc sscc, Content[] calldata contents, Gln to, Gln carrier, uint40 acceptBy) external {
        StoredUnit storage unit = _units[sscc];
        (uint48 custodian, ShipmentState state) = (unit.custodian, unit.state);
        Gln from = Gln.wrap(custodian);
        // Check: the custodian, a place to go to, and a time to be there.
        _checkTransition(sscc, state, ShipmentState.Offered);
        uint16 held = _checkAuthorised(from, ROLES_CUSTODIAN);
        if (to == from) revert IShipments.BatchLedger_ToSelf(sscc, to);
        (, uint16 heldBy) = _checkPartner(to, ROLES_CUSTODIAN);
        // Check: a dispenser supplies dispensers; what goes back up the chain is a return.
        if (held & ROLES_CUSTODIAN == ROLE_DISPENSER && heldBy & ROLE_DISPENSER == 0) {
            revert IShipments.BatchLedger_NotDownstream(sscc, from, to, heldBy);
        }
        if (carrier != NO_PARTNER) _checkPartner(carrier, ROLE_CARRIER);
        unchecked {
            // A time that is over wraps, and is too far away as well.
            if (uint256(acceptBy) - block.timestamp - 1 >= ShipmentStates.MAX_TRANSIT) {
                revert IShipments.BatchLedger_AcceptByOutOfRange(sscc, acceptBy, block.timestamp);
            }
        }
        _checkFit(sscc, unit, contents);

        // Effect: offer; custody stays.
        unit.link = _packLink(to, carrier);
        unit.acceptBy = uint32(acceptBy);
        unit.state = ShipmentState.Offered;
        emit IShipments.ShipmentOffered(sscc, from, to, carrier, acceptBy);
    }

    function pickUp(Sscc sscc, Gln by) external {
        StoredUnit storage unit = _units[sscc];
        // Check: an open offer, and one of those it names.
        _checkTransition(sscc, unit.state, ShipmentState.PickedUp);
        (Gln receiver, Gln carrier) = _unpackLink(unit.link);
        if (by != receiver && by != carrier) revert IShipments.BatchLedger_NotNamed(sscc, by, receiver, carrier);
        _checkAuthorised(by, ROLES_CUSTODIAN | ROLE_CARRIER);

        // Effect: on its way.
        unit.state = ShipmentState.PickedUp;
        emit IShipments.ShipmentPickedUp(sscc, by);
    }

    function receiveShipment(Sscc sscc, Content[] calldata contents, uint32 receivedCount, DiscrepancyCode code)
        external
    {
        StoredUnit storage unit = _units[sscc];
        uint32 expected = unit.unitCount;
        ShipmentState to = receivedCount == expected ? ShipmentState.Received : ShipmentState.PartiallyReceived;
        // Check: the named receiver, in time, with the contents that were sent.
        _checkTransition(sscc, unit.state, to);
        (Gln receiver,) = _unpackLink(unit.link);
        _checkAuthorised(receiver, ROLES_CUSTODIAN);
        if (block.timestamp > unit.acceptBy) {
            revert IShipments.BatchLedger_AcceptByOutOfRange(sscc, unit.acceptBy, block.timestamp);
        }
        // Check: what is known to be destroyed, illegitimate or stolen stays with whoever sent it.
        _checkMarks(sscc, unit.marks, EffectiveStatus.Decommissioned);
        _checkContents(sscc, unit.contentsHash, contents);
        // Check: no more than was sent, and a shortfall has a reason.
        bool short = receivedCount != expected;
        if (receivedCount == 0 || receivedCount > expected || (short && code == DiscrepancyCode.None)) {
            revert IShipments.BatchLedger_CountRefused(sscc, receivedCount, expected, code);
        }

        // Effect: custody passes; what is missing is suspect, with the sender, until it is named.
        Gln from = Gln.wrap(unit.custodian);
        uint32 missing = expected - receivedCount;
        unit.custodian = uint48(Gln.unwrap(receiver));
        unit.link = NOT_IN_TRANSIT;
        unit.acceptBy = NOT_IN_TRANSIT;
        unit.state = to;
        unit.code = code;
        if (short) {
            unit.unitCount = uint24(receivedCount);
            unit.suspectCount = uint24(missing);
            _discrepancies[sscc] = IShipments.Discrepancy(from, receiver, code, Resolution.None, false, NO_PARTNER);
        }
        emit IShipments.ShipmentReceived(sscc, from, receiver, receivedCount, missing, code);
    }

    // VIEWS

    function partnerOf(Gln gln) external view returns (ITradingPartners.Partner memory partner) {
        return _partners[gln];
    }

    function productOf(Gtin gtin) external view returns (ITradingPartners.Product memory product) {
        return _products[gtin];
    }

    function lotOf(LotId id) external view returns (ILots.LotRecord memory record) {
        return _lots[id];
    }

    function logisticUnitOf(Sscc sscc) external view returns (ILogisticUnits.LogisticUnit memory unit) {
        StoredUnit storage stored = _units[sscc];
        unit.custodian = Gln.wrap(stored.custodian);
        if (stored.state.isInTransit()) (unit.receiver, unit.carrier) = _unpackLink(stored.link);
        unit.acceptBy = stored.acceptBy;
        unit.parent = _parentOf(stored);
        unit.unitCount = stored.unitCount;
        unit.suspectCount = stored.suspectCount;
        unit.level = stored.level;
        unit.state = stored.state;
        unit.code = stored.code;
        unit.marks = stored.marks;
        unit.contentsHash = stored.contentsHash;
    }

    // EVERYTHING ELSE (BatchDesk)

    fallback() external {
        Delegation.forward(_BATCH_DESK);
    }

    // INTERNAL

    /// @dev The unit holds something, nothing is missing without a name, and it and every lot inside may move.
    function _checkFit(Sscc sscc, StoredUnit storage unit, Content[] calldata contents) private view {
        (uint24 inside, uint24 missing, uint8 marks) = (unit.unitCount, unit.suspectCount, unit.marks);
        if (inside == 0) revert ILogisticUnits.BatchLedger_ContentsOutOfRange(contents.length, 0);
        if (missing != 0) revert ILogisticUnits.BatchLedger_MissingUnnamed(sscc, missing);
        _checkMarks(sscc, marks, EffectiveStatus.Active);
        _checkContents(sscc, unit.contentsHash, contents);
        for (uint256 i; i < contents.length; ++i) {
            Content calldata content = contents[i];
            _checkLot(content.lot, content.expiresAt, EffectiveStatus.Active);
        }
    }

    /// @dev Takes the next units of a lot off its cursor. They may be packed before they are released, not shipped.
    function _take(PackItem calldata item, Gln holder) private returns (Content memory content) {
        LotDetails memory details = item.lot;
        LotId id = _checkDetails(details);
        if (_holderOf(details.gtin) != holder) revert ILots.BatchLedger_NotInCharge(id, holder);
        _checkLot(id, details.expiresAt, EffectiveStatus.Unreleased);
        uint32 cursor = _lots[id].packedUpTo;
        uint256 end = uint256(cursor) + item.unitCount;
        if (item.firstUnit != cursor || item.unitCount == 0 || end > details.unitCount) {
            revert ILogisticUnits.BatchLedger_UnitsOutOfOrder(
                id, item.firstUnit, item.unitCount, cursor, details.unitCount
            );
        }
        _lots[id].packedUpTo = uint32(end);
        return Content(id, details.expiresAt, cursor, item.unitCount);
    }
}
