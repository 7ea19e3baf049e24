// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttesterRegistry} from "../../../../contracts/interfaces/IAttesterRegistry.sol";
import {IBatchLedger} from "../../../../contracts/interfaces/IBatchLedger.sol";
import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {DeviceReadings} from "../../../../contracts/libraries/DeviceReadings.sol";
import {Gtin, SeriesId} from "../../../../contracts/types/Identifiers.sol";
import {Provenance} from "../../../../contracts/types/Inference.sol";
import {
    Content,
    EffectiveStatus,
    LotDetails,
    NO_LOGISTIC_UNIT,
    QuarantineOrder,
    StorageProfileId,
    Verdict
} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";
import {ReadingsBuilder} from "../../../utils/ReadingsBuilder.sol";

contract ColdChainEvaluateTest is ProvenanceFixture {
    using ReadingsBuilder for bytes;

    LotDetails internal lot;
    bytes internal good;

    function setUp() public override {
        super.setUp();
        lot = commission(VACCINE, "VAX26A01");
        good = ReadingsBuilder.start(NOW - 1 days).add(24, HOURLY, 50);
    }

    function _evaluate(address caller, IColdChain.Reporter memory reporter, bytes memory readings) private {
        bytes memory signature = signReadings(readings);
        vm.prank(caller);
        coldChain.evaluate(lot, reporter, readings, device, signature);
    }

    function test_RevertWhen_LotIsUnknown() external {
        LotDetails memory other = lotOf(VACCINE, "VAX26A09", UNITS);
        bytes memory signature = signReadings(good);
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(IBatchLedger.BatchLedger_UnknownLot.selector, lotIdOf(other)));
        coldChain.evaluate(other, holder(), good, device, signature);
    }

    function test_RevertWhen_StrangerReports() external {
        vm.expectRevert(
            abi.encodeWithSelector(IColdChain.ColdChain_NotParty.selector, lotIdOf(lot), WHOLESALER, users.wholesaler)
        );
        _evaluate(users.wholesaler, IColdChain.Reporter(WHOLESALER, NO_LOGISTIC_UNIT, new Content[](0)), good);
    }

    function test_RevertWhen_SomebodySpeaksForHolder() external {
        vm.expectRevert(
            abi.encodeWithSelector(IColdChain.ColdChain_NotParty.selector, lotIdOf(lot), MAH, users.mallory)
        );
        _evaluate(users.mallory, holder(), good);
    }

    function test_RevertWhen_ReporterLogisticUnitHoldsAnotherLot() external {
        Content[] memory contents = pack(CASE, commission(VACCINE, "VAX26A02"), 0, 10);
        move(CASE, contents, WHOLESALER);
        vm.expectRevert(
            abi.encodeWithSelector(IColdChain.ColdChain_NotParty.selector, lotIdOf(lot), WHOLESALER, users.wholesaler)
        );
        _evaluate(users.wholesaler, IColdChain.Reporter(WHOLESALER, CASE, contents), good);
    }

    function test_RevertGiven_SeriesWasJudgedForThisLot() external {
        judge(lot, good);
        vm.expectRevert(
            abi.encodeWithSelector(
                IColdChain.ColdChain_AlreadyJudged.selector,
                SeriesId.wrap(keccak256(good)),
                lotIdOf(lot),
                Verdict.Conformant
            )
        );
        _evaluate(users.mah, holder(), good);
    }

    function test_RevertWhen_LengthIsWrong() external {
        bytes memory readings = abi.encodePacked(good, uint8(0));
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(DeviceReadings.DeviceReadings_BadLength.selector, 102));
        coldChain.evaluate(lot, holder(), readings, device, "");
    }

    function test_RevertWhen_ThereIsOnlyOneReading() external {
        bytes memory readings = ReadingsBuilder.start(NOW - 1 days).add(1, HOURLY, 50);
        vm.expectRevert(abi.encodeWithSelector(DeviceReadings.DeviceReadings_BadLength.selector, 9));
        _evaluate(users.mah, holder(), readings);
    }

    function test_RevertWhen_TimeStandsStill() external {
        bytes memory readings = ReadingsBuilder.start(NOW - 1 days).add(5, HOURLY, 50).add(1, 0, 50);
        vm.expectRevert(abi.encodeWithSelector(DeviceReadings.DeviceReadings_BadInterval.selector, 5, 0));
        _evaluate(users.mah, holder(), readings);
    }

    function test_RevertWhen_FirstReadingIsLate() external {
        bytes memory readings = abi.encodePacked(NOW - 1 days, uint16(1), int16(50), uint16(60), int16(50));
        vm.expectRevert(abi.encodeWithSelector(DeviceReadings.DeviceReadings_BadInterval.selector, 0, 1));
        _evaluate(users.mah, holder(), readings);
    }

    function test_RevertWhen_TemperatureIsBeyondAnyLogger() external {
        bytes memory readings = ReadingsBuilder.start(NOW - 1 days).add(2, HOURLY, 50).add(1, HOURLY, 1_001);
        vm.expectRevert(abi.encodeWithSelector(DeviceReadings.DeviceReadings_BadTemperature.selector, 2, 1_001));
        _evaluate(users.mah, holder(), readings);
    }

    function test_RevertWhen_ReadingsLieInTheFuture() external {
        bytes memory readings = ReadingsBuilder.start(NOW - 23 hours + 1).add(24, HOURLY, 50);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_ReadingsInFuture.selector, NOW + 1, NOW));
        _evaluate(users.mah, holder(), readings);
    }

    function test_RevertGiven_CalibrationEndedBeforeReadingsDid() external {
        attesters.setAttester(device, Provenance.DEVICE_SIGNED, NOW + 1 hours, keccak256("952123400007"));
        vm.warp(NOW + 3 hours);
        bytes memory readings = ReadingsBuilder.start(NOW - 21 hours).add(24, HOURLY, 50);
        vm.expectRevert(
            abi.encodeWithSelector(IColdChain.ColdChain_NotCalibrated.selector, device, NOW + 1 hours, NOW + 2 hours)
        );
        _evaluate(users.mah, holder(), readings);
    }

    function test_RevertGiven_DeviceIsNotRegistered() external {
        attesters.revokeAttester(device);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_NotCalibrated.selector, device, 0, NOW - 1 hours));
        _evaluate(users.mah, holder(), good);
    }

    function test_RevertWhen_IssuerSignsAsDevice() external {
        attesters.setAttester(device, Provenance.ISSUER_SIGNED, NOW + 1 days, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAttesterRegistry.AttesterRegistry_NotRegistered.selector, device, Provenance.DEVICE_SIGNED
            )
        );
        _evaluate(users.mah, holder(), good);
    }

    function test_RevertWhen_AnotherKeySigns() external {
        (, uint256 otherKey) = makeAddrAndKey("other logger");
        bytes memory signature = signReadingsWith(otherKey, good);
        vm.prank(users.mah);
        vm.expectPartialRevert(IAttesterRegistry.AttesterRegistry_InvalidSignature.selector);
        coldChain.evaluate(lot, holder(), good, device, signature);
    }

    function test_RevertGiven_ProductHasNoDefinedProfile() external {
        Gtin pump = Gtin.wrap(9521234111115);
        vm.prank(users.mah);
        ledger.registerProduct(pump, MAH, StorageProfileId.wrap(77));
        lot = commission(pump, "PUMP1");
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_UnknownProfile.selector, StorageProfileId.wrap(77)));
        _evaluate(users.mah, holder(), good);
    }

    function test_WhenReadingsConform() external {
        SeriesId series = SeriesId.wrap(keccak256(good));
        vm.expectEmit(address(coldChain));
        emit IColdChain.SeriesJudged(series, lotIdOf(lot), device, Verdict.Conformant, 5_000, 50, 50);
        _evaluate(users.mah, holder(), good);
        IColdChain.Judgement memory judgement = coldChain.judgementOf(series, lotIdOf(lot));
        assertEq(uint256(judgement.endedAt), NOW - 1 hours, "end");
        assertEq(uint256(judgement.judgedAt), NOW, "judged");
        assertEq(coldChain.seriesOf(series).device, device, "device");
        assertEq(uint256(coldChain.seriesOf(series).startedAt), NOW - 1 days, "start");
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Active), "status");
    }

    function test_WhenCustodianReportsExcursion() external {
        Content[] memory contents = pack(CASE, lot, 0, 10);
        move(CASE, contents, HOSPITAL);
        bytes memory readings = ReadingsBuilder.start(NOW - 1 days).add(16, HOURLY, 50).add(8, HOURLY, 140);
        vm.expectEmit(address(ledger));
        emit IBatchLedger.LotQuarantined(lotIdOf(lot), QuarantineOrder.Monitor, keccak256(readings));
        _evaluate(users.hospital, IColdChain.Reporter(HOSPITAL, CASE, contents), readings);
        assertEq(uint256(ledger.statusOfLot(lot)), uint256(EffectiveStatus.Quarantined), "status");
    }

    function test_WhenNamedCarrierReports() external {
        Content[] memory contents = pack(CASE, lot, 0, 10);
        ship(CASE, contents, HOSPITAL);
        _evaluate(users.carrier, IColdChain.Reporter(CARRIER, CASE, contents), good);
        Verdict verdict = coldChain.judgementOf(SeriesId.wrap(keccak256(good)), lotIdOf(lot)).verdict;
        assertEq(uint256(verdict), uint256(Verdict.Conformant), "verdict");
    }

    function test_WhenRegulatorReports() external {
        _evaluate(users.regulator, IColdChain.Reporter(REGULATOR, NO_LOGISTIC_UNIT, new Content[](0)), good);
        Verdict verdict = coldChain.judgementOf(SeriesId.wrap(keccak256(good)), lotIdOf(lot)).verdict;
        assertEq(uint256(verdict), uint256(Verdict.Conformant), "verdict");
    }

    function test_GivenSeriesWasJudgedForAnotherLot() external {
        LotDetails memory other = commission(VACCINE, "VAX26A02");
        judge(other, good);
        (, Verdict verdict) = judge(lot, good);
        assertEq(uint256(verdict), uint256(Verdict.Conformant), "verdict");
    }
}
