// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {NetworkExecutor} from "../libraries/NetworkExecutor.sol";
import {NetworkFile} from "../libraries/NetworkFile.sol";
import {QuantizedNetwork} from "../libraries/QuantizedNetwork.sol";

/// @title Runs networks in the EVM for tests, thousands of inputs a call
/// @dev The memory of one run is free again for the next one: all that lasts is the results, allocated before.
contract NetworkRunner {
    uint256 private constant INPUT_BYTES = 2;
    uint256 private constant SCORE_BYTES = 4;

    /// @notice Scores of an executor for inputs packed one after the other.
    function execute(address executor, bytes calldata packed, uint256 inputs, uint256 outputs)
        external
        view
        returns (bytes memory results)
    {
        uint256 count = packed.length / (INPUT_BYTES * inputs);
        uint256 length = SCORE_BYTES * outputs;
        results = new bytes(count * length);
        uint256 free = _freeMemory();
        for (uint256 i; i < count; ++i) {
            bytes memory input = packed[i * INPUT_BYTES * inputs:(i + 1) * INPUT_BYTES * inputs];
            _place(results, i * length, NetworkExecutor.run(executor, input, outputs));
            _release(free);
        }
    }

    /// @notice Scores of the interpreter for inputs packed one after the other.
    function interpret(bytes calldata file, bytes calldata packed) external pure returns (bytes memory results) {
        (uint256 inputs, uint256 outputs) = NetworkFile.check(file);
        uint256 count = packed.length / (INPUT_BYTES * inputs);
        uint256 length = SCORE_BYTES * outputs;
        results = new bytes(count * length);
        uint256 free = _freeMemory();
        for (uint256 i; i < count; ++i) {
            bytes memory input = packed[i * INPUT_BYTES * inputs:(i + 1) * INPUT_BYTES * inputs];
            _place(results, i * length, QuantizedNetwork.run(file, input));
            _release(free);
        }
    }

    /// @notice One run of the interpreter, with its work.
    function trace(bytes calldata file, bytes calldata input)
        external
        pure
        returns (bytes memory activations, bytes memory output)
    {
        return QuantizedNetwork.trace(file, input);
    }

    /// @notice Gas of one run of the interpreter, file and input in calldata.
    function gasOfInterpreter(bytes calldata file, bytes calldata input) external view returns (uint256 used) {
        used = gasleft();
        QuantizedNetwork.run(file, input);
        used -= gasleft();
    }

    /// @notice One run of an executor.
    function run(address executor, bytes calldata input, uint256 outputs) external view returns (bytes memory output) {
        return NetworkExecutor.run(executor, input, outputs);
    }

    /// @notice Gas of an executor alone: the call is warm, and its 100 gas and those around it are taken off.
    function gasOfExecutor(address executor, bytes memory input) external view returns (uint256 used) {
        bool answered;
        assembly ("memory-safe") {
            // The first call warms the address. STATICCALL to an empty account costs what the call itself does.
            answered := staticcall(gas(), executor, add(input, 32), mload(input), 0, 0)
            pop(staticcall(gas(), 0xffff, add(input, 32), mload(input), 0, 0))
            let first := gas()
            answered := and(answered, staticcall(gas(), executor, add(input, 32), mload(input), 0, 0))
            let second := gas()
            pop(staticcall(gas(), 0xffff, add(input, 32), mload(input), 0, 0))
            let third := gas()
            used := sub(sub(first, second), sub(second, third))
        }
        if (!answered) revert NetworkExecutor.NetworkExecutor_CallFailed(executor);
    }

    function _place(bytes memory results, uint256 offset, bytes memory result) private pure {
        assembly ("memory-safe") {
            mcopy(add(add(results, 32), offset), add(result, 32), mload(result))
        }
    }

    function _freeMemory() private pure returns (uint256 free) {
        assembly ("memory-safe") {
            free := mload(0x40)
        }
    }

    function _release(uint256 free) private pure {
        assembly ("memory-safe") {
            mstore(0x40, free)
        }
    }
}
