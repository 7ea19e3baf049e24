// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {LotId, RequestId, SeriesId, Sscc} from "../../../../contracts/types/Identifiers.sol";
import {Content, LotDetails, Mark, NO_LOGISTIC_UNIT, QuarantineOrder} from "../../../../contracts/types/Provenance.sol";
import {ColdChainFixture} from "../../../utils/ColdChainFixture.sol";

contract ColdChainHoldJudgedTest is ColdChainFixture {
    RequestId internal constant REQUEST = RequestId.wrap(keccak256("request"));
    SeriesId internal series;

    function setUp() public override {
        super.setUp();
        (series,) = judge(vaccine, good());
    }

    function _hold(LotDetails memory lot, Sscc sscc) private {
        vm.prank(users.mallory);
        coldChain.holdJudged(series, lot, sscc);
    }

    function _expectNothing(bytes32 subject, IColdChain.Flag flag) private {
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_NothingToHold.selector, series, subject, flag));
    }

    function test_RevertGiven_FlagIsNotRaised() external {
        _expectNothing(subjectOf(vaccine), IColdChain.Flag.NotAssessed);
        _hold(vaccine, NO_LOGISTIC_UNIT);
        tell(REQUEST, series, THRESHOLD - 1, true);
        _expectNothing(subjectOf(vaccine), IColdChain.Flag.Clear);
        _hold(vaccine, NO_LOGISTIC_UNIT);
    }

    function test_RevertGiven_SeriesWasNotJudgedForTheSubject() external {
        tell(REQUEST, series, THRESHOLD, true);
        _expectNothing(subjectOf(otherVaccine), IColdChain.Flag.Raised);
        _hold(otherVaccine, NO_LOGISTIC_UNIT);
    }

    function test_RevertGiven_SeriesWasDismissedForTheSubject() external {
        judge(otherVaccine, good());
        dismissAs(users.regulator, REGULATOR, series, otherVaccine, NO_LOGISTIC_UNIT);
        tell(REQUEST, series, THRESHOLD, true);
        _expectNothing(subjectOf(otherVaccine), IColdChain.Flag.Raised);
        _hold(otherVaccine, NO_LOGISTIC_UNIT);
    }

    function test_RevertGiven_FlagHeldTheSubjectByItself() external {
        tell(REQUEST, series, THRESHOLD, true);
        vm.warp(NOW + 30 days);
        _expectNothing(subjectOf(vaccine), IColdChain.Flag.Raised);
        _hold(vaccine, NO_LOGISTIC_UNIT);
        assertEq(ledger.holdsOf(idOf(vaccine)), 1, "holds");
    }

    function test_GivenLedgerRefusedTheHoldWhenTheFlagWentUp() external {
        ledger.makeHoldsRefused(true);
        tell(REQUEST, series, THRESHOLD, true);
        ledger.makeHoldsRefused(false);
        _hold(vaccine, NO_LOGISTIC_UNIT);
        assertTrue(isOrdered(vaccine, QuarantineOrder.Hold), "held");
    }

    function test_WhenSeriesWasJudgedForMoreThanADecoy() external {
        Content[] memory contents = boxed(CASE, vaccine, otherVaccine);
        judge(otherVaccine, good());
        judgeCase(vaccine, contents, good());
        tell(REQUEST, series, THRESHOLD, false);
        assertFalse(isOrdered(otherVaccine, QuarantineOrder.Hold), "not by itself");
        _hold(otherVaccine, NO_LOGISTIC_UNIT);
        _hold(vaccine, CASE);
        assertTrue(isOrdered(otherVaccine, QuarantineOrder.Hold), "lot");
        assertTrue(isMarked(CASE, Mark.Hold), "logistic unit");
        assertEq(ledger.lastReason(), SeriesId.unwrap(series), "reason");
        _expectNothing(subjectOf(CASE, vaccine), IColdChain.Flag.Raised);
        _hold(vaccine, CASE);
        _expectNothing(LotId.unwrap(idOf(otherVaccine)), IColdChain.Flag.Raised);
        _hold(otherVaccine, NO_LOGISTIC_UNIT);
    }
}
