// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {LanePlan} from "./LanePlan.sol";
import {NetworkFile} from "./NetworkFile.sol";

/// @title The numbers that an executor carries in its code
library LaneWords {
    /// @notice What input `input` adds to word `word` of a layer's sums when multiplied with it.
    /// @dev Weights are signed, words are modulo 2^(laneBits * lanes): what would be above the last lane is cut off.
    function weightWord(LanePlan.Plan memory plan, uint256 input, uint256 word) internal pure returns (uint256 packed) {
        unchecked {
            // Positions within the file, which is shorter than 2^32.
            uint256 first = word * plan.lanes;
            uint256 left = plan.layer.neurons - first;
            uint256 count = left < plan.lanes ? left : plan.lanes;
            uint256 position = plan.layer.weightsAt + input * plan.layer.neurons + first;
            uint256 laneBits = plan.laneBits;
            assembly ("memory-safe") {
                for { let p := add(position, count) } gt(p, position) {} {
                    p := sub(p, 1)
                    packed := add(shl(laneBits, packed), sar(248, calldataload(p)))
                }
            }
            packed &= plan.laneMask;
        }
    }

    /// @notice Where the sums of a word begin: bias, rounding and half the lane's range, so that no final sum is
    /// negative. The first layer takes away what inputs of x + 1023 add.
    function startWord(LanePlan.Plan memory plan, uint256 word) internal pure returns (uint256 packed) {
        uint256 first = word * plan.lanes;
        uint256 neuron = first + plan.lanes;
        if (neuron > plan.layer.neurons) neuron = plan.layer.neurons;
        int256 offset = int256(plan.layer.rounding + (1 << (plan.laneBits - 1)));
        while (neuron > first) {
            --neuron;
            int256 start = NetworkFile.biasOf(plan.layer, neuron) + offset;
            if (plan.surplus.length != 0) start -= plan.surplus[neuron];
            unchecked {
                // Two's complement: a negative lane borrows from the one above, and the mask cuts off the last.
                packed = (packed << plan.laneBits) + uint256(start);
            }
        }
        packed &= plan.laneMask;
    }

    /// @notice Factor that brings a score's share of one word of activations into the top lane of the product. Lanes
    /// above it vanish modulo 2^256; those below are partial sums.
    function scoreWord(LanePlan.Plan memory hidden, NetworkFile.Layer memory output, uint256 score, uint256 word)
        internal
        pure
        returns (uint256 packed)
    {
        unchecked {
            // Modulo 2^256 on purpose; positions are within the file.
            uint256 first = word * hidden.lanes;
            uint256 left = output.inputs - first;
            uint256 count = left < hidden.lanes ? left : hidden.lanes;
            uint256 stride = output.neurons;
            uint256 position = output.weightsAt + first * stride + score;
            uint256 bit = 256 - hidden.laneBits;
            for (uint256 i; i < count; ++i) {
                assembly ("memory-safe") {
                    packed := add(packed, shl(bit, sar(248, calldataload(position))))
                }
                position += stride;
                bit -= hidden.laneBits;
            }
        }
    }

    /// @notice Where a score begins: its bias in the top lane and half a unit of it, so that the lanes below never
    /// borrow.
    function scoreStart(LanePlan.Plan memory hidden, NetworkFile.Layer memory output, uint256 score)
        internal
        pure
        returns (uint256)
    {
        uint256 topLane = 256 - hidden.laneBits;
        unchecked {
            // Modulo 2^256 on purpose.
            return (uint256(NetworkFile.biasOf(output, score)) << topLane) + (1 << (topLane - 1));
        }
    }
}
