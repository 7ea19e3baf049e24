// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILogisticUnits} from "../interfaces/ILogisticUnits.sol";
import {ILots} from "../interfaces/ILots.sol";
import {Lots} from "../libraries/Lots.sol";
import {Gln, LotId} from "../types/Identifiers.sol";
import {EffectiveStatus, HOLD_TIME, LotDetails, LotState, NO_PARTNER, QuarantineOrder} from "../types/Provenance.sol";
import {TradingPartners} from "./TradingPartners.sol";

/// @title Lots: release, quarantine and holds
/// @dev Functions are described in ILots.
abstract contract LotOrders is TradingPartners {
    using Lots for LotDetails;

    // RELEASE

    function release(LotDetails memory details, bytes32 certificateHash) external onlyDelegated {
        // Check: the lot, a quality person other than who made it, and a certificate.
        LotId id = _checkDetails(details);
        Gln holder = _holderOf(details.gtin);
        _checkQualityPerson(holder);
        if (certificateHash == NO_REASON) revert ILots.BatchLedger_NoReason(id);
        // Check: once, and nothing else stands against it.
        LotState state = _lots[id].state;
        if (state != LotState.Commissioned) {
            revert ILots.BatchLedger_IllegalLotState(id, state, LotState.Released);
        }
        EffectiveStatus status = _statusOfLot(id, details.expiresAt);
        if (status != EffectiveStatus.Unreleased) revert ILogisticUnits.BatchLedger_NotActive(id, status);

        // Effect: its units may move.
        _lots[id].state = LotState.Released;
        emit ILots.LotReleased(id, holder, msg.sender, certificateHash);
    }

    // QUARANTINE

    function quarantine(LotDetails memory details, Gln orderedBy, bytes32 reason) external onlyDelegated {
        // Check: the lot, and who may stop it.
        LotId id = _checkDetails(details);
        QuarantineOrder order = _checkInCharge(id, details.gtin, orderedBy);

        // Effect: stop it.
        _order(id, order, reason);
    }

    function quarantineByMonitor(LotId id, QuarantineOrder order, bytes32 reason) external onlyDelegated restricted {
        // Check: a monitor gives no orders but its own, on lots that exist.
        _checkKnown(id);
        _checkMonitors(id, order);

        // Effect: stop it.
        _order(id, order, reason);
    }

    function liftQuarantine(LotDetails memory details, QuarantineOrder order, Gln liftedBy, bytes32 reason)
        external
        onlyDelegated
    {
        // Check: in charge of this very order, or of a suspicion that nobody made an order of.
        LotId id = _checkDetails(details);
        QuarantineOrder own = _checkInCharge(id, details.gtin, liftedBy);
        if (order != own && order != QuarantineOrder.Hold) {
            revert ILots.BatchLedger_NotLiftable(id, order, liftedBy);
        }

        // Effect: lift this order, leave the others.
        _lift(id, order, liftedBy, reason);
    }

    function liftByMonitor(LotId id, QuarantineOrder order, bytes32 reason) external onlyDelegated restricted {
        // Check: a monitor lifts no orders but its own.
        _checkMonitors(id, order);

        // Effect: lift this one, leave the others.
        _lift(id, order, NO_PARTNER, reason);
    }

    // HOLDS

    function holdByMonitor(LotId id, bytes32 reason) external onlyDelegated restricted {
        // Check: a lot that exists. A suspicion that is renewed all the time would be an order that nobody gave.
        _checkKnown(id);
        if (_isHeld(id)) return;

        // Effect: stop it for a while.
        uint40 until = uint40(block.timestamp) + HOLD_TIME;
        _lots[id].marks |= Lots.bit(QuarantineOrder.Hold);
        _lotHeldUntil[id] = until;
        emit ILots.LotHeld(id, reason, until);
    }

    function confirmHold(LotDetails memory details, Gln by, bytes32 reason) external onlyDelegated {
        // Check: the lot, who may stop it for good, a reason, and a hold that has not lapsed.
        LotId id = _checkDetails(details);
        QuarantineOrder order = _checkInCharge(id, details.gtin, by);
        if (reason == NO_REASON) revert ILots.BatchLedger_NoReason(id);
        if (!_isHeld(id)) revert ILots.BatchLedger_NoHold(id, _lotHeldUntil[id]);

        // Effect: an order of a person's in place of the suspicion.
        _lots[id].marks &= ~Lots.bit(QuarantineOrder.Hold);
        emit ILots.LotHoldConfirmed(id, by, reason);
        _order(id, order, reason);
    }

    // VIEWS

    function statusOfLot(LotDetails memory details) external view returns (EffectiveStatus status) {
        return _statusOfLot(_checkDetails(details), details.expiresAt);
    }

    function statusOfLotId(LotId id, uint40 expiresAt) external view returns (EffectiveStatus status) {
        _checkKnown(id);
        return _statusOfLot(id, expiresAt);
    }

    function heldUntil(LotId id) external view returns (uint40 until) {
        return _lotHeldUntil[id];
    }

    function lotIdOf(LotDetails memory details) external pure returns (LotId id) {
        return details.idOf();
    }

    // INTERNAL

    function _order(LotId id, QuarantineOrder order, bytes32 reason) private {
        _lots[id].marks |= Lots.bit(order);
        emit ILots.LotQuarantined(id, order, reason);
    }

    function _lift(LotId id, QuarantineOrder order, Gln by, bytes32 reason) private {
        // Check: in force, and with a reason.
        if (reason == NO_REASON) revert ILots.BatchLedger_NoReason(id);
        bool inForce = order == QuarantineOrder.Hold ? _isHeld(id) : _lots[id].marks & Lots.bit(order) != 0;
        if (!inForce) revert ILots.BatchLedger_NotLiftable(id, order, by);

        // Effect: lift it.
        _lots[id].marks &= ~Lots.bit(order);
        emit ILots.QuarantineLifted(id, order, reason);
    }

    function _isHeld(LotId id) private view returns (bool held) {
        return _lots[id].marks & Lots.bit(QuarantineOrder.Hold) != 0 && block.timestamp <= _lotHeldUntil[id];
    }

    function _checkMonitors(LotId id, QuarantineOrder order) private pure {
        if (order != QuarantineOrder.Monitor && order != QuarantineOrder.MonitorReject) {
            revert ILots.BatchLedger_NotInCharge(id, NO_PARTNER);
        }
    }

    function _checkKnown(LotId id) private view {
        if (_lots[id].commitment == Lots.NEVER_COMMISSIONED) revert ILots.BatchLedger_UnknownLot(id);
    }
}
