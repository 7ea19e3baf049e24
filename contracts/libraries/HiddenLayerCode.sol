// SPDX-License-Identifier: MIT
pragma solidity ^0.8.31; // for CLZ

import {CodeWriter, Cursor, Op} from "./CodeWriter.sol";
import {LanePlan} from "./LanePlan.sol";
import {LaneWords} from "./LaneWords.sol";
import {NetworkFile} from "./NetworkFile.sol";

/// @title Writes the code of hidden layers
library HiddenLayerCode {
    /// @dev An input is the first 16 bits of the calldata word that starts at it.
    uint256 private constant INPUT_BYTES = 2;
    uint256 private constant INPUT_SHIFT = 240;
    uint256 private constant LARGEST_ACTIVATION = NetworkFile.HIDDEN_INPUT_BOUND;

    /// @notice Where the inputs of a layer come from.
    struct Source {
        /// Calldata that begin with input `from`, or else the words of the layer before, which lie on the stack.
        bool isCalldata;
        LanePlan.Plan previous;
        /// Inputs [from, to).
        uint256 from;
        uint256 to;
    }

    /// @notice Adds the products of the inputs to the words of sums on top of the stack. The words of the layer before
    /// lie below and stay there.
    /// @dev Stops after the first block past `limit`: the code is too large then, and half of it is no less so.
    function addProducts(Cursor place, Cursor limit, LanePlan.Plan memory plan, Source memory source)
        internal
        pure
        returns (Cursor)
    {
        uint256 start = source.from;
        while (start < source.to && Cursor.unwrap(place) <= Cursor.unwrap(limit)) {
            uint256 end = start + (plan.words == 1 ? 1 : plan.rowsPerBlock);
            if (end > source.to) end = source.to;
            if (plan.words == 1) {
                place = _fetch(place, source, start, 1).push(LaneWords.weightWord(plan, start, 0)).op(Op.MUL, Op.ADD);
            } else {
                place = _addBlock(place, plan, source, start, end);
            }
            start = end;
        }
        return place;
    }

    /// @notice Turns each word of sums into a word of activations, clamp(sum >> shift, 0, 255) in every lane, on top.
    /// @dev A lane's top bit says that its sum, which half the range was added to, is not negative: times a mask it
    /// clears negative lanes and the bits that the shift would push into the lane below. A second flag saturates the low
    /// byte. Only a `clean` word is also cleared above the byte: where lanes are fetched one by one nobody reads it.
    function requantise(Cursor place, LanePlan.Plan memory plan, bool clean) internal pure returns (Cursor) {
        uint256 half = 1 << (plan.laneBits - 1);
        place = place.push(CodeWriter.repeated(1, plan.laneBits, plan.lanes));
        place = place.push(CodeWriter.repeated(half - LARGEST_ACTIVATION - 1, plan.laneBits, plan.lanes));
        if (clean) place = place.push(CodeWriter.repeated(LARGEST_ACTIVATION, plan.laneBits, plan.lanes));
        uint256 constants = clean ? 3 : 2;
        for (uint256 word; word < plan.words; ++word) {
            // The sums of this word lie below those after it, the constants and the words done.
            place = place.dup(plan.words + constants);
            place = _requantiseTop(place, plan, word + constants);
            if (clean) place = place.dup(word + 2).op(Op.AND);
        }
        return place;
    }

    /// @dev `ones` items lie over the sums: the constants, a one in every lane the lowest of them, and words done.
    function _requantiseTop(Cursor place, LanePlan.Plan memory plan, uint256 ones) private pure returns (Cursor) {
        uint256 top = plan.laneBits - 1;
        place = place.dup(1).pushByte(top).op(Op.SHR).dup(ones + 2).op(Op.AND);
        place = place.push((1 << top) - (1 << plan.layer.shift)).op(Op.MUL, Op.AND);
        place = place.pushByte(plan.layer.shift).op(Op.SHR);
        place = place.dup(1).dup(ones + 1).op(Op.ADD).pushByte(top).op(Op.SHR).dup(ones + 2).op(Op.AND);
        return place.pushByte(LARGEST_ACTIVATION).op(Op.MUL, Op.OR);
    }

    /// @dev Puts input `input` on the stack; `above` items lie over the last word of the layer before.
    function _fetch(Cursor place, Source memory source, uint256 input, uint256 above) private pure returns (Cursor) {
        if (source.isCalldata) {
            place = place.push(INPUT_BYTES * (input - source.from)).op(Op.CALLDATALOAD);
            return place.pushByte(INPUT_SHIFT).op(Op.SHR);
        }
        LanePlan.Plan memory previous = source.previous;
        place = place.dup(above + previous.words - input / previous.lanes);
        uint256 bit = previous.laneBits * (input % previous.lanes);
        if (bit % 8 == 0) return place.pushByte(31 - bit / 8).op(Op.BYTE);
        return place.pushByte(bit).op(Op.SHR).pushByte(LARGEST_ACTIVATION).op(Op.AND);
    }

    /// @dev Adds the products of inputs [start, end), which it fetches, to all words.
    function _addBlock(Cursor place, LanePlan.Plan memory plan, Source memory source, uint256 start, uint256 end)
        private
        pure
        returns (Cursor)
    {
        unchecked {
            // Stack depths: the plan keeps all of them between 1 and 16.
            uint256 words = plan.words;
            for (uint256 i = start; i < end; ++i) {
                place = _fetch(place, source, i, i - start + words);
            }
            for (uint256 word; word + 1 < words; ++word) {
                place = place.dup(end - start).push(LaneWords.weightWord(plan, start, word)).op(Op.MUL);
                for (uint256 i = start + 1; i < end; ++i) {
                    place = place.dup(end - i + 1).push(LaneWords.weightWord(plan, i, word)).op(Op.MUL, Op.ADD);
                }
                uint256 depth = end - start + words - word;
                place = place.dup(depth + 1).op(Op.ADD).swap(depth).op(Op.POP);
            }
            // The last word takes the inputs off the stack.
            place = place.push(LaneWords.weightWord(plan, end - 1, words - 1)).op(Op.MUL);
            for (uint256 i = end - 1; i > start; --i) {
                place = place.swap(1).push(LaneWords.weightWord(plan, i - 1, words - 1)).op(Op.MUL, Op.ADD);
            }
            return place.op(Op.ADD);
        }
    }
}
