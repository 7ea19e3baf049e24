// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {Gln, RequestId, SeriesId} from "../../../../contracts/types/Identifiers.sol";
import {
    Content,
    Disposition,
    Mark,
    NO_LOGISTIC_UNIT,
    QuarantineOrder,
    ROLE_REGULATOR,
    Verdict
} from "../../../../contracts/types/Provenance.sol";
import {ColdChainFixture} from "../../../utils/ColdChainFixture.sol";

contract ColdChainDismissTest is ColdChainFixture {
    Content[] internal contents;

    function setUp() public override {
        super.setUp();
        Content[] memory boxedContents = boxed(CASE, vaccine, otherVaccine);
        for (uint256 i; i < boxedContents.length; ++i) {
            contents.push(boxedContents[i]);
        }
    }

    function _expectNotDisposable(SeriesId series, Verdict verdict, Disposition before) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IColdChain.ColdChain_NotDisposable.selector, series, subjectOf(CASE, vaccine), verdict, before
            )
        );
    }

    function _dismiss(SeriesId series) private {
        dismissAs(users.regulator, REGULATOR, series, vaccine, CASE);
    }

    function _dispose(SeriesId series, Disposition disposition) private {
        vm.prank(users.qualityPerson);
        coldChain.dispose(series, vaccine, CASE, disposition, REASON);
    }

    function test_RevertWhen_CallerIsNotAnAuthorisedRegulator() external {
        (SeriesId series,) = judgeCase(vaccine, contents, frozen());
        address[4] memory callers = [users.mah, users.wholesaler, users.mallory, users.qualityPerson];
        Gln[4] memory names = [MAH, WHOLESALER, REGULATOR, REGULATOR];
        for (uint256 i; i < callers.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_NotRegulator.selector, names[i], callers[i]));
            dismissAs(callers[i], names[i], series, vaccine, CASE);
        }
        ledger.setPartner(REGULATOR, users.regulator, ROLE_REGULATOR, NOW - 1);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_NotRegulator.selector, REGULATOR, users.regulator));
        _dismiss(series);
    }

    function test_RevertWhen_NothingWasJudgedForTheSubject() external {
        (SeriesId series,) = judgeCase(otherVaccine, contents, frozen());
        _expectNotDisposable(series, Verdict.None, Disposition.None);
        _dismiss(series);
    }

    function test_RevertWhen_ReasonIsMissing() external {
        (SeriesId series,) = judgeCase(vaccine, contents, frozen());
        vm.prank(users.regulator);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_NoRationale.selector, series));
        coldChain.dismiss(series, vaccine, CASE, REGULATOR, 0);
    }

    function test_RevertGiven_VerdictWasDisposedOf() external {
        (SeriesId series,) = judgeCase(vaccine, contents, warm());
        _dispose(series, Disposition.Reject);
        _expectNotDisposable(series, Verdict.Excursion, Disposition.Reject);
        _dismiss(series);
    }

    function test_RevertGiven_SeriesWasDismissed() external {
        (SeriesId series,) = judgeCase(vaccine, contents, warm());
        _dismiss(series);
        _expectNotDisposable(series, Verdict.Excursion, Disposition.Dismissed);
        _dismiss(series);
        _expectNotDisposable(series, Verdict.Excursion, Disposition.Dismissed);
        _dispose(series, Disposition.UseAsIs);
    }

    function test_WhenRejectOfALogisticUnitIsDismissed_GivenNoOtherRejectsIt() external {
        (SeriesId series,) = judgeCase(vaccine, contents, frozen());
        vm.expectEmit(address(coldChain));
        emit IColdChain.SeriesDismissed(series, subjectOf(CASE, vaccine), REGULATOR, REASON);
        _dismiss(series);
        assertEq(ledger.marksOf(CASE), 0, "marks");
        IColdChain.Judgement memory judgement = coldChain.judgementOf(series, subjectOf(CASE, vaccine));
        assertEq(uint256(judgement.verdict), uint256(Verdict.Reject), "what physics said");
        assertEq(uint256(judgement.disposition), uint256(Disposition.Dismissed), "disposition");
    }

    function test_WhenRejectOfALogisticUnitIsDismissed_GivenAnotherRejectsIt() external {
        (SeriesId series,) = judgeCase(vaccine, contents, frozen());
        (SeriesId other,) = judgeCase(vaccine, contents, frozenOf(2 days));
        _dismiss(series);
        assertTrue(isMarked(CASE, Mark.Reject), "one still stands");
        _dismiss(other);
        assertFalse(isMarked(CASE, Mark.Reject), "none");
    }

    function test_WhenRejectOfALogisticUnitIsDismissed_GivenTheQualityPersonRejectedIt() external {
        (SeriesId series,) = judgeCase(vaccine, contents, frozen());
        judgeCase(vaccine, contents, warm());
        _dispose(seriesOf(warm()), Disposition.Reject);
        _dismiss(series);
        assertTrue(isMarked(CASE, Mark.Reject), "a person's word is final");
        assertFalse(isMarked(CASE, Mark.Excursion), "nothing waits");
    }

    function test_WhenRejectOfALogisticUnitIsDismissed_GivenAnExcursionIsOpen() external {
        (SeriesId series,) = judgeCase(vaccine, contents, frozen());
        judgeCase(otherVaccine, contents, warm());
        _dismiss(series);
        assertFalse(isMarked(CASE, Mark.Reject), "rejected");
        assertTrue(isMarked(CASE, Mark.Excursion), "waits");
    }

    function test_WhenRejectOfALotIsDismissed() external {
        (SeriesId series,) = judge(vaccine, frozen());
        dismissAs(users.regulator, REGULATOR, series, vaccine, NO_LOGISTIC_UNIT);
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "orders");
        assertEq(ledger.lastReason(), REASON, "reason");
    }

    function test_WhenExcursionIsDismissed() external {
        judge(vaccine, warm());
        judge(vaccine, gappy());
        dismissAs(users.regulator, REGULATOR, seriesOf(warm()), vaccine, NO_LOGISTIC_UNIT);
        assertTrue(isOrdered(vaccine, QuarantineOrder.Monitor), "one waits");
        assertEq(uint256(coldChain.openVerdictsOf(idOf(vaccine), NO_LOGISTIC_UNIT)), 1, "open");
        dismissAs(users.regulator, REGULATOR, seriesOf(gappy()), vaccine, NO_LOGISTIC_UNIT);
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "orders");
    }

    function test_WhenConformantVerdictIsDismissed() external {
        (SeriesId series,) = judgeCase(vaccine, contents, good());
        judgeCase(vaccine, contents, warm());
        _dismiss(series);
        Disposition disposition = coldChain.judgementOf(series, subjectOf(CASE, vaccine)).disposition;
        assertEq(uint256(disposition), uint256(Disposition.Dismissed), "disposition");
        assertTrue(isMarked(CASE, Mark.Excursion), "the other stands");
    }

    function test_GivenSeriesIsDismissedBeforeItsFlagGoesUp() external {
        (SeriesId series,) = judgeCase(vaccine, contents, good());
        _dismiss(series);
        tell(RequestId.wrap(REASON), series, THRESHOLD, true);
        assertFlag(series, IColdChain.Flag.Raised, THRESHOLD);
        assertEq(ledger.marksOf(CASE), 0, "marks");
    }
}
