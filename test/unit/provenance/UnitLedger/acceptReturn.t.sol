// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IUnitLedger} from "../../../../contracts/interfaces/IUnitLedger.sol";
import {
    Content,
    Disposition,
    EffectiveStatus,
    LotDetails,
    PackItem,
    Place,
    ROLE_WHOLESALER,
    UNIT_RETURNED,
    UnitState,
    Verdict,
    VerificationFailure
} from "../../../../contracts/types/Provenance.sol";
import {Gtin, LotId, SeriesId} from "../../../../contracts/types/Identifiers.sol";
import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {ITradingPartners} from "../../../../contracts/interfaces/ITradingPartners.sol";
import {ReadingsBuilder} from "../../../utils/ReadingsBuilder.sol";
import {UnitFixture} from "../../../utils/UnitFixture.sol";

contract UnitLedgerAcceptReturnTest is UnitFixture {
    using ReadingsBuilder for bytes;

    Gtin private constant CHILLED = Gtin.wrap(9521234111115);
    SeriesId private constant SERIES = SeriesId.wrap(keccak256("series"));

    function setUp() public override {
        super.setUp();
        returned(0);
    }

    function test_RevertGiven_NoReturnIsPending() external {
        vm.prank(users.wholesaler);
        expectIllegal(1, UnitState.Untouched, UnitState.Loose);
        units.acceptReturn(lot, 1, NO_SERIES);
    }

    function test_RevertWhen_CallerIsNotNamed() external {
        answered(0, VerificationFailure.None);
        vm.prank(users.centre);
        expectNotInCharge(0, WHOLESALER, users.centre);
        units.acceptReturn(lot, 0, NO_SERIES);
    }

    function test_RevertWhen_CallerIsWhoSentIt() external {
        answered(0, VerificationFailure.None);
        vm.prank(users.pharmacy);
        expectNotInCharge(0, WHOLESALER, users.pharmacy);
        units.acceptReturn(lot, 0, NO_SERIES);
    }

    function test_RevertGiven_TakersAuthorisationIsOver() external {
        answered(0, VerificationFailure.None);
        expelled(WHOLESALER, users.wholesaler, ROLE_WHOLESALER);
        vm.prank(users.wholesaler);
        vm.expectPartialRevert(ITradingPartners.TradingPartners_NotAuthorised.selector);
        units.acceptReturn(lot, 0, NO_SERIES);
    }

    function test_RevertGiven_HolderDidNotAnswer() external {
        vm.prank(users.wholesaler);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NotVerifiedByHolder.selector, id, 0));
        units.acceptReturn(lot, 0, NO_SERIES);
    }

    function test_RevertGiven_ExpiryDiffered() external {
        answered(0, VerificationFailure.NoMatchGtinSerialExpiry);
        vm.prank(users.wholesaler);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NotVerifiedByHolder.selector, id, 0));
        units.acceptReturn(lot, 0, NO_SERIES);
    }

    function test_RevertGiven_LotIsQuarantined() external {
        answered(0, VerificationFailure.None);
        quarantined();
        vm.prank(users.wholesaler);
        expectNotActive(0, EffectiveStatus.Quarantined);
        units.acceptReturn(lot, 0, NO_SERIES);
    }

    function test_WhenVerified_IsSaleableAndLoose() external {
        answered(0, VerificationFailure.None);
        vm.expectEmit(address(units));
        emit IUnitLedger.ReturnAccepted(id, 0, WHOLESALER, NO_SERIES);
        accepted(0);
        assertUnit(0, UnitState.Loose, WHOLESALER);
        assertEq(uint256(units.unitOf(id, 0).flags), uint256(UNIT_RETURNED), "once");
        assertStatus(byItself(), 0, EffectiveStatus.Active);
    }

    function test_GivenLotIsRecalled_TakenUnverifiedAndNotSaleable() external {
        recalled();
        accepted(0);
        assertUnit(0, UnitState.Loose, WHOLESALER);
        assertStatus(byItself(), 0, EffectiveStatus.Recalled);
    }

    // CHILLED: a product whose returns need a verdict

    function _chilled() private returns (LotDetails memory details) {
        ITradingPartners.Product memory chilled = product(REFRIGERATED);
        chilled.verdictOnReturn = true;
        vm.prank(users.mah);
        ledger.registerProduct(CHILLED, chilled);
        details = commission(CHILLED, LOT);
        Content[] memory packed = pack(OTHER_CASE, details, 0, 2);
        move(OTHER_CASE, packed, PHARMACY);
        vm.prank(users.pharmacy);
        units.requestReturn(Place(OTHER_CASE, packed), details, 0, WHOLESALER);
        vm.prank(users.mah);
        units.answerVerification(details, 0, VerificationFailure.None, QUESTION);
    }

    function _judged(LotDetails memory details, Verdict verdict, uint256 endedAt) private {
        IColdChain.Judgement memory judgement;
        judgement.verdict = verdict;
        judgement.endedAt = uint40(endedAt);
        _mocked(details, judgement, vm.getBlockTimestamp(), false);
    }

    /// @dev A Conformant one that covers the way back.
    function _conformant() private view returns (IColdChain.Judgement memory judgement) {
        judgement.verdict = Verdict.Conformant;
        judgement.endedAt = uint40(vm.getBlockTimestamp());
    }

    function _mocked(LotDetails memory details, IColdChain.Judgement memory judgement, uint256 startedAt, bool doubted)
        private
    {
        IColdChain.Series memory series;
        series.startedAt = uint40(startedAt);
        vm.mockCall(address(coldChain), abi.encodeCall(IColdChain.seriesOf, (SERIES)), abi.encode(series));
        bytes memory asked = abi.encodeCall(IColdChain.isDoubted, (lotIdOf(details), 0));
        vm.mockCall(address(coldChain), asked, abi.encode(doubted));
        bytes32 subject = keccak256(abi.encode(lotIdOf(details), uint32(0)));
        bytes memory call = abi.encodeCall(IColdChain.judgementOf, (SERIES, subject));
        vm.mockCall(address(coldChain), call, abi.encode(judgement));
    }

    function _expectNoVerdict(LotDetails memory details) private {
        vm.prank(users.wholesaler);
        vm.expectRevert(abi.encodeWithSelector(IUnitLedger.UnitLedger_NoVerdict.selector, lotIdOf(details), 0, SERIES));
        units.acceptReturn(details, 0, SERIES);
    }

    function test_RevertGiven_VerdictIsNotConformant() external {
        LotDetails memory details = _chilled();
        _judged(details, Verdict.Excursion, vm.getBlockTimestamp());
        _expectNoVerdict(details);
    }

    function test_RevertGiven_SeriesEndedBeforeReturnWasRequested() external {
        LotDetails memory details = _chilled();
        _judged(details, Verdict.Conformant, vm.getBlockTimestamp() - 1);
        _expectNoVerdict(details);
    }

    function test_RevertGiven_VerdictWaitsForReview() external {
        LotDetails memory details = _chilled();
        IColdChain.Judgement memory judgement = _conformant();
        judgement.review = true;
        _mocked(details, judgement, vm.getBlockTimestamp(), false);
        _expectNoVerdict(details);
    }

    function test_RevertGiven_SeriesWasDismissed() external {
        LotDetails memory details = _chilled();
        IColdChain.Judgement memory judgement = _conformant();
        judgement.disposition = Disposition.Dismissed;
        _mocked(details, judgement, vm.getBlockTimestamp(), false);
        _expectNoVerdict(details);
    }

    function test_RevertGiven_SeriesStartedAfterReturnWasRequested() external {
        LotDetails memory details = _chilled();
        _mocked(details, _conformant(), vm.getBlockTimestamp() + 1, false);
        _expectNoVerdict(details);
    }

    function test_RevertGiven_AnotherVerdictStandsAgainstThePack() external {
        LotDetails memory details = _chilled();
        _mocked(details, _conformant(), vm.getBlockTimestamp(), true);
        _expectNoVerdict(details);
    }

    function test_WhenVerdictCoversWayBack() external {
        LotDetails memory details = _chilled();
        _judged(details, Verdict.Conformant, vm.getBlockTimestamp());
        vm.prank(users.wholesaler);
        units.acceptReturn(details, 0, SERIES);
        assertEq(uint256(units.unitOf(lotIdOf(details), 0).state), uint256(UnitState.Loose), "state");
    }

    // WITH THE COLD CHAIN ITSELF

    function _judgedFor(LotDetails memory details, bytes memory readings) private returns (SeriesId series) {
        bytes memory signature = signReadings(readings);
        vm.prank(users.pharmacy);
        (series,) = coldChain.evaluateUnit(details, 0, PHARMACY, readings, device, signature);
    }

    function test_GivenFreezeAndAStoreRoomsSeries_TakenOnceTheFreezeIsDismissed() external {
        LotDetails memory details = _chilled();
        uint40 since = uint40(vm.getBlockTimestamp());
        vm.warp(since + 5 days);
        SeriesId frozen = _judgedFor(details, ReadingsBuilder.start(since - 1 hours).add(3, HOURLY, -50));
        SeriesId late = _judgedFor(details, ReadingsBuilder.start(since + 4 days).add(3, HOURLY, 50));
        SeriesId whole = _judgedFor(details, ReadingsBuilder.start(since - 1 hours).add(9, HOURLY, 50));
        vm.prank(users.wholesaler);
        vm.expectPartialRevert(IUnitLedger.UnitLedger_NoVerdict.selector);
        units.acceptReturn(details, 0, whole);
        vm.prank(users.regulator);
        coldChain.dismissUnit(frozen, details, 0, REGULATOR, QUESTION);
        vm.prank(users.wholesaler);
        vm.expectPartialRevert(IUnitLedger.UnitLedger_NoVerdict.selector);
        units.acceptReturn(details, 0, late);
        vm.prank(users.wholesaler);
        units.acceptReturn(details, 0, whole);
        assertEq(uint256(units.unitOf(lotIdOf(details), 0).state), uint256(UnitState.Loose), "state");
    }
}
