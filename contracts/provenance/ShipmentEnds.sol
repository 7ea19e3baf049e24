// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../interfaces/ILogisticUnits.sol";
import {IShipments} from "../interfaces/IShipments.sol";
import {Gln, Sscc} from "../types/Identifiers.sol";
import {DiscrepancyCode, Resolution, ShipmentState} from "../types/Provenance.sol";
import {UnitBook} from "./UnitBook.sol";

/// @title How shipments end that are not received, and how those are settled that were short
/// @dev Functions are described in IShipments.
abstract contract ShipmentEnds is UnitBook {
    // ENDS

    function rejectShipment(Sscc sscc, DiscrepancyCode code) external onlyDelegated {
        StoredUnit storage unit = _units[sscc];
        // Check: in transit, and the named receiver.
        _checkTransition(sscc, unit.state, ShipmentState.Rejected);
        (Gln receiver,) = _unpackLink(unit.link);
        _checkAccount(receiver);

        // Effect: custody stays with the sender.
        _end(unit, ShipmentState.Rejected);
        unit.code = code;
        emit IShipments.ShipmentRejected(sscc, receiver, code);
    }

    function cancelShipment(Sscc sscc) external onlyDelegated {
        StoredUnit storage unit = _units[sscc];
        // Check: not picked up yet, and the sender.
        _checkTransition(sscc, unit.state, ShipmentState.Cancelled);
        _checkAccount(Gln.wrap(unit.custodian));

        // Effect: custody was the sender's all along.
        _end(unit, ShipmentState.Cancelled);
        emit IShipments.ShipmentCancelled(sscc);
    }

    function timeOutShipment(Sscc sscc) external onlyDelegated {
        StoredUnit storage unit = _units[sscc];
        // Check: in transit, and too late.
        _checkTransition(sscc, unit.state, ShipmentState.TimedOut);
        uint40 acceptBy = unit.acceptBy;
        if (block.timestamp <= acceptBy) {
            revert IShipments.BatchLedger_AcceptanceOpen(sscc, acceptBy, block.timestamp);
        }

        // Effect: custody stays with the sender.
        _end(unit, ShipmentState.TimedOut);
        emit IShipments.ShipmentTimedOut(sscc, acceptBy);
    }

    // DISCREPANCIES

    function resolveDiscrepancy(Sscc sscc, Gln by, Resolution resolution) external onlyDelegated {
        IShipments.Discrepancy memory open = _discrepancies[sscc];
        // Check: an open one, a side of it, and an answer.
        bool isSide = by == open.sender || by == open.receiver;
        if (open.code == DiscrepancyCode.None || open.agreed || !isSide) {
            revert IShipments.BatchLedger_NoDiscrepancy(sscc, by);
        }
        _checkAccount(by);
        if (resolution == Resolution.None) revert ILogisticUnits.BatchLedger_NoReasonFor(sscc);
        bool isAnswer = open.resolution == resolution && open.proposedBy != by;

        // Effect: settled if the other side said the same, else a proposal.
        if (isAnswer) {
            _discrepancies[sscc].agreed = true;
            emit IShipments.DiscrepancyResolved(sscc, resolution);
        } else {
            _discrepancies[sscc].resolution = resolution;
            _discrepancies[sscc].proposedBy = by;
            emit IShipments.ResolutionProposed(sscc, by, resolution);
        }
    }

    function discrepancyOf(Sscc sscc) external view returns (IShipments.Discrepancy memory discrepancy) {
        return _discrepancies[sscc];
    }

    // INTERNAL

    function _end(StoredUnit storage unit, ShipmentState state) private {
        unit.link = NO_LINK;
        unit.acceptBy = NOT_IN_TRANSIT;
        unit.state = state;
    }
}
