// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {SeriesId, Sscc} from "../../../../contracts/types/Identifiers.sol";
import {
    Content,
    Disposition,
    LotDetails,
    Mark,
    NO_LOGISTIC_UNIT,
    QuarantineOrder,
    ROLE_MANUFACTURER,
    ROLE_WHOLESALER,
    Verdict
} from "../../../../contracts/types/Provenance.sol";
import {ColdChainFixture} from "../../../utils/ColdChainFixture.sol";

contract ColdChainDisposeTest is ColdChainFixture {
    bytes32 internal constant RATIONALE = keccak256("stability data");

    function _dispose(SeriesId series, LotDetails memory lot, Sscc sscc, Disposition disposition) private {
        vm.prank(users.qualityPerson);
        coldChain.dispose(series, lot, sscc, disposition, RATIONALE);
    }

    function _expectNotDisposable(SeriesId series, Verdict verdict, Disposition before) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IColdChain.ColdChain_NotDisposable.selector, series, subjectOf(vaccine), verdict, before
            )
        );
    }

    function test_RevertWhen_NothingWasJudgedForTheSubject() external {
        judge(otherVaccine, warm());
        _expectNotDisposable(seriesOf(warm()), Verdict.None, Disposition.None);
        _dispose(seriesOf(warm()), vaccine, NO_LOGISTIC_UNIT, Disposition.UseAsIs);
    }

    function test_RevertGiven_ReadingsConform() external {
        (SeriesId series,) = judge(vaccine, good());
        _expectNotDisposable(series, Verdict.Conformant, Disposition.None);
        _dispose(series, vaccine, NO_LOGISTIC_UNIT, Disposition.Reject);
    }

    function test_RevertGiven_FreezeBreach() external {
        (SeriesId series,) = judge(vaccine, frozen());
        _expectNotDisposable(series, Verdict.Reject, Disposition.None);
        _dispose(series, vaccine, NO_LOGISTIC_UNIT, Disposition.UseAsIs);
    }

    function test_RevertGiven_VerdictWasDisposedOf() external {
        (SeriesId series,) = judge(vaccine, warm());
        _dispose(series, vaccine, NO_LOGISTIC_UNIT, Disposition.Reject);
        _expectNotDisposable(series, Verdict.Excursion, Disposition.Reject);
        _dispose(series, vaccine, NO_LOGISTIC_UNIT, Disposition.UseAsIs);
    }

    function test_RevertWhen_DispositionIsNone() external {
        (SeriesId series,) = judge(vaccine, warm());
        _expectNotDisposable(series, Verdict.Excursion, Disposition.None);
        _dispose(series, vaccine, NO_LOGISTIC_UNIT, Disposition.None);
        _expectNotDisposable(series, Verdict.Excursion, Disposition.None);
        _dispose(series, vaccine, NO_LOGISTIC_UNIT, Disposition.Dismissed);
    }

    function test_RevertWhen_RationaleIsMissing() external {
        (SeriesId series,) = judge(vaccine, warm());
        vm.prank(users.qualityPerson);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_NoRationale.selector, series));
        coldChain.dispose(series, vaccine, NO_LOGISTIC_UNIT, Disposition.UseAsIs, 0);
    }

    function test_RevertWhen_CallerIsNotTheQualityPerson() external {
        (SeriesId series,) = judge(vaccine, warm());
        address[2] memory callers = [users.mah, users.regulator];
        for (uint256 i; i < callers.length; ++i) {
            vm.prank(callers[i]);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IColdChain.ColdChain_NotQualityPerson.selector, idOf(vaccine), callers[i], users.qualityPerson
                )
            );
            coldChain.dispose(series, vaccine, NO_LOGISTIC_UNIT, Disposition.UseAsIs, RATIONALE);
        }
    }

    function test_RevertGiven_AuthorisationOfHolderIsOver() external {
        (SeriesId series,) = judge(vaccine, warm());
        ledger.setPartner(MAH, users.mah, ROLE_MANUFACTURER, NOW - 1);
        vm.prank(users.qualityPerson);
        vm.expectRevert(
            abi.encodeWithSelector(
                ITradingPartners.TradingPartners_NotAuthorised.selector,
                MAH,
                ROLE_MANUFACTURER,
                ROLE_MANUFACTURER,
                NOW - 1
            )
        );
        coldChain.dispose(series, vaccine, NO_LOGISTIC_UNIT, Disposition.UseAsIs, RATIONALE);
        ledger.setPartner(MAH, users.mah, ROLE_WHOLESALER, FOREVER);
        vm.prank(users.qualityPerson);
        vm.expectPartialRevert(ITradingPartners.TradingPartners_NotAuthorised.selector);
        coldChain.dispose(series, vaccine, NO_LOGISTIC_UNIT, Disposition.UseAsIs, RATIONALE);
    }

    function test_GivenNoOtherVerdictIsOpen() external {
        (SeriesId series,) = judge(vaccine, warm());
        vm.expectEmit(address(coldChain));
        emit IColdChain.ExcursionDisposed(
            series, subjectOf(vaccine), Disposition.UseAsIs, users.qualityPerson, RATIONALE
        );
        _dispose(series, vaccine, NO_LOGISTIC_UNIT, Disposition.UseAsIs);
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "orders");
        assertEq(ledger.lastReason(), RATIONALE, "reason");
        IColdChain.Judgement memory judgement = coldChain.judgementOf(series, subjectOf(vaccine));
        assertEq(uint256(judgement.disposition), uint256(Disposition.UseAsIs), "disposition");
        assertEq(uint256(judgement.verdict), uint256(Verdict.Excursion), "the verdict stands");
    }

    function test_GivenAnotherVerdictIsOpen() external {
        judge(vaccine, warm());
        judge(vaccine, gappy());
        _dispose(seriesOf(warm()), vaccine, NO_LOGISTIC_UNIT, Disposition.UseAsIs);
        assertTrue(isOrdered(vaccine, QuarantineOrder.Monitor), "still quarantined");
        assertEq(uint256(coldChain.openVerdictsOf(idOf(vaccine), NO_LOGISTIC_UNIT)), 1, "open");
        _dispose(seriesOf(gappy()), vaccine, NO_LOGISTIC_UNIT, Disposition.UseAsIs);
        assertFalse(isOrdered(vaccine, QuarantineOrder.Monitor), "lifted with the last");
    }

    function test_GivenFreezeBreachByAnotherSeries() external {
        judge(vaccine, warm());
        judge(vaccine, frozen());
        _dispose(seriesOf(warm()), vaccine, NO_LOGISTIC_UNIT, Disposition.UseAsIs);
        assertTrue(isOrdered(vaccine, QuarantineOrder.MonitorReject), "rejected");
    }

    function test_WhenIndeterminateVerdictIsUsedAsItIs() external {
        (SeriesId series,) = judge(vaccine, gappy());
        _dispose(series, vaccine, NO_LOGISTIC_UNIT, Disposition.UseAsIs);
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "quarantine lifted");
    }

    function test_WhenLotIsRejected() external {
        (SeriesId series,) = judge(vaccine, warm());
        _dispose(series, vaccine, NO_LOGISTIC_UNIT, Disposition.Reject);
        assertTrue(isOrdered(vaccine, QuarantineOrder.MonitorReject), "quarantined for good");
        assertFalse(isOrdered(vaccine, QuarantineOrder.Monitor), "nothing waits");
    }

    function test_WhenLogisticUnitIsUsedAsItIs() external {
        judgeCase(vaccine, boxed(CASE, vaccine, otherVaccine), warm());
        judge(vaccine, gappy());
        _dispose(seriesOf(warm()), vaccine, CASE, Disposition.UseAsIs);
        assertEq(ledger.marksOf(CASE), 0, "mark cleared");
        assertTrue(isOrdered(vaccine, QuarantineOrder.Monitor), "order on the lot");
    }

    function test_WhenLogisticUnitOfTwoLotsIsUsedAsItIs() external {
        Content[] memory contents = boxed(CASE, vaccine, otherVaccine);
        judgeCase(vaccine, contents, warm());
        judgeCase(otherVaccine, contents, warm());
        _dispose(seriesOf(warm()), vaccine, CASE, Disposition.UseAsIs);
        assertTrue(isMarked(CASE, Mark.Excursion), "marked for the other lot");
        _dispose(seriesOf(warm()), otherVaccine, CASE, Disposition.UseAsIs);
        assertEq(ledger.marksOf(CASE), 0, "marks");
    }

    function test_WhenLogisticUnitIsRejected() external {
        judgeCase(vaccine, boxed(CASE, vaccine, otherVaccine), warm());
        _dispose(seriesOf(warm()), vaccine, CASE, Disposition.Reject);
        assertTrue(isMarked(CASE, Mark.Reject), "marked for good");
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "orders on the lot");
    }

    function test_WhenOneOfTwoVerdictsIsRejected_FirstOrLast() external {
        Disposition[2] memory words = [Disposition.Reject, Disposition.UseAsIs];
        for (uint256 i; i < 2; ++i) {
            LotDetails memory lot = i == 0 ? vaccine : otherVaccine;
            judge(lot, warm());
            judge(lot, gappy());
            _dispose(seriesOf(warm()), lot, NO_LOGISTIC_UNIT, words[i]);
            assertTrue(isOrdered(lot, QuarantineOrder.Monitor), "one waits");
            _dispose(seriesOf(gappy()), lot, NO_LOGISTIC_UNIT, words[1 - i]);
            assertFalse(isOrdered(lot, QuarantineOrder.Monitor), "none waits");
            assertTrue(isOrdered(lot, QuarantineOrder.MonitorReject), "rejected");
        }
    }

    function test_WhenOneOfTwoVerdictsOnALogisticUnitIsRejected_FirstOrLast() external {
        Disposition[2] memory words = [Disposition.Reject, Disposition.UseAsIs];
        Content[] memory contents = boxed(CASE, vaccine, otherVaccine);
        for (uint256 i; i < 2; ++i) {
            LotDetails memory lot = i == 0 ? vaccine : otherVaccine;
            judgeCase(lot, contents, warm());
            judgeCase(lot, contents, gappy());
            _dispose(seriesOf(warm()), lot, CASE, words[i]);
            assertTrue(isMarked(CASE, Mark.Excursion), "one waits");
            _dispose(seriesOf(gappy()), lot, CASE, words[1 - i]);
            assertFalse(isMarked(CASE, Mark.Excursion), "none waits");
            assertTrue(isMarked(CASE, Mark.Reject), "rejected");
        }
    }
}
