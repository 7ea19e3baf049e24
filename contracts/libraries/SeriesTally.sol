// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {BufferedProbe} from "./BufferedProbe.sol";
import {DeviceReadings} from "./DeviceReadings.sol";
import {MeanKineticTemperature} from "./MeanKineticTemperature.sol";
import {RollingMean} from "./RollingMean.sol";

/// @title What one pass over a series of readings gathers
library SeriesTally {
    using BufferedProbe for BufferedProbe.Probe;
    using DeviceReadings for bytes;
    using RollingMean for RollingMean.Window;

    uint256 private constant TEMPERATURES = uint256(int256(DeviceReadings.MAX_DECI_C) - DeviceReadings.MIN_DECI_C) + 1;
    /// @dev A bin is minutes << 128 | relative reaction rate. No rate is zero.
    uint256 private constant EMPTY_BIN = 0;
    uint256 private constant MINUTES_SHIFT = 128;

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

    /// @notice Goes over a series whose header was checked.
    /// @param windowMinutes Length of the window of mean kinetic temperature.
    /// @param probeMinutes Time constant of the buffered probe.
    function gather(bytes calldata readings, uint256 count, uint32 windowMinutes, uint16 probeMinutes)
        internal
        pure
        returns (Tally memory gathered)
    {
        (, int16 deciC) = readings.readingAt(0);
        gathered.minDeciC = deciC;
        gathered.maxDeciC = deciC;
        gathered.bins = new uint256[](TEMPERATURES);
        gathered.window = RollingMean.open(windowMinutes, count);
        gathered.probe = BufferedProbe.settled(probeMinutes, deciC);
        uint256 minutes_;
        unchecked {
            // Nothing overflows: MAX_READINGS intervals of 16 bits.
            for (uint256 i = 1; i < count; ++i) {
                int16 next;
                (minutes_, next) = readings.readingAt(i);
                gathered.elapsedMinutes += minutes_;
                if (minutes_ > gathered.greatestGap) gathered.greatestGap = minutes_;
                _account(gathered, deciC, minutes_);
                deciC = next;
            }
        }
        // The last reading lasts as long as the one before it.
        _account(gathered, deciC, minutes_);
        _sumUp(gathered);
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

    /// @notice Time between two temperatures, both included, as far as the series went.
    function minutesBetween(Tally memory tally, int256 from, int256 to) internal pure returns (uint256 sum) {
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
