// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Runs a network from its file, for anyone who wants to see its work
/// @notice Slow, and the specification of what executors and circuits answer.
interface INetworkInterpreter {
    /// @param file Network file.
    /// @param input Packed input: each x as big-endian uint16 of x + 1023.
    /// @return activations One byte for each hidden neuron, layer by layer.
    /// @return output The scores as big-endian int32.
    function trace(bytes calldata file, bytes calldata input)
        external
        pure
        returns (bytes memory activations, bytes memory output);
}
