// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln, LotId, ModelId, RequestId, SeriesId, Sscc} from "../types/Identifiers.sol";
import {Mode} from "../types/Inference.sol";
import {Content, Disposition, LotDetails, StorageProfileId, Verdict} from "../types/Provenance.sol";

/// @title Device-signed temperature readings and what physics says of them
/// @notice Readings are bytes: uint40 startedAt, then for each reading uint16 minutesSincePrevious (0 for the first
/// only) and int16 deciCelsius. SeriesId = keccak256 of the bytes. The device signs the `DeviceReadings` of
/// IAttesterRegistry over series id, chain head, start and count.
/// @dev Rules. A reading stands for the time up to the next one, the last for as long as the one before it. The mean
/// kinetic temperature (activation energy over gas constant 10,000 K) is that of the worst window: windows end where a
/// reading's time ends and are as long as the profile says; a shorter series is one window. Verdicts, gravest first:
/// Reject below 0 degrees if freeze-sensitive; Excursion outside the excursion bounds, too long outside the band, or
/// above the limit on mean kinetic temperature; Indeterminate on a gap; else Conformant. A Conformant verdict releases
/// nothing. Any other stops goods in the same transaction: the lot, if its authorisation holder or a regulator brings
/// the series without a logistic unit; else the logistic unit that the reporter shows, and nothing besides, so that who
/// has one pack cannot stop a lot. A series may also be judged for a single pack, as evidence for its return; that stops
/// nothing, but while an Excursion or Reject verdict of a pack stands, nothing that was sent back is sold again.
///
/// What a judgement does not say. In a logistic unit of several lots the profile is that of the lot shown, and the subject
/// is unit and lot: a verdict for one lot, Conformant or not, says nothing of another lot in the unit, which has limits of
/// its own; whoever wants them all judged brings the series once for each. (The mark that a bad verdict leaves stops the
/// unit whole.) A judgement and its stop are of the logistic unit, not of what was in it while the device measured: goods
/// taken out before the series was brought are not stopped by it. They are judged by themselves, as a lot by who is in
/// charge of it, or as packs.
///
/// Nothing on chain binds a device to goods: a series is about the goods that its reporter says it is about. Against a
/// series of other goods there are these: only authorisation holder and regulators may bring one that ended more than
/// MAX_SERIES_AGE ago; each counts once a subject; and a regulator, who is neither its reporter nor the goods' owner, may
/// dismiss it, a Reject verdict too. What a quality person rejected stays rejected.
///
/// Three things ask for a person (`review`), and decide nothing: a buffered probe outside the band (what the goods
/// themselves went through: an exponential moving average with the profile's time constant, see BufferedProbe); a close
/// verdict; the integrity network's flag. A verdict is close if another would stand with every bound of temperature (band,
/// excursion, spike, freezing and mean kinetic temperature) a degree wider, or every one a degree narrower.
///
/// The integrity network looks for forged series. Its answers count in modes OPTIMISTIC and ONCHAIN. An answer that may
/// still be overturned can raise the flag but not clear it; a final one that raises it raises it for good. When the flag
/// goes up, what the series was judged for first is held: the lot or the logistic unit. Whatever else it was judged for
/// until then, anyone may have held, once each; what it is judged for while the flag is up is held at once. A hold lapses by itself after
/// HOLD_TIME unless a person confirms it in the ledger, and is not lifted when the answer is overturned: who is in charge
/// may lift it there.
///
/// Subjects: a lot is its id, a logistic unit keccak256(abi.encode(sscc, lot)), a pack keccak256(abi.encode(lot, index)).
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
        /// Time constant of the buffered probe.
        uint16 probeMinutes;
        bool freezeSensitive;
    }

    struct Assessment {
        Verdict verdict;
        /// Mean kinetic temperature of the worst window, rounded to the nearest thousandth of a degree.
        int32 mktMilliC;
        int16 minDeciC;
        int16 maxDeciC;
        /// Extremes of the buffered probe, thousandths of a degree.
        int32 probeMinMilliC;
        int32 probeMaxMilliC;
        /// Whether a person should look at it.
        bool review;
        uint40 startedAt;
        /// Time of the last reading.
        uint40 endedAt;
        uint32 count;
    }

    /// @dev A series as judged for one subject.
    struct Judgement {
        Verdict verdict;
        /// What a quality person made of a verdict that is not Conformant, or that a regulator dismissed the series.
        Disposition disposition;
        bool review;
        int32 mktMilliC;
        int16 minDeciC;
        int16 maxDeciC;
        uint40 endedAt;
        uint40 judgedAt;
        /// Whether the flag has had the subject held.
        bool held;
    }

    enum Flag {
        NotAssessed,
        /// By final answers only.
        Clear,
        /// It stays, unless every answer that raised it is overturned.
        Raised
    }

    struct Series {
        address device;
        uint40 startedAt;
        Flag flag;
        /// Raw score of the final answer that set the flag; while only others raise it, of the latest of those.
        int32 score;
        /// What a raised flag holds by itself: the lot (zero while the series was judged for packs only) and, unless
        /// NO_LOGISTIC_UNIT, of it only this logistic unit.
        LotId lot;
        Sscc sscc;
    }

    struct AllowedModel {
        bool allowed;
        /// A raw score at or above it raises the flag.
        int32 threshold;
    }

    /// @dev Who brings a series, and for what. The product's authorisation holder and regulators may bring one for the
    /// lot; others show a logistic unit that holds units of the lot and of which, or of the outermost one around it, they
    /// are custodian, named receiver or named carrier.
    struct Reporter {
        Gln gln;
        /// NO_LOGISTIC_UNIT for the whole lot.
        Sscc sscc;
        Content[] contents;
    }

    event ProfileDefined(StorageProfileId indexed id, StorageProfile profile);
    event ModelAllowed(ModelId indexed id, bool allowed, int32 threshold);
    /// @dev `lot` and `sscc` (NO_LOGISTIC_UNIT for the lot or a pack of it) are what `subject` is made of.
    event SeriesJudged(
        SeriesId indexed series,
        bytes32 indexed subject,
        address indexed device,
        Verdict verdict,
        int32 mktMilliC,
        int16 minDeciC,
        int16 maxDeciC,
        bool review,
        LotId lot,
        Sscc sscc,
        uint40 endedAt
    );
    event ExcursionDisposed(
        SeriesId indexed series,
        bytes32 indexed subject,
        Disposition disposition,
        address qualityPerson,
        bytes32 rationale
    );
    event SeriesDismissed(SeriesId indexed series, bytes32 indexed subject, Gln indexed by, bytes32 reason);
    /// @dev Flag and score as they are from now on.
    event SeriesFlagged(
        SeriesId indexed series, ModelId indexed modelId, RequestId indexed requestId, Flag flag, int32 score
    );
    /// @dev The answer was wrong; flag and score as they are without it.
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
    /// @notice Thrown when the lot has no such unit.
    error ColdChain_UnknownUnit(LotId lot, uint32 index, uint32 unitCount);
    /// @notice Thrown when a series was judged for this subject before.
    error ColdChain_AlreadyJudged(SeriesId series, bytes32 subject, Verdict verdict);
    /// @notice Thrown when there is no such verdict to dispose of, it was disposed of, or it cannot be used as it is.
    error ColdChain_NotDisposable(SeriesId series, bytes32 subject, Verdict verdict, Disposition disposition);
    /// @notice Thrown when the caller is not the quality person of the authorisation holder.
    error ColdChain_NotQualityPerson(LotId lot, address caller, address person);
    /// @notice Thrown when the caller does not speak for an authorised regulator.
    error ColdChain_NotRegulator(Gln by, address caller);
    /// @notice Thrown when somebody not in charge brings a series that ended too long ago.
    error ColdChain_SeriesTooOld(SeriesId series, uint40 endedAt, uint256 oldest);
    /// @notice Thrown when the flag is not raised, or the subject was not judged by this series, was held for it before or
    /// is none of its.
    error ColdChain_NothingToHold(SeriesId series, bytes32 subject, Flag flag);
    /// @notice Thrown when a disposition or dismissal lacks its rationale.
    error ColdChain_NoRationale(SeriesId series);
    /// @notice Thrown when an answer was given in a mode whose recomputation nobody can demand.
    error ColdChain_ModeRefused(RequestId requestId, Mode mode);
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
    /// @notice Thrown when a hold may have failed for want of gas alone.
    error ColdChain_HoldStarved(SeriesId series, uint256 gasLeft);

    /// @notice Defines a profile for good. Restricted.
    function defineProfile(StorageProfileId id, StorageProfile calldata profile) external;
    /// @notice Puts a model on or off the allow-list. Restricted.
    function allowModel(ModelId id, bool allowed, int32 threshold) external;
    /// @notice Judges a device's readings for a lot or, if `reporter` shows one, for a logistic unit that holds units of
    /// the lot, once, and stops it unless they conform. The device is in service now, and its calibration outlasted its
    /// last reading.
    function evaluate(
        LotDetails calldata lot,
        Reporter calldata reporter,
        bytes calldata readings,
        address device,
        bytes calldata signature
    ) external returns (SeriesId series, Verdict verdict);
    /// @notice Judges a device's readings for a single pack, once. Any authorised partner; it stops nothing but the
    /// pack's return to sale.
    /// @param by Whom the caller speaks for.
    function evaluateUnit(
        LotDetails calldata lot,
        uint32 index,
        Gln by,
        bytes calldata readings,
        address device,
        bytes calldata signature
    ) external returns (SeriesId series, Verdict verdict);
    /// @notice Decides what becomes of goods after an Excursion or Indeterminate verdict. Only the quality person of an
    /// authorisation holder that is authorised now. UseAsIs lifts the stop unless another verdict still holds it; Reject makes it last. A
    /// freeze breach of a freeze-sensitive product is rejected already, and not used unless the series is dismissed.
    /// @param rationale Commitment to the reasons; not zero.
    /// @param sscc The logistic unit the series was judged for, or NO_LOGISTIC_UNIT for the lot.
    function dispose(SeriesId series, LotDetails calldata lot, Sscc sscc, Disposition disposition, bytes32 rationale)
        external;

    /// @notice Declares that a series is not about these goods. Its verdict counts no longer: a stop that no other verdict
    /// holds ends, that of a Reject verdict too. Only a regulator, and not against what a quality person decided.
    /// @param by The regulator whom the caller speaks for.
    /// @param reason Commitment to the reasons; not zero.
    function dismiss(SeriesId series, LotDetails calldata lot, Sscc sscc, Gln by, bytes32 reason) external;
    /// @notice The same for a single pack.
    function dismissUnit(SeriesId series, LotDetails calldata lot, uint32 index, Gln by, bytes32 reason) external;
    /// @notice Holds goods that a series was judged for before its flag went up. Anyone, while it is up, once a subject; a
    /// hold in force is not prolonged.
    function holdJudged(SeriesId series, LotDetails calldata lot, Sscc sscc) external;

    /// @notice What `evaluate` would find, without a signature and without effect.
    function assess(StorageProfileId profile, bytes calldata readings) external view returns (Assessment memory);
    /// @notice A judgement; `review` also says whether the series' flag is raised now.
    function judgementOf(SeriesId series, bytes32 subject) external view returns (Judgement memory judgement);
    /// @notice Verdicts that stop a lot (NO_LOGISTIC_UNIT), or a logistic unit for whatever lot in it, and wait for a
    /// disposition.
    function openVerdictsOf(LotId lot, Sscc sscc) external view returns (uint32 count);
    /// @notice Whether an Excursion or Reject verdict stands against a pack.
    function isDoubted(LotId lot, uint32 index) external view returns (bool doubted);
    function subjectOfLogisticUnit(Sscc sscc, LotId lot) external pure returns (bytes32 subject);
    function seriesOf(SeriesId series) external view returns (Series memory record);
    function profileOf(StorageProfileId id) external view returns (StorageProfile memory profile);
    function allowedModel(ModelId id) external view returns (AllowedModel memory model);
}
