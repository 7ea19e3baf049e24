// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Greatest mean over all windows of one length
/// @notice Terms come in with the time each lasts. A window ends where a term ends; what reaches back beyond its length
/// counts in part. While less time than one window has passed, the mean is that of everything.
library RollingMean {
    struct Window {
        uint256 length;
        uint256[] terms;
        uint256[] durations;
        /// Terms taken so far.
        uint256 count;
        /// Oldest term that the window reaches.
        uint256 first;
        /// Sum of term x duration, and of durations, from `first` on.
        uint256 sum;
        uint256 span;
        /// Greatest sum over a whole window, zero while none was whole.
        uint256 greatest;
        bool whole;
    }

    /// @param length Not zero.
    function open(uint256 length, uint256 capacity) internal pure returns (Window memory window) {
        window.length = length;
        window.terms = new uint256[](capacity);
        window.durations = new uint256[](capacity);
    }

    /// @param duration Not zero.
    function push(Window memory window, uint256 term, uint256 duration) internal pure {
        uint256 index = window.count++;
        window.terms[index] = term;
        window.durations[index] = duration;
        uint256 sum = window.sum + term * duration;
        uint256 span = window.span + duration;
        uint256 length = window.length;
        uint256 first = window.first;
        // Every term leaves once: over a series this loop runs no more often than terms came in.
        while (span - window.durations[first] >= length) {
            span -= window.durations[first];
            sum -= window.terms[first] * window.durations[first];
            ++first;
        }
        window.first = first;
        window.sum = sum;
        window.span = span;
        if (span >= length) {
            uint256 inside = sum - window.terms[first] * (span - length);
            if (inside > window.greatest) window.greatest = inside;
            window.whole = true;
        }
    }

    /// @notice Greatest mean, rounded down. At least one term was pushed.
    function greatestMean(Window memory window) internal pure returns (uint256 mean) {
        return window.whole ? window.greatest / window.length : window.sum / window.span;
    }
}
