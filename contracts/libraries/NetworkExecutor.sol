// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Calls an executor, the contract that a network was compiled to
/// @notice Either the scores come back or everything reverts: no failure of the call, whoever caused it, can ever be
/// read as an answer. A caller that starves the call of gas gets a revert, never a difference.
/// @dev The caller takes `executor` from a registry that got it from the network assembler. Nothing here tells an
/// executor from code that only looks like one.
library NetworkExecutor {
    uint256 private constant WORD_BYTES = 32;
    uint256 private constant SCORE_BYTES = 4;

    error NetworkExecutor_NoCode(address executor);
    /// @notice The input is malformed or the gas ran out.
    error NetworkExecutor_CallFailed(address executor);
    error NetworkExecutor_WrongReturnSize(address executor, uint256 size, uint256 expected);
    error NetworkExecutor_ScoreOutOfRange(address executor, uint256 index, int256 score);

    /// @notice Runs the network.
    /// @param packedInput Each input x as big-endian uint16 of x + 1023.
    /// @param outputs Number of scores that the network gives.
    /// @return output The scores as big-endian int32, the very bytes that a node answers with.
    function run(address executor, bytes memory packedInput, uint256 outputs)
        internal
        view
        returns (bytes memory output)
    {
        // A call to an address without code would succeed, and one to a precompile even return something.
        if (executor.code.length == 0) revert NetworkExecutor_NoCode(executor);
        uint256 expected = WORD_BYTES * outputs;
        bool answered;
        uint256 size;
        bytes memory words = new bytes(expected);
        assembly ("memory-safe") {
            answered := staticcall(gas(), executor, add(packedInput, 32), mload(packedInput), add(words, 32), expected)
            size := returndatasize()
        }
        if (!answered) revert NetworkExecutor_CallFailed(executor);
        if (size != expected) revert NetworkExecutor_WrongReturnSize(executor, size, expected);
        return _pack(executor, words, outputs);
    }

    /// @dev int256 words to big-endian int32.
    function _pack(address executor, bytes memory words, uint256 outputs) private pure returns (bytes memory packed) {
        packed = new bytes(SCORE_BYTES * outputs);
        for (uint256 i; i < outputs; ++i) {
            int256 score;
            assembly ("memory-safe") {
                score := mload(add(add(words, 32), mul(i, 32)))
            }
            if (score != int32(score)) revert NetworkExecutor_ScoreOutOfRange(executor, i, score);
            assembly ("memory-safe") {
                // Four bytes at the front of a scratch word, copied: a whole word would write past the last score.
                mstore(0, shl(224, score))
                mcopy(add(add(packed, 32), mul(i, 4)), 0, 4)
            }
        }
    }
}
