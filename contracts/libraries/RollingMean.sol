// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Greatest mean over all windows of one length
/// @notice Terms come in with the time each lasts. A window ends where a term ends; what reaches back beyond its length
/// counts in part. While less time than one window has passed, the mean is that of everything.
library RollingMean {
    struct Window {
        uint256 length;
        /// Taken so far: term << 64 | duration.
        uint256[] entries;
        uint256 count;
        /// Oldest entry that the window reaches.
        uint256 first;
        /// Sum of term x duration, and of durations, from `first` on.
        uint256 sum;
        uint256 span;
        /// Greatest sum over a whole window, zero while none was whole.
        uint256 greatest;
        bool whole;
    }

    uint256 private constant DURATION_BITS = 64;

    /// @param length Not zero.
    function open(uint256 length, uint256 capacity) internal pure returns (Window memory window) {
        window.length = length;
        window.entries = new uint256[](capacity);
    }

    /// @param term Below 2^128.
    /// @param duration Not zero, below 2^32.
    function push(Window memory window, uint256 term, uint256 duration) internal pure {
        unchecked {
            // Nothing overflows: 2^32 entries of the greatest term and duration make a sum below 2^192. Nothing becomes
            // negative: only what was added is taken away.
            uint256[] memory entries = window.entries;
            uint256 count = window.count;
            entries[count] = term << DURATION_BITS | duration;
            window.count = count + 1;
            uint256 sum = window.sum + term * duration;
            uint256 span = window.span + duration;
            uint256 length = window.length;
            uint256 first = window.first;
            uint256 oldest = entries[first];
            // Every entry leaves once: over a series this loop runs no more often than entries came in.
            while (span - uint64(oldest) >= length) {
                span -= uint64(oldest);
                sum -= (oldest >> DURATION_BITS) * uint64(oldest);
                oldest = entries[++first];
            }
            window.first = first;
            window.sum = sum;
            window.span = span;
            if (span >= length) {
                uint256 inside = sum - (oldest >> DURATION_BITS) * (span - length);
                if (inside > window.greatest) window.greatest = inside;
                window.whole = true;
            }
        }
    }

    /// @notice Greatest mean, rounded down. At least one term was pushed.
    function greatestMean(Window memory window) internal pure returns (uint256 mean) {
        return window.whole ? window.greatest / window.length : window.sum / window.span;
    }
}
