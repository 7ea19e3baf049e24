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
    NO_LOGISTIC_UNIT,
    ROLE_REGULATOR,
    StorageProfileId,
    Verdict
} from "../types/Provenance.sol";
import {Dispositions} from "./Dispositions.sol";
import {IntegrityFlags} from "./IntegrityFlags.sol";

/// @title Device-signed temperature readings and what physics says of them
contract ColdChain is IntegrityFlags, Dispositions {
    using DeviceReadings for bytes;
    using Lots for LotDetails;
    using Lots for Content[];

    uint32 private constant UNDEFINED = 0;

    /// @notice How long ago a series may have ended for partners who are not in charge: as long as goods may travel.
    uint40 public constant MAX_SERIES_AGE = 90 days;

    /// @notice Knows the devices.
    IAttesterRegistry public immutable ATTESTERS;

    /// @dev What a series is brought for.
    struct Goods {
        bytes32 subject;
        LotId lot;
        Sscc sscc;
        StorageProfileId profile;
        /// By authorisation holder or regulator.
        bool inCharge;
    }

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
        bool inCharge = _checkParty(id, reporter, product.holder);

        // Effect: record series and judgement, and what to hold if the series turns out to be forged.
        Sscc sscc = reporter.sscc;
        Goods memory goods = Goods(_subjectOf(id, sscc), id, sscc, product.profile, inCharge);
        (series, verdict) = _judge(goods, readings, device, signature);
        _noteFirst(series, id, sscc);
        _count(_stoppedBy(id, sscc), verdict);

        // Interaction: what fails safe acts at once.
        if (verdict != Verdict.Conformant) _stop(id, sscc, verdict == Verdict.Reject, SeriesId.unwrap(series));
        (Flag flag,) = _flagOf(_series[series]);
        if (flag == Flag.Raised) _hold(series, id, sscc);
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
        Goods memory goods = _checkUnit(lot, index, by);

        // Effect: record series and judgement. A pack's evidence stops nothing; a gap in it says nothing against it.
        (series, verdict) = _judge(goods, readings, device, signature);
        if (verdict != Verdict.Indeterminate) _count(goods.subject, verdict);
    }

    // INTERNAL

    function _checkUnit(LotDetails memory lot, uint32 index, Gln by) private view returns (Goods memory goods) {
        LotId id = lot.idOf();
        BATCHES.statusOfLot(lot);
        if (index >= lot.unitCount) revert ColdChain_UnknownUnit(id, index, lot.unitCount);
        ITradingPartners.Partner memory partner = BATCHES.partnerOf(by);
        if (!_isPartner(partner)) revert ColdChain_NotParty(id, by, msg.sender);
        ITradingPartners.Product memory product = BATCHES.productOf(lot.gtin);
        bool inCharge = by == product.holder || partner.roles == ROLE_REGULATOR;
        return Goods(_subjectOfUnit(id, index), id, NO_LOGISTIC_UNIT, product.profile, inCharge);
    }

    /// @dev Judges a series for a subject, once.
    function _judge(Goods memory goods, bytes calldata readings, address device, bytes calldata signature)
        private
        returns (SeriesId series, Verdict verdict)
    {
        series = SeriesId.wrap(keccak256(readings));
        // Check: not judged for it before; readings of the past, not too old, signed by a device that was calibrated all
        // along.
        verdict = _judgements[series][goods.subject].verdict;
        if (verdict != Verdict.None) revert ColdChain_AlreadyJudged(series, goods.subject, verdict);
        Assessment memory assessment = StorageRules.assess(_profile(goods.profile), readings);
        _checkSignature(series, assessment, readings, device, signature);
        if (!goods.inCharge) _checkAge(series, assessment.endedAt);

        // Effect: record series and judgement.
        verdict = assessment.verdict;
        if (_series[series].device == NO_DEVICE) {
            _series[series].device = device;
            _series[series].startedAt = assessment.startedAt;
        }
        _record(series, goods, device, assessment);
    }

    function _record(SeriesId series, Goods memory goods, address device, Assessment memory assessment) private {
        _judgements[series][goods.subject] = Judgement({
            verdict: assessment.verdict,
            disposition: Disposition.None,
            review: assessment.review,
            mktMilliC: assessment.mktMilliC,
            minDeciC: assessment.minDeciC,
            maxDeciC: assessment.maxDeciC,
            endedAt: assessment.endedAt,
            judgedAt: uint40(block.timestamp),
            held: false
        });
        emit SeriesJudged(
            series,
            goods.subject,
            device,
            assessment.verdict,
            assessment.mktMilliC,
            assessment.minDeciC,
            assessment.maxDeciC,
            assessment.review,
            goods.lot,
            goods.sscc,
            assessment.endedAt
        );
    }

    /// @dev What a flag holds by itself when it goes up.
    function _noteFirst(SeriesId series, LotId lot, Sscc sscc) private {
        if (_series[series].lot != NO_LOT) return;
        _series[series].lot = lot;
        if (sscc != NO_LOGISTIC_UNIT) _series[series].sscc = sscc;
    }

    /// @dev Series are public once shown: an old one is about other goods, more likely than not.
    function _checkAge(SeriesId series, uint40 endedAt) private view {
        uint256 oldest = block.timestamp - MAX_SERIES_AGE;
        if (endedAt < oldest) revert ColdChain_SeriesTooOld(series, endedAt, oldest);
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
    function _checkParty(LotId lot, Reporter calldata reporter, Gln holder) private view returns (bool inCharge) {
        ITradingPartners.Partner memory partner = BATCHES.partnerOf(reporter.gln);
        inCharge = reporter.gln == holder || partner.roles == ROLE_REGULATOR;
        if (!_isPartner(partner) || !_isAboutGoods(lot, reporter, inCharge)) {
            revert ColdChain_NotParty(lot, reporter.gln, msg.sender);
        }
    }

    function _isAboutGoods(LotId lot, Reporter calldata reporter, bool inCharge) private view returns (bool party) {
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

    function _profile(StorageProfileId id) private view returns (StorageProfile memory profile) {
        profile = _profiles[id];
        if (profile.windowMinutes == UNDEFINED) revert ColdChain_UnknownProfile(id);
    }
}
