// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ILots} from "../interfaces/ILots.sol";
import {IUnitLedger} from "../interfaces/IUnitLedger.sol";
import {Gln, LotId} from "../types/Identifiers.sol";
import {
    LotDetails,
    NO_UNIT,
    Place,
    Removal,
    ROLE_CARRIER,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    SuspicionReason,
    UNIT_NOTIFIED,
    UNIT_VERIFIED,
    UnitState
} from "../types/Provenance.sol";
import {UnitRecords} from "./UnitRecords.sol";

/// @title What is wrong with single packs, who says so, and what follows
abstract contract UnitFindings is UnitRecords {
    /// @notice How soon authorities and trading partners are told of an illegitimate pack.
    uint40 public constant NOTICE_TIME = 24 hours;

    uint16 private constant ROLES_ANY = ROLES_CUSTODIAN | ROLE_CARRIER | ROLE_REGULATOR;

    /// @inheritdoc IUnitLedger
    function markUnit(
        Place calldata place,
        LotDetails memory details,
        uint32 index,
        UnitState what,
        Gln by,
        bytes32 reason
    ) external {
        (LotId lot, ILots.LotRecord memory record) = _checkLot(details);
        _checkReason(lot, index, reason);
        // Check: one of the marks; what leaves the market is traded, and everything else is safe at any time.
        UnitRecord memory unit = _unitOf(lot, index);
        if (!_isMark(what)) revert UnitLedger_IllegalTransition(lot, index, unit.state, what);
        if (what == UnitState.Exported) _checkActive(lot, index, record, details.expiresAt);
        // Interaction: out of its logistic unit; the ledger knows who has it. What may come back must not escape what
        // stops the logistic unit; what never does may leave it at any time.
        bool forGood = what == UnitState.Destroyed || what == UnitState.Stolen;
        Removal removal = forGood ? Removal.Withdrawal : Removal.Trade;
        Gln custodian = _takeOut(place, lot, details.unitCount, index, unit, removal);
        // Check: who may say so.
        _checkMarker(lot, index, details, what, by, custodian);

        // Effect: marked, and with whom it was.
        _store(lot, index, _become(unit, what, custodian));
        emit UnitMarked(lot, index, what, by, custodian, reason);
    }

    /// @inheritdoc IUnitLedger
    function findIllegitimate(LotDetails memory details, uint32 index, Gln by, bytes32 reason) external {
        (LotId lot,) = _checkLot(details);
        // Check: suspect, found by who may, with a reason.
        UnitRecord memory unit = _checkState(lot, index, UnitState.Suspect, UnitState.Illegitimate);
        _checkAuthority(lot, index, details, by);
        _checkReason(lot, index, reason);

        // Effect: for good; the clock runs.
        _store(lot, index, _become(unit, UnitState.Illegitimate, unit.custodian));
        emit UnitMarked(lot, index, UnitState.Illegitimate, by, unit.custodian, reason);
        emit IllegitimateFound(lot, index, by, uint40(block.timestamp) + NOTICE_TIME);
    }

    /// @inheritdoc IUnitLedger
    function noteNotice(LotDetails memory details, uint32 index, Gln by, bytes32 notice) external {
        (LotId lot,) = _checkLot(details);
        // Check: illegitimate, not noted yet, by one of those who owe the notice.
        UnitRecord memory unit = _checkState(lot, index, UnitState.Illegitimate, UnitState.Illegitimate);
        if (unit.flags & UNIT_NOTIFIED != 0) revert UnitLedger_AlreadyNotified(lot, index);
        bool owes = by == unit.custodian || by == BATCHES.productOf(details.gtin).holder;
        if (!owes) revert UnitLedger_NotInCharge(lot, index, by, msg.sender);
        _checkAccount(lot, index, by);
        _checkReason(lot, index, notice);

        // Effect: given, late or not.
        unit.flags |= UNIT_NOTIFIED;
        _note(lot, index, unit);
        emit IllegitimateNotified(lot, index, by, notice, block.timestamp > unit.since + NOTICE_TIME);
    }

    /// @inheritdoc IUnitLedger
    function clearUnit(LotDetails memory details, uint32 index, Gln by, bytes32 reason) external {
        (LotId lot,) = _checkLot(details);
        UnitRecord memory unit = _unitOf(lot, index);
        // Check: suspect or sampled.
        if (unit.state != UnitState.Suspect && unit.state != UnitState.Sampled) {
            revert UnitLedger_IllegalTransition(lot, index, unit.state, UnitState.Loose);
        }
        // Check: who has it, once the authorisation holder said yes; a sample needs no word. Else a regulator.
        if (by == unit.custodian) {
            _checkAuthorised(lot, index, by, ROLES_CUSTODIAN);
            bool asked = unit.state == UnitState.Suspect;
            if (asked && unit.flags & UNIT_VERIFIED == 0) revert UnitLedger_NotVerifiedByHolder(lot, index);
        } else {
            _checkAuthorised(lot, index, by, ROLE_REGULATOR);
        }
        _checkReason(lot, index, reason);

        // Effect: what was dispensed is dispensed again, anything else by itself.
        bool dispensed = unit.before == UnitState.Dispensed;
        _store(lot, index, _become(unit, dispensed ? UnitState.Dispensed : UnitState.Loose, unit.custodian));
        emit UnitCleared(lot, index, by, reason);
    }

    /// @inheritdoc IUnitLedger
    function proposeSuspicion(LotDetails memory details, uint32 index, SuspicionReason reason, Gln by, bytes32 evidence)
        external
    {
        (LotId lot,) = _checkLot(details);
        // Check: a unit of the lot, or none if its serial is nobody's.
        bool named = reason == SuspicionReason.UnknownSerial ? index == NO_UNIT : index < details.unitCount;
        if (!named) revert UnitLedger_NoSuchUnit(lot, index, details.unitCount);
        // Check: somebody in the trade, with evidence.
        _checkAuthorised(lot, index, by, ROLES_ANY);
        _checkReason(lot, index, evidence);

        // Log: it is for others to decide.
        emit SuspicionProposed(lot, index, reason, by, evidence);
    }

    // INTERNAL

    function _isMark(UnitState what) private pure returns (bool mark) {
        return what == UnitState.Suspect || what == UnitState.Destroyed || what == UnitState.Sampled
            || what == UnitState.Exported || what == UnitState.Stolen;
    }

    /// @dev The partner that has the pack, authorised or not; a regulator may doubt it, the authorisation holder call it
    /// stolen, both with an authorisation in force.
    function _checkMarker(LotId lot, uint32 index, LotDetails memory details, UnitState what, Gln by, Gln custodian)
        private
        view
    {
        if (by == custodian) {
            if (what == UnitState.Exported) _checkAuthorised(lot, index, by, ROLES_CUSTODIAN);
            else _checkAccount(lot, index, by);
        } else if (what == UnitState.Suspect) {
            _checkAuthorised(lot, index, by, ROLE_REGULATOR);
        } else {
            bool isHolder = what == UnitState.Stolen && by == BATCHES.productOf(details.gtin).holder;
            if (!isHolder) revert UnitLedger_NotInCharge(lot, index, by, msg.sender);
            _checkAuthorised(lot, index, by, ROLE_MANUFACTURER);
        }
    }

    function _checkState(LotId lot, uint32 index, UnitState expected, UnitState to)
        private
        view
        returns (UnitRecord memory unit)
    {
        unit = _unitOf(lot, index);
        if (unit.state != expected) revert UnitLedger_IllegalTransition(lot, index, unit.state, to);
    }
}
