// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../interfaces/ILogisticUnits.sol";
import {ILots} from "../interfaces/ILots.sol";
import {IShipments} from "../interfaces/IShipments.sol";
import {Contents} from "../libraries/Contents.sol";
import {Lots} from "../libraries/Lots.sol";
import {Marks} from "../libraries/Marks.sol";
import {ShipmentStates} from "../libraries/ShipmentStates.sol";
import {Gln, LotId, Sscc} from "../types/Identifiers.sol";
import {
    Content,
    EffectiveStatus,
    HOLD_TIME,
    LotDetails,
    Mark,
    NO_PARTNER,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    ShipmentState
} from "../types/Provenance.sol";
import {UnitBook} from "./UnitBook.sol";

/// @title What is wrong with logistic units
/// @dev Functions are described in ILogisticUnits.
abstract contract UnitMarks is UnitBook {
    using Contents for Content[];
    using Lots for EffectiveStatus;
    using Marks for Mark;
    using Marks for uint8;
    using ShipmentStates for ShipmentState;

    LotId private constant NO_LOT = LotId.wrap(0);

    // BY PARTNERS

    function mark(Sscc sscc, Content[] calldata contents, LotDetails[] calldata lots, Mark what, Gln by, bytes32 reason)
        external
        onlyDelegated
    {
        StoredUnit storage unit = _known(sscc);
        // Check: who may say so, and why.
        _checkReason(sscc, reason);
        if (what == Mark.Illegitimate) _checkInChargeOfAll(sscc, unit, contents, lots, by);
        else _checkMayMark(sscc, what, by);

        // Effect: stop it.
        unit.marks |= what.bit();
        emit ILogisticUnits.LogisticUnitMarked(sscc, what, by, reason);
    }

    function clearMark(
        Sscc sscc,
        Content[] calldata contents,
        LotDetails[] calldata lots,
        Mark what,
        Gln by,
        bytes32 reason
    ) external onlyDelegated {
        StoredUnit storage unit = _known(sscc);
        // Check: a mark that can be cleared and stands, who may clear it, and why.
        bool stands = what == Mark.Hold ? _isHeld(sscc, unit.marks) : unit.marks.has(what);
        if ((what != Mark.Suspect && what != Mark.Hold) || !stands) {
            revert ILogisticUnits.BatchLedger_MarkRefused(sscc, what, by);
        }
        _checkInChargeOfAll(sscc, unit, contents, lots, by);
        _checkReason(sscc, reason);

        // Effect: clear this mark, leave the others.
        unit.marks &= ~what.bit();
        emit ILogisticUnits.MarkCleared(sscc, what, by, reason);
    }

    function confirmUnitHold(Sscc sscc, Content[] calldata contents, LotDetails[] calldata lots, Gln by, bytes32 reason)
        external
        onlyDelegated
    {
        StoredUnit storage unit = _known(sscc);
        uint8 marks = unit.marks;
        // Check: a hold in force, who may confirm it, and why.
        if (!_isHeld(sscc, marks)) revert ILogisticUnits.BatchLedger_MarkRefused(sscc, Mark.Hold, by);
        _checkInChargeOfAll(sscc, unit, contents, lots, by);
        _checkReason(sscc, reason);

        // Effect: a person's doubt, which does not lapse, takes the monitor's place.
        unit.marks = (marks & ~Mark.Hold.bit()) | Mark.Suspect.bit();
        emit ILogisticUnits.MarkCleared(sscc, Mark.Hold, by, reason);
        emit ILogisticUnits.LogisticUnitMarked(sscc, Mark.Suspect, by, reason);
    }

    function clearSuspicion(
        Sscc sscc,
        Content[] calldata contents,
        LotDetails[] calldata lots,
        Gln clearedBy,
        bytes32 reason
    ) external onlyDelegated {
        StoredUnit storage unit = _known(sscc);
        // Check: rejected or timed out, who may clear it, and why.
        if (!unit.state.isSuspect()) {
            revert IShipments.BatchLedger_IllegalTransition(sscc, unit.state, ShipmentState.Packed);
        }
        _checkInChargeOfAll(sscc, unit, contents, lots, clearedBy);
        _checkReason(sscc, reason);

        // Effect: fit to move again, from where it is.
        unit.state = ShipmentState.Packed;
        emit ILogisticUnits.SuspicionCleared(sscc, clearedBy, reason);
    }

    // BY MONITORS

    function markByMonitor(Sscc sscc, Mark what, bytes32 reason) external onlyDelegated restricted {
        StoredUnit storage unit = _known(sscc);
        uint8 marks = unit.marks;
        // Check: a monitor speaks of what it measures, and says why.
        if (what != Mark.Excursion && what != Mark.Reject && what != Mark.Hold) {
            revert ILogisticUnits.BatchLedger_MarkRefused(sscc, what, NO_PARTNER);
        }
        _checkReason(sscc, reason);
        if (what == Mark.Hold && _isHeld(sscc, marks)) return;

        // Effect: stop it, for a while if it is a suspicion.
        unit.marks = marks | what.bit();
        if (what == Mark.Hold) {
            uint40 until = uint40(block.timestamp) + HOLD_TIME;
            _unitHeldUntil[sscc] = until;
            emit ILogisticUnits.LogisticUnitHeld(sscc, reason, until);
        } else {
            emit ILogisticUnits.LogisticUnitMarked(sscc, what, NO_PARTNER, reason);
        }
    }

    function clearByMonitor(Sscc sscc, Mark what, bytes32 reason) external onlyDelegated restricted {
        StoredUnit storage unit = _known(sscc);
        // Check: a verdict that stands, and why it no longer does.
        if ((what != Mark.Excursion && what != Mark.Reject) || !unit.marks.has(what)) {
            revert ILogisticUnits.BatchLedger_MarkRefused(sscc, what, NO_PARTNER);
        }
        _checkReason(sscc, reason);

        // Effect: clear the verdict, leave the other marks.
        unit.marks &= ~what.bit();
        emit ILogisticUnits.MarkCleared(sscc, what, NO_PARTNER, reason);
    }

    // VIEWS

    function statusOfLogisticUnit(Sscc sscc, Content[] calldata contents)
        external
        view
        returns (EffectiveStatus status)
    {
        _checkContents(sscc, _units[sscc].contentsHash, contents);
        status = _statusAround(sscc);
        for (uint256 i; i < contents.length; ++i) {
            status = status.max(_statusOfLot(contents[i].lot, contents[i].expiresAt));
        }
    }

    function statusOfPlace(Sscc sscc) external view returns (EffectiveStatus status) {
        return _statusAround(sscc);
    }

    function unitHeldUntil(Sscc sscc) external view returns (uint40 until) {
        return _unitHeldUntil[sscc];
    }

    // INTERNAL

    /// @dev The custodian says what it sees; a regulator may doubt.
    function _checkMayMark(Sscc sscc, Mark what, Gln by) private view {
        bool seen = what == Mark.Suspect || what == Mark.Destroyed || what == Mark.Stolen;
        bool isCustodian = by == Gln.wrap(_units[_outermost(sscc)].custodian);
        if (!seen || (!isCustodian && what != Mark.Suspect)) {
            revert ILogisticUnits.BatchLedger_MarkRefused(sscc, what, by);
        }
        if (isCustodian) _checkAccount(by);
        else _checkAuthorised(by, ROLE_REGULATOR);
    }

    /// @dev The caller's partner is a regulator, or the authorisation holder of every lot inside. Lots are shown once
    /// each, in the order in which they first appear in the contents.
    function _checkInChargeOfAll(
        Sscc sscc,
        StoredUnit storage unit,
        Content[] calldata contents,
        LotDetails[] calldata lots,
        Gln by
    ) private view {
        if (_checkAuthorised(by, ROLE_MANUFACTURER | ROLE_REGULATOR) == ROLE_REGULATOR) {
            return;
        }
        _checkContents(sscc, unit.contentsHash, contents);
        uint256 shown;
        for (uint256 i; i < contents.length; ++i) {
            if (contents.isRepeated(i)) continue;
            LotId id = contents[i].lot;
            if (shown == lots.length || _checkDetails(lots[shown]) != id || _holderOf(lots[shown].gtin) != by) {
                revert ILots.BatchLedger_NotInCharge(id, by);
            }
            ++shown;
        }
        // Check: nobody is in charge of nothing.
        if (shown == 0 || shown != lots.length) revert ILots.BatchLedger_NotInCharge(NO_LOT, by);
    }

    function _isHeld(Sscc sscc, uint8 marks) private view returns (bool held) {
        return marks.has(Mark.Hold) && block.timestamp <= _unitHeldUntil[sscc];
    }

    function _checkReason(Sscc sscc, bytes32 reason) private pure {
        if (reason == NO_REASON) revert ILogisticUnits.BatchLedger_NoReasonFor(sscc);
    }
}
