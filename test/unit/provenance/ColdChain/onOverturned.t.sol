// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IColdChain} from "../../../../contracts/interfaces/IColdChain.sol";
import {IInferenceConsumer} from "../../../../contracts/interfaces/IInferenceConsumer.sol";
import {ConsentId, ModelId, RequestId, SeriesId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceAnswer, Mode, Provenance} from "../../../../contracts/types/Inference.sol";
import {LotDetails} from "../../../../contracts/types/Provenance.sol";
import {ProvenanceFixture} from "../../../utils/ProvenanceFixture.sol";
import {ReadingsBuilder} from "../../../utils/ReadingsBuilder.sol";

contract ColdChainOnOverturnedTest is ProvenanceFixture {
    using ReadingsBuilder for bytes;

    ModelId internal constant MODEL = ModelId.wrap(keccak256("model"));
    RequestId internal constant FIRST = RequestId.wrap(keccak256("first request"));
    RequestId internal constant SECOND = RequestId.wrap(keccak256("second request"));
    int32 internal constant THRESHOLD = 100;
    int32 internal constant TAMPERED = 500;
    int32 internal constant HONEST = -7;
    SeriesId internal series;
    LotDetails internal lot;

    function setUp() public override {
        super.setUp();
        lot = commission(VACCINE, "VAX26A01");
        (series,) = judge(lot, ReadingsBuilder.start(NOW - 1 days).add(24, HOURLY, 50));
        coldChain.allowModel(MODEL, true, THRESHOLD);
    }

    function _answer(int32 score, bool isFinal) private view returns (InferenceAnswer memory) {
        return InferenceAnswer({
            requester: users.mallory,
            modelId: MODEL,
            payloadHash: SeriesId.unwrap(series),
            inputCommitment: REASON,
            consentId: ConsentId.wrap(0),
            provenance: Provenance.DEVICE_SIGNED,
            mode: Mode.OPTIMISTIC,
            isFinal: isFinal,
            nonce: 0,
            output: abi.encodePacked(score)
        });
    }

    function _tell(RequestId id, int32 score, bool isFinal) private {
        InferenceAnswer memory answer = _answer(score, isFinal);
        vm.prank(users.oracle);
        coldChain.onInference(id, answer);
    }

    function _overturn(RequestId id, int32 score) private {
        InferenceAnswer memory answer = _answer(score, false);
        vm.prank(users.oracle);
        coldChain.onOverturned(id, answer);
    }

    function _assertFlag(IColdChain.Flag flag, int32 score) private view {
        IColdChain.Series memory record = coldChain.seriesOf(series);
        assertEq(uint256(record.flag), uint256(flag), "flag");
        assertEq(int256(record.score), int256(score), "score");
    }

    function test_RevertWhen_CallerIsNotOracle() external {
        _tell(FIRST, TAMPERED, false);
        InferenceAnswer memory answer = _answer(TAMPERED, false);
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceConsumer.InferenceConsumer_NotOracle.selector, users.mallory, users.oracle)
        );
        coldChain.onOverturned(FIRST, answer);
    }

    function test_GivenAnswerRaisedFlag() external {
        bytes32 custody = keccak256(abi.encode(ledger.statusOfLot(lot)));
        _tell(FIRST, TAMPERED, false);
        _assertFlag(IColdChain.Flag.Raised, TAMPERED);
        vm.expectEmit(address(coldChain));
        emit IColdChain.SeriesFlagOverturned(series, MODEL, FIRST, IColdChain.Flag.NotAssessed, 0);
        _overturn(FIRST, TAMPERED);
        _assertFlag(IColdChain.Flag.NotAssessed, 0);
        assertEq(keccak256(abi.encode(ledger.statusOfLot(lot))), custody, "the lot");
    }

    function test_GivenAnswerClearedSeries() external {
        _tell(FIRST, HONEST, false);
        _assertFlag(IColdChain.Flag.Clear, HONEST);
        _overturn(FIRST, HONEST);
        _assertFlag(IColdChain.Flag.NotAssessed, 0);
    }

    function test_GivenAnswerRaisedClearedSeries() external {
        _tell(FIRST, HONEST, true);
        _tell(SECOND, TAMPERED, false);
        _overturn(SECOND, TAMPERED);
        _assertFlag(IColdChain.Flag.Clear, HONEST);
    }

    function test_GivenAnswerBecameFinal() external {
        _tell(FIRST, TAMPERED, false);
        _tell(FIRST, TAMPERED, true);
        _overturn(FIRST, TAMPERED);
        _assertFlag(IColdChain.Flag.Raised, TAMPERED);
    }

    function test_GivenLaterAnswerRaisedFlagToo() external {
        _tell(FIRST, TAMPERED, false);
        _tell(SECOND, THRESHOLD, true);
        _overturn(FIRST, TAMPERED);
        _assertFlag(IColdChain.Flag.Raised, THRESHOLD);
    }

    function test_GivenFinalAnswerClearedSeriesMeanwhile() external {
        _tell(FIRST, TAMPERED, false);
        _tell(SECOND, HONEST, true);
        _assertFlag(IColdChain.Flag.Raised, TAMPERED);
        _overturn(FIRST, TAMPERED);
        _assertFlag(IColdChain.Flag.Clear, HONEST);
    }

    function test_GivenProvisionalAnswerClearedSeriesMeanwhile() external {
        _tell(FIRST, TAMPERED, false);
        _tell(SECOND, HONEST, false);
        _overturn(FIRST, TAMPERED);
        _assertFlag(IColdChain.Flag.NotAssessed, 0);
    }

    function test_WhenAnswerNeverTold() external {
        _tell(FIRST, TAMPERED, false);
        _overturn(SECOND, TAMPERED);
        _assertFlag(IColdChain.Flag.Raised, TAMPERED);
    }
}
