// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Exponential and natural logarithm with 18 decimals, for moderate arguments
/// @dev Both take powers of two out and sum a short series; the error is a few units of the 18th decimal, which below
/// exp(0) is what limits the relative error (3e-9 at exp(-22)).
library Exponential {
    int256 private constant WAD = 1e18;
    int256 private constant LN_2_WAD = 693_147_180_559_945_309;
    uint256 private constant SQRT_2_WAD = 1_414_213_562_373_095_049;
    /// @dev Greatest argument of exp, either sign: keeps every intermediate far from overflow.
    int256 private constant MAX_ARGUMENT_WAD = 64e18;
    int256 private constant EXP_TERMS = 13;
    int256 private constant LAST_LN_POWER = 21;

    /// @notice Thrown outside what the series are made for.
    error Exponential_OutOfRange(int256 argumentWad);

    /// @notice e to the power of `x`.
    function expWad(int256 x) internal pure returns (uint256 y) {
        if (x > MAX_ARGUMENT_WAD || x < -MAX_ARGUMENT_WAD) revert Exponential_OutOfRange(x);
        unchecked {
            // Nothing overflows: |x| <= 64e18, |rest| < 0.35e18 and every partial sum is below 1.5e18.
            int256 twos = (x + (x < 0 ? -LN_2_WAD : LN_2_WAD) / 2) / LN_2_WAD;
            int256 rest = x - twos * LN_2_WAD;
            int256 sum = WAD;
            for (int256 n = EXP_TERMS; n > 0; --n) {
                sum = WAD + (rest * sum) / (WAD * n);
            }
            y = twos < 0 ? uint256(sum) >> uint256(-twos) : uint256(sum) << uint256(twos);
        }
    }

    /// @notice Natural logarithm of `y`, which lies between 1e-18 and 1e27.
    function lnWad(uint256 y) internal pure returns (int256 x) {
        if (y == 0 || y > 1e45) revert Exponential_OutOfRange(int256(y));
        unchecked {
            // Nothing overflows: y <= 1e45 < 2^150, and |z| < 0.18e18.
            int256 twos;
            for (; y > SQRT_2_WAD; y >>= 1) {
                ++twos;
            }
            for (; y * 2 < SQRT_2_WAD; y <<= 1) {
                --twos;
            }
            // ln(y) = 2 (z + z^3/3 + z^5/5 + ...) with z = (y - 1) / (y + 1).
            int256 z = ((int256(y) - WAD) * WAD) / (int256(y) + WAD);
            int256 square = (z * z) / WAD;
            int256 sum;
            for (int256 power = LAST_LN_POWER; power > 0; power -= 2) {
                sum = WAD / power + (square * sum) / WAD;
            }
            x = twos * LN_2_WAD + (2 * z * sum) / WAD;
        }
    }
}
