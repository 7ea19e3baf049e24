// SPDX-License-Identifier: MIT
pragma solidity ^0.8.31; // for CLZ

import {CodeWriter, Cursor, Op} from "./CodeWriter.sol";
import {HiddenLayerCode} from "./HiddenLayerCode.sol";
import {LanePlan} from "./LanePlan.sol";
import {LaneWords} from "./LaneWords.sol";
import {NetworkFile} from "./NetworkFile.sol";
import {RuntimeCode} from "./RuntimeCode.sol";

/// @title Writes the code of a network, or of one stage of it
library StageCode {
    using HiddenLayerCode for Cursor;

    uint256 private constant WORD_BYTES = 32;
    uint256 private constant INPUT_BYTES = 2;
    uint256 private constant INPUT_BITS = 16;
    uint256 private constant INPUTS_A_WORD = 16;
    /// @dev The bits that neither u nor u + 1 has when u = x + 1023 is at most 2046.
    uint256 private constant FORBIDDEN_BITS = 0xf800;

    /// @notice Layers from `layer` on to the scores; or, if `isPart`, the share of inputs [from, to) in the sums of that
    /// layer.
    struct Stage {
        uint256 layer;
        bool isPart;
        uint256 from;
        uint256 to;
        /// Stages that the sums of the layer before came from.
        uint256 parts;
    }

    /// @notice A network in one piece.
    function whole(LanePlan.Plan[] memory plans) internal pure returns (bytes memory code, bool fits) {
        return write(plans, Stage(0, false, 0, plans[0].layer.inputs, 0));
    }

    /// @return code Runtime code of a stage; unfinished if it does not fit a contract.
    function write(LanePlan.Plan[] memory plans, Stage memory stage)
        internal
        pure
        returns (bytes memory code, bool fits)
    {
        (Cursor start, Cursor limit) = RuntimeCode.open();
        Cursor place = start;
        if (stage.layer == 0) {
            place = _checkInputs(place, start, stage.to - stage.from);
        } else {
            LanePlan.Plan memory previous = plans[stage.layer - 1];
            place = _loadSums(place, previous.words, stage.parts);
            place = place.requantise(previous, stage.layer + 1 == plans.length);
        }
        place = stage.isPart ? _writePart(place, limit, plans, stage) : _writeRest(place, limit, plans, stage.layer);
        return RuntimeCode.close(start, limit, place);
    }

    function _writePart(Cursor place, Cursor limit, LanePlan.Plan[] memory plans, Stage memory stage)
        private
        pure
        returns (Cursor)
    {
        place = _addLayer(place, limit, plans, stage.layer, stage.from, stage.to);
        return _returnSums(place, plans[stage.layer].words);
    }

    function _writeRest(Cursor place, Cursor limit, LanePlan.Plan[] memory plans, uint256 first)
        private
        pure
        returns (Cursor)
    {
        uint256 last = plans.length - 1;
        for (uint256 i = first; i < last && Cursor.unwrap(place) <= Cursor.unwrap(limit); ++i) {
            place = _addLayer(place, limit, plans, i, 0, plans[i].layer.inputs);
            place = place.requantise(plans[i], i + 1 == last);
        }
        return _returnScores(place, limit, plans[last - 1], plans[last].layer);
    }

    /// @dev The sums of a layer, or the share of some of its inputs in them. Biases count once: with the first input.
    function _addLayer(
        Cursor place,
        Cursor limit,
        LanePlan.Plan[] memory plans,
        uint256 index,
        uint256 from,
        uint256 to
    ) private pure returns (Cursor) {
        LanePlan.Plan memory plan = plans[index];
        for (uint256 word; word < plan.words; ++word) {
            place = place.push(from == 0 ? LaneWords.startWord(plan, word) : 0);
        }
        bool isFirst = index == 0;
        LanePlan.Plan memory previous = plans[isFirst ? 0 : index - 1];
        return place.addProducts(limit, plan, HiddenLayerCode.Source(isFirst, previous, from, to));
    }

    /// @dev Refuses calldata that are not exactly `inputs` numbers u <= 2046 of 16 bits. For each word U of 16 of them, U
    /// and U + 1 in each place must have none of the top five bits: 2047 fails by the 1. A carry into the next place
    /// needs 0xffff, which fails by itself. The lanes' proof holds for such inputs only.
    function _checkInputs(Cursor place, Cursor start, uint256 inputs) private pure returns (Cursor) {
        uint256 length = INPUT_BYTES * inputs;
        place = place.push(CodeWriter.repeated(1, INPUT_BITS, INPUTS_A_WORD));
        place = place.push(0).op(Op.CALLDATALOAD).dup(1).dup(3).op(Op.ADD, Op.OR);
        for (uint256 offset = WORD_BYTES; offset < length; offset += WORD_BYTES) {
            place = place.push(offset).op(Op.CALLDATALOAD).dup(1).dup(4).op(Op.ADD, Op.OR).op(Op.OR);
        }
        place = place.dup(2).push(FORBIDDEN_BITS).op(Op.MUL, Op.AND);
        return place.op(Op.CALLDATASIZE).push(length).op(Op.XOR, Op.OR).op(Op.ISZERO).guard(start);
    }

    /// @dev Sums of the layer before: each is the sum of what `parts` stages returned, one after the other, in calldata.
    function _loadSums(Cursor place, uint256 words, uint256 parts) private pure returns (Cursor) {
        for (uint256 word; word < words; ++word) {
            place = place.push(WORD_BYTES * word).op(Op.CALLDATALOAD);
            for (uint256 part = 1; part < parts; ++part) {
                place = place.push(WORD_BYTES * (part * words + word)).op(Op.CALLDATALOAD, Op.ADD);
            }
        }
        return place;
    }

    function _returnSums(Cursor place, uint256 words) private pure returns (Cursor) {
        for (uint256 word = words; word > 0; --word) {
            place = place.push(WORD_BYTES * (word - 1)).op(Op.MSTORE);
        }
        return place.returnMemory(WORD_BYTES * words);
    }

    /// @dev Every score is one sum over the words of the last hidden layer, read off the top lane.
    function _returnScores(Cursor place, Cursor limit, LanePlan.Plan memory hidden, NetworkFile.Layer memory output)
        private
        pure
        returns (Cursor)
    {
        for (uint256 score; score < output.neurons && Cursor.unwrap(place) <= Cursor.unwrap(limit); ++score) {
            place = place.push(LaneWords.scoreStart(hidden, output, score));
            for (uint256 word; word < hidden.words; ++word) {
                place = place.dup(1 + hidden.words - word);
                place = place.push(LaneWords.scoreWord(hidden, output, score, word)).op(Op.MUL, Op.ADD);
            }
            place = place.pushByte(256 - hidden.laneBits).op(Op.SAR).push(WORD_BYTES * score).op(Op.MSTORE);
        }
        return place.returnMemory(WORD_BYTES * output.neurons);
    }
}
