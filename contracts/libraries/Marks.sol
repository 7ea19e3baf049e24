// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EffectiveStatus, Mark} from "../types/Provenance.sol";

/// @title Marks of a logistic unit, one bit each
library Marks {
    function bit(Mark mark) internal pure returns (uint8 mask) {
        return uint8(1 << uint8(mark));
    }

    function has(uint8 marks, Mark mark) internal pure returns (bool set) {
        return marks & bit(mark) != 0;
    }

    /// @notice The gravest of them, now. A hold counts up to its last second.
    function statusOf(uint8 marks, uint40 heldUntil) internal view returns (EffectiveStatus status) {
        if (has(marks, Mark.Stolen)) return EffectiveStatus.Stolen;
        if (has(marks, Mark.Illegitimate)) return EffectiveStatus.Illegitimate;
        if (has(marks, Mark.Destroyed)) return EffectiveStatus.Destroyed;
        if (has(marks, Mark.Suspect)) return EffectiveStatus.Suspect;
        if (has(marks, Mark.Excursion) || has(marks, Mark.Reject)) return EffectiveStatus.ExcursionHold;
        bool held = has(marks, Mark.Hold) && block.timestamp <= heldUntil;
        return held ? EffectiveStatus.ExcursionHold : EffectiveStatus.Active;
    }
}
