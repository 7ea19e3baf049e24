// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBatchLedger} from "../../../contracts/interfaces/IBatchLedger.sol";
import {IColdChain} from "../../../contracts/interfaces/IColdChain.sol";
import {SeriesId} from "../../../contracts/types/Identifiers.sol";
import {EffectiveStatus, LotDetails, QuarantineOrder, Verdict} from "../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../utils/ProvenanceFixture.sol";
import {ReadingsBuilder} from "../../utils/ReadingsBuilder.sol";

/// @dev Scenario P-8: the figures are exact.
contract ColdChainScenarioTest is ProvenanceFixture {
    using ReadingsBuilder for bytes;

    uint40 internal constant DAY_BEFORE = NOW - 1 days;
    uint40 internal constant MONTH_BEFORE = NOW - 30 days;

    LotDetails internal vaccine;
    LotDetails internal tablets;

    function setUp() public override {
        super.setUp();
        vaccine = commission(VACCINE, "VAX26A01");
        tablets = commission(TABLET, "LOT26C01");
    }

    function _check(LotDetails memory lot, bytes memory readings, Verdict expected, int32 mktMilliC) private {
        (SeriesId series, Verdict verdict) = judge(lot, readings);
        assertEq(uint256(verdict), uint256(expected), "verdict");
        IColdChain.Judgement memory judgement = coldChain.judgementOf(series, lotIdOf(lot));
        assertEq(int256(judgement.mktMilliC), mktMilliC, "mean kinetic temperature");
        EffectiveStatus status = expected == Verdict.Conformant ? EffectiveStatus.Active : EffectiveStatus.Quarantined;
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(status), "status of the lot");
    }

    function test_P8_TwentyHoursAt5AndFourAt14Conform() external {
        bytes memory readings = ReadingsBuilder.start(DAY_BEFORE).add(20, HOURLY, 50).add(4, HOURLY, 140);
        _check(vaccine, readings, Verdict.Conformant, 7_328);
    }

    function test_P8_SixteenHoursAt5AndEightAt14AreAnExcursionThoughTheMeanIs8() external {
        bytes memory readings = ReadingsBuilder.start(DAY_BEFORE).add(16, HOURLY, 50).add(8, HOURLY, 140);
        _check(vaccine, readings, Verdict.Excursion, 9_145);
    }

    function test_P8_TwoHoursBelowZeroAreRejectedWhateverTheMktSays() external {
        bytes memory readings = ReadingsBuilder.start(DAY_BEFORE).add(22, HOURLY, 50).add(2, HOURLY, -10);
        _check(vaccine, readings, Verdict.Reject, 4_639);
        vm.prank(users.mah);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBatchLedger.BatchLedger_NotLiftable.selector, lotIdOf(vaccine), QuarantineOrder.MonitorReject, MAH
            )
        );
        ledger.liftQuarantine(vaccine, QuarantineOrder.MonitorReject, MAH, REASON);
    }

    function test_P8_AGapOfThreeHoursIsIndeterminate() external {
        bytes memory readings =
            ReadingsBuilder.start(DAY_BEFORE).add(10, HOURLY, 50).add(1, 180, 50).add(10, HOURLY, 50);
        _check(vaccine, readings, Verdict.Indeterminate, 5_000);
    }

    function test_P8_ThirtyDaysAt24WithADayAt39AreAnExcursion() external {
        bytes memory readings = ReadingsBuilder.start(MONTH_BEFORE).add(696, HOURLY, 240).add(24, HOURLY, 390);
        _check(tablets, readings, Verdict.Excursion, 25_119);
    }

    function test_P8_ThirtyDaysAt24WithFourHoursAt39Conform() external {
        bytes memory readings = ReadingsBuilder.start(MONTH_BEFORE).add(716, HOURLY, 240).add(4, HOURLY, 390);
        _check(tablets, readings, Verdict.Conformant, 24_196);
    }
}
