// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {NetworkExecutor} from "./NetworkExecutor.sol";

/// @title What a proof's commitments open to, against what the network answers
/// @dev Input words hold 23 values of 11 bits (x + 1023), output words 7 scores of 32 bits (score + 2^31); the first
/// value is in the most significant place.
library ProofOpening {
    uint256 private constant VALUES_PER_WORD = 23;
    uint256 private constant VALUE_BITS = 11;
    /// @dev The one number of 11 bits that is no x + 1023.
    uint256 private constant NO_VALUE = 2047;
    uint256 private constant SCORES_PER_WORD = 7;
    uint256 private constant SCORE_BITS = 32;
    uint256 private constant SCORE_OFFSET = 1 << 31;

    /// @notice Elements that an input commitment of `inputs` values hashes: a salt and the words.
    function inputElements(uint256 inputs) internal pure returns (uint256) {
        return 1 + (inputs + VALUES_PER_WORD - 1) / VALUES_PER_WORD;
    }

    /// @notice Elements that an output commitment of `outputs` scores hashes: a salt, the binding and the words.
    function outputElements(uint256 outputs) internal pure returns (uint256) {
        return 2 + (outputs + SCORES_PER_WORD - 1) / SCORES_PER_WORD;
    }

    /// @notice Whether no honest circuit could have proved this pair of messages: the input is no input, the output is
    /// bound to something else, or the network answers another output.
    /// @dev The caller checks the lengths of both messages. Reverts where the executor does.
    function contradicts(
        address executor,
        uint256 outputs,
        uint256[] calldata inputMessage,
        uint256[] calldata outputMessage,
        uint256 inputs,
        uint256 binding
    ) internal view returns (bool) {
        (bool isInput, bytes memory packedInput) = _unpack(inputMessage, inputs);
        if (!isInput || outputMessage[1] != binding) return true;
        bytes memory scores = NetworkExecutor.run(executor, packedInput, outputs);
        uint256 first;
        for (uint256 i = 2; i < outputMessage.length; ++i) {
            uint256 last = first + SCORES_PER_WORD < outputs ? first + SCORES_PER_WORD : outputs;
            if (outputMessage[i] != _packScores(scores, first, last)) return true;
            first = last;
        }
        return false;
    }

    /// @dev Words to big-endian uint16 values, unless a word or a value is too large.
    function _unpack(uint256[] calldata message, uint256 inputs)
        private
        pure
        returns (bool isInput, bytes memory packed)
    {
        packed = new bytes(2 * inputs);
        uint256 first;
        for (uint256 i = 1; i < message.length; ++i) {
            uint256 count = inputs - first < VALUES_PER_WORD ? inputs - first : VALUES_PER_WORD;
            uint256 word = message[i];
            if (word >> (VALUE_BITS * count) != 0) return (false, packed);
            for (uint256 j = count; j > 0; --j) {
                uint256 value = word & NO_VALUE;
                if (value == NO_VALUE) return (false, packed);
                uint256 position = 2 * (first + j - 1);
                // Safe casts: 11 bits.
                packed[position] = bytes1(uint8(value >> 8));
                packed[position + 1] = bytes1(uint8(value));
                word >>= VALUE_BITS;
            }
            first += count;
        }
        return (true, packed);
    }

    function _packScores(bytes memory scores, uint256 first, uint256 last) private pure returns (uint256 word) {
        for (uint256 i = first; i < last; ++i) {
            uint256 score;
            assembly ("memory-safe") {
                score := shr(224, mload(add(add(scores, 32), mul(i, 4))))
            }
            // Two's complement plus 2^31 is the number with its sign bit turned.
            word = (word << SCORE_BITS) | (score ^ SCORE_OFFSET);
        }
    }
}
