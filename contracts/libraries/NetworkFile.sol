// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {WeightSums} from "./WeightSums.sol";

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

    /// @notice One dense layer and where it is.
    struct Layer {
        uint256 inputs;
        uint256 neurons;
        /// Zero in the last layer only, which is not requantised.
        uint256 shift;
        /// Half a unit of what is shifted away, added before: halves round up. Zero in the last layer.
        uint256 rounding;
        /// Largest magnitude of an input.
        uint256 inputBound;
        /// Positions in calldata, not in the file.
        uint256 weightsAt;
        uint256 biasesAt;
    }

    /// @notice What `certify` learns about a layer's neurons.
    struct Sums {
        uint256[] positive;
        uint256[] negative;
        /// Largest magnitude that any partial sum of any neuron can reach.
        uint256 largest;
    }

    /// @notice Checks form and certificate.
    /// @return inputs Length of the vector that the network takes.
    /// @return outputs Number of its scores.
    function check(bytes calldata file) internal pure returns (uint16 inputs, uint16 outputs) {
        Layer[] memory layers = layersOf(file);
        for (uint256 i; i < layers.length; ++i) {
            certify(layers[i], i);
        }
        // Safe casts: dimensions are at most 1024.
        return (uint16(layers[0].inputs), uint16(layers[layers.length - 1].neurons));
    }

    /// @notice Checks the form of a file and finds its layers. Weights and biases are not looked at.
    function layersOf(bytes calldata file) internal pure returns (Layer[] memory layers) {
        uint256 count = _checkForm(file);
        layers = new Layer[](count);
        uint256 position;
        assembly ("memory-safe") {
            position := file.offset
        }
        position += _bodyAt(count);
        for (uint256 i; i < count; ++i) {
            Layer memory layer = layers[i];
            (layer.inputs, layer.neurons) = (_dimension(file, i), _dimension(file, i + 1));
            layer.inputBound = i == 0 ? FIRST_INPUT_BOUND : HIDDEN_INPUT_BOUND;
            if (i + 1 != count) {
                layer.shift = _shift(file, count, i);
                layer.rounding = 1 << (layer.shift - 1);
            }
            layer.weightsAt = position;
            layer.biasesAt = position + layer.inputs * layer.neurons;
            position = layer.biasesAt + 4 * layer.neurons;
        }
    }

    /// @notice Proves that no sum of the layer leaves exact arithmetic.
    function certify(Layer memory layer, uint256 index) internal pure returns (Sums memory sums) {
        bool inRange;
        (sums.positive, sums.negative, inRange) = WeightSums.sum(layer.weightsAt, layer.inputs, layer.neurons);
        if (!inRange) {
            uint256 neuron = WeightSums.firstOutOfRange(layer.weightsAt, layer.inputs, layer.neurons);
            revert NetworkFile_WeightOutOfRange(index, neuron);
        }
        for (uint256 neuron; neuron < layer.neurons; ++neuron) {
            int256 bias = biasOf(layer, neuron);
            uint256 magnitude = uint256(bias < 0 ? -bias : bias);
            uint256 weights = sums.positive[neuron] + sums.negative[neuron];
            uint256 largest = weights * layer.inputBound + magnitude + layer.rounding;
            if (largest >= EXACT_LIMIT) revert NetworkFile_CertificateFailed(index, neuron, largest);
            if (largest > sums.largest) sums.largest = largest;
        }
    }

    /// @dev The caller keeps `neuron` within the layer.
    function biasOf(Layer memory layer, uint256 neuron) internal pure returns (int256 bias) {
        uint256 position = layer.biasesAt + 4 * neuron;
        assembly ("memory-safe") {
            bias := sar(224, calldataload(position))
        }
    }

    function _checkForm(bytes calldata file) private pure returns (uint256 layers) {
        if (file.length < HEADER_BYTES) revert NetworkFile_WrongLength(file.length, HEADER_BYTES);
        if (bytes5(file[:5]) != MAGIC) revert NetworkFile_BadMagic(bytes5(file[:5]));
        layers = uint8(file[5]);
        if (layers < MIN_LAYERS || layers > MAX_LAYERS) revert NetworkFile_LayersOutOfRange(layers);
        uint256 expected = _bodyAt(layers);
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

    /// @dev Weights follow header, dimensions and shifts.
    function _bodyAt(uint256 layers) private pure returns (uint256) {
        return HEADER_BYTES + 2 * (layers + 1) + layers - 1;
    }

    function _dimension(bytes calldata file, uint256 index) private pure returns (uint256) {
        uint256 position = HEADER_BYTES + 2 * index;
        return uint16(bytes2(file[position:position + 2]));
    }

    function _shift(bytes calldata file, uint256 layers, uint256 layer) private pure returns (uint256) {
        return uint8(file[HEADER_BYTES + 2 * (layers + 1) + layer]);
    }
}
