// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IColdChain} from "../interfaces/IColdChain.sol";
import {Verdict} from "../types/Provenance.sol";
import {DeviceReadings} from "./DeviceReadings.sol";
import {MeanKineticTemperature} from "./MeanKineticTemperature.sol";
import {RollingMean} from "./RollingMean.sol";

/// @title The physical rules of storage: band, excursions, mean kinetic temperature, freeze, gaps
/// @dev The rules are stated in IColdChain.
library StorageRules {
    using DeviceReadings for bytes;
    using RollingMean for RollingMean.Window;

    int16 private constant FREEZING_DECI_C = 0;
    uint256 private constant TEMPERATURES = uint256(int256(DeviceReadings.MAX_DECI_C) - DeviceReadings.MIN_DECI_C) + 1;
    uint256 private constant NOT_COMPUTED = 0;

    /// @dev What one pass over the readings gathers.
    struct Tally {
        int16 minDeciC;
        int16 maxDeciC;
        /// Rates of the temperatures met so far, from the coldest on: a series of any length is paid by what differs.
        uint256[] rates;
        uint256 elapsedMinutes;
        uint256 outsideMinutes;
        uint256 spikeMinutes;
        bool gap;
        RollingMean.Window window;
    }

    /// @notice Judges a series under a profile. One pass over the readings.
    function assess(IColdChain.StorageProfile memory profile, bytes calldata readings)
        internal
        pure
        returns (IColdChain.Assessment memory assessment)
    {
        (uint40 startedAt, uint32 count) = readings.header();
        Tally memory tally = _tally(profile, readings, count);
        int32 mktMilliC = MeanKineticTemperature.fromRate(tally.window.greatestMean());
        return IColdChain.Assessment({
            verdict: _verdict(profile, tally, mktMilliC),
            mktMilliC: mktMilliC,
            minDeciC: tally.minDeciC,
            maxDeciC: tally.maxDeciC,
            startedAt: startedAt,
            endedAt: startedAt + uint40(tally.elapsedMinutes * 1 minutes),
            count: count
        });
    }

    function _tally(IColdChain.StorageProfile memory profile, bytes calldata readings, uint256 count)
        private
        pure
        returns (Tally memory tally)
    {
        (, int16 deciC) = readings.readingAt(0);
        tally.minDeciC = deciC;
        tally.maxDeciC = deciC;
        tally.rates = new uint256[](TEMPERATURES);
        tally.window = RollingMean.open(profile.windowMinutes, count);
        uint16 duration;
        for (uint256 i = 1; i < count; ++i) {
            int16 next;
            (duration, next) = readings.readingAt(i);
            tally.elapsedMinutes += duration;
            if (duration > profile.maxGapMinutes) tally.gap = true;
            _account(profile, tally, deciC, duration);
            deciC = next;
        }
        // The last reading lasts as long as the one before it.
        _account(profile, tally, deciC, duration);
    }

    /// @dev Books a temperature that lasted `duration` minutes.
    function _account(IColdChain.StorageProfile memory profile, Tally memory tally, int16 deciC, uint256 duration)
        private
        pure
    {
        if (deciC < tally.minDeciC) tally.minDeciC = deciC;
        if (deciC > tally.maxDeciC) tally.maxDeciC = deciC;
        if (deciC < profile.minDeciC || deciC > profile.maxDeciC) tally.outsideMinutes += duration;
        if (deciC > profile.excursionMaxDeciC) tally.spikeMinutes += duration;
        tally.window.push(_rateOf(tally, deciC), duration);
    }

    function _rateOf(Tally memory tally, int16 deciC) private pure returns (uint256 rate) {
        // Safe cast: readings below MIN_DECI_C were refused.
        uint256 index = uint256(int256(deciC) - DeviceReadings.MIN_DECI_C);
        rate = tally.rates[index];
        if (rate == NOT_COMPUTED) {
            rate = MeanKineticTemperature.rateWad(deciC);
            tally.rates[index] = rate;
        }
    }

    function _verdict(IColdChain.StorageProfile memory profile, Tally memory tally, int32 mktMilliC)
        private
        pure
        returns (Verdict verdict)
    {
        if (profile.freezeSensitive && tally.minDeciC < FREEZING_DECI_C) return Verdict.Reject;
        bool outOfBounds = tally.minDeciC < profile.excursionMinDeciC || tally.maxDeciC > profile.spikeMaxDeciC;
        bool tooLong = tally.outsideMinutes >= profile.excursionMinutes || tally.spikeMinutes >= profile.spikeMinutes;
        if (outOfBounds || tooLong || mktMilliC > profile.mktLimitMilliC) return Verdict.Excursion;
        return tally.gap ? Verdict.Indeterminate : Verdict.Conformant;
    }
}
