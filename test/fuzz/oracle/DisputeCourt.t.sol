// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../../../contracts/interfaces/IDisputeCourt.sol";
import {INetworkInterpreter} from "../../../contracts/interfaces/INetworkInterpreter.sol";
import {IInferenceOracle} from "../../../contracts/interfaces/IInferenceOracle.sol";
import {RequestId} from "../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode} from "../../../contracts/types/Inference.sol";
import {NetworkFiles} from "../../utils/NetworkFiles.sol";
import {OracleCourtFixture} from "../../utils/OracleCourtFixture.sol";

/// @dev Random networks, random inputs, random outputs: exactly the wrong answers fall.
contract DisputeCourtFuzzTest is OracleCourtFixture {
    /// hardhat-config: fuzz.runs = 64
    function testFuzz_ExactlyWrongAnswersFall(uint256 seed, uint8 inputs, uint8 hidden, uint32 noise, uint256 place)
        external
    {
        uint16[] memory dims = new uint16[](3);
        (dims[0], dims[1], dims[2]) = (uint16(bound(inputs, 1, 8)), uint16(bound(hidden, 1, 6)), 2);
        bytes memory file = NetworkFiles.dense(dims, seed);
        bytes memory input = _inputOf(seed, dims[0]);
        models.set(publicModel, _activeModel(file, dims[0], dims[2]));

        InferenceRequest memory request = _told(Mode.OPTIMISTIC);
        request.inputCommitment = keccak256(abi.encodePacked(keccak256("theriac.input.v1"), input, SALT));
        RequestId id = _open(request);
        (, bytes memory correct) = INetworkInterpreter(interpreter).trace(file, input);
        bytes memory output = _disturbed(correct, noise, bound(place, 0, 1));
        IDisputeCourt.SignedAnswer memory answer = _fulfil(request, output);

        _commit(IDisputeCourt.Finding.WrongOutput, id, keccak256(correct));
        vm.prank(watcher);
        if (noise == 0) {
            vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_AnswerIsRight.selector, id));
            bench.challenge(answer, input, SALT, SECRET);
            _assertStatus(id, IInferenceOracle.Status.Proposed, "a right answer stands");
            _assertSlashed(0, "nobody");
        } else {
            bench.challenge(answer, input, SALT, SECRET);
            _assertStatus(id, IInferenceOracle.Status.Overturned, "a wrong answer falls");
            _assertSlashed(FIRST_TWO, "its signers");
        }
    }

    /// @dev Right answers, whatever the challenger brings in place of the input.
    function testFuzz_RightAnswerStandsWhateverIsBrought(bytes calldata input, bytes32 salt, bytes32 secret) external {
        InferenceRequest memory request = _told(Mode.OPTIMISTIC);
        RequestId id = _open(request);
        IDisputeCourt.SignedAnswer memory answer = _fulfil(request, TRUE_OUTPUT);
        vm.prank(watcher);
        vm.expectRevert();
        bench.challenge(answer, input, salt, secret);
        _assertStatus(id, IInferenceOracle.Status.Proposed, "stands");
    }

    function _inputOf(uint256 seed, uint256 count) private pure returns (bytes memory input) {
        for (uint256 i; i < count; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, "input", i)));
            input = bytes.concat(input, bytes2(uint16(word % 2_047)));
        }
    }

    /// @dev Score `place` off by `noise`.
    function _disturbed(bytes memory correct, uint32 noise, uint256 place) private pure returns (bytes memory output) {
        output = bytes.concat(correct);
        for (uint256 i; i < 4; ++i) {
            output[4 * place + i] ^= bytes1(uint8(noise >> (8 * i)));
        }
    }
}
