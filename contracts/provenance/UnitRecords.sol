// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBatchLedger} from "../interfaces/IBatchLedger.sol";
import {IColdChain} from "../interfaces/IColdChain.sol";
import {ILots} from "../interfaces/ILots.sol";
import {ITradingPartners} from "../interfaces/ITradingPartners.sol";
import {IUnitLedger} from "../interfaces/IUnitLedger.sol";
import {Lots} from "../libraries/Lots.sol";
import {UnitStates} from "../libraries/UnitStates.sol";
import {UnitWords} from "../libraries/UnitWords.sol";
import {Gln, LotId} from "../types/Identifiers.sol";
import {
    Content,
    EffectiveStatus,
    LotDetails,
    Place,
    Removal,
    ROLE_DISPENSER,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    ROLE_WHOLESALER,
    UNIT_REFUSED,
    UNIT_VERIFIED,
    UnitState
} from "../types/Provenance.sol";

/// @title Words of single packs, and what every act upon one checks
abstract contract UnitRecords is IUnitLedger {
    using Lots for LotDetails;
    using Lots for ILots.LotRecord;
    using Lots for Content[];
    using UnitStates for UnitState;
    using UnitWords for UnitRecord;
    using UnitWords for uint256;

    // CONSTANTS

    /// @notice Most packs in one call: bounds every loop over indices.
    uint256 public constant MAX_INDICES = 64;

    /// @dev Roles that may have custody.
    uint16 internal constant ROLES_CUSTODIAN = ROLE_MANUFACTURER | ROLE_WHOLESALER | ROLE_DISPENSER;
    bytes32 internal constant NO_REASON = 0;
    /// @dev Marks of a lot from the bit of a hold on need a second look: it may have lapsed, or the lot have sources.
    uint8 private constant FIRST_MARK_TO_LOOK_UP = 0x10;

    // IMMUTABLES

    /// @notice The ledger of lots and logistic units.
    IBatchLedger public immutable BATCHES;
    /// @notice Who judges what a pack went through.
    IColdChain public immutable COLD_CHAIN;

    // STORAGE

    // One slot a touched pack, drawn in UnitWords.
    mapping(LotId lot => mapping(uint32 index => uint256 word)) private _words;
    // One slot a lot: decommissioned 32 | destroyed 32 | dispensed 32.
    mapping(LotId lot => uint256 counts) internal _counts;

    constructor(IBatchLedger batches, IColdChain coldChain) {
        BATCHES = batches;
        COLD_CHAIN = coldChain;
    }

    // WORDS

    function _unitOf(LotId lot, uint32 index) internal view returns (UnitRecord memory unit) {
        return _words[lot][index].unpack();
    }

    /// @dev The pack in its next state, from now on. What its authorisation holder answered in this one is over.
    function _become(UnitRecord memory unit, UnitState to, Gln custodian)
        internal
        view
        returns (UnitRecord memory next)
    {
        next.state = to;
        next.before = unit.state;
        next.flags = unit.flags & ~(UNIT_VERIFIED | UNIT_REFUSED);
        next.since = uint40(block.timestamp);
        next.custodian = custodian;
    }

    /// @dev The one place where a pack changes its state: the arrow must exist, and the lot's counts follow.
    function _store(LotId lot, uint32 index, UnitRecord memory next) internal {
        // Check: the arrow.
        (UnitState from, UnitState to) = (next.before, next.state);
        if (!from.isLegal(to)) revert UnitLedger_IllegalTransition(lot, index, from, to);

        // Effect: the word, and the counts where they change.
        _words[lot][index] = next.pack();
        (uint256 fewer, uint256 more) = (from.countOf(), to.countOf());
        if (fewer != more) _counts[lot] = _counts[lot] + more - fewer;
    }

    /// @dev Notes something of a pack that stays in its state.
    function _note(LotId lot, uint32 index, UnitRecord memory unit) internal {
        _words[lot][index] = unit.pack();
    }

    // LOTS

    /// @dev The lot exists, with these details.
    function _checkLot(LotDetails memory details) internal view returns (LotId lot, ILots.LotRecord memory record) {
        lot = details.idOf();
        record = BATCHES.lotOf(lot);
        if (record.commitment == Lots.NEVER_COMMISSIONED) revert ILots.BatchLedger_UnknownLot(lot);
        bytes25 shown = details.commitmentOf();
        if (shown != record.commitment) revert ILots.BatchLedger_OtherDetails(lot, record.commitment, shown);
    }

    /// @dev Severity of the lot, now.
    function _statusOfLot(LotId lot, ILots.LotRecord memory record, uint40 expiresAt)
        internal
        view
        returns (EffectiveStatus status)
    {
        if (record.marks >= FIRST_MARK_TO_LOOK_UP) return BATCHES.statusOfLotId(lot, expiresAt);
        return record.statusOf(expiresAt, 0);
    }

    /// @dev The lot may be traded now.
    function _checkActive(LotId lot, uint32 index, ILots.LotRecord memory record, uint40 expiresAt) internal view {
        EffectiveStatus status = _statusOfLot(lot, record, expiresAt);
        if (status != EffectiveStatus.Active) revert UnitLedger_NotActive(lot, index, status);
    }

    // PARTNERS

    /// @dev The caller speaks for the partner, authorised or not.
    function _checkAccount(LotId lot, uint32 index, Gln by) internal view {
        if (BATCHES.partnerOf(by).account != msg.sender) revert UnitLedger_NotInCharge(lot, index, by, msg.sender);
    }

    /// @dev The caller speaks for the partner, which is authorised now and has one of `roles`.
    function _checkAuthorised(LotId lot, uint32 index, Gln by, uint16 roles) internal view {
        ITradingPartners.Partner memory partner = BATCHES.partnerOf(by);
        if (partner.account != msg.sender) revert UnitLedger_NotInCharge(lot, index, by, msg.sender);
        _checkRoles(by, partner, roles);
    }

    function _checkRoles(Gln gln, ITradingPartners.Partner memory partner, uint16 roles) internal view {
        if (partner.roles & roles == 0 || block.timestamp > partner.validUntil) {
            revert ITradingPartners.TradingPartners_NotAuthorised(gln, roles, partner.roles, partner.validUntil);
        }
    }

    /// @dev The caller speaks for a regulator, or for the product's authorisation holder, authorised now.
    function _checkAuthority(LotId lot, uint32 index, LotDetails memory details, Gln by) internal view {
        bool isHolder = BATCHES.productOf(details.gtin).holder == by;
        _checkAuthorised(lot, index, by, isHolder ? ROLE_MANUFACTURER : ROLE_REGULATOR);
    }

    // WHERE A PACK LIES

    /// @dev The pack is one of the lot's `unitCount` and lies where it is shown. Contents are compared with the ledger's by
    /// who takes it out or looks.
    function _checkPlace(Place calldata place, LotId lot, uint32 unitCount, uint32 index, UnitRecord memory unit)
        internal
        view
    {
        if (index >= unitCount) revert UnitLedger_NoSuchUnit(lot, index, unitCount);
        if (unit.state != UnitState.Untouched) {
            if (place.sscc != unit.container) {
                revert UnitLedger_NotInside(place.sscc, lot, index);
            }
        } else if (!place.contents.holdsUnit(lot, index)) {
            uint32 packedUpTo = BATCHES.lotOf(lot).packedUpTo;
            if (index >= packedUpTo) revert UnitLedger_NotPackedYet(lot, index, packedUpTo);
            revert UnitLedger_NotInside(place.sscc, lot, index);
        }
    }

    /// @dev Takes a pack out of the logistic unit around it, if there is one.
    /// @return custodian Who has it.
    function _takeOut(
        Place calldata place,
        LotId lot,
        uint32 unitCount,
        uint32 index,
        UnitRecord memory unit,
        Removal removal
    ) internal returns (Gln custodian) {
        // Check: it lies there.
        _checkPlace(place, lot, unitCount, index, unit);
        if (unit.state != UnitState.Untouched && unit.state != UnitState.Packed) return unit.custodian;
        // Interaction: the ledger compares the contents and counts one less.
        return BATCHES.removeUnits(place.sscc, place.contents, lot, 1, removal);
    }

    // LISTS

    /// @dev Neither empty nor too long, ascending, so that no pack is in it twice, and of packs that the lot has.
    function _checkIndices(LotId lot, uint32 unitCount, uint32[] calldata indices) internal pure {
        uint256 length = indices.length;
        if (length == 0 || length > MAX_INDICES) revert UnitLedger_IndicesRefused(lot, 0, length);
        for (uint256 i = 1; i < length; ++i) {
            if (indices[i] <= indices[i - 1]) revert UnitLedger_IndicesRefused(lot, i, length);
        }
        uint32 last = indices[length - 1];
        if (last >= unitCount) revert UnitLedger_NoSuchUnit(lot, last, unitCount);
    }

    function _checkReason(LotId lot, uint32 index, bytes32 reason) internal pure {
        if (reason == NO_REASON) revert UnitLedger_NoReason(lot, index);
    }
}
