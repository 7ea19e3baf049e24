// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Exponential} from "./Exponential.sol";

/// @title Mean kinetic temperature in fixed point
/// @notice T = H / -ln(mean of exp(-H / T_i)), T in kelvin, H = activation energy over gas constant = 10,000 K.
/// @dev exp(-H / T) is about 2e-16 at 5 degrees, which 18 decimals cannot hold. So every term is taken relative to a
/// reference of 278.15 K: exp(H / 278.15 - H / T) is 1 at 5 degrees, 55.6 at 40 degrees, 3e-10 at -100 degrees.
library MeanKineticTemperature {
    int256 private constant MILLIKELVIN_OF_ZERO_C = 273_150;
    int256 private constant CENTIKELVIN_OF_ZERO_C = 27_315;
    /// @dev 10,000 K / 278.15 K, 18 decimals, rounded to the nearest.
    int256 private constant REFERENCE_WAD = 35_951824555096171131;
    /// @dev 10,000 K in centikelvin, 18 decimals.
    int256 private constant H_CENTIKELVIN_WAD = 1_000_000e18;
    /// @dev 10,000 K in millikelvin, 18 decimals.
    int256 private constant H_MILLIKELVIN_WAD = 10_000_000e18;

    /// @notice Relative reaction rate at a temperature, 18 decimals.
    /// @param deciC From -1,000 to 1,000.
    function rateWad(int16 deciC) internal pure returns (uint256 rate) {
        int256 centikelvin = CENTIKELVIN_OF_ZERO_C + int256(deciC) * 10;
        return Exponential.expWad(REFERENCE_WAD - H_CENTIKELVIN_WAD / centikelvin);
    }

    /// @notice The temperature that has a mean rate, rounded to the nearest thousandth of a degree.
    function fromRate(uint256 meanRateWad) internal pure returns (int32 milliC) {
        int256 denominator = REFERENCE_WAD - Exponential.lnWad(meanRateWad);
        // Nearest: floor of the doubled quotient plus one, halved.
        int256 millikelvin = ((2 * H_MILLIKELVIN_WAD) / denominator + 1) / 2;
        return int32(millikelvin - MILLIKELVIN_OF_ZERO_C);
    }
}
