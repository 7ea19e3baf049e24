// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchLedger} from "../interfaces/IBatchLedger.sol";
import {Gs1} from "../libraries/Gs1.sol";
import {Lots} from "../libraries/Lots.sol";
import {Gln, Gtin, LotId} from "../types/Identifiers.sol";
import {
    EffectiveStatus,
    LotDetails,
    NO_PARTNER,
    QuarantineOrder,
    RecallClass,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR
} from "../types/Provenance.sol";
import {TradingPartners} from "./TradingPartners.sol";

/// @title Lots: commissioning, quarantine and recall
abstract contract LotBook is IBatchLedger, TradingPartners {
    using Lots for LotDetails;
    using Lots for LotRecord;

    bytes32 internal constant NO_REASON = 0;

    // One slot a lot: commitment 200 | packedUpTo 32 | quarantines 8 | recall 8.
    mapping(LotId id => LotRecord) internal _lots;

    // ORDERS

    /// @inheritdoc IBatchLedger
    function commission(LotDetails memory details) external returns (LotId id) {
        // Check: the caller holds the product's marketing authorisation.
        _checkAuthorised(_holderOf(details.gtin), ROLE_MANUFACTURER);
        // Check: a new lot that has units and a true expiry in the future.
        id = details.idOf();
        LotRecord storage lot = _lots[id];
        if (lot.commitment != Lots.NEVER_COMMISSIONED) revert BatchLedger_LotExists(id);
        if (details.unitCount == 0 || details.unitsRoot == 0) revert BatchLedger_EmptyLot(id);
        uint40 expiresAt = Gs1.endOfExpiry(details.expiry);
        if (details.expiresAt != expiresAt) {
            revert BatchLedger_ExpiryMismatch(details.expiry, details.expiresAt, expiresAt);
        }
        if (block.timestamp > expiresAt) revert BatchLedger_AlreadyExpired(id, expiresAt);

        // Effect: one word for all its units.
        lot.commitment = details.commitmentOf();
        emit LotCommissioned(id, details.lotHash, details.unitsRoot, details.factsOf());
    }

    /// @inheritdoc IBatchLedger
    function quarantine(LotDetails memory details, Gln orderedBy, bytes32 reason) external {
        // Check: the lot, and who may stop it.
        LotId id = _checkDetails(details);
        QuarantineOrder order = _checkInCharge(id, details.gtin, orderedBy);

        // Effect: stop it.
        _order(id, order, reason);
    }

    /// @inheritdoc IBatchLedger
    function quarantineByMonitor(LotId id, QuarantineOrder order, bytes32 reason) external restricted {
        // Check: a monitor gives no orders but its own, on lots that exist.
        if (_lots[id].commitment == Lots.NEVER_COMMISSIONED) revert BatchLedger_UnknownLot(id);
        if (order != QuarantineOrder.Monitor && order != QuarantineOrder.MonitorReject) {
            revert BatchLedger_NotInCharge(id, NO_PARTNER);
        }

        // Effect: stop it.
        _order(id, order, reason);
    }

    /// @inheritdoc IBatchLedger
    function liftQuarantine(LotDetails memory details, QuarantineOrder order, Gln liftedBy, bytes32 reason) external {
        // Check: in charge of this very order, which is in force, and with a reason.
        LotId id = _checkDetails(details);
        QuarantineOrder own = _checkInCharge(id, details.gtin, liftedBy);
        if (reason == NO_REASON) revert BatchLedger_NoReason(id);
        bool monitored = own == QuarantineOrder.AuthorisationHolder && order == QuarantineOrder.Monitor;
        uint8 inForce = _lots[id].quarantines;
        if ((order != own && !monitored) || inForce & _bit(order) == 0) {
            revert BatchLedger_NotLiftable(id, order, liftedBy);
        }

        // Effect: lift this order, leave the others.
        _lots[id].quarantines = inForce & ~_bit(order);
        emit QuarantineLifted(id, order, reason);
    }

    /// @inheritdoc IBatchLedger
    function recall(LotDetails memory details, RecallClass recallClass, Gln orderedBy, bytes32 reason) external {
        // Check: the lot, who may recall it, and that a recall is never softened.
        LotId id = _checkDetails(details);
        _checkInCharge(id, details.gtin, orderedBy);
        RecallClass present = _lots[id].recall;
        if (recallClass == RecallClass.None || (present != RecallClass.None && recallClass >= present)) {
            revert BatchLedger_AlreadyRecalled(id, present, recallClass);
        }

        // Effect: one write reaches every unit.
        _lots[id].recall = recallClass;
        emit LotRecalled(id, recallClass, orderedBy, reason);
    }

    // VIEWS

    /// @inheritdoc IBatchLedger
    function statusOfLot(LotDetails memory details) external view returns (EffectiveStatus status) {
        return _lots[_checkDetails(details)].statusOf(details.expiresAt);
    }

    /// @inheritdoc IBatchLedger
    function lotOf(LotId id) external view returns (LotRecord memory record) {
        return _lots[id];
    }

    /// @inheritdoc IBatchLedger
    function lotIdOf(LotDetails memory details) external pure returns (LotId id) {
        return details.idOf();
    }

    // INTERNAL

    function _checkDetails(LotDetails memory details) internal view returns (LotId id) {
        id = details.idOf();
        bytes25 committed = _lots[id].commitment;
        if (committed == Lots.NEVER_COMMISSIONED) revert BatchLedger_UnknownLot(id);
        bytes25 shown = details.commitmentOf();
        if (shown != committed) revert BatchLedger_OtherDetails(id, committed, shown);
    }

    /// @dev The caller's partner is the lot's authorisation holder or a regulator.
    function _checkInCharge(LotId id, Gtin gtin, Gln gln) internal view returns (QuarantineOrder order) {
        uint16 roles = _checkAuthorised(gln, ROLE_MANUFACTURER | ROLE_REGULATOR);
        if (roles == ROLE_REGULATOR) return QuarantineOrder.Regulator;
        if (_holderOf(gtin) != gln) revert BatchLedger_NotInCharge(id, gln);
        return QuarantineOrder.AuthorisationHolder;
    }

    function _checkActive(LotId id, uint40 expiresAt) internal view {
        EffectiveStatus status = _lots[id].statusOf(expiresAt);
        if (status != EffectiveStatus.Active) revert BatchLedger_NotActive(id, status);
    }

    function _order(LotId id, QuarantineOrder order, bytes32 reason) private {
        _lots[id].quarantines |= _bit(order);
        emit LotQuarantined(id, order, reason);
    }

    function _bit(QuarantineOrder order) private pure returns (uint8 bit) {
        return uint8(1 << uint8(order));
    }
}
