// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln, LotId, ModelId, RequestId, SeriesId, Sscc} from "../types/Identifiers.sol";
import {Content, LotDetails, StorageProfileId, Verdict} from "../types/Provenance.sol";

/// @title Device-signed temperature readings and what physics says of them
/// @notice Readings are bytes: uint40 startedAt, then for each reading uint16 minutesSincePrevious (0 for the first
/// only) and int16 deciCelsius. SeriesId = keccak256 of the bytes. The device signs the `DeviceReadings` of
/// IAttesterRegistry over series id, chain head, start and count.
/// @dev Rules. A reading stands for the time up to the next one, the last for as long as the one before it. The mean
/// kinetic temperature (activation energy over gas constant 10,000 K) is that of the worst window: windows end where a
/// reading's time ends and are as long as the profile says; a shorter series is one window. Verdicts, gravest first:
/// Reject below 0 degrees if freeze-sensitive; Excursion outside the excursion bounds, too long outside the band, or
/// above the limit on mean kinetic temperature; Indeterminate on a gap; else Conformant. A verdict other than
/// Conformant quarantines the lot in the same transaction. A Conformant verdict releases nothing.
interface IColdChain {
    /// @dev Temperatures in tenths of a degree, the limit in thousandths.
    struct StorageProfile {
        /// Label band.
        int16 minDeciC;
        int16 maxDeciC;
        /// Bounds of tolerated excursions; inside them time outside the band must stay below `excursionMinutes`.
        int16 excursionMinDeciC;
        int16 excursionMaxDeciC;
        /// Ceiling of tolerated spikes; time above `excursionMaxDeciC` must stay below `spikeMinutes`.
        int16 spikeMaxDeciC;
        uint32 excursionMinutes;
        uint32 spikeMinutes;
        uint32 windowMinutes;
        int32 mktLimitMilliC;
        /// Longest time between two readings.
        uint16 maxGapMinutes;
        bool freezeSensitive;
    }

    struct Assessment {
        Verdict verdict;
        /// Mean kinetic temperature of the worst window, rounded to the nearest thousandth of a degree.
        int32 mktMilliC;
        int16 minDeciC;
        int16 maxDeciC;
        uint40 startedAt;
        /// Time of the last reading.
        uint40 endedAt;
        uint32 count;
    }

    /// @dev A series as judged for one lot.
    struct Judgement {
        Verdict verdict;
        int32 mktMilliC;
        int16 minDeciC;
        int16 maxDeciC;
        uint40 endedAt;
        uint40 judgedAt;
    }

    enum Flag {
        NotAssessed,
        Clear,
        /// It stays, unless the answer that raised it is overturned.
        Raised
    }

    struct Series {
        address device;
        uint40 startedAt;
        Flag flag;
        /// Raw score of the latest answer that set the flag.
        int32 score;
    }

    /// @dev What an answer that may still be overturned has overwritten.
    struct FlagBefore {
        // slot 0
        RequestId requestId;
        // slot 1
        Flag flag;
        int32 score;
    }

    struct AllowedModel {
        bool allowed;
        /// A raw score at or above it raises the flag.
        int32 threshold;
    }

    /// @dev Who brings a series. The product's authorisation holder and regulators need no logistic unit; others show
    /// one that holds units of the lot and of which they are custodian, named receiver or named carrier.
    struct Reporter {
        Gln gln;
        /// NO_LOGISTIC_UNIT for authorisation holder and regulators.
        Sscc sscc;
        Content[] contents;
    }

    event ProfileDefined(StorageProfileId indexed id, StorageProfile profile);
    event ModelAllowed(ModelId indexed id, bool allowed, int32 threshold);
    event SeriesJudged(
        SeriesId indexed series,
        LotId indexed lot,
        address indexed device,
        Verdict verdict,
        int32 mktMilliC,
        int16 minDeciC,
        int16 maxDeciC
    );
    event SeriesFlagged(
        SeriesId indexed series, ModelId indexed modelId, RequestId indexed requestId, Flag flag, int32 score
    );
    /// @dev The answer was wrong; flag and score are again what they were before it.
    event SeriesFlagOverturned(
        SeriesId indexed series, ModelId indexed modelId, RequestId indexed requestId, Flag flag, int32 score
    );

    /// @notice Thrown when a profile is defined again.
    error ColdChain_ProfileExists(StorageProfileId id);
    /// @notice Thrown when a profile's bounds are not nested or a length is zero.
    error ColdChain_ProfileRefused(StorageProfileId id);
    /// @notice Thrown when the product's profile was never defined.
    error ColdChain_UnknownProfile(StorageProfileId id);
    /// @notice Thrown when the caller may not bring series for this lot.
    error ColdChain_NotParty(LotId lot, Gln reporter, address caller);
    /// @notice Thrown when a series was judged for this lot before.
    error ColdChain_AlreadyJudged(SeriesId series, LotId lot, Verdict verdict);
    /// @notice Thrown when readings lie in the future.
    error ColdChain_ReadingsInFuture(uint40 endedAt, uint256 now_);
    /// @notice Thrown when the device's calibration ended before its readings did.
    error ColdChain_NotCalibrated(address device, uint40 calibratedUntil, uint40 endedAt);
    /// @notice Thrown when an answer is from a model outside the allow-list.
    error ColdChain_ModelNotAllowed(ModelId modelId);
    /// @notice Thrown when an answer is not about device-signed readings.
    error ColdChain_NotDeviceSigned(RequestId requestId);
    /// @notice Thrown when an answer is about readings that were never judged here. May be retried later.
    error ColdChain_UnknownSeries(SeriesId series);
    /// @notice Thrown when an answer is not exactly one score.
    error ColdChain_OutputSize(RequestId requestId, uint256 size);

    /// @notice Defines a profile for good. Restricted.
    function defineProfile(StorageProfileId id, StorageProfile calldata profile) external;
    /// @notice Puts a model on or off the allow-list. Restricted.
    function allowModel(ModelId id, bool allowed, int32 threshold) external;
    /// @notice Judges a device's readings for a lot, once, and quarantines the lot unless they conform.
    function evaluate(
        LotDetails calldata lot,
        Reporter calldata reporter,
        bytes calldata readings,
        address device,
        bytes calldata signature
    ) external returns (SeriesId series, Verdict verdict);

    /// @notice What `evaluate` would find, without a signature and without effect.
    function assess(StorageProfileId profile, bytes calldata readings) external view returns (Assessment memory);
    function judgementOf(SeriesId series, LotId lot) external view returns (Judgement memory judgement);
    function seriesOf(SeriesId series) external view returns (Series memory record);
    function profileOf(StorageProfileId id) external view returns (StorageProfile memory profile);
    function allowedModel(ModelId id) external view returns (AllowedModel memory model);
}
