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
    /// @dev An OPTIMISTIC answer comes twice: at once with `isFinal` false, and again when it is final. Runs with
    /// exactly the request's callback gas. A revert is recorded by the oracle and may be retried by anyone; it never
    /// undoes the settlement.
    function onInference(RequestId id, InferenceAnswer calldata answer) external;

    /// @notice Takes back an answer that was told with `isFinal` false: it was shown to be wrong. `answer` is the one
    /// that was told, wrong output and all.
    /// @dev Runs with exactly the request's callback gas; a revert is recorded and may be retried by anyone.
    function onOverturned(RequestId id, InferenceAnswer calldata answer) external;
}
