// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../interfaces/IColdChain.sol";
import {ITradingPartners} from "../interfaces/ITradingPartners.sol";
import {Lots} from "../libraries/Lots.sol";
import {Gln, LotId, SeriesId, Sscc} from "../types/Identifiers.sol";
import {
    Disposition,
    LotDetails,
    Mark,
    NO_LOGISTIC_UNIT,
    QuarantineOrder,
    ROLE_MANUFACTURER,
    ROLE_REGULATOR,
    Verdict
} from "../types/Provenance.sol";
import {SeriesBook} from "./SeriesBook.sol";

/// @title What verdicts stop, and what persons make of them
/// @dev A Monitor order or Excursion mark is in force exactly while an open verdict counts, a MonitorReject order or
/// Reject mark exactly while a rejecting one does: in whatever order they are decided, the end is the same.
abstract contract Dispositions is SeriesBook {
    using Lots for LotDetails;

    bytes32 private constant NO_RATIONALE = 0;

    /// @inheritdoc IColdChain
    function dispose(SeriesId series, LotDetails memory lot, Sscc sscc, Disposition disposition, bytes32 rationale)
        external
    {
        // Check: a verdict that waits for this decision, by the person who answers for it. The judgement binds the lot's
        // id, and that the product.
        LotId id = lot.idOf();
        bytes32 subject = _subjectOf(id, sscc);
        Judgement storage judgement = _judgements[series][subject];
        bool open = _isOpen(judgement.verdict) && judgement.disposition == Disposition.None;
        if (!open || (disposition != Disposition.UseAsIs && disposition != Disposition.Reject)) {
            revert ColdChain_NotDisposable(series, subject, judgement.verdict, judgement.disposition);
        }
        if (rationale == NO_RATIONALE) revert ColdChain_NoRationale(series);
        _checkQualityPerson(id, BATCHES.productOf(lot.gtin).holder);

        // Effect: decided for good.
        Standing storage standing = _standing[_stoppedBy(id, sscc)];
        judgement.disposition = disposition;
        uint32 left = --standing.open;
        if (disposition == Disposition.Reject) ++standing.rejects;
        emit ExcursionDisposed(series, subject, disposition, msg.sender, rationale);

        // Interaction: goods are stopped for good, and no longer for what waited, if it was the last.
        if (disposition == Disposition.Reject) _stop(id, sscc, true, rationale);
        if (left == 0) _release(id, sscc, false, rationale);
    }

    /// @inheritdoc IColdChain
    function dismiss(SeriesId series, LotDetails memory lot, Sscc sscc, Gln by, bytes32 reason) external {
        // Check and effect: the verdict counts no longer.
        LotId id = lot.idOf();
        Verdict verdict = _dismiss(series, _subjectOf(id, sscc), by, reason);
        if (verdict == Verdict.Conformant) return;
        bool rejected = verdict == Verdict.Reject;
        uint32 left = _uncount(_stoppedBy(id, sscc), rejected);

        // Interaction: a stop ends with the last verdict that holds it.
        if (left == 0) _release(id, sscc, rejected, reason);
    }

    /// @inheritdoc IColdChain
    function dismissUnit(SeriesId series, LotDetails memory lot, uint32 index, Gln by, bytes32 reason) external {
        // Check and effect: the verdict counts no longer. It stopped nothing.
        bytes32 subject = _subjectOfUnit(lot.idOf(), index);
        Verdict verdict = _dismiss(series, subject, by, reason);
        if (verdict == Verdict.Excursion || verdict == Verdict.Reject) _uncount(subject, verdict == Verdict.Reject);
    }

    // INTERNAL

    function _count(bytes32 stopped, Verdict verdict) internal {
        if (_isOpen(verdict)) ++_standing[stopped].open;
        else if (verdict == Verdict.Reject) ++_standing[stopped].rejects;
    }

    function _stop(LotId lot, Sscc sscc, bool forGood, bytes32 reason) internal {
        if (sscc == NO_LOGISTIC_UNIT) BATCHES.quarantineByMonitor(lot, _orderOf(forGood), reason);
        else BATCHES.markByMonitor(sscc, _markOf(forGood), reason);
    }

    /// @dev The caller speaks for a partner that is authorised now.
    function _isPartner(ITradingPartners.Partner memory partner) internal view returns (bool authorised) {
        return partner.account == msg.sender && block.timestamp <= partner.validUntil;
    }

    function _release(LotId lot, Sscc sscc, bool rejected, bytes32 reason) private {
        if (sscc == NO_LOGISTIC_UNIT) BATCHES.liftByMonitor(lot, _orderOf(rejected), reason);
        else BATCHES.clearByMonitor(sscc, _markOf(rejected), reason);
    }

    /// @dev A verdict that nobody disposed of, by a regulator.
    function _dismiss(SeriesId series, bytes32 subject, Gln by, bytes32 reason) private returns (Verdict verdict) {
        Judgement storage judgement = _judgements[series][subject];
        verdict = judgement.verdict;
        if (verdict == Verdict.None || judgement.disposition != Disposition.None) {
            revert ColdChain_NotDisposable(series, subject, verdict, judgement.disposition);
        }
        if (reason == NO_RATIONALE) revert ColdChain_NoRationale(series);
        ITradingPartners.Partner memory partner = BATCHES.partnerOf(by);
        if (!_isPartner(partner) || partner.roles != ROLE_REGULATOR) revert ColdChain_NotRegulator(by, msg.sender);

        judgement.disposition = Disposition.Dismissed;
        emit SeriesDismissed(series, subject, by, reason);
    }

    function _uncount(bytes32 stopped, bool rejected) private returns (uint32 left) {
        Standing storage standing = _standing[stopped];
        return rejected ? --standing.rejects : --standing.open;
    }

    /// @dev Whoever releases lots decides about them, while the authorisation holder is authorised.
    function _checkQualityPerson(LotId lot, Gln holder) private view {
        ITradingPartners.Partner memory partner = BATCHES.partnerOf(holder);
        if (partner.roles & ROLE_MANUFACTURER == 0 || block.timestamp > partner.validUntil) {
            revert ITradingPartners.TradingPartners_NotAuthorised(
                holder, ROLE_MANUFACTURER, partner.roles, partner.validUntil
            );
        }
        address person = BATCHES.qualityPersonOf(holder);
        if (msg.sender != person) revert ColdChain_NotQualityPerson(lot, msg.sender, person);
    }

    function _isOpen(Verdict verdict) private pure returns (bool open) {
        return verdict == Verdict.Excursion || verdict == Verdict.Indeterminate;
    }

    function _orderOf(bool rejects) private pure returns (QuarantineOrder order) {
        return rejects ? QuarantineOrder.MonitorReject : QuarantineOrder.Monitor;
    }

    function _markOf(bool rejects) private pure returns (Mark mark) {
        return rejects ? Mark.Reject : Mark.Excursion;
    }
}
