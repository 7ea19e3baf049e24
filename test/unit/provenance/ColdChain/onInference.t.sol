// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {IInferenceConsumer} from "../../../../contracts/interfaces/IInferenceConsumer.sol";
import {ModelId, RequestId, SeriesId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceAnswer, Mode, Provenance} from "../../../../contracts/types/Inference.sol";
import {Mark, QuarantineOrder} from "../../../../contracts/types/Provenance.sol";
import {ColdChainFixture} from "../../../utils/ColdChainFixture.sol";

contract ColdChainOnInferenceTest is ColdChainFixture {
    RequestId internal constant REQUEST = RequestId.wrap(keccak256("request"));
    RequestId internal constant LATER = RequestId.wrap(keccak256("later request"));
    SeriesId internal series;

    function setUp() public override {
        super.setUp();
        (series,) = judge(vaccine, good());
    }

    function _expectRevert(InferenceAnswer memory answer, bytes memory reason) private {
        vm.prank(users.oracle);
        vm.expectRevert(reason);
        coldChain.onInference(REQUEST, answer);
    }

    function test_RevertWhen_CallerIsNotOracle() external {
        InferenceAnswer memory answer = answerOf(series, THRESHOLD, true);
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceConsumer.InferenceConsumer_NotOracle.selector, users.mallory, users.oracle)
        );
        coldChain.onInference(REQUEST, answer);
    }

    function test_RevertWhen_ModelIsNotAllowed() external {
        InferenceAnswer memory answer = answerOf(series, THRESHOLD, true);
        answer.modelId = ModelId.wrap(REASON);
        _expectRevert(answer, abi.encodeWithSelector(IColdChain.ColdChain_ModelNotAllowed.selector, answer.modelId));
    }

    function test_RevertWhen_AnswerIsNotAboutDeviceSignedReadings() external {
        InferenceAnswer memory answer = answerOf(series, THRESHOLD, true);
        answer.provenance = Provenance.COMMITTEE_EXTRACTED;
        _expectRevert(answer, abi.encodeWithSelector(IColdChain.ColdChain_NotDeviceSigned.selector, REQUEST));
    }

    function test_RevertWhen_ModeIsOneThatNobodyCanHaveRecomputed() external {
        InferenceAnswer memory answer = answerOf(series, THRESHOLD, true);
        answer.mode = Mode.QUORUM;
        _expectRevert(answer, abi.encodeWithSelector(IColdChain.ColdChain_ModeRefused.selector, REQUEST, Mode.QUORUM));
        answer.mode = Mode.PROVEN;
        _expectRevert(answer, abi.encodeWithSelector(IColdChain.ColdChain_ModeRefused.selector, REQUEST, Mode.PROVEN));
    }

    function test_RevertWhen_SeriesIsUnknown() external {
        InferenceAnswer memory answer = answerOf(SeriesId.wrap(REASON), THRESHOLD, true);
        _expectRevert(
            answer, abi.encodeWithSelector(IColdChain.ColdChain_UnknownSeries.selector, SeriesId.wrap(REASON))
        );
    }

    function test_RevertWhen_OutputHasAnotherSize() external {
        InferenceAnswer memory answer = answerOf(series, THRESHOLD, true);
        answer.output = new bytes(3);
        _expectRevert(answer, abi.encodeWithSelector(IColdChain.ColdChain_OutputSize.selector, REQUEST, 3));
        answer.output = new bytes(32);
        _expectRevert(answer, abi.encodeWithSelector(IColdChain.ColdChain_OutputSize.selector, REQUEST, 32));
    }

    function test_WhenFinalScoreIsBelowThreshold() external {
        vm.expectEmit(address(coldChain));
        emit IColdChain.SeriesFlagged(series, MODEL, REQUEST, IColdChain.Flag.Clear, -2_000_000);
        tell(REQUEST, series, -2_000_000, true);
        assertFlag(series, IColdChain.Flag.Clear, -2_000_000);
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "orders");
        assertFalse(coldChain.judgementOf(series, subjectOf(vaccine)).review, "review");
    }

    function test_WhenProvisionalScoreIsBelowThreshold() external {
        tell(REQUEST, series, THRESHOLD - 1, false);
        assertFlag(series, IColdChain.Flag.NotAssessed, 0);
        tell(REQUEST, series, THRESHOLD - 1, true);
        assertFlag(series, IColdChain.Flag.Clear, THRESHOLD - 1);
    }

    function test_WhenFinalScoreReachesThreshold() external {
        vm.expectEmit(address(coldChain));
        emit IColdChain.SeriesFlagged(series, MODEL, REQUEST, IColdChain.Flag.Raised, THRESHOLD);
        tell(REQUEST, series, THRESHOLD, true);
        assertFlag(series, IColdChain.Flag.Raised, THRESHOLD);
        assertTrue(isOrdered(vaccine, QuarantineOrder.Hold), "held");
        assertEq(ledger.lastReason(), SeriesId.unwrap(series), "reason");
        assertTrue(coldChain.judgementOf(series, subjectOf(vaccine)).review, "review");
    }

    function test_WhenProvisionalScoreReachesThreshold() external {
        tell(REQUEST, series, THRESHOLD, false);
        assertFlag(series, IColdChain.Flag.Raised, THRESHOLD);
        tell(REQUEST, series, THRESHOLD, true);
        assertFlag(series, IColdChain.Flag.Raised, THRESHOLD);
        assertEq(ledger.holdsOf(idOf(vaccine)), 1, "holds");
    }

    function test_WhenAnswerWasGivenOnChain() external {
        InferenceAnswer memory answer = answerOf(series, THRESHOLD, true);
        answer.mode = Mode.ONCHAIN;
        vm.prank(users.oracle);
        coldChain.onInference(REQUEST, answer);
        assertFlag(series, IColdChain.Flag.Raised, THRESHOLD);
    }

    function test_GivenFlagWasRaisedByFinalAnswer() external {
        tell(REQUEST, series, 500, true);
        tell(LATER, series, 1, true);
        tell(LATER, series, 700, false);
        assertFlag(series, IColdChain.Flag.Raised, 500);
        assertEq(ledger.holdsOf(idOf(vaccine)), 1, "holds");
    }

    function test_GivenSeriesWasJudgedForLogisticUnit() external {
        (SeriesId ofCase,) = judgeCase(vaccine, boxed(CASE, vaccine, otherVaccine), hours_(12, 50, 12, 52));
        tell(REQUEST, ofCase, THRESHOLD, false);
        assertTrue(isMarked(CASE, Mark.Hold), "held");
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "orders on the lot");
    }

    function test_GivenSeriesWasJudgedForPackOnly() external {
        (SeriesId ofPack,) = judgePack(vaccine, 3, hours_(12, 50, 12, 52));
        tell(REQUEST, ofPack, THRESHOLD, true);
        assertFlag(ofPack, IColdChain.Flag.Raised, THRESHOLD);
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "orders on the lot");
    }

    function test_GivenLedgerRefusesHold() external {
        ledger.makeHoldsRefused(true);
        tell(REQUEST, series, THRESHOLD, true);
        assertFlag(series, IColdChain.Flag.Raised, THRESHOLD);
        assertEq(ledger.ordersOf(idOf(vaccine)), 0, "orders");
    }

    function test_GivenHoldLacksGas() external {
        ledger.makeHoldsCost(200_000);
        InferenceAnswer memory answer = answerOf(series, THRESHOLD, true);
        vm.prank(users.oracle);
        vm.expectPartialRevert(IColdChain.ColdChain_HoldStarved.selector);
        coldChain.onInference{gas: 240_000}(REQUEST, answer);
        assertFlag(series, IColdChain.Flag.NotAssessed, 0);
        vm.prank(users.oracle);
        coldChain.onInference{gas: 500_000}(REQUEST, answer);
        assertTrue(isOrdered(vaccine, QuarantineOrder.Hold), "held");
    }
}
