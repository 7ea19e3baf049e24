// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Reader of network files
/// @notice "Q8P2" 01, layer count L (2..8), u16 dims[L + 1], u8 shift[L - 1], then for each layer int8 W[in][out]
/// row by row and int32 bias[out]; big-endian, exact length. A file is taken only with its exactness certificate: for
/// every neuron
///
///   sum|w| * B + |bias| + 2^(shift - 1) < 2^24      B = 1023 in the first layer, then 255; no shift in the last one
///
/// Below that bound float32 adds the same integers exactly in whatever order, so every machine gives the same scores.
library NetworkFile {
    bytes5 internal constant MAGIC = "Q8P2\x01";
    uint256 internal constant MIN_LAYERS = 2;
    uint256 internal constant MAX_LAYERS = 8;
    uint256 internal constant MAX_DIMENSION = 1024;
    uint256 internal constant MAX_SHIFT = 14;
    uint256 internal constant FIRST_INPUT_BOUND = 1023;
    uint256 internal constant HIDDEN_INPUT_BOUND = 255;
    uint256 internal constant EXACT_LIMIT = 1 << 24;
    uint256 private constant HEADER_BYTES = 6;

    error NetworkFile_BadMagic(bytes5 magic);
    error NetworkFile_LayersOutOfRange(uint256 layers);
    error NetworkFile_DimensionOutOfRange(uint256 index, uint256 dimension);
    error NetworkFile_ShiftOutOfRange(uint256 layer, uint256 shift);
    error NetworkFile_WrongLength(uint256 length, uint256 expected);
    error NetworkFile_WeightOutOfRange(uint256 layer, uint256 neuron);
    error NetworkFile_CertificateFailed(uint256 layer, uint256 neuron, uint256 largestSum);

    /// @notice Checks form and certificate.
    /// @return inputs Length of the vector that the network takes.
    /// @return outputs Number of its scores.
    function check(bytes calldata file) internal pure returns (uint16 inputs, uint16 outputs) {
        uint256 layers = _checkForm(file);
        // Weights follow header, dimensions and shifts.
        uint256 position = HEADER_BYTES + 2 * (layers + 1) + layers - 1;
        for (uint256 layer; layer < layers; ++layer) {
            uint256 fanIn = _dimension(file, layer);
            uint256 neurons = _dimension(file, layer + 1);
            uint256 inputBound = layer == 0 ? FIRST_INPUT_BOUND : HIDDEN_INPUT_BOUND;
            uint256 rounding = layer + 1 == layers ? 0 : 1 << (_shift(file, layers, layer) - 1);
            for (uint256 neuron; neuron < neurons; ++neuron) {
                (uint256 sum, bool inRange) = _sumOfMagnitudes(file, position + neuron, neurons, fanIn);
                if (!inRange) revert NetworkFile_WeightOutOfRange(layer, neuron);
                uint256 largest =
                    sum * inputBound + _biasMagnitude(file, position + fanIn * neurons + 4 * neuron) + rounding;
                if (largest >= EXACT_LIMIT) revert NetworkFile_CertificateFailed(layer, neuron, largest);
            }
            position += (fanIn + 4) * neurons;
        }
        // Safe casts: dimensions are at most 1024.
        return (uint16(_dimension(file, 0)), uint16(_dimension(file, layers)));
    }

    function _checkForm(bytes calldata file) private pure returns (uint256 layers) {
        if (file.length < HEADER_BYTES) revert NetworkFile_WrongLength(file.length, HEADER_BYTES);
        if (bytes5(file[:5]) != MAGIC) revert NetworkFile_BadMagic(bytes5(file[:5]));
        layers = uint8(file[5]);
        if (layers < MIN_LAYERS || layers > MAX_LAYERS) revert NetworkFile_LayersOutOfRange(layers);
        uint256 expected = HEADER_BYTES + 2 * (layers + 1) + layers - 1;
        if (file.length < expected) revert NetworkFile_WrongLength(file.length, expected);

        for (uint256 i; i <= layers; ++i) {
            uint256 dimension = _dimension(file, i);
            if (dimension == 0 || dimension > MAX_DIMENSION) revert NetworkFile_DimensionOutOfRange(i, dimension);
            if (i != 0) expected += (_dimension(file, i - 1) + 4) * dimension;
        }
        for (uint256 layer; layer + 1 < layers; ++layer) {
            uint256 shift = _shift(file, layers, layer);
            if (shift == 0 || shift > MAX_SHIFT) revert NetworkFile_ShiftOutOfRange(layer, shift);
        }
        if (file.length != expected) revert NetworkFile_WrongLength(file.length, expected);
    }

    function _dimension(bytes calldata file, uint256 index) private pure returns (uint256) {
        uint256 position = HEADER_BYTES + 2 * index;
        return uint16(bytes2(file[position:position + 2]));
    }

    function _shift(bytes calldata file, uint256 layers, uint256 layer) private pure returns (uint256) {
        return uint8(file[HEADER_BYTES + 2 * (layers + 1) + layer]);
    }

    function _biasMagnitude(bytes calldata file, uint256 position) private pure returns (uint256) {
        int256 bias = int32(uint32(bytes4(file[position:position + 4])));
        return uint256(bias < 0 ? -bias : bias);
    }

    /// @dev Sum of |w| over one neuron's column: `count` bytes from `position` on, `stride` apart. The caller has
    /// checked that the file holds them. `inRange` is false if one of them is -128.
    function _sumOfMagnitudes(bytes calldata file, uint256 position, uint256 stride, uint256 count)
        private
        pure
        returns (uint256 sum, bool inRange)
    {
        assembly ("memory-safe") {
            inRange := 1
            let p := add(file.offset, position)
            for { let end := add(p, mul(stride, count)) } lt(p, end) { p := add(p, stride) } {
                let w := byte(0, calldataload(p))
                // Two's complement: a byte of 128 and more stands for its distance to 256.
                if gt(w, 127) { w := sub(256, w) }
                if eq(w, 128) { inRange := 0 }
                sum := add(sum, w)
            }
        }
    }
}
