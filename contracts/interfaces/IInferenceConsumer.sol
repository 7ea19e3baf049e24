// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {RequestId} from "../types/Identifiers.sol";
import {InferenceAnswer} from "../types/Inference.sol";

/// @title A contract that is told of answers
interface IInferenceConsumer {
    /// @notice Thrown when somebody else than the oracle delivers an answer.
    error InferenceConsumer_NotOracle(address caller, address oracle);

    /// @notice Takes one answer. Anyone may have opened the request and named this contract: check model, payload
    /// and provenance of `answer`, never who asked.
    /// @dev Runs with exactly the request's callback gas. A revert is recorded by the oracle and may be retried by
    /// anyone; it never undoes the settlement.
    function onInference(RequestId id, InferenceAnswer calldata answer) external;
}
