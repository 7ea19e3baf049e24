// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ConsentId} from "../types/Identifiers.sol";

/// @title A consent registry gone wrong: says yes, fails, burns its gas, or answers in a form that means nothing
contract OddConsents {
    enum Mood {
        Yes,
        Reverting,
        GasBurning,
        Short,
        NotABool,
        VersionTooWide,
        Long
    }

    uint40 public constant VERSION = 77;

    Mood public mood;

    function setMood(Mood mood_) external {
        mood = mood_;
    }

    function livenessOf(ConsentId) external view returns (bool, uint40) {
        Mood now_ = mood;
        if (now_ == Mood.Reverting) revert("out of order");
        if (now_ == Mood.GasBurning) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (now_ == Mood.Short) _return(1, VERSION, 63);
        if (now_ == Mood.NotABool) _return(2, VERSION, 64);
        if (now_ == Mood.VersionTooWide) _return(1, uint256(1) << 40, 64);
        if (now_ == Mood.Long) _return(1, VERSION, 4_096);
        return (true, VERSION);
    }

    function _return(uint256 live, uint256 version, uint256 size) private pure {
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, live)
            mstore(add(start, 32), version)
            return(start, size)
        }
    }
}
