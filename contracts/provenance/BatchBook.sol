// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ILogisticUnits} from "../interfaces/ILogisticUnits.sol";
import {ILots} from "../interfaces/ILots.sol";
import {IShipments} from "../interfaces/IShipments.sol";
import {ITradingPartners} from "../interfaces/ITradingPartners.sol";
import {Gs1} from "../libraries/Gs1.sol";
import {Lots} from "../libraries/Lots.sol";
import {Marks} from "../libraries/Marks.sol";
import {ShipmentStates} from "../libraries/ShipmentStates.sol";
import {Gln, Gtin, LotId, Sscc} from "../types/Identifiers.sol";
import {
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    NO_PARTNER,
    QuarantineOrder,
    ROLE_CARRIER,
    ROLE_DISPENSER,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    ROLE_WHOLESALER,
    ShipmentState
} from "../types/Provenance.sol";

/// @title Storage of the ledger, and what both of its codes check
/// @dev The code of BatchLedger and that of BatchDesk are compiled from this layer, so that they cannot disagree about
/// slots (docs/adr/0010). What only the desk keeps lies behind it.
abstract contract BatchBook {
    using Lots for LotDetails;
    using Lots for ILots.LotRecord;
    using Lots for Content[];
    using Lots for EffectiveStatus;
    using Marks for uint8;
    using ShipmentStates for ShipmentState;

    /// @dev Location numbers are below 10^13, so 48 bits hold them.
    struct StoredUnit {
        // slot 0
        uint48 custodian;
        /// In transit: receiver << 48 | carrier. Aggregated: the code of the logistic unit around it. Else zero.
        uint96 link;
        uint32 acceptBy;
        uint24 unitCount;
        uint24 suspectCount;
        uint8 level;
        ShipmentState state;
        DiscrepancyCode code;
        uint8 marks;
        // slot 1
        bytes32 contentsHash;
    }

    // CONSTANTS

    uint8 internal constant LEVEL_OF_PACKS = 1;
    /// @dev Roles that may have custody.
    uint16 internal constant ROLES_CUSTODIAN = ROLE_MANUFACTURER | ROLE_WHOLESALER | ROLE_DISPENSER;
    uint16 internal constant ROLES_KNOWN = ROLES_CUSTODIAN | ROLE_CARRIER | ROLE_REGULATOR;
    bytes32 internal constant NO_REASON = 0;
    uint8 internal constant NO_MARKS = 0;
    uint8 internal constant NOT_IN_TRANSIT = 0;
    /// @dev Bit of a lot's marks: it was made of other lots, whose recalls and orders are its own.
    uint8 internal constant DERIVED = 0x80;

    // STORAGE

    // One slot each: account 160 | roles 16 | validUntil 40 | prefix digits 8; holder 64 | profile 32 | bool, two hashes.
    mapping(Gln gln => ITradingPartners.Partner) internal _partners;
    mapping(Gtin gtin => ITradingPartners.Product) internal _products;
    // One slot a lot: commitment 200 | packedUpTo 32 | marks 8 | recall 8 | state 8.
    mapping(LotId id => ILots.LotRecord) internal _lots;
    mapping(Sscc sscc => StoredUnit) internal _units;
    // Looked at only where a mark says so.
    mapping(LotId id => uint40 until) internal _lotHeldUntil;
    mapping(Sscc sscc => uint40 until) internal _unitHeldUntil;
    mapping(LotId id => LotId[] sources) internal _sources;
    mapping(Sscc sscc => IShipments.Discrepancy) internal _discrepancies;

    // PARTNERS

    /// @dev The caller speaks for the partner.
    function _checkAccount(Gln gln) internal view {
        address account = _partners[gln].account;
        if (msg.sender != account) revert ITradingPartners.TradingPartners_NotAccount(gln, msg.sender, account);
    }

    /// @dev The caller speaks for the partner, which is authorised now and has one of `roles`.
    function _checkAuthorised(Gln gln, uint16 roles) internal view returns (uint16 held) {
        address account;
        (account, held) = _checkPartner(gln, roles);
        if (msg.sender != account) revert ITradingPartners.TradingPartners_NotAccount(gln, msg.sender, account);
    }

    /// @dev The partner is authorised now and has one of `roles`, whoever calls.
    function _checkPartner(Gln gln, uint16 roles) internal view returns (address account, uint16 held) {
        ITradingPartners.Partner storage partner = _partners[gln];
        uint40 validUntil;
        (account, held, validUntil) = (partner.account, partner.roles, partner.validUntil);
        if (held & roles == 0 || block.timestamp > validUntil) {
            revert ITradingPartners.TradingPartners_NotAuthorised(gln, roles, held, validUntil);
        }
    }

    /// @dev The product's marketing authorisation holder.
    function _holderOf(Gtin gtin) internal view returns (Gln holder) {
        holder = _products[gtin].holder;
        if (holder == NO_PARTNER) revert ITradingPartners.TradingPartners_UnknownProduct(gtin);
    }

    // LOTS

    function _checkDetails(LotDetails memory details) internal view returns (LotId id) {
        id = details.idOf();
        bytes25 committed = _lots[id].commitment;
        if (committed == Lots.NEVER_COMMISSIONED) revert ILots.BatchLedger_UnknownLot(id);
        bytes25 shown = details.commitmentOf();
        if (shown != committed) revert ILots.BatchLedger_OtherDetails(id, committed, shown);
    }

    /// @dev The caller's partner is the lot's authorisation holder or a regulator.
    function _checkInCharge(LotId id, Gtin gtin, Gln gln) internal view returns (QuarantineOrder order) {
        uint16 roles = _checkAuthorised(gln, ROLE_MANUFACTURER | ROLE_REGULATOR);
        if (roles == ROLE_REGULATOR) return QuarantineOrder.Regulator;
        if (_holderOf(gtin) != gln) revert ILots.BatchLedger_NotInCharge(id, gln);
        return QuarantineOrder.AuthorisationHolder;
    }

    /// @dev Severity of a lot by itself and by the lots it was made of, now.
    function _statusOfLot(LotId id, uint40 expiresAt) internal view returns (EffectiveStatus status) {
        ILots.LotRecord memory lot = _lots[id];
        // A hold is looked up only where there was one.
        uint40 until = lot.marks & Lots.bit(QuarantineOrder.Hold) != 0 ? _lotHeldUntil[id] : 0;
        status = lot.statusOf(expiresAt, until);
        if (lot.marks & DERIVED != 0) status = status.max(_passedOn(_sources[id]));
    }

    /// @dev The lot may be handled: nothing about it is graver than what is tolerated.
    function _checkLot(LotId id, uint40 expiresAt, EffectiveStatus tolerated) internal view {
        EffectiveStatus status = _statusOfLot(id, expiresAt);
        if (status > tolerated) revert ILogisticUnits.BatchLedger_NotActive(id, status);
    }

    /// @dev The gravest of what the lots pass on that another was made of.
    function _passedOn(LotId[] storage sources) private view returns (EffectiveStatus status) {
        for (uint256 i; i < sources.length; ++i) {
            ILots.LotRecord memory source = _lots[sources[i]];
            status = status.max(source.passedOnBy());
        }
    }

    // LOGISTIC UNITS

    function _checkTransition(Sscc sscc, ShipmentState from, ShipmentState to) internal pure {
        if (!from.isLegal(to)) revert IShipments.BatchLedger_IllegalTransition(sscc, from, to);
    }

    function _checkContents(Sscc sscc, bytes32 contentsHash, Content[] calldata contents) internal pure {
        bytes32 shown = contents.hashOf();
        if (shown != contentsHash) revert ILogisticUnits.BatchLedger_OtherContents(sscc, contentsHash, shown);
    }

    /// @dev A container code carries the company prefix of whoever names it.
    function _checkPrefix(Sscc sscc, Gln gln) internal view {
        uint8 digits = _partners[gln].companyPrefixDigits;
        if (!Gs1.carriesPrefix(sscc, gln, digits)) {
            revert ITradingPartners.TradingPartners_ForeignPrefix(gln, digits, Sscc.unwrap(sscc));
        }
    }

    function _packLink(Gln receiver, Gln carrier) internal pure returns (uint96 link) {
        return uint96(Gln.unwrap(receiver)) << 48 | uint96(Gln.unwrap(carrier));
    }

    function _unpackLink(uint96 link) internal pure returns (Gln receiver, Gln carrier) {
        return (Gln.wrap(uint64(link >> 48)), Gln.wrap(uint48(link)));
    }

    /// @dev Nothing is wrong with the logistic unit as such, or nothing graver than what is tolerated.
    function _checkMarks(Sscc sscc, uint8 marks, EffectiveStatus tolerated) internal view {
        if (marks == NO_MARKS) return;
        EffectiveStatus status = marks.statusOf(_unitHeldUntil[sscc]);
        if (status > tolerated) revert ILogisticUnits.BatchLedger_UnitNotActive(sscc, status);
    }

    /// @dev Severity of a logistic unit as such, by its shipment and its marks, without those around it.
    function _ownStatusOf(Sscc sscc) internal view returns (EffectiveStatus status) {
        StoredUnit storage unit = _units[sscc];
        status = unit.state.statusOf();
        uint8 marks = unit.marks;
        if (marks != 0) status = status.max(marks.statusOf(_unitHeldUntil[sscc]));
    }

    function _parentOf(StoredUnit storage unit) internal view returns (Sscc parent) {
        return unit.state == ShipmentState.Aggregated ? Sscc.wrap(uint64(unit.link)) : Sscc.wrap(0);
    }
}
