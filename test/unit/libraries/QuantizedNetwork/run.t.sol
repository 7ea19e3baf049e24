// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NetworkFile} from "../../../../contracts/libraries/NetworkFile.sol";
import {QuantizedNetwork} from "../../../../contracts/libraries/QuantizedNetwork.sol";
import {NetworkRunner} from "../../../../contracts/mocks/NetworkRunner.sol";
import {NetworkFiles} from "../../../utils/NetworkFiles.sol";
import {Test} from "../../../utils/Test.sol";

contract QuantizedNetworkRunTest is Test {
    int256 private constant OFFSET = 1_023;
    uint8 private constant SHIFT = 4;

    NetworkRunner private _runner;

    function setUp() external {
        _runner = NetworkRunner(deploy("NetworkRunner", ""));
    }

    function test_RevertWhen_InputTooShortOrTooLong() external {
        bytes memory file = NetworkFiles.valid();
        _expect(file, "", abi.encodeWithSelector(QuantizedNetwork.QuantizedNetwork_WrongInputLength.selector, 0, 2));
        _expect(
            file, hex"04", abi.encodeWithSelector(QuantizedNetwork.QuantizedNetwork_WrongInputLength.selector, 1, 2)
        );
        _expect(
            file, hex"040000", abi.encodeWithSelector(QuantizedNetwork.QuantizedNetwork_WrongInputLength.selector, 3, 2)
        );
    }

    function test_RevertWhen_InputAbove2046_WhereverItIs() external {
        uint16[] memory dims = new uint16[](3);
        (dims[0], dims[1], dims[2]) = (17, 2, 1);
        bytes memory file = NetworkFiles.dense(dims, 3);
        uint16[5] memory values = [2_047, 2_048, 0x8000, 0xf800, 0xffff];
        for (uint256 position; position < dims[0]; ++position) {
            for (uint256 i; i < values.length; ++i) {
                bytes memory input = new bytes(2 * dims[0]);
                (input[2 * position], input[2 * position + 1]) =
                (bytes1(uint8(values[i] >> 8)), bytes1(uint8(values[i])));
                bytes4 reason = QuantizedNetwork.QuantizedNetwork_InputOutOfRange.selector;
                _expect(file, input, abi.encodeWithSelector(reason, position, values[i]));
            }
        }
    }

    function test_RevertWhen_FileMalformed_WithReasonOfReader() external {
        bytes memory file = bytes.concat(NetworkFiles.valid(), hex"00");
        bytes4 reason = NetworkFile.NetworkFile_WrongLength.selector;
        _expect(file, _packed(0), abi.encodeWithSelector(reason, file.length, file.length - 1));
    }

    function test_RevertWhen_CertificateFailsInLaterLayer() external {
        int32 bias = (1 << 24) - 127 * 255;
        bytes4 reason = NetworkFile.NetworkFile_CertificateFailed.selector;
        _expect(NetworkFiles.tiny(SHIFT, 1, 0, 127, bias), _packed(0), abi.encodeWithSelector(reason, 1, 0, 1 << 24));
    }

    function test_WhenHiddenSumNegative_ClampsActivationToZero() external view {
        _expectAnswer(NetworkFiles.tiny(SHIFT, 1, 0, 1, 7), -1_000, 0, 7);
    }

    function test_WhenHiddenSumPastLargestActivation_ClampsTo255() external view {
        _expectAnswer(NetworkFiles.tiny(1, 1, 0, 1, 0), 1_000, 255, 255);
    }

    function test_WhenSumHalfwayBetweenActivations_RoundsUp() external view {
        // 24 / 16 = 1.5 becomes 2; 23 / 16 becomes 1; -8 / 16 = -0.5 becomes 0.
        bytes memory file = NetworkFiles.tiny(SHIFT, 1, 0, 1, 0);
        _expectAnswer(file, 24, 2, 2);
        _expectAnswer(file, 23, 1, 1);
        _expectAnswer(file, -8, 0, 0);
        _expectAnswer(file, 8, 1, 1);
    }

    function test_WhenScoreNegative_GivesInt32InTwosComplement() external view {
        _expectAnswer(NetworkFiles.tiny(SHIFT, 1, 0, -127, -3), 160, 10, -1_273);
    }

    function test_WhenInputsAtExtremes_GivesBothExtremesExactly() external view {
        bytes memory file = NetworkFiles.tiny(14, 127, 1 << 22, 127, -32_385);
        // 1023 * 127 + 2^22 = 4324225; rounded over 2^14: 264, clamped to 255.
        _expectAnswer(file, 1_023, 255, 0);
        // -1023 * 127 + 2^22 = 4064383; rounded over 2^14: 248.
        _expectAnswer(file, -1_023, 248, 127 * 248 - 32_385);
    }

    function test_WhenSeveralLayersAndOutputs_TracesByteAHiddenNeuronAndGivesAllScores() external view {
        // 2-2-1-2: identity-like layers with shift 1, all by hand.
        bytes memory file = abi.encodePacked(
            "Q8P2",
            hex"0103",
            hex"0002000200010002",
            hex"0101",
            // x0 goes to both neurons, x1 to the second.
            hex"0202",
            hex"0002",
            int32(0),
            int32(4),
            // Both activations.
            hex"0101",
            int32(0),
            // Twice and minus three times.
            hex"02fd",
            int32(1),
            int32(-1)
        );
        bytes memory input = bytes.concat(_packed(10), _packed(20));
        (bytes memory activations, bytes memory output) = _runner.trace(file, input);
        // 20/2 = 10; (20 + 40 + 4)/2 = 32; (10 + 32)/2 = 21.
        assertEq(activations, hex"0a2015", "activations");
        assertEq(output, abi.encodePacked(int32(43), int32(-64)), "scores");
        assertEq(_runner.interpret(file, bytes.concat(input, input)), bytes.concat(output, output), "run twice");
    }

    function _expectAnswer(bytes memory file, int256 x, uint8 activation, int32 score) private view {
        (bytes memory activations, bytes memory output) = _runner.trace(file, _packed(x));
        assertEq(activations, abi.encodePacked(activation), "activation");
        assertEq(output, abi.encodePacked(score), "score");
    }

    function _packed(int256 x) private pure returns (bytes memory) {
        return abi.encodePacked(uint16(uint256(x + OFFSET)));
    }

    function _expect(bytes memory file, bytes memory input, bytes memory reason) private {
        vm.expectRevert(reason);
        _runner.trace(file, input);
    }
}
