// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {InferenceConsumer} from "../oracle/InferenceConsumer.sol";
import {RequestId} from "../types/Identifiers.sol";
import {InferenceAnswer} from "../types/Inference.sol";

/// @title The smallest consumer: keeps the hash of each answer
contract AnswerBook is InferenceConsumer {
    mapping(RequestId id => bytes32 hash) public answers;

    constructor(IInferenceOracle oracle) InferenceConsumer(oracle) {}

    function _onInference(RequestId id, InferenceAnswer calldata answer) internal override {
        answers[id] = keccak256(answer.output);
    }

    function _onOverturned(RequestId id, InferenceAnswer calldata) internal override {
        delete answers[id];
    }
}
