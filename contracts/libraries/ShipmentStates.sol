// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EffectiveStatus, ShipmentState} from "../types/Provenance.sol";

/// @title Which arrows exist between the states of a logistic unit
library ShipmentStates {
    /// @notice Longest time a receiver may take to accept.
    uint40 internal constant MAX_TRANSIT = 90 days;

    /// @notice Whether the arrow exists. From anything to None there is none.
    function isLegal(ShipmentState from, ShipmentState to) internal pure returns (bool legal) {
        if (to == ShipmentState.Packed) {
            return from == ShipmentState.None || from == ShipmentState.Aggregated || isSuspect(from);
        }
        if (to == ShipmentState.Offered || to == ShipmentState.Aggregated) return isAtRest(from);
        if (to == ShipmentState.PickedUp || to == ShipmentState.Cancelled) {
            return from == ShipmentState.Offered;
        }
        // Received, PartiallyReceived, Rejected and TimedOut end a transit.
        return to != ShipmentState.None && isInTransit(from);
    }

    /// @notice Whether it is by itself with its custodian, and nothing became of it on the way.
    function isAtRest(ShipmentState state) internal pure returns (bool atRest) {
        return state == ShipmentState.Packed || state == ShipmentState.Received
            || state == ShipmentState.PartiallyReceived || state == ShipmentState.Cancelled;
    }

    function isInTransit(ShipmentState state) internal pure returns (bool inTransit) {
        return state == ShipmentState.Offered || state == ShipmentState.PickedUp;
    }

    /// @notice Whether the goods came back from nowhere: nobody accepted them, nobody knows what happened to them.
    function isSuspect(ShipmentState state) internal pure returns (bool suspect) {
        return state == ShipmentState.Rejected || state == ShipmentState.TimedOut;
    }

    function statusOf(ShipmentState state) internal pure returns (EffectiveStatus status) {
        if (isSuspect(state)) return EffectiveStatus.Suspect;
        return isInTransit(state) ? EffectiveStatus.InTransit : EffectiveStatus.Active;
    }
}
