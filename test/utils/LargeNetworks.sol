// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Network files of thousands of weights for tests
/// @dev Written a word at a time; weights are in [-32, 31], biases zero, shifts 9.
library LargeNetworks {
    uint256 private constant LOW_SIX_BITS = 0x3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f;
    uint256 private constant SIGN_BITS = 0x2020202020202020202020202020202020202020202020202020202020202020;
    uint8 private constant SHIFT = 9;

    /// @notice inputs-neurons-outputs.
    function make(uint16 inputs, uint16 neurons, uint16 outputs, uint256 seed)
        internal
        pure
        returns (bytes memory file)
    {
        return abi.encodePacked(
            "Q8P2",
            uint8(1),
            uint8(2),
            inputs,
            neurons,
            outputs,
            SHIFT,
            _weights(uint256(inputs) * neurons, seed),
            new bytes(4 * uint256(neurons)),
            _weights(uint256(neurons) * outputs, ~seed),
            new bytes(4 * uint256(outputs))
        );
    }

    function _weights(uint256 count, uint256 seed) private pure returns (bytes memory weights) {
        weights = new bytes(count + 32);
        for (uint256 i; i < count; i += 32) {
            uint256 word = uint256(keccak256(abi.encode(seed, i))) & LOW_SIX_BITS;
            // Copies bit 5 into the two bits above it: six bits become a signed byte.
            word |= (word & SIGN_BITS) << 1 | (word & SIGN_BITS) << 2;
            assembly ("memory-safe") {
                mstore(add(add(weights, 32), i), word)
            }
        }
        assembly ("memory-safe") {
            mstore(weights, count)
        }
    }
}
