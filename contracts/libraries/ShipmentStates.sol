// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EffectiveStatus, ShipmentState} from "../types/Provenance.sol";

/// @title Which arrows exist between the states of a shipment
library ShipmentStates {
    /// @notice Whether the arrow exists. From anything to None there is none.
    function isLegal(ShipmentState from, ShipmentState to) internal pure returns (bool legal) {
        if (to == ShipmentState.Packed) {
            return from == ShipmentState.None || isSuspect(from);
        }
        if (to == ShipmentState.Offered) {
            return from == ShipmentState.Packed || from == ShipmentState.Received
                || from == ShipmentState.PartiallyReceived || from == ShipmentState.Cancelled;
        }
        if (to == ShipmentState.PickedUp || to == ShipmentState.Cancelled) {
            return from == ShipmentState.Offered;
        }
        // Received, PartiallyReceived, Rejected and TimedOut end a transit.
        return to != ShipmentState.None && isInTransit(from);
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
