// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Sums of a layer's weights, neuron by neuron
/// @notice For every neuron the sum of its positive weights and of the magnitudes of its negative ones: what bounds and
/// certificates are made of.
/// @dev A word of calldata holds 32 weights of one input. Its even and its odd bytes are spread over 16 lanes of 16 bits
/// each, and a whole word of neurons is summed at once.
library WeightSums {
    uint256 private constant WEIGHTS_A_WORD = 32;
    /// @dev Magnitudes are at most 128: so many of them fit a lane of 16 bits.
    uint256 private constant ROWS_A_FLUSH = 511;
    uint256 private constant LOW_BYTES = 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
    uint256 private constant ONES = 0x0001000100010001000100010001000100010001000100010001000100010001;

    /// @dev Sums of up to 32 neurons in lanes of 16 bits: those at even places, counted from the left, and at odd ones.
    struct Lanes {
        uint256 evenMagnitudes;
        uint256 evenNegatives;
        uint256 oddMagnitudes;
        uint256 oddNegatives;
        /// Every magnitude, ORed: bit 7 of a lane tells of a weight of -128.
        uint256 seen;
    }

    /// @notice Sums over `inputs` rows of `neurons` weights from calldata position `weightsAt` on.
    /// @return positive Sum of the weights above zero, for each neuron.
    /// @return negative Sum of the magnitudes of those below zero.
    /// @return inRange False if a weight is -128.
    function sum(uint256 weightsAt, uint256 inputs, uint256 neurons)
        internal
        pure
        returns (uint256[] memory positive, uint256[] memory negative, bool inRange)
    {
        (positive, negative) = (new uint256[](neurons), new uint256[](neurons));
        uint256 seen;
        for (uint256 first; first < neurons; first += WEIGHTS_A_WORD) {
            for (uint256 row; row < inputs; row += ROWS_A_FLUSH) {
                uint256 end = row + ROWS_A_FLUSH < inputs ? row + ROWS_A_FLUSH : inputs;
                Lanes memory lanes = _sumRows(weightsAt + first, neurons, row, end, _maskOf(neurons - first));
                _flush(lanes, first, positive, negative);
                seen |= lanes.seen;
            }
        }
        inRange = seen & (ONES << 7) == 0;
    }

    /// @notice The first neuron with a weight of -128, if `sum` found one.
    function firstOutOfRange(uint256 weightsAt, uint256 inputs, uint256 neurons) internal pure returns (uint256) {
        for (uint256 neuron; neuron < neurons; ++neuron) {
            for (uint256 row; row < inputs; ++row) {
                int256 weight;
                assembly ("memory-safe") {
                    weight := sar(248, calldataload(add(weightsAt, add(mul(row, neurons), neuron))))
                }
                if (weight == type(int8).min) return neuron;
            }
        }
        return neurons;
    }

    /// @dev The leading bytes of a word that are weights of neurons still to be summed.
    function _maskOf(uint256 neurons) private pure returns (uint256) {
        return neurons >= WEIGHTS_A_WORD ? type(uint256).max : ~(type(uint256).max >> (8 * neurons));
    }

    /// @dev Rows [row, end) of the columns that begin at `start`, `stride` weights a row.
    function _sumRows(uint256 start, uint256 stride, uint256 row, uint256 end, uint256 mask)
        private
        pure
        returns (Lanes memory lanes)
    {
        (uint256 evenAll, uint256 evenNegative, uint256 oddAll, uint256 oddNegative, uint256 seen) = (0, 0, 0, 0, 0);
        uint256 last = start + stride * end;
        start += stride * row;
        assembly ("memory-safe") {
            for {} lt(start, last) { start := add(start, stride) } {
                let weights := and(calldataload(start), mask)
                let bytes_ := and(shr(8, weights), LOW_BYTES)
                // Sign bits, then bytes of ones where they are set: a negative byte becomes 255 - byte, plus one.
                let signs := and(shr(7, bytes_), ONES)
                let flags := mul(signs, 255)
                let magnitudes := add(xor(bytes_, flags), signs)
                seen := or(seen, magnitudes)
                evenAll := add(evenAll, magnitudes)
                evenNegative := add(evenNegative, and(magnitudes, flags))
                bytes_ := and(weights, LOW_BYTES)
                signs := and(shr(7, bytes_), ONES)
                flags := mul(signs, 255)
                magnitudes := add(xor(bytes_, flags), signs)
                seen := or(seen, magnitudes)
                oddAll := add(oddAll, magnitudes)
                oddNegative := add(oddNegative, and(magnitudes, flags))
            }
        }
        lanes = Lanes(evenAll, evenNegative, oddAll, oddNegative, seen);
    }

    /// @dev Adds the lanes to the sums of neurons from `first` on.
    function _flush(Lanes memory lanes, uint256 first, uint256[] memory positive, uint256[] memory negative)
        private
        pure
    {
        uint256 left = positive.length - first;
        uint256 count = left < WEIGHTS_A_WORD ? left : WEIGHTS_A_WORD;
        for (uint256 i; i < count; ++i) {
            bool even = i & 1 == 0;
            uint256 shift = 240 - 16 * (i >> 1);
            uint256 magnitude = uint16((even ? lanes.evenMagnitudes : lanes.oddMagnitudes) >> shift);
            uint256 below = uint16((even ? lanes.evenNegatives : lanes.oddNegatives) >> shift);
            positive[first + i] += magnitude - below;
            negative[first + i] += below;
        }
    }
}
