// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {NetworkFile} from "./NetworkFile.sol";

/// @title The quantised network, in words that can be read
/// @notice The specification: executors, circuits and nodes answer what this answers. For each neuron
///
///   sum = bias + w[0] * x[0] + w[1] * x[1] + ...
///
/// and then, in hidden layers, activation = clamp((sum + 2^(shift - 1)) >> shift, 0, 255), which rounds halves up. The
/// last layer's sums are the scores. Inputs are integers in [-1023, 1023], packed as uint16 of x + 1023, big-endian.
/// @dev Sums are plain int256: what the certificate of the file promises is proved first, so they fit int32 too.
library QuantizedNetwork {
    uint256 private constant INPUT_BYTES = 2;
    uint256 private constant SCORE_BYTES = 4;
    uint256 private constant INPUT_OFFSET = NetworkFile.FIRST_INPUT_BOUND;
    uint256 private constant LARGEST_PACKED = 2 * INPUT_OFFSET;
    int256 private constant LARGEST_ACTIVATION = int256(NetworkFile.HIDDEN_INPUT_BOUND);

    error QuantizedNetwork_WrongInputLength(uint256 length, uint256 expected);
    error QuantizedNetwork_InputOutOfRange(uint256 index, uint256 packed);

    /// @notice Runs the network of a file.
    /// @return output The scores as big-endian int32.
    function run(bytes calldata file, bytes memory input) internal pure returns (bytes memory output) {
        (, output) = trace(file, input);
    }

    /// @notice Runs the network and shows its work.
    /// @return activations One byte for each hidden neuron, layer by layer.
    /// @return output The scores as big-endian int32.
    function trace(bytes calldata file, bytes memory input)
        internal
        pure
        returns (bytes memory activations, bytes memory output)
    {
        NetworkFile.Layer[] memory layers = NetworkFile.layersOf(file);
        uint256 last = layers.length - 1;
        int256[] memory x = _unpack(input, layers[0].inputs);
        activations = new bytes(_hiddenNeurons(layers));
        uint256 traced;
        for (uint256 i; i < last; ++i) {
            NetworkFile.certify(layers[i], i);
            x = _sums(layers[i], x);
            for (uint256 neuron; neuron < x.length; ++neuron) {
                x[neuron] = _requantised(x[neuron], layers[i]);
                // Safe cast: an activation is at most 255.
                activations[traced++] = bytes1(uint8(uint256(x[neuron])));
            }
        }
        NetworkFile.certify(layers[last], last);
        output = _pack(_sums(layers[last], x));
    }

    function _unpack(bytes memory input, uint256 inputs) private pure returns (int256[] memory x) {
        if (input.length != INPUT_BYTES * inputs) {
            revert QuantizedNetwork_WrongInputLength(input.length, INPUT_BYTES * inputs);
        }
        x = new int256[](inputs);
        for (uint256 i; i < inputs; ++i) {
            uint256 packed;
            assembly ("memory-safe") {
                packed := shr(240, mload(add(add(input, 32), mul(2, i))))
            }
            if (packed > LARGEST_PACKED) revert QuantizedNetwork_InputOutOfRange(i, packed);
            x[i] = int256(packed) - int256(INPUT_OFFSET);
        }
    }

    function _hiddenNeurons(NetworkFile.Layer[] memory layers) private pure returns (uint256 neurons) {
        for (uint256 i; i + 1 < layers.length; ++i) {
            neurons += layers[i].neurons;
        }
    }

    function _sums(NetworkFile.Layer memory layer, int256[] memory x) private pure returns (int256[] memory sums) {
        sums = new int256[](layer.neurons);
        for (uint256 neuron; neuron < layer.neurons; ++neuron) {
            sums[neuron] = NetworkFile.biasOf(layer, neuron) + _product(layer, neuron, x);
        }
    }

    /// @dev Sum of weight * x. The weights of one neuron are as far apart as the layer has neurons.
    function _product(NetworkFile.Layer memory layer, uint256 neuron, int256[] memory x)
        private
        pure
        returns (int256 sum)
    {
        uint256 stride = layer.neurons;
        uint256 weightAt = layer.weightsAt + neuron;
        assembly ("memory-safe") {
            let valueAt := add(x, 32)
            for { let end := add(valueAt, mul(32, mload(x))) } lt(valueAt, end) { valueAt := add(valueAt, 32) } {
                let weight := sar(248, calldataload(weightAt))
                sum := add(sum, mul(weight, mload(valueAt)))
                weightAt := add(weightAt, stride)
            }
        }
    }

    function _requantised(int256 sum, NetworkFile.Layer memory layer) private pure returns (int256 activation) {
        activation = (sum + int256(layer.rounding)) >> layer.shift;
        if (activation < 0) return 0;
        if (activation > LARGEST_ACTIVATION) return LARGEST_ACTIVATION;
    }

    function _pack(int256[] memory scores) private pure returns (bytes memory packed) {
        packed = new bytes(SCORE_BYTES * scores.length);
        for (uint256 i; i < scores.length; ++i) {
            // Safe cast: the certificate bounds every score by 2^24.
            bytes4 score = bytes4(uint32(int32(scores[i])));
            for (uint256 place; place < SCORE_BYTES; ++place) {
                packed[SCORE_BYTES * i + place] = score[place];
            }
        }
    }
}
