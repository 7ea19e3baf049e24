// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {NetworkFile} from "./NetworkFile.sol";

/// @title How the sums of a network lie side by side in words of 256 bits
/// @notice A lane word holds the sums of several neurons: lane j starts at bit laneBits * j. One MUL and one ADD do a
/// whole word of multiply-adds. The widths are proved here, from the weights, for every input that passes the check of
/// its range.
library LanePlan {
    uint256 private constant WORD_BITS = 256;
    /// @dev Saturation adds 2^(laneBits - 1) - 256 to a lane: it takes a bit above the 9 of 256.
    uint256 private constant LEAST_LANE_BITS = 10;
    /// @dev Bits a lane that are worth it if lanes then start at whole bytes: a BYTE instead of a shift and a mask.
    uint256 private constant MOST_ROUNDING_BITS = 3;
    /// @dev Requantisation has three constants and both the old and the new words within reach of DUP16.
    uint256 private constant MOST_WORDS = 12;
    /// @dev DUP16 reaches over the inputs of a block to its first accumulator, and one more operand is on top.
    uint256 private constant ACCUMULATOR_REACH = 15;
    /// @dev The same over accumulators and inputs to the first word of the previous layer.
    uint256 private constant ACTIVATION_REACH = 17;

    /// @notice Thrown when a hidden layer has more lane words than the stack of the EVM lets an executor reach.
    error LanePlan_LayerTooWide(uint256 layer, uint256 words, uint256 previousWords);

    /// @notice A layer with its lanes. The output layer has none: it sums in those of the layer before.
    struct Plan {
        NetworkFile.Layer layer;
        uint256 laneBits;
        /// Lanes a word; the last word of a layer may use fewer.
        uint256 lanes;
        uint256 words;
        /// Inputs that are fetched at a time when there is more than one word.
        uint256 rowsPerBlock;
        /// A one in every bit of every lane.
        uint256 laneMask;
        /// What the first layer's inputs, which come as x + 1023, add to each sum too much. Empty in the others.
        int256[] surplus;
    }

    /// @notice Proves the certificate of a network and lays out every layer.
    function make(bytes calldata file) internal pure returns (Plan[] memory plans) {
        NetworkFile.Layer[] memory layers = NetworkFile.layersOf(file);
        plans = new Plan[](layers.length);
        uint256 last = layers.length - 1;
        for (uint256 i; i < last; ++i) {
            NetworkFile.Sums memory sums = NetworkFile.certify(layers[i], i);
            plans[i].layer = layers[i];
            plans[i].laneBits = _hiddenLaneBits(layers[i], sums, i == 0);
            if (i == 0) plans[i].surplus = _surplusOf(sums);
        }
        plans[last].layer = layers[last];
        // Every partial sum of a score fits, whatever its sign.
        plans[last].laneBits = _bitLength(NetworkFile.certify(layers[last], last).largest) + 1;
        // The output layer sums in the lanes of the last hidden one.
        plans[last - 1].laneBits = Math.max(plans[last - 1].laneBits, plans[last].laneBits);

        uint256 previousWords;
        for (uint256 i; i < last; ++i) {
            _shape(plans[i], i, previousWords, i + 1 == last);
            previousWords = plans[i].words;
        }
    }

    /// @dev Bits in which every final sum of a hidden layer fits, with half the range added to keep it positive.
    function _hiddenLaneBits(NetworkFile.Layer memory layer, NetworkFile.Sums memory sums, bool first)
        private
        pure
        returns (uint256)
    {
        int256 most;
        for (uint256 neuron; neuron < layer.neurons; ++neuron) {
            uint256 up = sums.positive[neuron];
            uint256 down = sums.negative[neuron];
            // Inputs take both signs, activations do not.
            if (first) up = down = up + down;
            // Safe casts: the certificate bounds every sum by 2^24.
            int256 start = NetworkFile.biasOf(layer, neuron) + int256(layer.rounding);
            int256 highest = start + int256(up * layer.inputBound);
            int256 lowest = int256(down * layer.inputBound) - start;
            if (highest > most) most = highest;
            if (lowest > most) most = lowest;
        }
        return Math.max(Math.max(_bitLength(uint256(most)) + 1, layer.shift + 2), LEAST_LANE_BITS);
    }

    function _surplusOf(NetworkFile.Sums memory sums) private pure returns (int256[] memory surplus) {
        surplus = new int256[](sums.positive.length);
        for (uint256 neuron; neuron < surplus.length; ++neuron) {
            // Safe casts: the certificate bounds every sum by 2^24.
            surplus[neuron] =
                int256(NetworkFile.FIRST_INPUT_BOUND) * (int256(sums.positive[neuron]) - int256(sums.negative[neuron]));
        }
    }

    /// @dev Fewest words, then fewest lanes in them, then whole bytes where they cost little.
    function _shape(Plan memory plan, uint256 index, uint256 previousWords, bool lastHidden) private pure {
        uint256 neurons = plan.layer.neurons;
        uint256 fewestWords = Math.ceilDiv(neurons, WORD_BITS / plan.laneBits);
        plan.lanes = Math.ceilDiv(neurons, fewestWords);
        plan.words = Math.ceilDiv(neurons, plan.lanes);
        uint256 wholeBytes = 8 * Math.ceilDiv(plan.laneBits, 8);
        bool fits = wholeBytes - plan.laneBits <= MOST_ROUNDING_BITS && wholeBytes * plan.lanes <= WORD_BITS;
        if (!lastHidden && fits) plan.laneBits = wholeBytes;
        unchecked {
            // A shift by 256 gives zero, and zero less one the word of ones.
            plan.laneMask = (1 << (plan.laneBits * plan.lanes)) - 1;
        }

        uint256 reach = Math.min(ACCUMULATOR_REACH, Math.saturatingSub(ACTIVATION_REACH, previousWords));
        plan.rowsPerBlock = Math.saturatingSub(reach, plan.words);
        if (plan.words > MOST_WORDS || (plan.words > 1 && plan.rowsPerBlock == 0)) {
            revert LanePlan_LayerTooWide(index, plan.words, previousWords);
        }
    }

    function _bitLength(uint256 value) private pure returns (uint256) {
        return value == 0 ? 0 : Math.log2(value) + 1;
    }
}
