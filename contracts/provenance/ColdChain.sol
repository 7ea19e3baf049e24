// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IAttesterRegistry} from "../interfaces/IAttesterRegistry.sol";
import {IBatchLedger} from "../interfaces/IBatchLedger.sol";
import {IColdChain} from "../interfaces/IColdChain.sol";
import {IInferenceConsumer} from "../interfaces/IInferenceConsumer.sol";
import {ITradingPartners} from "../interfaces/ITradingPartners.sol";
import {DeviceReadings} from "../libraries/DeviceReadings.sol";
import {Lots} from "../libraries/Lots.sol";
import {StorageRules} from "../libraries/StorageRules.sol";
import {LotId, ModelId, RequestId, SeriesId} from "../types/Identifiers.sol";
import {InferenceAnswer, Provenance} from "../types/Inference.sol";
import {
    Content,
    LotDetails,
    NO_PARTNER,
    QuarantineOrder,
    ROLE_REGULATOR,
    StorageProfileId,
    Verdict
} from "../types/Provenance.sol";

/// @title Device-signed temperature readings and what physics says of them
contract ColdChain is IColdChain, IInferenceConsumer, AccessManaged {
    using DeviceReadings for bytes;
    using Lots for LotDetails;
    using Lots for Content[];

    uint32 private constant UNDEFINED = 0;
    uint256 private constant SCORE_BYTES = 4;
    address private constant NO_DEVICE = address(0);
    RequestId private constant NO_REQUEST = RequestId.wrap(0);

    /// @notice The ledger whose lots are judged and quarantined.
    IBatchLedger public immutable BATCHES;
    /// @notice Knows the devices.
    IAttesterRegistry public immutable ATTESTERS;
    /// @notice The only one who delivers network scores.
    address public immutable ORACLE;

    // One slot each.
    mapping(StorageProfileId id => StorageProfile) private _profiles;
    mapping(ModelId id => AllowedModel) private _models;
    mapping(SeriesId id => Series) private _series;
    mapping(SeriesId id => mapping(LotId lot => Judgement)) private _judgements;
    // Two slots each: the flag as it was before an answer set it that may still be overturned.
    mapping(SeriesId id => FlagBefore) private _before;

    constructor(address authority, IBatchLedger batches, IAttesterRegistry attesters, address oracle)
        AccessManaged(authority)
    {
        BATCHES = batches;
        ATTESTERS = attesters;
        ORACLE = oracle;
    }

    // ADMINISTRATION

    /// @inheritdoc IColdChain
    function defineProfile(StorageProfileId id, StorageProfile calldata profile) external restricted {
        // Check: defined once, with nested bounds and real lengths.
        if (_profiles[id].windowMinutes != UNDEFINED) revert ColdChain_ProfileExists(id);
        bool nested = profile.excursionMinDeciC <= profile.minDeciC && profile.minDeciC <= profile.maxDeciC
            && profile.maxDeciC <= profile.excursionMaxDeciC && profile.excursionMaxDeciC <= profile.spikeMaxDeciC;
        bool lengths = profile.windowMinutes != 0 && profile.maxGapMinutes != 0 && profile.excursionMinutes != 0
            && profile.spikeMinutes != 0;
        if (!nested || !lengths) revert ColdChain_ProfileRefused(id);

        // Effect: define for good.
        _profiles[id] = profile;
        emit ProfileDefined(id, profile);
    }

    /// @inheritdoc IColdChain
    function allowModel(ModelId id, bool allowed, int32 threshold) external restricted {
        // Effect: put on or off the list.
        _models[id] = AllowedModel(allowed, threshold);
        emit ModelAllowed(id, allowed, threshold);
    }

    // VERDICTS

    /// @inheritdoc IColdChain
    function evaluate(
        LotDetails memory lot,
        Reporter calldata reporter,
        bytes calldata readings,
        address device,
        bytes calldata signature
    ) external returns (SeriesId series, Verdict verdict) {
        LotId id = lot.idOf();
        series = SeriesId.wrap(keccak256(readings));
        // Check: a known lot, someone who has to do with it, and a series not judged for it before.
        BATCHES.statusOfLot(lot);
        ITradingPartners.Product memory product = BATCHES.productOf(lot.gtin);
        if (!_isParty(id, reporter, reporter.gln == product.holder)) {
            revert ColdChain_NotParty(id, reporter.gln, msg.sender);
        }
        Verdict before = _judgements[series][id].verdict;
        if (before != Verdict.None) revert ColdChain_AlreadyJudged(series, id, before);
        // Check: readings of the past, signed by a device that was calibrated all along.
        Assessment memory assessment = StorageRules.assess(_profile(product.profile), readings);
        _checkSignature(series, assessment, readings, device, signature);

        // Effect: record series and judgement.
        verdict = assessment.verdict;
        _record(series, id, device, assessment);

        // Interaction: what fails safe acts at once.
        if (verdict != Verdict.Conformant) {
            QuarantineOrder order = verdict == Verdict.Reject ? QuarantineOrder.MonitorReject : QuarantineOrder.Monitor;
            BATCHES.quarantineByMonitor(id, order, SeriesId.unwrap(series));
        }
    }

    /// @inheritdoc IInferenceConsumer
    function onInference(RequestId id, InferenceAnswer calldata answer) external {
        // Check: the oracle, a model on the list, and device-signed readings that were judged here.
        _requireOracle();
        AllowedModel memory model = _models[answer.modelId];
        if (!model.allowed) revert ColdChain_ModelNotAllowed(answer.modelId);
        if (answer.provenance != Provenance.DEVICE_SIGNED) revert ColdChain_NotDeviceSigned(id);
        SeriesId series = SeriesId.wrap(answer.payloadHash);
        Series storage record = _series[series];
        if (record.device == NO_DEVICE) revert ColdChain_UnknownSeries(series);
        if (answer.output.length != SCORE_BYTES) revert ColdChain_OutputSize(id, answer.output.length);

        // Effect: note it at once, final or not, beside the verdict; custody and release stay as they are.
        int32 score = int32(uint32(bytes4(answer.output)));
        Flag flag = score >= model.threshold ? Flag.Raised : Flag.Clear;
        _note(series, record, id, answer.isFinal, flag, score);
        emit SeriesFlagged(series, answer.modelId, id, flag, score);
    }

    /// @inheritdoc IInferenceConsumer
    function onOverturned(RequestId id, InferenceAnswer calldata answer) external {
        // Check: the oracle, and the flag as this very answer left it.
        _requireOracle();
        SeriesId series = SeriesId.wrap(answer.payloadHash);
        FlagBefore memory before = _before[series];
        if (before.requestId != id) return;

        // Effect: as it was before. The lot stays where it is.
        delete _before[series];
        _series[series].flag = before.flag;
        _series[series].score = before.score;
        emit SeriesFlagOverturned(series, answer.modelId, id, before.flag, before.score);
    }

    // VIEWS

    /// @inheritdoc IColdChain
    function assess(StorageProfileId profile, bytes calldata readings) external view returns (Assessment memory) {
        return StorageRules.assess(_profile(profile), readings);
    }

    /// @inheritdoc IColdChain
    function judgementOf(SeriesId series, LotId lot) external view returns (Judgement memory judgement) {
        return _judgements[series][lot];
    }

    /// @inheritdoc IColdChain
    function seriesOf(SeriesId series) external view returns (Series memory record) {
        return _series[series];
    }

    /// @inheritdoc IColdChain
    function profileOf(StorageProfileId id) external view returns (StorageProfile memory profile) {
        return _profile(id);
    }

    /// @inheritdoc IColdChain
    function allowedModel(ModelId id) external view returns (AllowedModel memory model) {
        return _models[id];
    }

    // INTERNAL

    /// @dev A raised flag stays raised. What a later answer overwrote is not taken back with the earlier one: a flag too
    /// many only asks for a person.
    function _note(SeriesId series, Series storage record, RequestId id, bool isFinal, Flag flag, int32 score) private {
        FlagBefore storage before = _before[series];
        RequestId open = before.requestId;
        if (record.flag == Flag.Raised && flag == Flag.Clear) {
            // A final word that counts if the flag that hides it is taken back.
            if (isFinal && open != NO_REQUEST && open != id && before.flag != Flag.Raised) {
                (before.flag, before.score) = (flag, score);
            }
            return;
        }
        if (!isFinal) _before[series] = FlagBefore(id, record.flag, record.score);
        else if (open != NO_REQUEST) delete _before[series];
        record.flag = flag;
        record.score = score;
    }

    function _requireOracle() private view {
        if (msg.sender != ORACLE) revert InferenceConsumer_NotOracle(msg.sender, ORACLE);
    }

    function _record(SeriesId series, LotId lot, address device, Assessment memory assessment) private {
        if (_series[series].device == NO_DEVICE) {
            _series[series].device = device;
            _series[series].startedAt = assessment.startedAt;
        }
        _judgements[series][lot] = Judgement({
            verdict: assessment.verdict,
            mktMilliC: assessment.mktMilliC,
            minDeciC: assessment.minDeciC,
            maxDeciC: assessment.maxDeciC,
            endedAt: assessment.endedAt,
            judgedAt: uint40(block.timestamp)
        });
        emit SeriesJudged(
            series, lot, device, assessment.verdict, assessment.mktMilliC, assessment.minDeciC, assessment.maxDeciC
        );
    }

    function _checkSignature(
        SeriesId series,
        Assessment memory assessment,
        bytes calldata readings,
        address device,
        bytes calldata signature
    ) private view {
        if (assessment.endedAt > block.timestamp) {
            revert ColdChain_ReadingsInFuture(assessment.endedAt, block.timestamp);
        }
        uint40 calibratedUntil = ATTESTERS.attesterOf(device).validUntil;
        if (calibratedUntil < assessment.endedAt) {
            revert ColdChain_NotCalibrated(device, calibratedUntil, assessment.endedAt);
        }
        ATTESTERS.verifyReadings(
            IAttesterRegistry.DeviceReadings({
                payloadHash: SeriesId.unwrap(series),
                chainHead: readings.chainHead(assessment.startedAt, assessment.count),
                startedAt: assessment.startedAt,
                count: assessment.count
            }),
            device,
            signature
        );
    }

    /// @dev Readings of a stranger's refrigerator must not stop somebody's lot.
    function _isParty(LotId lot, Reporter calldata reporter, bool holder) private view returns (bool party) {
        ITradingPartners.Partner memory partner = BATCHES.partnerOf(reporter.gln);
        if (partner.account != msg.sender || block.timestamp > partner.validUntil) return false;
        if (holder || partner.roles == ROLE_REGULATOR) return true;
        IBatchLedger.LogisticUnit memory unit = BATCHES.logisticUnitOf(reporter.sscc);
        bool named = reporter.gln == unit.custodian || reporter.gln == unit.receiver || reporter.gln == unit.carrier;
        return named && reporter.gln != NO_PARTNER && unit.contentsHash == reporter.contents.hashOf()
            && reporter.contents.holdsLot(lot);
    }

    function _profile(StorageProfileId id) private view returns (StorageProfile memory profile) {
        profile = _profiles[id];
        if (profile.windowMinutes == UNDEFINED) revert ColdChain_UnknownProfile(id);
    }
}
