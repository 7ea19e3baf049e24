// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {StorageProfileId, Verdict} from "../../../../contracts/types/Provenance.sol";
import {ColdChainFixture} from "../../../utils/ColdChainFixture.sol";
import {ReadingsBuilder} from "../../../utils/ReadingsBuilder.sol";

contract ColdChainAssessTest is ColdChainFixture {
    using ReadingsBuilder for bytes;

    StorageProfileId internal constant OTHER = StorageProfileId.wrap(3);

    function _check(StorageProfileId profile, bytes memory readings, Verdict verdict, bool review)
        private
        view
        returns (IColdChain.Assessment memory assessment)
    {
        assessment = coldChain.assess(profile, readings);
        assertEq(uint256(assessment.verdict), uint256(verdict), "verdict");
        assertEq(assessment.review, review, "review");
    }

    function test_RevertWhen_ProfileIsUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_UnknownProfile.selector, OTHER));
        coldChain.assess(OTHER, good());
    }

    function test_WhenReadingsAreSteadyWithinTheBand() external view {
        IColdChain.Assessment memory a = _check(REFRIGERATED, hours_(12, 50, 12, 50), Verdict.Conformant, false);
        assertEq(int256(a.mktMilliC), 5_000, "mean kinetic temperature");
        assertEq(int256(a.probeMinMilliC), 5_000, "least of the probe");
        assertEq(int256(a.probeMaxMilliC), 5_000, "greatest of the probe");
        assertEq(uint256(a.count), 24, "count");
        assertEq(uint256(a.endedAt - a.startedAt), 23 hours, "time of the last reading");
    }

    function test_WhenReadingIsATenthOfADegreeBelowZero() external view {
        _check(REFRIGERATED, hours_(23, 50, 1, -1), Verdict.Reject, true);
    }

    function test_WhenReadingIsBelowTheExcursionBoundsOfWhatMayFreeze() external view {
        _check(ROOM, hours_(23, 220, 1, -10), Verdict.Excursion, true);
    }

    function test_WhenSpikeLastsAsLongAsItMustNot() external view {
        _check(
            ROOM,
            ReadingsBuilder.start(NOW - 40 days).add(690, HOURLY, 215).add(24, HOURLY, 320),
            Verdict.Excursion,
            true
        );
        _check(
            ROOM,
            ReadingsBuilder.start(NOW - 40 days).add(690, HOURLY, 215).add(23, HOURLY, 320),
            Verdict.Conformant,
            true
        );
    }

    function test_WhenTimeOutsideTheBandLastsAsLongAsItMustNot() external {
        IColdChain.StorageProfile memory profile = refrigerated();
        profile.excursionMinutes = 180;
        coldChain.defineProfile(OTHER, profile);
        _check(OTHER, hours_(21, 50, 3, 85), Verdict.Excursion, true);
        IColdChain.Assessment memory a = coldChain.assess(OTHER, hours_(22, 50, 2, 85));
        assertEq(uint256(a.verdict), uint256(Verdict.Conformant), "two hours");
    }

    function test_WhenGapIsOneMinuteTooLong() external view {
        bytes memory readings = ReadingsBuilder.start(NOW - 1 days).add(5, HOURLY, 50);
        _check(REFRIGERATED, readings.add(1, 120, 50), Verdict.Conformant, false);
        _check(REFRIGERATED, readings.add(1, 121, 50), Verdict.Indeterminate, false);
    }

    function test_WhenThereIsAGapAndAnExcursion() external view {
        bytes memory readings = ReadingsBuilder.start(NOW - 1 days).add(5, HOURLY, 50).add(1, 121, 165);
        _check(REFRIGERATED, readings, Verdict.Excursion, true);
    }

    function test_WhenMeanKineticTemperatureIsWithinADegreeOfItsLimit() external view {
        // Limit 8: up to 7 it is far, above 9 it is far.
        _check(REFRIGERATED, hours_(12, 70, 12, 70), Verdict.Conformant, false);
        _check(REFRIGERATED, hours_(12, 71, 12, 71), Verdict.Conformant, true);
    }

    function test_WhenReadingIsWithinADegreeOfABound() external view {
        _check(REFRIGERATED, hours_(23, 50, 1, 29), Verdict.Conformant, true);
        _check(REFRIGERATED, hours_(23, 50, 1, 141), Verdict.Conformant, true);
    }

    function test_WhenReadingIsExactlyADegreeFromEveryBound() external view {
        _check(REFRIGERATED, hours_(23, 50, 1, 30), Verdict.Conformant, false);
        _check(REFRIGERATED, hours_(23, 40, 1, 140), Verdict.Conformant, false);
    }

    function test_WhenBandNarrowedByADegreeIsEmpty() external {
        IColdChain.StorageProfile memory profile = refrigerated();
        (profile.minDeciC, profile.maxDeciC) = (50, 55);
        // All the day and an hour more: only time counted twice would reach it.
        profile.excursionMinutes = 25 * 60;
        coldChain.defineProfile(OTHER, profile);
        _check(OTHER, hours_(12, 52, 12, 53), Verdict.Conformant, false);
        profile.excursionMinutes = 24 * 60;
        coldChain.defineProfile(StorageProfileId.wrap(4), profile);
        _check(StorageProfileId.wrap(4), hours_(12, 52, 12, 53), Verdict.Conformant, true);
    }

    function test_WhenBufferedProbeLeavesTheBand() external view {
        // Four hours at 12 degrees, then cold: far from every bound, but the goods themselves were above 8.
        IColdChain.Assessment memory a = _check(
            REFRIGERATED,
            ReadingsBuilder.start(NOW - 1 days).add(15, HOURLY, 40).add(4, HOURLY, 120).add(5, HOURLY, 40),
            Verdict.Conformant,
            true
        );
        assertEq(int256(a.mktMilliC) < 7_000, true, "far from the limit");
        // 12 - 8 * (150 / 210)^4
        assertEq(int256(a.probeMaxMilliC), 9_918, "probe");
    }

    function test_WhenWarmSpellIsShort() external view {
        IColdChain.Assessment memory a = _check(
            REFRIGERATED,
            ReadingsBuilder.start(NOW - 1 days).add(20, HOURLY, 40).add(1, HOURLY, 120).add(3, HOURLY, 40),
            Verdict.Conformant,
            false
        );
        // 12 - 8 * 150 / 210
        assertEq(int256(a.probeMaxMilliC), 6_286, "probe");
    }

    function test_WhenSeriesIsShorterThanTheWindow() external view {
        bytes memory readings = ReadingsBuilder.start(NOW - 1 days).add(2, HOURLY, 50).add(1, HOURLY, 140);
        IColdChain.Assessment memory a = coldChain.assess(REFRIGERATED, readings);
        assertEq(uint256(a.verdict), uint256(Verdict.Excursion), "three hours, a third of them warm");
        assertEq(int256(a.mktMilliC), 9_145, "mean kinetic temperature");
    }
}
