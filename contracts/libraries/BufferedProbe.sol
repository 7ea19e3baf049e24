// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title What a thermometer in a buffer would show
/// @notice Goods follow the air around them slowly, which is why vaccines are monitored with a probe in glycol or glass
/// beads. Newton's law of cooling, dy/dt = (x - y) / tau, taken in one backward Euler step for each reading:
///
///   y + (x - y) * minutes / (tau + minutes)
///
/// an exponential moving average whose weight follows the interval: 1/16 for readings every ten minutes and tau = 150.
/// @dev After n equal steps at one temperature y = x + (y0 - x) * (tau / (tau + minutes))^n; with short steps that is
/// the exact x + (y0 - x) * exp(-time / tau). A step never passes x, however long it is. Each step is rounded towards the
/// value before it, and the errors fade as everything does: together they stay below tau / minutes + 1 billionths of a
/// degree.
library BufferedProbe {
    struct Probe {
        /// Time constant, minutes.
        int256 tau;
        /// Billionths of a degree.
        int256 nanoC;
        int256 least;
        int256 greatest;
    }

    int256 private constant NANO_OF_A_TENTH = 100_000_000;
    int256 private constant NANO_OF_A_THOUSANDTH = 1_000_000;

    /// @notice A probe that has long been at a temperature.
    function settled(uint16 tauMinutes, int16 deciC) internal pure returns (Probe memory probe) {
        int256 nanoC = int256(deciC) * NANO_OF_A_TENTH;
        return Probe(int256(uint256(tauMinutes)), nanoC, nanoC, nanoC);
    }

    /// @notice Leaves it at a temperature for some minutes.
    function stay(Probe memory probe, int256 deciC, uint256 minutes_) internal pure {
        unchecked {
            // Nothing overflows: temperatures are below 2^37 billionths, minutes and tau below 2^16.
            int256 time = int256(minutes_);
            int256 nanoC = probe.nanoC;
            nanoC += (deciC * NANO_OF_A_TENTH - nanoC) * time / (probe.tau + time);
            probe.nanoC = nanoC;
            if (nanoC < probe.least) probe.least = nanoC;
            if (nanoC > probe.greatest) probe.greatest = nanoC;
        }
    }

    /// @notice Least and greatest that it showed, rounded to the nearest thousandth of a degree.
    function extremes(Probe memory probe) internal pure returns (int32 leastMilliC, int32 greatestMilliC) {
        return (_toMilli(probe.least), _toMilli(probe.greatest));
    }

    function _toMilli(int256 nanoC) private pure returns (int32 milliC) {
        int256 half = nanoC < 0 ? -NANO_OF_A_THOUSANDTH / 2 : NANO_OF_A_THOUSANDTH / 2;
        return int32((nanoC + half) / NANO_OF_A_THOUSANDTH);
    }
}
