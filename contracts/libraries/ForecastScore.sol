// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title How far a forecast of demand was from what demand was
/// @notice Integers only; see IDemandForecasts for the formulas. A score past its type's range is the greatest, or least,
/// of it: a forecast that bad must not be without a score.
library ForecastScore {
    int256 private constant BPS = 10_000;

    /// @notice Both scores. The lists have one length: the caller sees to it.
    function score(uint32[] calldata values, uint32[] calldata actuals)
        internal
        pure
        returns (uint32 wapeBps, int32 biasBps)
    {
        int256 apart;
        int256 over;
        int256 sum;
        for (uint256 i; i < actuals.length; ++i) {
            int256 actual = int256(uint256(actuals[i]));
            int256 difference = int256(uint256(values[i])) - actual;
            over += difference;
            apart += difference < 0 ? -difference : difference;
            sum += actual;
        }
        // Nothing is part of no demand: right, or as wrong as can be.
        if (sum == 0) return apart == 0 ? (0, int32(0)) : (type(uint32).max, type(int32).max);
        // Both divisions round towards zero.
        int256 wape = BPS * apart / sum;
        int256 bias = BPS * over / sum;
        int256 mostWape = int256(uint256(type(uint32).max));
        wapeBps = uint32(uint256(wape > mostWape ? mostWape : wape));
        // A bias is never below -10,000: demand can be missed by all of it, and not by more.
        biasBps = int32(bias > type(int32).max ? type(int32).max : bias);
    }
}
