// SPDX-License-Identifier: MIT
pragma solidity ^0.8.31; // for CLZ

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {LanePlan} from "./LanePlan.sol";
import {RuntimeCode} from "./RuntimeCode.sol";
import {StageCode} from "./StageCode.sol";

/// @title How a network that one contract cannot hold is cut
/// @notice Sums are linear: layers from the first one on are cut by ranges of inputs, each stage gives its share of the
/// layer's sums, and who comes next adds the shares up before it requantises. The last stage runs the rest. Sizes are
/// worst cases in closed form, so that a stage is known without writing the others.
library StagePlan {
    /// @notice Largest file of a chained network. The transaction that creates a stage carries the whole file, proves
    /// its certificate and pays for up to a whole contract of code; it must stay below 16,777,216 gas.
    uint256 internal constant FILE_LIMIT = 196_608;

    uint256 private constant BITS_A_BYTE = 8;
    uint256 private constant INPUTS_A_WORD = 16;
    /// @dev An opcode with a whole word to push.
    uint256 private constant PUSH32_BYTES = 33;
    /// @dev Checking inputs: constants, length and guard, and what each word of 16 inputs takes.
    uint256 private constant CHECK_BYTES = 64;
    uint256 private constant CHECK_WORD_BYTES = 9;
    /// @dev PUSH2 CALLDATALOAD ADD; PUSH2 MSTORE; PUSH2 PUSH0 RETURN.
    uint256 private constant LOAD_BYTES = 5;
    uint256 private constant STORE_BYTES = 4;
    uint256 private constant RETURN_BYTES = 5;
    /// @dev Longest fetch of an input: PUSH2 CALLDATALOAD PUSH1 SHR, or DUP PUSH1 SHR PUSH1 AND.
    uint256 private constant FETCH_BYTES = 7;
    /// @dev PUSHn, DUP or SWAP1, MUL, ADD around the n bytes of a weight word, and one to spare.
    uint256 private constant PRODUCT_BYTES = 5;
    /// @dev DUP ADD SWAP POP: a block's sum into its accumulator.
    uint256 private constant ACCUMULATE_BYTES = 4;
    /// @dev Three constants, then the instructions for each word.
    uint256 private constant REQUANTISE_BYTES = 3 * PUSH32_BYTES;
    uint256 private constant REQUANTISE_WORD_BYTES = 32;
    /// @dev DUP PUSH32 MUL ADD for each word of activations; start, PUSH1 SAR and store for the score.
    uint256 private constant SCORE_WORD_BYTES = 36;
    uint256 private constant SCORE_BYTES = PUSH32_BYTES + 3 + STORE_BYTES;

    /// @notice Thrown when no transaction has the gas to carry a network's file and create a stage of it.
    error StagePlan_FileTooLarge(uint256 length, uint256 limit);

    /// @notice Thrown when a layer cannot be cut into stages that a contract holds.
    error StagePlan_StageTooLarge(uint256 layer, uint256 length, uint256 limit);

    /// @notice The stages of a network whose file has `fileLength` bytes, in the order in which they run.
    function make(LanePlan.Plan[] memory plans, uint256 fileLength)
        internal
        pure
        returns (StageCode.Stage[] memory stages)
    {
        if (fileLength > FILE_LIMIT) revert StagePlan_FileTooLarge(fileLength, FILE_LIMIT);
        uint256 last = plans.length - 1;
        uint256 parts;
        for (uint256 i; i < last; ++i) {
            uint256 inputs = plans[i].layer.inputs;
            uint256 step = _inputsPerStage(plans, i, parts);
            uint256 count = Math.ceilDiv(inputs, step);
            stages = _extended(stages, count);
            for (uint256 part; part < count; ++part) {
                stages[stages.length - 1 - count + part] =
                    StageCode.Stage(i, true, part * step, Math.min(inputs, (part + 1) * step), parts);
            }
            parts = count;
            if (_restBytes(plans, i + 1, parts) <= RuntimeCode.LIMIT) {
                stages[stages.length - 1] = StageCode.Stage(i + 1, false, 0, 0, parts);
                return stages;
            }
        }
        revert StagePlan_StageTooLarge(last, _restBytes(plans, last, parts), RuntimeCode.LIMIT);
    }

    /// @dev Room for `count` stages in place of the last one, and for a last one again.
    function _extended(StageCode.Stage[] memory stages, uint256 count)
        private
        pure
        returns (StageCode.Stage[] memory more)
    {
        uint256 kept = stages.length == 0 ? 0 : stages.length - 1;
        more = new StageCode.Stage[](kept + count + 1);
        for (uint256 i; i < kept; ++i) {
            more[i] = stages[i];
        }
    }

    /// @dev Inputs of layer `index` that a stage can take on.
    function _inputsPerStage(LanePlan.Plan[] memory plans, uint256 index, uint256 parts)
        private
        pure
        returns (uint256)
    {
        LanePlan.Plan memory plan = plans[index];
        uint256 fixedBytes = _entryBytes(plans, index, parts) + (PUSH32_BYTES + STORE_BYTES) * plan.words + RETURN_BYTES;
        uint256 block_ = _blockBytes(plan);
        if (fixedBytes + block_ > RuntimeCode.LIMIT) {
            revert StagePlan_StageTooLarge(index, fixedBytes + block_, RuntimeCode.LIMIT);
        }
        return (RuntimeCode.LIMIT - fixedBytes) / block_ * plan.rowsPerBlock;
    }

    /// @dev Code of everything from layer `first` on.
    function _restBytes(LanePlan.Plan[] memory plans, uint256 first, uint256 parts)
        private
        pure
        returns (uint256 length)
    {
        uint256 last = plans.length - 1;
        length = _entryBytes(plans, first, parts) + RETURN_BYTES;
        for (uint256 i = first; i < last; ++i) {
            uint256 blocks = Math.ceilDiv(plans[i].layer.inputs, plans[i].rowsPerBlock);
            length += PUSH32_BYTES * plans[i].words + blocks * _blockBytes(plans[i]) + _requantiseBytes(plans[i]);
        }
        length += plans[last].layer.neurons * (SCORE_BYTES + SCORE_WORD_BYTES * plans[last - 1].words);
    }

    function _entryBytes(LanePlan.Plan[] memory plans, uint256 index, uint256 parts) private pure returns (uint256) {
        if (index == 0) return CHECK_BYTES + CHECK_WORD_BYTES * Math.ceilDiv(plans[0].layer.inputs, INPUTS_A_WORD);
        LanePlan.Plan memory previous = plans[index - 1];
        return LOAD_BYTES * previous.words * parts + _requantiseBytes(previous);
    }

    function _blockBytes(LanePlan.Plan memory plan) private pure returns (uint256) {
        uint256 product = PRODUCT_BYTES + Math.ceilDiv(plan.laneBits * plan.lanes, BITS_A_BYTE);
        return plan.rowsPerBlock * (FETCH_BYTES + plan.words * product) + ACCUMULATE_BYTES * plan.words;
    }

    function _requantiseBytes(LanePlan.Plan memory plan) private pure returns (uint256) {
        return REQUANTISE_BYTES + REQUANTISE_WORD_BYTES * plan.words;
    }
}
