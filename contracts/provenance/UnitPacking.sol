// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ILots} from "../interfaces/ILots.sol";
import {IUnitLedger} from "../interfaces/IUnitLedger.sol";
import {Gln, LotId, Sscc} from "../types/Identifiers.sol";
import {
    Content,
    EffectiveStatus,
    LotDetails,
    LotState,
    LotUnits,
    NO_LOGISTIC_UNIT,
    NO_PARTNER,
    Place,
    Removal,
    ROLE_MANUFACTURER,
    SCATTERED,
    UnitState
} from "../types/Provenance.sol";
import {UnitRecords} from "./UnitRecords.sol";

/// @title Single packs into logistic units and out of them, and into other packs
abstract contract UnitPacking is UnitRecords {
    /// @inheritdoc IUnitLedger
    function unpackUnits(Place calldata place, LotDetails memory details, uint32[] calldata indices) external {
        (LotId lot,) = _checkLot(details);
        _checkInside(place, lot, details.unitCount, indices);
        // Interaction: so many less in a logistic unit that is fit for trade; the ledger knows who has it.
        Gln custodian = BATCHES.removeUnits(place.sscc, place.contents, lot, uint24(indices.length), Removal.Trade);
        // Check: the custodian itself.
        _checkAccount(lot, indices[0], custodian);

        // Effect: each by itself.
        _storeAll(lot, indices, UnitState.Loose, custodian, NO_LOGISTIC_UNIT);
        emit UnitsUnpacked(lot, custodian, place.sscc, indices);
    }

    /// @inheritdoc IUnitLedger
    function nameMissingUnits(Place calldata place, LotDetails memory details, uint32[] calldata indices) external {
        (LotId lot,) = _checkLot(details);
        _checkInside(place, lot, details.unitCount, indices);
        // Check: who received.
        _checkAccount(lot, indices[0], BATCHES.logisticUnitOf(place.sscc).custodian);
        // Interaction: so many less of those that a receipt was short of; the ledger knows who sent them.
        Gln sender = BATCHES.removeUnits(place.sscc, place.contents, lot, uint24(indices.length), Removal.Missing);

        // Effect: the sender answers for them.
        _storeAll(lot, indices, UnitState.Suspect, sender, NO_LOGISTIC_UNIT);
        emit UnitsMissing(lot, sender, place.sscc, indices);
    }

    /// @inheritdoc IUnitLedger
    function packUnits(Place calldata place, LotUnits[] calldata units, Gln custodian) external {
        Content[] memory added = new Content[](units.length);
        uint256 count;
        for (uint256 i; i < units.length; ++i) {
            added[i] = _packLot(place, units[i], custodian);
            count += units[i].indices.length;
        }
        // Check: so many at most, over all lots.
        if (count == 0 || count > MAX_INDICES) revert UnitLedger_TooMuchToPack(place.sscc, count);

        // Interaction: the ledger checks code and contents, and counts them.
        BATCHES.addUnits(place.sscc, place.contents, added, custodian);
    }

    /// @inheritdoc IUnitLedger
    function transform(LotUnits calldata from, LotDetails memory into, Gln by) external {
        LotDetails memory details = from.lot;
        (LotId lot, ILots.LotRecord memory record) = _checkLot(details);
        (LotId made, ILots.LotRecord memory madeRecord) = _checkLot(into);
        _checkIndices(lot, details.unitCount, from.indices);
        // Check: a manufacturer, whose packs may be traded, and a lot of its own that is not released yet.
        _checkAuthorised(lot, from.indices[0], by, ROLE_MANUFACTURER);
        _checkActive(lot, from.indices[0], record, details.expiresAt);
        if (BATCHES.productOf(into.gtin).holder != by) {
            revert UnitLedger_NotInCharge(made, from.indices[0], by, msg.sender);
        }
        if (madeRecord.state != LotState.Commissioned) {
            revert ILots.BatchLedger_IllegalLotState(made, madeRecord.state, LotState.Commissioned);
        }
        // Effect: their serials are out of use.
        _checkLoose(lot, from.indices, by, UnitState.Decommissioned);
        _storeAll(lot, from.indices, UnitState.Decommissioned, by, NO_LOGISTIC_UNIT);
        emit UnitsTransformed(lot, made, by, from.indices);

        // Interaction: the new lot shares the recalls and orders of theirs.
        BATCHES.deriveLot(into, details);
    }

    // INTERNAL

    /// @dev Packs of one lot into a logistic unit.
    function _packLot(Place calldata place, LotUnits calldata units, Gln custodian)
        private
        returns (Content memory added)
    {
        LotDetails memory details = units.lot;
        (LotId lot, ILots.LotRecord memory record) = _checkLot(details);
        _checkIndices(lot, details.unitCount, units.indices);
        // Check: the partner that has them, and a lot that nothing stops; an unreleased one may be packed.
        _checkAuthorised(lot, units.indices[0], custodian, ROLES_CUSTODIAN);
        _checkLoose(lot, units.indices, custodian, UnitState.Packed);
        EffectiveStatus status = _statusOfLot(lot, record, details.expiresAt);
        if (status != EffectiveStatus.Active && status != EffectiveStatus.Unreleased) {
            revert UnitLedger_NotActive(lot, units.indices[0], status);
        }

        // Effect: from now on the logistic unit says who has them.
        _storeAll(lot, units.indices, UnitState.Packed, NO_PARTNER, place.sscc);
        emit UnitsRepacked(lot, custodian, place.sscc, units.indices);
        return Content(lot, details.expiresAt, SCATTERED, uint32(units.indices.length));
    }

    /// @dev All of them lie in the logistic unit.
    function _checkInside(Place calldata place, LotId lot, uint32 unitCount, uint32[] calldata indices) private view {
        _checkIndices(lot, unitCount, indices);
        for (uint256 i; i < indices.length; ++i) {
            UnitRecord memory unit = _unitOf(lot, indices[i]);
            bool packed = unit.state == UnitState.Untouched || unit.state == UnitState.Packed;
            if (!packed) revert UnitLedger_NotInside(place.sscc, lot, indices[i]);
            _checkPlace(place, lot, unitCount, indices[i], unit);
        }
    }

    /// @dev All of them are loose, with this partner.
    function _checkLoose(LotId lot, uint32[] calldata indices, Gln custodian, UnitState to) private view {
        for (uint256 i; i < indices.length; ++i) {
            UnitRecord memory unit = _unitOf(lot, indices[i]);
            if (unit.state != UnitState.Loose) {
                revert UnitLedger_IllegalTransition(lot, indices[i], unit.state, to);
            }
            if (unit.custodian != custodian) {
                revert UnitLedger_NotInCharge(lot, indices[i], custodian, msg.sender);
            }
        }
    }

    function _storeAll(LotId lot, uint32[] calldata indices, UnitState to, Gln custodian, Sscc container) private {
        for (uint256 i; i < indices.length; ++i) {
            UnitRecord memory next = _become(_unitOf(lot, indices[i]), to, custodian);
            next.container = container;
            _store(lot, indices[i], next);
        }
    }
}
