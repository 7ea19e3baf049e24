// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../contracts/interfaces/IColdChain.sol";
import {ILots} from "../../../contracts/interfaces/ILots.sol";
import {ConsentId, LotId, ModelId, RequestId, SeriesId} from "../../../contracts/types/Identifiers.sol";
import {InferenceAnswer, Mode, Provenance} from "../../../contracts/types/Inference.sol";
import {
    Child,
    Content,
    Disposition,
    EffectiveStatus,
    HOLD_TIME,
    LotDetails,
    NO_LOGISTIC_UNIT,
    QuarantineOrder,
    Verdict
} from "../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../utils/ProvenanceFixture.sol";
import {ReadingsBuilder} from "../../utils/ReadingsBuilder.sol";

/// @dev Scenarios P-8, whose figures are exact, and P-10, with the ledger that ships.
contract ColdChainScenarioTest is ProvenanceFixture {
    using ReadingsBuilder for bytes;

    uint40 internal constant DAY_BEFORE = NOW - 1 days;
    uint40 internal constant MONTH_BEFORE = NOW - 30 days;
    ModelId internal constant NETWORK = ModelId.wrap(keccak256("integrity network"));

    LotDetails internal vaccine;
    LotDetails internal tablets;

    function setUp() public override {
        super.setUp();
        vaccine = commission(VACCINE, "VAX26A01");
        tablets = commission(TABLET, "LOT26C01");
        coldChain.allowModel(NETWORK, true, 100);
    }

    function _check(LotDetails memory lot, bytes memory readings, Verdict expected, int32 mktMilliC) private {
        (SeriesId series, Verdict verdict) = judge(lot, readings);
        assertEq(uint256(verdict), uint256(expected), "verdict");
        IColdChain.Judgement memory judgement = coldChain.judgementOf(series, LotId.unwrap(lotIdOf(lot)));
        assertEq(int256(judgement.mktMilliC), mktMilliC, "mean kinetic temperature");
        _assertStatus(lot, expected == Verdict.Conformant ? EffectiveStatus.Active : EffectiveStatus.Quarantined);
    }

    function _assertStatus(LotDetails memory lot, EffectiveStatus status) private view {
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(status), "status of the lot");
    }

    function _assertStatusOfCase(Content[] memory contents, EffectiveStatus status) private view {
        assertEq(uint256(ledger.statusOfLogisticUnit(CASE, contents)), uint256(status), "status of the case");
    }

    function _dispose(bytes memory readings, Disposition disposition) private {
        vm.prank(users.qualityPerson);
        coldChain.dispose(SeriesId.wrap(keccak256(readings)), vaccine, NO_LOGISTIC_UNIT, disposition, REASON);
    }

    function _suspect(SeriesId series) private {
        InferenceAnswer memory answer = InferenceAnswer({
            requester: users.mallory,
            modelId: NETWORK,
            payloadHash: SeriesId.unwrap(series),
            inputCommitment: REASON,
            consentId: ConsentId.wrap(0),
            provenance: Provenance.DEVICE_SIGNED,
            mode: Mode.OPTIMISTIC,
            isFinal: false,
            valueAtRisk: 0,
            nonce: 0,
            output: abi.encodePacked(int32(100))
        });
        vm.prank(users.oracle);
        coldChain.onInference(RequestId.wrap(REASON), answer);
    }

    // P-8

    function test_P8_TwentyHoursAt5AndFourAt14Conform() external {
        bytes memory readings = ReadingsBuilder.start(DAY_BEFORE).add(20, HOURLY, 50).add(4, HOURLY, 140);
        _check(vaccine, readings, Verdict.Conformant, 7_328);
    }

    function test_P8_SixteenHoursAt5AndEightAt14AreAnExcursionThoughTheMeanIs8() external {
        bytes memory readings = ReadingsBuilder.start(DAY_BEFORE).add(16, HOURLY, 50).add(8, HOURLY, 140);
        _check(vaccine, readings, Verdict.Excursion, 9_145);
        _dispose(readings, Disposition.UseAsIs);
        _assertStatus(vaccine, EffectiveStatus.Active);
    }

    function test_P8_TwoHoursBelowZeroAreRejectedWhateverTheMktSays() external {
        bytes memory readings = ReadingsBuilder.start(DAY_BEFORE).add(22, HOURLY, 50).add(2, HOURLY, -10);
        _check(vaccine, readings, Verdict.Reject, 4_639);
        vm.prank(users.mah);
        vm.expectPartialRevert(ILots.BatchLedger_NotLiftable.selector);
        ledger.liftQuarantine(vaccine, QuarantineOrder.MonitorReject, MAH, REASON);
        vm.expectPartialRevert(IColdChain.ColdChain_NotDisposable.selector);
        _dispose(readings, Disposition.UseAsIs);
        _assertStatus(vaccine, EffectiveStatus.Quarantined);
    }

    function test_P8_AGapOfThreeHoursIsIndeterminate() external {
        bytes memory readings =
            ReadingsBuilder.start(DAY_BEFORE).add(10, HOURLY, 50).add(1, 180, 50).add(10, HOURLY, 50);
        _check(vaccine, readings, Verdict.Indeterminate, 5_000);
        _dispose(readings, Disposition.Reject);
        _assertStatus(vaccine, EffectiveStatus.Quarantined);
    }

    function test_P8_ThirtyDaysAt24WithADayAt39AreAnExcursion() external {
        bytes memory readings = ReadingsBuilder.start(MONTH_BEFORE).add(696, HOURLY, 240).add(24, HOURLY, 390);
        _check(tablets, readings, Verdict.Excursion, 25_119);
    }

    function test_P8_ThirtyDaysAt24WithFourHoursAt39Conform() external {
        bytes memory readings = ReadingsBuilder.start(MONTH_BEFORE).add(716, HOURLY, 240).add(4, HOURLY, 390);
        _check(tablets, readings, Verdict.Conformant, 24_196);
    }

    /// @dev Who has one case cannot stop a lot with a series of a freezer.
    function test_AFrozenCaseStopsThatCaseAlone() external {
        Content[] memory contents = pack(CASE, vaccine, 0, 10);
        move(CASE, contents, HOSPITAL);
        bytes memory readings = ReadingsBuilder.start(DAY_BEFORE).add(24, HOURLY, -10);
        bytes memory signature = signReadings(readings);
        vm.prank(users.hospital);
        coldChain.evaluate(vaccine, IColdChain.Reporter(HOSPITAL, CASE, contents), readings, device, signature);
        _assertStatusOfCase(contents, EffectiveStatus.ExcursionHold);
        _assertStatus(vaccine, EffectiveStatus.Active);
    }

    function test_AWarmCaseIsUsedOnTheQualityPersonsWord() external {
        Content[] memory contents = pack(CASE, vaccine, 0, 10);
        move(CASE, contents, HOSPITAL);
        bytes memory readings = ReadingsBuilder.start(DAY_BEFORE).add(16, HOURLY, 50).add(8, HOURLY, 140);
        bytes memory signature = signReadings(readings);
        vm.prank(users.hospital);
        coldChain.evaluate(vaccine, IColdChain.Reporter(HOSPITAL, CASE, contents), readings, device, signature);
        _assertStatusOfCase(contents, EffectiveStatus.ExcursionHold);
        vm.prank(users.qualityPerson);
        coldChain.dispose(SeriesId.wrap(keccak256(readings)), vaccine, CASE, Disposition.UseAsIs, REASON);
        _assertStatusOfCase(contents, EffectiveStatus.Active);
    }

    /// @dev Nothing binds a device to goods: who shows a stranger's series is undone by somebody who is neither.
    function test_AStrangersFreezeIsDismissedByARegulator() external {
        Content[] memory contents = pack(CASE, vaccine, 0, 10);
        ship(CASE, contents, HOSPITAL);
        bytes memory old = ReadingsBuilder.start(NOW - 300 days).add(24, HOURLY, -10);
        bytes memory readings = ReadingsBuilder.start(DAY_BEFORE).add(24, HOURLY, -10);
        bytes memory signature = signReadings(old);
        IColdChain.Reporter memory carrier = IColdChain.Reporter(CARRIER, CASE, contents);
        vm.prank(users.carrier);
        vm.expectPartialRevert(IColdChain.ColdChain_SeriesTooOld.selector);
        coldChain.evaluate(vaccine, carrier, old, device, signature);
        signature = signReadings(readings);
        vm.prank(users.carrier);
        (SeriesId series,) = coldChain.evaluate(vaccine, carrier, readings, device, signature);
        _assertStatusOfCase(contents, EffectiveStatus.ExcursionHold);
        vm.prank(users.regulator);
        coldChain.dismiss(series, vaccine, CASE, REGULATOR, REASON);
        _assertStatusOfCase(contents, EffectiveStatus.InTransit);
    }

    /// @dev A rejected pallet may be opened, one that waits for a disposition not.
    function test_ARejectedPalletWaitsForNothing() external {
        Child[] memory cases = new Child[](1);
        cases[0] = Child(CASE, pack(CASE, vaccine, 0, 10));
        vm.prank(users.mah);
        Content[] memory all = ledger.aggregate(PALLET, new Content[](0), cases);
        bytes memory readings = ReadingsBuilder.start(DAY_BEFORE).add(3, HOURLY, 200);
        bytes memory signature = signReadings(readings);
        vm.prank(users.mah);
        (SeriesId series,) =
            coldChain.evaluate(vaccine, IColdChain.Reporter(MAH, PALLET, all), readings, device, signature);
        vm.prank(users.qualityPerson);
        coldChain.dispose(series, vaccine, PALLET, Disposition.Reject, REASON);
        vm.prank(users.mah);
        ledger.disaggregate(PALLET, all, cases[0]);
        _assertStatusOfCase(cases[0].contents, EffectiveStatus.ExcursionHold);
    }

    // P-10

    function test_P10_AHoldThatNobodyConfirmsLapsesAfterThreeDays() external {
        (SeriesId series,) = judge(vaccine, ReadingsBuilder.start(DAY_BEFORE).add(24, HOURLY, 50));
        _suspect(series);
        _assertStatus(vaccine, EffectiveStatus.Quarantined);
        vm.warp(NOW + HOLD_TIME);
        _assertStatus(vaccine, EffectiveStatus.Quarantined);
        vm.warp(NOW + HOLD_TIME + 1);
        _assertStatus(vaccine, EffectiveStatus.Active);
    }

    function test_P10_AConfirmedHoldStays() external {
        (SeriesId series,) = judge(vaccine, ReadingsBuilder.start(DAY_BEFORE).add(24, HOURLY, 50));
        _suspect(series);
        vm.warp(NOW + 2 days);
        vm.prank(users.regulator);
        ledger.confirmHold(vaccine, REGULATOR, REASON);
        vm.warp(NOW + 30 days);
        _assertStatus(vaccine, EffectiveStatus.Quarantined);
    }

    function test_P10_AHoldOfACaseLapsesToo() external {
        Content[] memory contents = pack(CASE, vaccine, 0, 10);
        move(CASE, contents, HOSPITAL);
        bytes memory readings = ReadingsBuilder.start(DAY_BEFORE).add(24, HOURLY, 50);
        bytes memory signature = signReadings(readings);
        vm.prank(users.hospital);
        (SeriesId series,) =
            coldChain.evaluate(vaccine, IColdChain.Reporter(HOSPITAL, CASE, contents), readings, device, signature);
        _suspect(series);
        _assertStatusOfCase(contents, EffectiveStatus.ExcursionHold);
        _assertStatus(vaccine, EffectiveStatus.Active);
        vm.warp(NOW + HOLD_TIME + 1);
        _assertStatusOfCase(contents, EffectiveStatus.Active);
    }
}
