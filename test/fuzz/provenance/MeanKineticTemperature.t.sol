// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Exponential} from "../../../contracts/libraries/Exponential.sol";
import {MeanKineticTemperature} from "../../../contracts/libraries/MeanKineticTemperature.sol";
import {RollingMean} from "../../../contracts/libraries/RollingMean.sol";
import {Test} from "../../utils/Test.sol";
import {MktVectors} from "./MktVectors.sol";

contract MeanKineticTemperatureFuzzTest is Test, MktVectors {
    using RollingMean for RollingMean.Window;

    function expWad(int256 x) external pure returns (uint256) {
        return Exponential.expWad(x);
    }

    function lnWad(uint256 y) external pure returns (int256) {
        return Exponential.lnWad(y);
    }

    /// @dev The mean over random durations, against numbers of 60 decimals.
    function test_VectorsOfSixtyDecimalsAreMetToAThousandthOfADegree() external view {
        for (uint256 i; i < vectors.length; ++i) {
            bytes memory readings = vectors[i].readings;
            uint256 sum;
            uint256 time;
            for (uint256 offset; offset < readings.length; offset += 4) {
                uint256 minutes_ = uint256(uint8(readings[offset])) << 8 | uint8(readings[offset + 1]);
                int16 deciC = int16(uint16(uint8(readings[offset + 2])) << 8 | uint8(readings[offset + 3]));
                sum += MeanKineticTemperature.rateWad(deciC) * minutes_;
                time += minutes_;
            }
            int256 microC = int256(MeanKineticTemperature.fromRate(sum / time)) * 1_000;
            assertLe(_distance(microC, vectors[i].microC), 500, "half a thousandth, by rounding");
        }
    }

    function testFuzz_AConstantTemperatureIsItsOwnMean(int16 deciC) external pure {
        deciC = int16(bound(int256(deciC), -1_000, 1_000));
        int32 milliC = MeanKineticTemperature.fromRate(MeanKineticTemperature.rateWad(deciC));
        assertEq(int256(milliC), int256(deciC) * 100, "itself");
    }

    /// @dev The rate is convex in temperature, so heat weighs more than cold.
    function testFuzz_LiesBetweenTheArithmeticMeanAndTheGreatest(int16 a, int16 b, uint16 minutesA, uint16 minutesB)
        external
        pure
    {
        a = int16(bound(int256(a), -1_000, 1_000));
        b = int16(bound(int256(b), -1_000, 1_000));
        uint256 timeA = bound(minutesA, 1, type(uint16).max);
        uint256 timeB = bound(minutesB, 1, type(uint16).max);
        uint256 sum = MeanKineticTemperature.rateWad(a) * timeA + MeanKineticTemperature.rateWad(b) * timeB;
        int256 milliC = MeanKineticTemperature.fromRate(sum / (timeA + timeB));
        int256 mean = (int256(a) * 100 * int256(timeA) + int256(b) * 100 * int256(timeB)) / int256(timeA + timeB);
        assertGe(uint256(milliC + 300_000), uint256(mean - 2 + 300_000), "no less than the arithmetic mean");
        assertLe(uint256(milliC + 300_000), uint256(int256(a > b ? a : b) * 100 + 300_000), "no more than the greatest");
    }

    function testFuzz_ExponentialAndLogarithmUndoEachOther(int256 x) external pure {
        x = bound(x, -16e18, 40e18);
        int256 back = Exponential.lnWad(Exponential.expWad(x));
        // Below zero the result of exp has fewer digits: an error of one unit there is 1 / exp(x) here.
        uint256 tolerance = 100 + (x < 0 ? 2e18 / Exponential.expWad(x) : 0);
        assertLe(_distance(back, x), tolerance, "ln(exp(x)) = x");
    }

    function testFuzz_RevertWhen_ArgumentIsOutOfRange(int256 x) external {
        vm.assume(x > 64e18 || x < -64e18);
        vm.expectRevert(abi.encodeWithSelector(Exponential.Exponential_OutOfRange.selector, x));
        this.expWad(x);
        vm.expectRevert(abi.encodeWithSelector(Exponential.Exponential_OutOfRange.selector, int256(0)));
        this.lnWad(0);
    }

    /// @dev Against the plain way: every window summed anew.
    function testFuzz_TheWorstWindowIsFound(uint256 seed, uint256 length, uint256 count) external pure {
        length = bound(length, 1, 400);
        count = bound(count, 1, 40);
        uint256[] memory terms = new uint256[](count);
        uint256[] memory durations = new uint256[](count);
        RollingMean.Window memory window = RollingMean.open(length, count);
        for (uint256 i; i < count; ++i) {
            terms[i] = uint256(keccak256(abi.encode(seed, i, "term"))) % 50e18;
            durations[i] = 1 + uint256(keccak256(abi.encode(seed, i, "duration"))) % 60;
            window.push(terms[i], durations[i]);
        }
        assertEq(window.greatestMean(), _plain(terms, durations, length), "greatest mean");
    }

    function _plain(uint256[] memory terms, uint256[] memory durations, uint256 length)
        private
        pure
        returns (uint256 mean)
    {
        bool whole;
        uint256 sum;
        uint256 time;
        for (uint256 end; end < terms.length; ++end) {
            uint256 left = length;
            uint256 inside;
            for (uint256 i = end + 1; i > 0 && left > 0; --i) {
                uint256 part = durations[i - 1] < left ? durations[i - 1] : left;
                inside += terms[i - 1] * part;
                left -= part;
            }
            if (left == 0) {
                whole = true;
                if (inside / length > mean) mean = inside / length;
            }
            sum += terms[end] * durations[end];
            time += durations[end];
        }
        if (!whole) mean = sum / time;
    }

    function _distance(int256 a, int256 b) private pure returns (uint256) {
        return uint256(a > b ? a - b : b - a);
    }
}
