// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EffectiveStatus, UnitState} from "../types/Provenance.sol";

/// @title Which arrows exist between the states of a pack
/// @dev What left the supply chain for good stays as it is: nothing leads out of Exported, Decommissioned, Destroyed,
/// Illegitimate and Stolen, and nothing into Untouched. An Illegitimate pack does not become Destroyed, which would read
/// lighter than what it is.
library UnitStates {
    uint256 private constant LOOSE = 1 << uint256(UnitState.Loose);
    uint256 private constant PACKED = 1 << uint256(UnitState.Packed);
    uint256 private constant RETURN_PENDING = 1 << uint256(UnitState.ReturnPending);
    uint256 private constant SAMPLED = 1 << uint256(UnitState.Sampled);
    uint256 private constant EXPORTED = 1 << uint256(UnitState.Exported);
    uint256 private constant DISPENSED = 1 << uint256(UnitState.Dispensed);
    uint256 private constant SUSPECT = 1 << uint256(UnitState.Suspect);
    uint256 private constant DECOMMISSIONED = 1 << uint256(UnitState.Decommissioned);
    uint256 private constant DESTROYED = 1 << uint256(UnitState.Destroyed);
    uint256 private constant ILLEGITIMATE = 1 << uint256(UnitState.Illegitimate);
    uint256 private constant STOLEN = 1 << uint256(UnitState.Stolen);

    /// @dev Where a pack may come to harm from, wherever it is.
    uint256 private constant HARM = SUSPECT | DESTROYED | STOLEN;
    /// @dev Where a pack at rest may go.
    uint256 private constant AWAY = RETURN_PENDING | SAMPLED | EXPORTED | DISPENSED | HARM;

    /// @dev Row `from`, 16 bits each, holds a bit for every `to`.
    uint256 private constant ARROWS = (LOOSE | AWAY) << (16 * uint256(UnitState.Untouched))
        | (PACKED | DECOMMISSIONED | AWAY) << (16 * uint256(UnitState.Loose)) | (LOOSE | AWAY)
        << (16 * uint256(UnitState.Packed)) | (LOOSE | HARM) << (16 * uint256(UnitState.ReturnPending)) | (LOOSE | HARM)
        << (16 * uint256(UnitState.Sampled)) | (LOOSE | HARM) << (16 * uint256(UnitState.Dispensed))
        | (LOOSE | DISPENSED | ILLEGITIMATE | DESTROYED | STOLEN) << (16 * uint256(UnitState.Suspect));

    /// @dev A lot's counts in one word, 32 bits each.
    uint256 private constant ONE_DISPENSED = 1;
    uint256 private constant ONE_DESTROYED = 1 << 32;
    uint256 private constant ONE_DECOMMISSIONED = 1 << 64;

    /// @notice Whether the arrow exists.
    function isLegal(UnitState from, UnitState to) internal pure returns (bool legal) {
        return ARROWS >> (16 * uint256(from)) >> uint256(to) & 1 != 0;
    }

    /// @notice Whether a pack is where somebody keeps it, and nothing was said against it.
    function isAtRest(UnitState state) internal pure returns (bool atRest) {
        return state == UnitState.Untouched || state == UnitState.Loose || state == UnitState.Packed;
    }

    /// @notice What a pack in this state adds to the counts of its lot.
    function countOf(UnitState state) internal pure returns (uint256 counts) {
        if (state == UnitState.Dispensed) return ONE_DISPENSED;
        if (state == UnitState.Destroyed) return ONE_DESTROYED;
        return state == UnitState.Decommissioned ? ONE_DECOMMISSIONED : 0;
    }

    function statusOf(UnitState state) internal pure returns (EffectiveStatus status) {
        if (isAtRest(state)) return EffectiveStatus.Active;
        if (state == UnitState.ReturnPending) return EffectiveStatus.ReturnPending;
        if (state == UnitState.Sampled) return EffectiveStatus.Sampled;
        if (state == UnitState.Exported) return EffectiveStatus.Exported;
        if (state == UnitState.Dispensed) return EffectiveStatus.Dispensed;
        if (state == UnitState.Suspect) return EffectiveStatus.Suspect;
        if (state == UnitState.Decommissioned) return EffectiveStatus.Decommissioned;
        if (state == UnitState.Destroyed) return EffectiveStatus.Destroyed;
        return state == UnitState.Illegitimate ? EffectiveStatus.Illegitimate : EffectiveStatus.Stolen;
    }
}
