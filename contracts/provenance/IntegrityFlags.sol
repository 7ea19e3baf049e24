// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IColdChain} from "../interfaces/IColdChain.sol";
import {IInferenceConsumer} from "../interfaces/IInferenceConsumer.sol";
import {Lots} from "../libraries/Lots.sol";
import {LotId, ModelId, RequestId, SeriesId, Sscc} from "../types/Identifiers.sol";
import {InferenceAnswer, Mode, Provenance} from "../types/Inference.sol";
import {Disposition, LotDetails, Mark, NO_LOGISTIC_UNIT, Verdict} from "../types/Provenance.sol";
import {SeriesBook} from "./SeriesBook.sol";

/// @title What the integrity network says of series
/// @dev It never moves a verdict: a raised flag holds goods for a while and asks for a person.
abstract contract IntegrityFlags is SeriesBook, IInferenceConsumer, AccessManaged {
    using Lots for LotDetails;

    uint256 private constant SCORE_BYTES = 4;
    /// @dev A call that runs out of gas, at whatever depth below the ledger, leaves less than this part of it.
    uint256 private constant STARVED_PART = 16;

    /// @notice The only one who delivers network scores.
    address public immutable ORACLE;

    // One slot each.
    mapping(ModelId id => AllowedModel) private _models;

    /// @inheritdoc IColdChain
    function allowModel(ModelId id, bool allowed, int32 threshold) external restricted {
        // Effect: put on or off the list.
        _models[id] = AllowedModel(allowed, threshold);
        emit ModelAllowed(id, allowed, threshold);
    }

    /// @inheritdoc IInferenceConsumer
    function onInference(RequestId id, InferenceAnswer calldata answer) external {
        // Check: the oracle, a model on the list, device-signed readings that were judged here, and an answer that
        // anyone could have had recomputed.
        _requireOracle();
        AllowedModel memory model = _models[answer.modelId];
        if (!model.allowed) revert ColdChain_ModelNotAllowed(answer.modelId);
        if (answer.provenance != Provenance.DEVICE_SIGNED) revert ColdChain_NotDeviceSigned(id);
        if (answer.mode != Mode.OPTIMISTIC && answer.mode != Mode.ONCHAIN) {
            revert ColdChain_ModeRefused(id, answer.mode);
        }
        SeriesId series = SeriesId.wrap(answer.payloadHash);
        StoredSeries storage record = _series[series];
        if (record.device == NO_DEVICE) revert ColdChain_UnknownSeries(series);
        if (answer.output.length != SCORE_BYTES) revert ColdChain_OutputSize(id, answer.output.length);

        // Effect: note it, final or not, beside the verdict.
        int32 score = int32(uint32(bytes4(answer.output)));
        (Flag before,) = _flagOf(record);
        if (answer.isFinal) _settle(series, record, id, score, score >= model.threshold);
        else if (score >= model.threshold) _raise(series, record, id, score);
        else return; // An all-clear that may be overturned is no news.
        (Flag flag, int32 shown) = _flagOf(record);
        emit SeriesFlagged(series, answer.modelId, id, flag, shown);

        // Interaction: what fails safe acts at once.
        if (flag == Flag.Raised && before != Flag.Raised) _hold(series, record.lot, record.sscc);
    }

    /// @inheritdoc IInferenceConsumer
    function onOverturned(RequestId id, InferenceAnswer calldata answer) external {
        // Check: the oracle, and an answer that raised the flag.
        _requireOracle();
        SeriesId series = SeriesId.wrap(answer.payloadHash);
        StoredSeries storage record = _series[series];
        if (!_forget(series, record, id)) return;

        // Effect: the flag as it is without it. A hold lapses by itself.
        (Flag flag, int32 score) = _flagOf(record);
        emit SeriesFlagOverturned(series, answer.modelId, id, flag, score);
    }

    /// @inheritdoc IColdChain
    function holdJudged(SeriesId series, LotDetails memory lot, Sscc sscc) external {
        // Check: a flag that is up, over goods that the series was judged for and that it has not held yet.
        LotId id = lot.idOf();
        bytes32 subject = _subjectOf(id, sscc);
        Judgement storage judgement = _judgements[series][subject];
        (Flag flag,) = _flagOf(_series[series]);
        bool judged = judgement.verdict != Verdict.None && judgement.disposition != Disposition.Dismissed;
        if (!judged || judgement.held || flag != Flag.Raised) revert ColdChain_NothingToHold(series, subject, flag);

        // Effect: once, or a suspicion would last as long as somebody pays for it.
        judgement.held = true;

        // Interaction: a hold in force is not prolonged.
        if (sscc == NO_LOGISTIC_UNIT) BATCHES.holdByMonitor(id, SeriesId.unwrap(series));
        else BATCHES.markByMonitor(sscc, Mark.Hold, SeriesId.unwrap(series));
    }

    /// @inheritdoc IColdChain
    function allowedModel(ModelId id) external view returns (AllowedModel memory model) {
        return _models[id];
    }

    // INTERNAL

    /// @dev Holds what the series was judged for, unless it turned out not to be about it. What the ledger refuses to
    /// hold stays as it is; a hold that only lacked gas must be tried again, or a stingy request could raise the flag
    /// without it.
    function _hold(SeriesId series, LotId lot, Sscc sscc) internal {
        if (lot == NO_LOT) return;
        Judgement storage judgement = _judgements[series][_subjectOf(lot, sscc)];
        if (judgement.disposition == Disposition.Dismissed) return;
        bytes32 reason = SeriesId.unwrap(series);
        uint256 gasBefore = gasleft();
        bool held;
        if (sscc == NO_LOGISTIC_UNIT) {
            try BATCHES.holdByMonitor(lot, reason) {
                held = true;
            } catch {}
        } else {
            try BATCHES.markByMonitor(sscc, Mark.Hold, reason) {
                held = true;
            } catch {}
        }
        uint256 gasLeft = gasleft();
        if (!held && gasLeft < gasBefore / STARVED_PART) revert ColdChain_HoldStarved(series, gasLeft);
        if (held) judgement.held = true;
    }

    /// @dev A final answer. A flag that one raised stays.
    function _settle(SeriesId series, StoredSeries storage record, RequestId id, int32 score, bool raises) private {
        _forget(series, record, id);
        if (record.finalFlag == Flag.Raised) return;
        record.finalFlag = raises ? Flag.Raised : Flag.Clear;
        record.finalScore = score;
    }

    /// @dev An answer that may be overturned and until then asks for caution.
    function _raise(SeriesId series, StoredSeries storage record, RequestId id, int32 score) private {
        if (!_raisedBy[series][id]) ++record.provisionalRaises;
        _raisedBy[series][id] = true;
        record.provisionalScore = score;
    }

    /// @dev The answer is final or wrong: it no longer raises the flag for the time being.
    function _forget(SeriesId series, StoredSeries storage record, RequestId id) private returns (bool raised) {
        raised = _raisedBy[series][id];
        if (!raised) return false;
        delete _raisedBy[series][id];
        --record.provisionalRaises;
    }

    function _requireOracle() private view {
        if (msg.sender != ORACLE) revert InferenceConsumer_NotOracle(msg.sender, ORACLE);
    }
}
