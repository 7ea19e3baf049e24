// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {IInferenceConsumer} from "../../../../contracts/interfaces/IInferenceConsumer.sol";
import {ConsentId, ModelId, RequestId, SeriesId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceAnswer, Mode, Provenance} from "../../../../contracts/types/Inference.sol";
import {LotDetails} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";
import {ReadingsBuilder} from "../../../utils/ReadingsBuilder.sol";

contract ColdChainOnInferenceTest is ProvenanceFixture {
    using ReadingsBuilder for bytes;

    ModelId internal constant MODEL = ModelId.wrap(keccak256("model"));
    RequestId internal constant REQUEST = RequestId.wrap(keccak256("request"));
    SeriesId internal series;

    function setUp() public override {
        super.setUp();
        LotDetails memory lot = commission(VACCINE, "VAX26A01");
        (series,) = judge(lot, ReadingsBuilder.start(NOW - 1 days).add(24, HOURLY, 50));
        coldChain.allowModel(MODEL, true, 100);
    }

    function _answer(int32 score) private view returns (InferenceAnswer memory) {
        return InferenceAnswer({
            requester: users.mallory,
            modelId: MODEL,
            payloadHash: SeriesId.unwrap(series),
            inputCommitment: REASON,
            consentId: ConsentId.wrap(0),
            provenance: Provenance.DEVICE_SIGNED,
            mode: Mode.QUORUM,
            isFinal: true,
            nonce: 0,
            output: abi.encodePacked(score)
        });
    }

    function _deliver(int32 score) private {
        InferenceAnswer memory answer = _answer(score);
        vm.prank(users.oracle);
        coldChain.onInference(REQUEST, answer);
    }

    function test_RevertWhen_CallerIsNotOracle() external {
        InferenceAnswer memory answer = _answer(100);
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceConsumer.InferenceConsumer_NotOracle.selector, users.mallory, users.oracle)
        );
        coldChain.onInference(REQUEST, answer);
    }

    function test_RevertWhen_ModelIsNotAllowed() external {
        InferenceAnswer memory answer = _answer(100);
        answer.modelId = ModelId.wrap(REASON);
        vm.prank(users.oracle);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_ModelNotAllowed.selector, answer.modelId));
        coldChain.onInference(REQUEST, answer);
    }

    function test_RevertWhen_AnswerIsNotAboutDeviceSignedReadings() external {
        InferenceAnswer memory answer = _answer(100);
        answer.provenance = Provenance.REQUESTER;
        vm.prank(users.oracle);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_NotDeviceSigned.selector, REQUEST));
        coldChain.onInference(REQUEST, answer);
    }

    function test_RevertWhen_SeriesIsUnknown() external {
        InferenceAnswer memory answer = _answer(100);
        answer.payloadHash = REASON;
        vm.prank(users.oracle);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_UnknownSeries.selector, SeriesId.wrap(REASON)));
        coldChain.onInference(REQUEST, answer);
    }

    function test_RevertWhen_OutputHasAnotherSize() external {
        InferenceAnswer memory answer = _answer(100);
        answer.output = new bytes(3);
        vm.prank(users.oracle);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_OutputSize.selector, REQUEST, 3));
        coldChain.onInference(REQUEST, answer);
        answer.output = new bytes(32);
        vm.prank(users.oracle);
        vm.expectRevert(abi.encodeWithSelector(IColdChain.ColdChain_OutputSize.selector, REQUEST, 32));
        coldChain.onInference(REQUEST, answer);
    }

    function test_WhenScoreIsBelowThreshold() external {
        _deliver(99);
        assertEq(uint256(coldChain.seriesOf(series).flag), uint256(IColdChain.Flag.Clear), "flag");
        assertEq(int256(coldChain.seriesOf(series).score), 99, "score");
    }

    function test_WhenScoreReachesThreshold() external {
        vm.expectEmit(address(coldChain));
        emit IColdChain.SeriesFlagged(series, MODEL, REQUEST, IColdChain.Flag.Raised, 100);
        _deliver(100);
        assertEq(uint256(coldChain.seriesOf(series).flag), uint256(IColdChain.Flag.Raised), "flag");
    }

    function test_WhenScoreIsNegative() external {
        _deliver(-2_000_000);
        assertEq(int256(coldChain.seriesOf(series).score), -2_000_000, "score");
        assertEq(uint256(coldChain.seriesOf(series).flag), uint256(IColdChain.Flag.Clear), "flag");
    }

    function test_GivenFlagWasRaised() external {
        _deliver(500);
        _deliver(1);
        assertEq(uint256(coldChain.seriesOf(series).flag), uint256(IColdChain.Flag.Raised), "flag");
        assertEq(int256(coldChain.seriesOf(series).score), 500, "score");
    }
}
