// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILots} from "../interfaces/ILots.sol";
import {Gln, LotId} from "../types/Identifiers.sol";
import {LotDetails, LotState, QuarantineOrder, RecallClass, RecallFigures} from "../types/Provenance.sol";
import {DelegatedBook} from "./DelegatedBook.sol";

/// @title Lots: recalls, what they achieved, and lots that share those of others
/// @dev Functions are described in ILots.
abstract contract LotRecalls is DelegatedBook {
    /// @dev Bounds what every reading of a lot's status costs.
    uint256 private constant MAX_SOURCES = 16;
    bytes32 private constant NO_PROPOSAL = 0;
    bytes32 private constant NO_REPORT = 0;

    /// @dev Hash of the figures that a side, authorisation holder or regulator, showed last.
    mapping(LotId id => mapping(QuarantineOrder side => bytes32 figures)) private _closings;

    // RECALL

    function recall(LotDetails memory details, RecallClass recallClass, Gln orderedBy, bytes32 reason)
        external
        onlyDelegated
    {
        // Check: the lot, who may recall it, that a recall is never softened, and why.
        LotId id = _checkDetails(details);
        _checkInCharge(id, details.gtin, orderedBy);
        RecallClass present = _lots[id].recall;
        if (recallClass == RecallClass.None || (present != RecallClass.None && recallClass >= present)) {
            revert ILots.BatchLedger_AlreadyRecalled(id, present, recallClass);
        }
        if (reason == NO_REASON) revert ILots.BatchLedger_NoReason(id);

        // Effect: one write reaches every unit.
        _lots[id].recall = recallClass;
        // Effect: a graver recall is to be closed by figures of its own.
        if (present != RecallClass.None) _reopen(id);
        emit ILots.LotRecalled(id, recallClass, orderedBy, reason);
    }

    function closeRecall(LotDetails memory details, Gln by, RecallFigures calldata figures) external onlyDelegated {
        // Check: the lot, one of the two sides, and an open recall.
        LotId id = _checkDetails(details);
        QuarantineOrder side = _checkInCharge(id, details.gtin, by);
        ILots.LotRecord storage lot = _lots[id];
        if (lot.recall == RecallClass.None || lot.state == LotState.RecallClosed) {
            revert ILots.BatchLedger_IllegalLotState(id, lot.state, LotState.RecallClosed);
        }
        _checkFigures(id, details.unitCount, figures);

        bytes32 shown = keccak256(abi.encode(figures));
        if (_closings[id][_otherSide(side)] != shown) {
            // Effect: propose; the other side has shown nothing yet, or other figures.
            _closings[id][side] = shown;
            emit ILots.RecallClosingProposed(id, by, figures);
            return;
        }
        // Effect: both agree; the lot stays recalled.
        _forgetProposals(id);
        lot.state = LotState.RecallClosed;
        emit ILots.RecallClosed(id, figures);
    }

    // DERIVED LOTS

    function deriveLot(LotDetails memory details, LotDetails memory source) external onlyDelegated restricted {
        LotId id = _checkDetails(details);
        LotId from = _checkDetails(source);
        LotId[] storage sources = _sources[id];
        // Check: nothing of it has left or was released; and the other, of which units have left, gets no sources more.
        ILots.LotRecord storage lot = _lots[id];
        bool open = lot.state == LotState.Commissioned && lot.packedUpTo == 0 && _lots[from].packedUpTo != 0;
        if (!open || from == id) revert ILots.BatchLedger_SourcesRefused(id, sources.length);

        // Check: repacked medicine keeps the earlier expiry.
        if (details.expiresAt > source.expiresAt) {
            revert ILots.BatchLedger_OutlivesSource(id, details.expiresAt, source.expiresAt);
        }

        // Effect: it shares the recalls and orders of the other, and of those that one was made of.
        lot.marks |= DERIVED;
        _addSource(id, from, sources);
        LotId[] storage further = _sources[from];
        for (uint256 i; i < further.length; ++i) {
            _addSource(id, further[i], sources);
        }
    }

    // VIEWS

    function sourcesOf(LotId id) external view returns (LotId[] memory sources) {
        return _sources[id];
    }

    // INTERNAL

    function _addSource(LotId id, LotId source, LotId[] storage sources) private {
        uint256 count = sources.length;
        for (uint256 i; i < count; ++i) {
            if (sources[i] == source) return;
        }
        if (count == MAX_SOURCES || source == id) revert ILots.BatchLedger_SourcesRefused(id, count);
        sources.push(source);
        emit ILots.LotDerived(id, source);
    }

    function _reopen(LotId id) private {
        _forgetProposals(id);
        // A recall outranks whether the lot was ever released.
        if (_lots[id].state == LotState.RecallClosed) _lots[id].state = LotState.Released;
    }

    function _forgetProposals(LotId id) private {
        _closings[id][QuarantineOrder.AuthorisationHolder] = NO_PROPOSAL;
        _closings[id][QuarantineOrder.Regulator] = NO_PROPOSAL;
    }

    function _otherSide(QuarantineOrder side) private pure returns (QuarantineOrder other) {
        return side == QuarantineOrder.Regulator ? QuarantineOrder.AuthorisationHolder : QuarantineOrder.Regulator;
    }

    function _checkFigures(LotId id, uint32 unitCount, RecallFigures calldata figures) private pure {
        bool possible = figures.dispensed <= unitCount && figures.notified <= figures.dispensed
            && figures.recovered <= unitCount && figures.destroyed <= unitCount;
        if (!possible || figures.reportHash == NO_REPORT) revert ILots.BatchLedger_FiguresRefused(id, unitCount);
    }
}
