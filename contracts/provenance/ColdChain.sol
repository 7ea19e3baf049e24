// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IAttesterRegistry} from "../interfaces/IAttesterRegistry.sol";
import {IBatchLedger} from "../interfaces/IBatchLedger.sol";
import {IColdChain} from "../interfaces/IColdChain.sol";
import {ILogisticUnits} from "../interfaces/ILogisticUnits.sol";
import {ITradingPartners} from "../interfaces/ITradingPartners.sol";
import {DeviceReadings} from "../libraries/DeviceReadings.sol";
import {Lots} from "../libraries/Lots.sol";
import {StorageRules} from "../libraries/StorageRules.sol";
import {Gln, LotId, SeriesId, Sscc} from "../types/Identifiers.sol";
import {
    Content,
    Disposition,
    LotDetails,
    Mark,
    NO_LOGISTIC_UNIT,
    QuarantineOrder,
    ROLE_REGULATOR,
    StorageProfileId,
    Verdict
} from "../types/Provenance.sol";
import {IntegrityFlags} from "./IntegrityFlags.sol";

/// @title Device-signed temperature readings and what physics says of them
contract ColdChain is IntegrityFlags {
    using DeviceReadings for bytes;
    using Lots for LotDetails;
    using Lots for Content[];

    uint32 private constant UNDEFINED = 0;
    bytes32 private constant NO_RATIONALE = 0;

    /// @notice Knows the devices.
    IAttesterRegistry public immutable ATTESTERS;

    // One slot each.
    mapping(StorageProfileId id => StorageProfile) private _profiles;

    constructor(address authority, IBatchLedger batches, IAttesterRegistry attesters, address oracle)
        AccessManaged(authority)
    {
        BATCHES = batches;
        ATTESTERS = attesters;
        ORACLE = oracle;
    }

    // PROFILES

    /// @inheritdoc IColdChain
    function defineProfile(StorageProfileId id, StorageProfile calldata profile) external restricted {
        // Check: defined once, with nested bounds and real lengths.
        if (_profiles[id].windowMinutes != UNDEFINED) revert ColdChain_ProfileExists(id);
        bool nested = profile.excursionMinDeciC <= profile.minDeciC && profile.minDeciC <= profile.maxDeciC
            && profile.maxDeciC <= profile.excursionMaxDeciC && profile.excursionMaxDeciC <= profile.spikeMaxDeciC;
        bool lengths = profile.windowMinutes != 0 && profile.maxGapMinutes != 0 && profile.excursionMinutes != 0
            && profile.spikeMinutes != 0 && profile.probeMinutes != 0;
        if (!nested || !lengths) revert ColdChain_ProfileRefused(id);

        // Effect: define for good.
        _profiles[id] = profile;
        emit ProfileDefined(id, profile);
    }

    /// @inheritdoc IColdChain
    function profileOf(StorageProfileId id) external view returns (StorageProfile memory profile) {
        return _profile(id);
    }

    /// @inheritdoc IColdChain
    function assess(StorageProfileId profile, bytes calldata readings) external view returns (Assessment memory) {
        return StorageRules.assess(_profile(profile), readings);
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
        // Check: a known lot, and someone who has to do with what is judged.
        LotId id = lot.idOf();
        BATCHES.statusOfLot(lot);
        ITradingPartners.Product memory product = BATCHES.productOf(lot.gtin);
        if (!_isParty(id, reporter, product.holder)) revert ColdChain_NotParty(id, reporter.gln, msg.sender);

        // Effect: record series and judgement, and what to hold if the series turns out to be forged.
        (series, verdict) = _judge(_subjectOf(id, reporter.sscc), product.profile, readings, device, signature);
        bool first = _series[series].lot == NO_LOT;
        if (first) {
            _series[series].lot = id;
            if (reporter.sscc != NO_LOGISTIC_UNIT) _series[series].sscc = reporter.sscc;
        }
        bool open = verdict == Verdict.Excursion || verdict == Verdict.Indeterminate;
        if (open) ++_openVerdicts[_stoppedBy(id, reporter.sscc)];

        // Interaction: what fails safe acts at once.
        if (verdict != Verdict.Conformant) _stop(id, reporter.sscc, !open, SeriesId.unwrap(series));
        (Flag flag,) = _flagOf(_series[series]);
        if (first && flag == Flag.Raised) _hold(series, _series[series]);
    }

    /// @inheritdoc IColdChain
    function evaluateUnit(
        LotDetails memory lot,
        uint32 index,
        Gln by,
        bytes calldata readings,
        address device,
        bytes calldata signature
    ) external returns (SeriesId series, Verdict verdict) {
        // Check: a unit of a known lot, and a partner.
        LotId id = lot.idOf();
        BATCHES.statusOfLot(lot);
        if (index >= lot.unitCount) revert ColdChain_UnknownUnit(id, index, lot.unitCount);
        if (!_isPartner(BATCHES.partnerOf(by))) revert ColdChain_NotParty(id, by, msg.sender);

        // Effect: record series and judgement. A pack's evidence stops nothing.
        StorageProfileId profile = BATCHES.productOf(lot.gtin).profile;
        return _judge(keccak256(abi.encode(id, index)), profile, readings, device, signature);
    }

    /// @inheritdoc IColdChain
    function dispose(SeriesId series, LotDetails memory lot, Sscc sscc, Disposition disposition, bytes32 rationale)
        external
    {
        // Check: a verdict that waits for this decision, by the person who answers for it. The judgement binds the lot's
        // id, and that the product.
        LotId id = lot.idOf();
        bytes32 subject = _subjectOf(id, sscc);
        Judgement storage judgement = _judgements[series][subject];
        Verdict verdict = judgement.verdict;
        bool open = (verdict == Verdict.Excursion || verdict == Verdict.Indeterminate)
            && judgement.disposition == Disposition.None;
        if (!open || disposition == Disposition.None) {
            revert ColdChain_NotDisposable(series, subject, verdict, judgement.disposition);
        }
        if (rationale == NO_RATIONALE) revert ColdChain_NoRationale(series);
        address person = BATCHES.qualityPersonOf(BATCHES.productOf(lot.gtin).holder);
        if (msg.sender != person) revert ColdChain_NotQualityPerson(id, msg.sender, person);

        // Effect: decided for good.
        judgement.disposition = disposition;
        uint32 left = --_openVerdicts[_stoppedBy(id, sscc)];
        emit ExcursionDisposed(series, subject, disposition, person, rationale);

        // Interaction: the stop lasts, or ends with the last verdict that holds it.
        if (disposition == Disposition.Reject) {
            _stop(id, sscc, true, rationale);
        } else if (left == 0 && sscc == NO_LOGISTIC_UNIT) {
            BATCHES.liftByMonitor(id, QuarantineOrder.Monitor, rationale);
        } else if (left == 0) {
            BATCHES.clearByMonitor(sscc, Mark.Excursion, rationale);
        }
    }

    // INTERNAL

    /// @dev Judges a series for a subject, once.
    function _judge(
        bytes32 subject,
        StorageProfileId profile,
        bytes calldata readings,
        address device,
        bytes calldata signature
    ) private returns (SeriesId series, Verdict verdict) {
        series = SeriesId.wrap(keccak256(readings));
        // Check: not judged for it before; readings of the past, signed by a device that was calibrated all along.
        verdict = _judgements[series][subject].verdict;
        if (verdict != Verdict.None) revert ColdChain_AlreadyJudged(series, subject, verdict);
        Assessment memory assessment = StorageRules.assess(_profile(profile), readings);
        _checkSignature(series, assessment, readings, device, signature);

        // Effect: record series and judgement.
        verdict = assessment.verdict;
        if (_series[series].device == NO_DEVICE) {
            _series[series].device = device;
            _series[series].startedAt = assessment.startedAt;
        }
        _judgements[series][subject] = Judgement({
            verdict: verdict,
            disposition: Disposition.None,
            review: assessment.review,
            mktMilliC: assessment.mktMilliC,
            minDeciC: assessment.minDeciC,
            maxDeciC: assessment.maxDeciC,
            endedAt: assessment.endedAt,
            judgedAt: uint40(block.timestamp)
        });
        emit SeriesJudged(
            series,
            subject,
            device,
            verdict,
            assessment.mktMilliC,
            assessment.minDeciC,
            assessment.maxDeciC,
            assessment.review
        );
    }

    function _stop(LotId lot, Sscc sscc, bool forGood, bytes32 reason) private {
        if (sscc == NO_LOGISTIC_UNIT) {
            QuarantineOrder order = forGood ? QuarantineOrder.MonitorReject : QuarantineOrder.Monitor;
            BATCHES.quarantineByMonitor(lot, order, reason);
        } else {
            BATCHES.markByMonitor(sscc, forGood ? Mark.Reject : Mark.Excursion, reason);
        }
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

    /// @dev Readings of a stranger's refrigerator must not stop somebody's goods.
    function _isParty(LotId lot, Reporter calldata reporter, Gln holder) private view returns (bool party) {
        ITradingPartners.Partner memory partner = BATCHES.partnerOf(reporter.gln);
        if (!_isPartner(partner)) return false;
        bool inCharge = reporter.gln == holder || partner.roles == ROLE_REGULATOR;
        Sscc sscc = reporter.sscc;
        if (sscc == NO_LOGISTIC_UNIT) return inCharge;
        ILogisticUnits.LogisticUnit memory unit = BATCHES.logisticUnitOf(sscc);
        if (unit.contentsHash != reporter.contents.hashOf() || !reporter.contents.holdsLot(lot)) return false;
        if (inCharge) return true;
        // Custody and shipment are those of the outermost.
        (Sscc outermost,) = BATCHES.outermostOf(sscc);
        if (outermost != sscc) unit = BATCHES.logisticUnitOf(outermost);
        return reporter.gln == unit.custodian || reporter.gln == unit.receiver || reporter.gln == unit.carrier;
    }

    /// @dev The caller speaks for a partner that is authorised now.
    function _isPartner(ITradingPartners.Partner memory partner) private view returns (bool authorised) {
        return partner.account == msg.sender && block.timestamp <= partner.validUntil;
    }

    function _profile(StorageProfileId id) private view returns (StorageProfile memory profile) {
        profile = _profiles[id];
        if (profile.windowMinutes == UNDEFINED) revert ColdChain_UnknownProfile(id);
    }
}
