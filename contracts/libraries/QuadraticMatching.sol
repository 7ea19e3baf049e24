// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {Tally} from "../types/Matching.sol";

/// @title Quadratic matching in integers
/// @notice raw = (sum of sqrt(c_i))^2 - sum of c_i, with square roots scaled by 10^12 and raw by 10^24.
///
/// Why nothing overflows. A counted amount has at most 96 bits, 10^24 less than 80: the radicand has at most 176, each root
/// at most 88. 2^32 donors, a billion times what a round's blocks can hold, have roots of 120 bits and a raw of 240; 512
/// campaigns of such a raw sum to 249 bits. Tallies hold 128 bits by checked arithmetic, so the square below fits whatever
/// they hold. The product of pool (128 bits) and raw is formed in 512 bits.
library QuadraticMatching {
    uint256 internal constant RAW_SCALE = 1e24;

    /// @notice Square root of what one donor gave, rounded down, scaled by 10^12.
    function rootDown(uint96 amount) internal pure returns (uint128) {
        return uint128(Math.sqrt(amount * RAW_SCALE)); // Safe cast: 88 bits, see above.
    }

    /// @notice Never below zero: roots rounded down may sum to a square just under the sum of the amounts.
    function rawOf(Tally memory tally) internal pure returns (uint256) {
        return Math.saturatingSub(uint256(tally.roots) * tally.roots, tally.sum * RAW_SCALE);
    }

    /// @notice floor(pool x rawSum / total + 1/2), for rawSum <= total: what the campaigns up to a line would get without
    /// a cap. Nothing where nobody has any raw.
    function upTo(uint128 pool, uint256 rawSum, uint256 total) internal pure returns (uint256 amount) {
        if (total == 0) return 0;
        amount = Math.mulDiv(pool, rawSum, total);
        uint256 remainder = mulmod(pool, rawSum, total);
        // remainder >= total / 2, without forming 2 x remainder.
        if (remainder >= total - remainder) ++amount;
    }

    /// @notice What the campaign between two running sums gets, for before <= rawSum <= total.
    function matchOf(uint128 pool, uint128 cap, uint256 before, uint256 rawSum, uint256 total)
        internal
        pure
        returns (uint256)
    {
        return Math.min(cap, upTo(pool, rawSum, total) - upTo(pool, before, total));
    }
}
