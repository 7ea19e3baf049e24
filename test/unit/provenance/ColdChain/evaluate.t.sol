// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttesterRegistry} from "../../../../contracts/interfaces/IAttesterRegistry.sol";
import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {ILots} from "../../../../contracts/interfaces/ILots.sol";
import {DeviceReadings} from "../../../../contracts/libraries/DeviceReadings.sol";
import {RequestId, SeriesId} from "../../../../contracts/types/Identifiers.sol";
import {Provenance} from "../../../../contracts/types/Inference.sol";
import {
    Content,
    LotDetails,
    Mark,
    NO_LOGISTIC_UNIT,
    QuarantineOrder,
    StorageProfileId,
    Verdict
} from "../../../../contracts/types/Provenance.sol";
import {ColdChainFixture} from "../../../utils/ColdChainFixture.sol";
import {ReadingsBuilder} from "../../../utils/ReadingsBuilder.sol";

contract ColdChainEvaluateTest is ColdChainFixture {
    using ReadingsBuilder for bytes;

    function _expectNotParty(LotDetails memory lot, IColdChain.Reporter memory reporter, address caller) private {
        bytes memory signature = signReadings(good());
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_NotParty.selector, idOf(lot), reporter.gln, caller));
        coldChain.evaluate(lot, reporter, good(), device, signature);
    }

    function _assertNothingStopped() private view {
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "orders on the lot");
        assertEq(ledger.ordersOf(idOf(otherVaccine)), 0, "orders on the other lot");
        assertEq(ledger.marksOf(CASE), 0, "marks of the case");
        assertEq(ledger.marksOf(PALLET), 0, "marks of the pallet");
    }

    function _assertOpen(LotDetails memory lot, bool ofCase, uint256 count) private view {
        uint32 open = coldChain.openVerdictsOf(idOf(lot), ofCase ? CASE : NO_LOGISTIC_UNIT);
        assertEq(uint256(open), count, "open verdicts");
    }

    // WHO MAY BRING A SERIES

    function test_RevertWhen_LotIsUnknown() external {
        LotDetails memory other = vaccine;
        other.lotHash = REASON;
        bytes memory signature = signReadings(good());
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(ILots.BatchLedger_UnknownLot.selector, idOf(other)));
        coldChain.evaluate(other, wholeLot(MAH), good(), device, signature);
    }

    function test_RevertWhen_CustodianReportsForTheWholeLot() external {
        boxed(CASE, vaccine, otherVaccine);
        _expectNotParty(vaccine, wholeLot(WHOLESALER), users.wholesaler);
    }

    function test_RevertWhen_SomebodySpeaksForHolder() external {
        _expectNotParty(vaccine, wholeLot(MAH), users.mallory);
    }

    function test_RevertGiven_AuthorisationOfTheReporterIsOver() external {
        ledger.setPartner(MAH, users.mah, 1, NOW - 1);
        _expectNotParty(vaccine, wholeLot(MAH), users.mah);
    }

    function test_RevertWhen_LogisticUnitHoldsOnlyOtherLots() external {
        Content[] memory contents = boxed(CASE, otherVaccine, otherVaccine);
        _expectNotParty(vaccine, IColdChain.Reporter(WHOLESALER, CASE, contents), users.wholesaler);
    }

    function test_RevertWhen_ContentsShownAreNotThoseOfTheLogisticUnit() external {
        Content[] memory contents = boxed(CASE, vaccine, otherVaccine);
        contents[0].unitCount = 11;
        _expectNotParty(vaccine, IColdChain.Reporter(WHOLESALER, CASE, contents), users.wholesaler);
        _expectNotParty(vaccine, IColdChain.Reporter(MAH, CASE, contents), users.mah);
    }

    function test_RevertWhen_PartnerWithoutPartInTheLogisticUnitReports() external {
        Content[] memory contents = boxed(CASE, vaccine, otherVaccine);
        _expectNotParty(vaccine, IColdChain.Reporter(HOSPITAL, CASE, contents), users.hospital);
    }

    // THE SERIES

    function test_RevertGiven_SeriesWasJudgedForThisLot() external {
        judge(vaccine, good());
        vm.expectRevert(
            abi.encodeWithSelector(
                IColdChain.ColdChain_AlreadyJudged.selector,
                SeriesId.wrap(keccak256(good())),
                subjectOf(vaccine),
                Verdict.Conformant
            )
        );
        judge(vaccine, good());
    }

    function test_RevertWhen_LengthIsWrong() external {
        bytes memory readings = abi.encodePacked(good(), uint8(0));
        vm.prank(users.mah);
        vm.expectRevert(abi.encodeWithSelector(DeviceReadings.DeviceReadings_BadLength.selector, 102));
        coldChain.evaluate(vaccine, wholeLot(MAH), readings, device, "");
    }

    function test_RevertWhen_ThereIsOnlyOneReading() external {
        bytes memory readings = ReadingsBuilder.start(NOW - 1 days).add(1, HOURLY, 50);
        vm.expectRevert(abi.encodeWithSelector(DeviceReadings.DeviceReadings_BadLength.selector, 9));
        judge(vaccine, readings);
    }

    function test_RevertWhen_TimeStandsStill() external {
        bytes memory readings = ReadingsBuilder.start(NOW - 1 days).add(5, HOURLY, 50).add(1, 0, 50);
        vm.expectRevert(abi.encodeWithSelector(DeviceReadings.DeviceReadings_BadInterval.selector, 5, 0));
        judge(vaccine, readings);
    }

    function test_RevertWhen_FirstReadingIsLate() external {
        bytes memory readings = abi.encodePacked(NOW - 1 days, uint16(1), int16(50), uint16(60), int16(50));
        vm.expectRevert(abi.encodeWithSelector(DeviceReadings.DeviceReadings_BadInterval.selector, 0, 1));
        judge(vaccine, readings);
    }

    function test_RevertWhen_TemperatureIsBeyondAnyLogger() external {
        bytes memory readings = ReadingsBuilder.start(NOW - 1 days).add(2, HOURLY, 50).add(1, HOURLY, 1_001);
        vm.expectRevert(abi.encodeWithSelector(DeviceReadings.DeviceReadings_BadTemperature.selector, 2, 1_001));
        judge(vaccine, readings);
    }

    function test_RevertWhen_ReadingsLieInTheFuture() external {
        bytes memory readings = ReadingsBuilder.start(NOW - 23 hours + 1).add(24, HOURLY, 50);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_ReadingsInFuture.selector, NOW + 1, NOW));
        judge(vaccine, readings);
    }

    function test_RevertGiven_CalibrationEndedBeforeReadingsDid() external {
        attesters.setAttester(device, Provenance.DEVICE_SIGNED, NOW + 1 hours, keccak256("952123400007"));
        vm.warp(NOW + 3 hours);
        bytes memory readings = ReadingsBuilder.start(NOW - 21 hours).add(24, HOURLY, 50);
        vm.expectRevert(
            abi.encodeWithSelector(IColdChain.ColdChain_NotCalibrated.selector, device, NOW + 1 hours, NOW + 2 hours)
        );
        judge(vaccine, readings);
    }

    function test_RevertGiven_CalibrationIsOverNow() external {
        attesters.setAttester(device, Provenance.DEVICE_SIGNED, NOW + 1 hours, keccak256("952123400007"));
        vm.warp(NOW + 3 hours);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAttesterRegistry.AttesterRegistry_RegistrationOver.selector, device, NOW + 1 hours, NOW + 3 hours
            )
        );
        judge(vaccine, good());
    }

    function test_RevertGiven_DeviceWasRevoked() external {
        attesters.revokeAttester(device);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_NotCalibrated.selector, device, 0, NOW - 1 hours));
        judge(vaccine, good());
    }

    function test_RevertWhen_IssuerSignsAsDevice() external {
        attesters.setAttester(device, Provenance.ISSUER_SIGNED, NOW + 1 days, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAttesterRegistry.AttesterRegistry_NotRegistered.selector, device, Provenance.DEVICE_SIGNED
            )
        );
        judge(vaccine, good());
    }

    function test_RevertWhen_AnotherKeySigns() external {
        (, uint256 otherKey) = makeAddrAndKey("other logger");
        bytes memory signature = signReadingsFor(address(attesters), otherKey, good());
        vm.prank(users.mah);
        vm.expectPartialRevert(IAttesterRegistry.AttesterRegistry_InvalidSignature.selector);
        coldChain.evaluate(vaccine, wholeLot(MAH), good(), device, signature);
    }

    function test_RevertGiven_ProductHasNoDefinedProfile() external {
        ledger.setProduct(VACCINE, MAH, StorageProfileId.wrap(77));
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_UnknownProfile.selector, StorageProfileId.wrap(77)));
        judge(vaccine, good());
    }

    function test_RevertWhen_PartnerBringsASeriesThatEndedTooLongAgo() external {
        Content[] memory contents = boxed(CASE, vaccine, otherVaccine);
        bytes memory old = frozenOf(90 days + 1);
        judge(otherVaccine, old);
        vm.expectRevert(
            abi.encodeWithSelector(
                IColdChain.ColdChain_SeriesTooOld.selector, seriesOf(old), NOW - 90 days - 1, NOW - 90 days
            )
        );
        judgeCase(vaccine, contents, old);
        assertEq(ledger.marksOf(CASE), 0, "marks");
        judgeCase(vaccine, contents, frozenOf(90 days));
        assertTrue(isMarked(CASE, Mark.Reject), "as old as may be");
    }

    // WHAT IT STOPS

    function test_WhenHolderOrRegulatorBringsAnOldSeries() external {
        (, Verdict verdict) = judge(vaccine, frozenOf(300 days));
        assertEq(uint256(verdict), uint256(Verdict.Reject), "holder");
        (, verdict) = evaluateAs(users.regulator, otherVaccine, wholeLot(REGULATOR), frozenOf(300 days));
        assertEq(uint256(verdict), uint256(Verdict.Reject), "regulator");
    }

    function test_WhenReadingsConform() external {
        vm.expectEmit(address(coldChain));
        emit IColdChain.SeriesJudged(
            seriesOf(good()),
            subjectOf(vaccine),
            device,
            Verdict.Conformant,
            5_050,
            50,
            51,
            false,
            idOf(vaccine),
            NO_LOGISTIC_UNIT,
            NOW - 1 hours
        );
        (SeriesId series, Verdict verdict) = judge(vaccine, good());
        assertEq(uint256(verdict), uint256(Verdict.Conformant), "verdict");
        IColdChain.Judgement memory judgement = coldChain.judgementOf(series, subjectOf(vaccine));
        assertEq(uint256(judgement.endedAt), NOW - 1 hours, "end");
        assertEq(uint256(judgement.judgedAt), NOW, "judged");
        IColdChain.Series memory record = coldChain.seriesOf(series);
        assertEq(record.device, device, "device");
        assertEq(uint256(record.startedAt), NOW - 1 days, "start");
        assertTrue(record.lot == idOf(vaccine) && record.sscc == NO_LOGISTIC_UNIT, "what a flag would hold");
        _assertNothingStopped();
        _assertOpen(vaccine, false, 0);
    }

    function test_WhenHolderReportsAnExcursionOfTheLot() external {
        judge(vaccine, warm());
        assertTrue(isOrdered(vaccine, QuarantineOrder.Monitor), "quarantined");
        assertFalse(isOrdered(vaccine, QuarantineOrder.MonitorReject), "for good");
        assertEq(ledger.lastReason(), keccak256(warm()), "reason");
        _assertOpen(vaccine, false, 1);
    }

    function test_WhenRegulatorReportsAFreezeOfTheLot() external {
        evaluateAs(users.regulator, vaccine, wholeLot(REGULATOR), frozen());
        assertTrue(isOrdered(vaccine, QuarantineOrder.MonitorReject), "quarantined for good");
        assertFalse(isOrdered(vaccine, QuarantineOrder.Monitor), "order that can be lifted");
        _assertOpen(vaccine, false, 0);
    }

    function test_WhenReadingsHaveAGap() external {
        (, Verdict verdict) = judge(vaccine, gappy());
        assertEq(uint256(verdict), uint256(Verdict.Indeterminate), "verdict");
        assertTrue(isOrdered(vaccine, QuarantineOrder.Monitor), "quarantined");
        _assertOpen(vaccine, false, 1);
    }

    function test_WhenCustodianReportsAFreezeOfItsLogisticUnit() external {
        Content[] memory contents = boxed(CASE, vaccine, otherVaccine);
        judgeCase(vaccine, contents, frozen());
        assertTrue(isMarked(CASE, Mark.Reject), "marked for good");
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "orders on the lot");
        IColdChain.Series memory record = coldChain.seriesOf(seriesOf(frozen()));
        assertTrue(record.lot == idOf(vaccine) && record.sscc == CASE, "what a flag would hold");
        _assertOpen(vaccine, true, 0);
    }

    function test_WhenCustodianReportsAnExcursionOfItsLogisticUnit() external {
        Content[] memory contents = boxed(CASE, vaccine, otherVaccine);
        judgeCase(vaccine, contents, warm());
        assertTrue(isMarked(CASE, Mark.Excursion), "marked");
        assertFalse(isMarked(CASE, Mark.Reject), "for good");
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "orders on the lot");
        _assertOpen(vaccine, true, 1);
        _assertOpen(vaccine, false, 0);
    }

    function test_WhenOneSeriesIsJudgedForTwoLotsOfALogisticUnit() external {
        Content[] memory contents = boxed(CASE, vaccine, otherVaccine);
        judgeCase(vaccine, contents, warm());
        judgeCase(otherVaccine, contents, warm());
        _assertOpen(vaccine, true, 2);
        assertTrue(coldChain.seriesOf(seriesOf(warm())).lot == idOf(vaccine), "first");
    }

    function test_WhenLotsOfALogisticUnitHaveOtherProfiles() external {
        otherVaccine.gtin = TABLET;
        ledger.setLot(otherVaccine);
        Content[] memory contents = boxed(CASE, vaccine, otherVaccine);
        bytes memory roomWarm = hours_(12, 220, 12, 221);
        (, Verdict verdict) = judgeCase(otherVaccine, contents, roomWarm);
        assertEq(uint256(verdict), uint256(Verdict.Conformant), "as a tablet");
        assertEq(ledger.marksOf(CASE), 0, "marks");
        (, verdict) = judgeCase(vaccine, contents, roomWarm);
        assertEq(uint256(verdict), uint256(Verdict.Excursion), "as a vaccine");
        assertTrue(isMarked(CASE, Mark.Excursion), "marked");
    }

    function test_WhenReceiverOrCarrierOfTheOutermostLogisticUnitReports() external {
        Content[] memory contents = boxed(CASE, vaccine, otherVaccine);
        palletised(CASE, contents);
        evaluateAs(users.hospital, vaccine, IColdChain.Reporter(HOSPITAL, CASE, contents), good());
        evaluateAs(users.carrier, otherVaccine, IColdChain.Reporter(CARRIER, CASE, contents), good());
        evaluateAs(users.wholesaler, vaccine, IColdChain.Reporter(WHOLESALER, CASE, contents), warm());
        assertTrue(isMarked(CASE, Mark.Excursion), "the case");
        assertEq(ledger.marksOf(PALLET), 0, "the pallet");
    }

    function test_WhenReporterShowsAPallet() external {
        Content[] memory onPallet = palletised(CASE, boxed(CASE, vaccine, otherVaccine));
        evaluateAs(users.carrier, vaccine, IColdChain.Reporter(CARRIER, PALLET, onPallet), warm());
        assertTrue(isMarked(PALLET, Mark.Excursion), "the pallet");
        assertEq(ledger.marksOf(CASE), 0, "the case by itself");
    }

    function test_WhenHolderShowsALogisticUnit() external {
        Content[] memory contents = boxed(CASE, vaccine, otherVaccine);
        evaluateAs(users.mah, vaccine, IColdChain.Reporter(MAH, CASE, contents), warm());
        assertTrue(isMarked(CASE, Mark.Excursion), "the case");
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "orders on the lot");
    }

    function test_GivenSeriesWasJudgedForAnotherLot() external {
        (SeriesId series,) = judge(otherVaccine, good());
        judge(vaccine, good());
        assertEq(
            uint256(coldChain.judgementOf(series, subjectOf(vaccine)).verdict), uint256(Verdict.Conformant), "verdict"
        );
        assertTrue(coldChain.seriesOf(series).lot == idOf(otherVaccine), "the first stays the first");
    }

    function test_GivenFlagIsRaised() external {
        (SeriesId series,) = judge(otherVaccine, good());
        tell(RequestId.wrap(REASON), series, THRESHOLD, false);
        judgeCase(vaccine, boxed(CASE, vaccine, otherVaccine), good());
        assertTrue(isMarked(CASE, Mark.Hold), "held too");
        assertTrue(coldChain.judgementOf(series, subjectOf(CASE, vaccine)).held, "told");
    }

    function test_GivenFlagWasRaisedWhenOnlyAPackWasJudged() external {
        (SeriesId series,) = judgePack(vaccine, 3, good());
        tell(RequestId.wrap(REASON), series, THRESHOLD, true);
        _assertNothingStopped();
        judge(vaccine, good());
        assertTrue(isOrdered(vaccine, QuarantineOrder.Hold), "held at once");
        assertTrue(coldChain.judgementOf(series, subjectOf(vaccine)).review, "review");
    }
}
