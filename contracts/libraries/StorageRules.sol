// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IColdChain} from "../interfaces/IColdChain.sol";
import {Verdict} from "../types/Provenance.sol";
import {BufferedProbe} from "./BufferedProbe.sol";
import {DeviceReadings} from "./DeviceReadings.sol";
import {MeanKineticTemperature} from "./MeanKineticTemperature.sol";
import {RollingMean} from "./RollingMean.sol";

/// @title The physical rules of storage: band, excursions, mean kinetic temperature, freeze, gaps
/// @dev The rules are stated in IColdChain; standards/storageRules.ts is the same off chain, integer for integer.
library StorageRules {
    using BufferedProbe for BufferedProbe.Probe;
    using DeviceReadings for bytes;
    using RollingMean for RollingMean.Window;

    int256 private constant FREEZING_DECI_C = 0;
    /// @dev A verdict is close if another one would stand with every bound this much wider or narrower.
    int256 private constant CLOSE_DECI_C = 10;
    int256 private constant MILLI_OF_A_TENTH = 100;
    uint256 private constant TEMPERATURES = uint256(int256(DeviceReadings.MAX_DECI_C) - DeviceReadings.MIN_DECI_C) + 1;
    /// @dev A bin is minutes << 128 | relative reaction rate. No rate is zero.
    uint256 private constant EMPTY_BIN = 0;
    uint256 private constant MINUTES_SHIFT = 128;

    /// @dev What one pass over the readings gathers.
    struct Tally {
        int256 minDeciC;
        int256 maxDeciC;
        /// For each temperature, from the coldest on, its time and rate: a rate is worked out once.
        uint256[] bins;
        uint256 elapsedMinutes;
        uint256 greatestGap;
        RollingMean.Window window;
        BufferedProbe.Probe probe;
    }

    /// @notice Judges a series under a profile. One pass over the readings.
    function assess(IColdChain.StorageProfile memory profile, bytes calldata readings)
        internal
        pure
        returns (IColdChain.Assessment memory assessment)
    {
        (assessment.startedAt, assessment.count) = readings.header();
        Tally memory tally = _tally(profile, readings, assessment.count);
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

    function _tally(IColdChain.StorageProfile memory profile, bytes calldata readings, uint256 count)
        private
        pure
        returns (Tally memory tally)
    {
        (, int16 deciC) = readings.readingAt(0);
        tally.minDeciC = deciC;
        tally.maxDeciC = deciC;
        tally.bins = new uint256[](TEMPERATURES);
        tally.window = RollingMean.open(profile.windowMinutes, count);
        tally.probe = BufferedProbe.settled(profile.probeMinutes, deciC);
        uint256 minutes_;
        unchecked {
            // Nothing overflows: MAX_READINGS intervals of 16 bits.
            for (uint256 i = 1; i < count; ++i) {
                int16 next;
                (minutes_, next) = readings.readingAt(i);
                tally.elapsedMinutes += minutes_;
                if (minutes_ > tally.greatestGap) tally.greatestGap = minutes_;
                _account(tally, deciC, minutes_);
                deciC = next;
            }
        }
        // The last reading lasts as long as the one before it.
        _account(tally, deciC, minutes_);
        _sumUp(tally);
    }

    /// @dev Books a temperature that lasted some minutes.
    function _account(Tally memory tally, int256 deciC, uint256 minutes_) private pure {
        if (deciC < tally.minDeciC) tally.minDeciC = deciC;
        if (deciC > tally.maxDeciC) tally.maxDeciC = deciC;
        tally.probe.stay(deciC, minutes_);
        uint256[] memory bins = tally.bins;
        uint256 index = _indexOf(deciC);
        uint256 bin = bins[index];
        if (bin == EMPTY_BIN) bin = MeanKineticTemperature.rateWad(int16(deciC));
        unchecked {
            // All minutes of a series together are below 2^32.
            bins[index] = bin + (minutes_ << MINUTES_SHIFT);
        }
        tally.window.push(uint128(bin), minutes_);
    }

    /// @dev Makes of each bin the time at its temperature or a colder one.
    function _sumUp(Tally memory tally) private pure {
        uint256[] memory bins = tally.bins;
        uint256 last = _indexOf(tally.maxDeciC);
        uint256 sum;
        unchecked {
            // Bounded by the time of the series.
            for (uint256 i = _indexOf(tally.minDeciC); i <= last; ++i) {
                sum += bins[i] >> MINUTES_SHIFT;
                bins[i] = sum;
            }
        }
    }

    /// @param slack By how much every bound is wider.
    function _verdict(IColdChain.StorageProfile memory profile, Tally memory tally, int256 mktMilliC, int256 slack)
        private
        pure
        returns (Verdict verdict)
    {
        int256 least = tally.minDeciC;
        int256 greatest = tally.maxDeciC;
        if (profile.freezeSensitive && least < FREEZING_DECI_C - slack) return Verdict.Reject;
        if (least < profile.excursionMinDeciC - slack || greatest > profile.spikeMaxDeciC + slack) {
            return Verdict.Excursion;
        }
        if (mktMilliC > profile.mktLimitMilliC + slack * MILLI_OF_A_TENTH) return Verdict.Excursion;
        uint256 warm = _minutes(tally, profile.maxDeciC + slack + 1, greatest);
        uint256 cold = _minutes(tally, least, profile.minDeciC - slack - 1);
        // A band narrowed to nothing counts no time twice.
        bool all = profile.minDeciC - slack > profile.maxDeciC + slack + 1;
        uint256 outside = all ? _minutes(tally, least, greatest) : warm + cold;
        if (outside >= profile.excursionMinutes) return Verdict.Excursion;
        if (_minutes(tally, profile.excursionMaxDeciC + slack + 1, greatest) >= profile.spikeMinutes) {
            return Verdict.Excursion;
        }
        return tally.greatestGap > profile.maxGapMinutes ? Verdict.Indeterminate : Verdict.Conformant;
    }

    /// @dev Time between two temperatures, both included, as far as the series went.
    function _minutes(Tally memory tally, int256 from, int256 to) private pure returns (uint256 sum) {
        if (to > tally.maxDeciC) to = tally.maxDeciC;
        if (to < tally.minDeciC || from > to) return 0;
        sum = tally.bins[_indexOf(to)];
        if (from > tally.minDeciC) sum -= tally.bins[_indexOf(from - 1)];
    }

    function _indexOf(int256 deciC) private pure returns (uint256 index) {
        unchecked {
            // Readings below MIN_DECI_C were refused.
            return uint256(deciC - DeviceReadings.MIN_DECI_C);
        }
    }
}
