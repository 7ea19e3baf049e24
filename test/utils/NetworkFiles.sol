// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Small network files for tests
library NetworkFiles {
    /// @notice Two layers of one neuron each: 1-1-1.
    function tiny(uint8 shift, int8 w0, int32 b0, int8 w1, int32 b1) internal pure returns (bytes memory) {
        return abi.encodePacked("Q8P2", uint8(1), uint8(2), uint16(1), uint16(1), uint16(1), shift, w0, b0, w1, b1);
    }

    function valid() internal pure returns (bytes memory) {
        return tiny(7, 5, -300, -9, 12);
    }

    /// @notice dims[0]-dims[1]-...: weights cycle through `seed`'s bytes, biases are small.
    function dense(uint16[] memory dims, uint256 seed) internal pure returns (bytes memory file) {
        uint256 layers = dims.length - 1;
        file = abi.encodePacked("Q8P2", uint8(1), uint8(layers));
        for (uint256 i; i < dims.length; ++i) {
            file = bytes.concat(file, bytes2(dims[i]));
        }
        for (uint256 i; i + 1 < layers; ++i) {
            file = bytes.concat(file, bytes1(uint8(7)));
        }
        for (uint256 layer; layer < layers; ++layer) {
            for (uint256 i; i < uint256(dims[layer]) * dims[layer + 1]; ++i) {
                seed = uint256(keccak256(abi.encode(seed)));
                file = bytes.concat(file, bytes1(uint8(int8(int256(seed % 255) - 127))));
            }
            for (uint256 i; i < dims[layer + 1]; ++i) {
                file = bytes.concat(file, bytes4(uint32(int32(int256(seed % 2_001) - 1_000))));
            }
        }
    }
}
