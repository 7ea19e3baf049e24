// SPDX-License-Identifier: MIT
pragma solidity ^0.8.31; // for CLZ

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Cursor, Op} from "./CodeWriter.sol";
import {LanePlan} from "./LanePlan.sol";
import {RuntimeCode} from "./RuntimeCode.sol";
import {StageCode} from "./StageCode.sol";

/// @title Writes the executor of a chained network: the contract that calls its stages
/// @notice Whichever call fails, all fails. Only the length is checked here, since copying pads with zeros: each stage of
/// the first layer checks its inputs, each of them once.
library DispatcherCode {
    uint256 private constant WORD_BYTES = 32;
    uint256 private constant INPUT_BYTES = 2;
    /// @dev Four pushes of at most 3 bytes, PUSH20, GAS, STATICCALL, AND: so many fit the room for sure.
    uint256 private constant CALL_BYTES = 36;

    /// @dev Memory holds the input, then the shares of each cut layer one after the other; a layer's stages read all
    /// shares of the layer before. The scores replace the input.
    struct Memory {
        uint256 layer;
        uint256 previousAt;
        uint256 currentAt;
        uint256 next;
    }

    /// @notice The code, with `addresses` of the stages in it.
    function write(LanePlan.Plan[] memory plans, StageCode.Stage[] memory stages, address[] memory addresses)
        internal
        pure
        returns (bytes memory code, bool fits)
    {
        (Cursor start, Cursor limit) = RuntimeCode.open();
        uint256 inputLength = INPUT_BYTES * plans[0].layer.inputs;
        Cursor place = start.op(Op.CALLDATASIZE).push(inputLength).op(Op.EQ).guard(start);
        place = place.op(Op.CALLDATASIZE).push(0).push(0).op(Op.CALLDATACOPY);

        uint256 firstFree = WORD_BYTES * Math.ceilDiv(inputLength, WORD_BYTES);
        Memory memory used = Memory(0, 0, firstFree, firstFree);
        for (uint256 i; i < stages.length && Cursor.unwrap(place) + CALL_BYTES <= Cursor.unwrap(limit); ++i) {
            place = _pushSlices(place, plans, stages[i], used);
            place = place.pushAddress(addresses[i]).op(Op.GAS, Op.STATICCALL);
            if (i > 0) place = place.op(Op.AND);
        }
        place = place.guard(start).returnMemory(WORD_BYTES * plans[plans.length - 1].layer.neurons);
        return RuntimeCode.close(start, limit, place);
    }

    /// @dev Where the stage's words go, and what it reads.
    function _pushSlices(Cursor place, LanePlan.Plan[] memory plans, StageCode.Stage memory stage, Memory memory used)
        private
        pure
        returns (Cursor)
    {
        if (stage.layer != used.layer) {
            (used.layer, used.previousAt, used.currentAt) = (stage.layer, used.currentAt, used.next);
        }
        if (stage.isPart) {
            uint256 length = WORD_BYTES * plans[stage.layer].words;
            place = place.push(length).push(used.next);
            used.next += length;
        } else {
            place = place.push(WORD_BYTES * plans[plans.length - 1].layer.neurons).push(0);
        }
        if (stage.layer == 0) return place.push(INPUT_BYTES * (stage.to - stage.from)).push(INPUT_BYTES * stage.from);
        return place.push(used.currentAt - used.previousAt).push(used.previousAt);
    }
}
