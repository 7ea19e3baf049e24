// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IColdChain} from "../interfaces/IColdChain.sol";
import {Verdict} from "../types/Provenance.sol";
import {BufferedProbe} from "./BufferedProbe.sol";
import {DeviceReadings} from "./DeviceReadings.sol";
import {MeanKineticTemperature} from "./MeanKineticTemperature.sol";
import {RollingMean} from "./RollingMean.sol";
import {SeriesTally} from "./SeriesTally.sol";

/// @title The physical rules of storage: band, excursions, mean kinetic temperature, freeze, gaps
/// @dev The rules are stated in IColdChain; standards/storageRules.ts is the same off chain, integer for integer.
library StorageRules {
    using BufferedProbe for BufferedProbe.Probe;
    using DeviceReadings for bytes;
    using RollingMean for RollingMean.Window;
    using SeriesTally for SeriesTally.Tally;

    int256 private constant FREEZING_DECI_C = 0;
    /// @dev A verdict is close if another one would stand with every bound this much wider or narrower.
    int256 private constant CLOSE_DECI_C = 10;
    int256 private constant MILLI_OF_A_TENTH = 100;

    /// @notice Judges a series under a profile. One pass over the readings.
    function assess(IColdChain.StorageProfile memory profile, bytes calldata readings)
        internal
        pure
        returns (IColdChain.Assessment memory assessment)
    {
        (assessment.startedAt, assessment.count) = readings.header();
        SeriesTally.Tally memory tally =
            SeriesTally.gather(readings, assessment.count, profile.windowMinutes, profile.probeMinutes);
        // Safe casts: readings beyond 16 bits were refused.
        assessment.minDeciC = int16(tally.minDeciC);
        assessment.maxDeciC = int16(tally.maxDeciC);
        assessment.endedAt = assessment.startedAt + uint40(tally.elapsedMinutes * 1 minutes);
        assessment.mktMilliC = MeanKineticTemperature.fromRate(tally.window.greatestMean());
        (assessment.probeMinMilliC, assessment.probeMaxMilliC) = tally.probe.extremes();
        assessment.verdict = _verdict(profile, tally, assessment.mktMilliC, 0);
        assessment.review = assessment.probeMinMilliC < profile.minDeciC * MILLI_OF_A_TENTH
            || assessment.probeMaxMilliC > profile.maxDeciC * MILLI_OF_A_TENTH
            || _verdict(profile, tally, assessment.mktMilliC, CLOSE_DECI_C) != assessment.verdict
            || _verdict(profile, tally, assessment.mktMilliC, -CLOSE_DECI_C) != assessment.verdict;
    }

    /// @param slack By how much every bound is wider.
    function _verdict(
        IColdChain.StorageProfile memory profile,
        SeriesTally.Tally memory tally,
        int256 mktMilliC,
        int256 slack
    ) private pure returns (Verdict verdict) {
        int256 least = tally.minDeciC;
        int256 greatest = tally.maxDeciC;
        if (profile.freezeSensitive && least < FREEZING_DECI_C - slack) return Verdict.Reject;
        if (least < profile.excursionMinDeciC - slack || greatest > profile.spikeMaxDeciC + slack) {
            return Verdict.Excursion;
        }
        if (mktMilliC > profile.mktLimitMilliC + slack * MILLI_OF_A_TENTH) return Verdict.Excursion;
        uint256 warm = tally.minutesBetween(profile.maxDeciC + slack + 1, greatest);
        uint256 cold = tally.minutesBetween(least, profile.minDeciC - slack - 1);
        // A band narrowed to nothing counts no time twice.
        bool all = profile.minDeciC - slack > profile.maxDeciC + slack + 1;
        uint256 outside = all ? tally.minutesBetween(least, greatest) : warm + cold;
        if (outside >= profile.excursionMinutes) return Verdict.Excursion;
        if (tally.minutesBetween(profile.excursionMaxDeciC + slack + 1, greatest) >= profile.spikeMinutes) {
            return Verdict.Excursion;
        }
        return tally.greatestGap > profile.maxGapMinutes ? Verdict.Indeterminate : Verdict.Conformant;
    }
}
