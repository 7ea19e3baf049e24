// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../contracts/interfaces/IColdChain.sol";
import {BufferedProbe} from "../../../contracts/libraries/BufferedProbe.sol";
import {Exponential} from "../../../contracts/libraries/Exponential.sol";
import {MeanKineticTemperature} from "../../../contracts/libraries/MeanKineticTemperature.sol";
import {RollingMean} from "../../../contracts/libraries/RollingMean.sol";
import {ColdChain} from "../../../contracts/provenance/ColdChain.sol";
import {StorageProfileId} from "../../../contracts/types/Provenance.sol";
import {ProvenanceDefaults} from "../../utils/ProvenanceDefaults.sol";
import {Test} from "../../utils/Test.sol";
import {MktVectors} from "./MktVectors.sol";

contract MeanKineticTemperatureFuzzTest is Test, ProvenanceDefaults, MktVectors {
    using BufferedProbe for BufferedProbe.Probe;
    using RollingMean for RollingMean.Window;

    function expWad(int256 x) external pure returns (uint256) {
        return Exponential.expWad(x);
    }

    function lnWad(uint256 y) external pure returns (int256) {
        return Exponential.lnWad(y);
    }

    /// @dev By the contract that ships, against numbers of 60 decimals: random temperatures at even and uneven intervals.
    function test_VectorsOfSixtyDecimalsAreMetToAThousandthOfADegree() external {
        address manager = deploy("AccessManager", abi.encode(this));
        ColdChain coldChain = ColdChain(deploy("ColdChain", abi.encode(manager, this, this, this)));
        for (uint32 i; i < vectors.length; ++i) {
            Vector memory vector = vectors[i];
            IColdChain.StorageProfile memory profile = refrigerated();
            (profile.windowMinutes, profile.probeMinutes) = (vector.windowMinutes, vector.probeMinutes);
            coldChain.defineProfile(StorageProfileId.wrap(i), profile);
            IColdChain.Assessment memory a = coldChain.assess(StorageProfileId.wrap(i), vector.readings);
            _assertRounded(a.mktMilliC, vector.mktMicroC, "mean kinetic temperature");
            _assertRounded(a.probeMinMilliC, vector.probeMinMicroC, "least of the probe");
            _assertRounded(a.probeMaxMilliC, vector.probeMaxMicroC, "greatest of the probe");
        }
    }

    /// @dev Half a thousandth by rounding, and a millionth for the vector's own.
    function _assertRounded(int32 milliC, int256 microC, string memory label) private pure {
        assertLe(_distance(int256(milliC) * 1_000, microC), 501, label);
    }

    /// @dev n steps at one temperature leave (tau / (tau + minutes))^n of the distance to it.
    function testFuzz_TheProbeFollowsItsClosedForm(uint16 tau, uint16 apart, int16 from, int16 to, uint8 steps)
        external
        pure
    {
        tau = uint16(bound(tau, 1, type(uint16).max));
        apart = uint16(bound(apart, 1, type(uint16).max));
        from = int16(bound(int256(from), -1_000, 1_000));
        to = int16(bound(int256(to), -1_000, 1_000));
        BufferedProbe.Probe memory probe = BufferedProbe.settled(tau, from);
        int256 left = 1e36;
        for (uint256 i; i < steps; ++i) {
            probe.stay(to, apart);
            left = left * int256(uint256(tau)) / int256(uint256(tau) + apart);
        }
        int256 expected = int256(to) * 1e8 + (int256(from) - to) * 1e8 * left / 1e36;
        assertLe(_distance(probe.nanoC, expected), uint256(tau) / apart + 2, "closed form");
        (int32 least, int32 greatest) = probe.extremes();
        assertTrue(greatest >= least, "in order");
        assertTrue(int256(greatest) <= int256(from > to ? from : to) * 100, "never warmer than what it was in");
        assertTrue(int256(least) >= int256(from < to ? from : to) * 100, "never colder");
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
