// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IInferenceConsumer} from "../interfaces/IInferenceConsumer.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {RequestId} from "../types/Identifiers.sol";
import {InferenceAnswer} from "../types/Inference.sol";

/// @title Base of contracts that take answers
/// @dev It lets nobody but the oracle in. What the answer is about is for `_onInference` to check.
abstract contract InferenceConsumer is IInferenceConsumer {
    // IMMUTABLES

    /// @notice The only contract that delivers answers here.
    IInferenceOracle public immutable ORACLE;

    constructor(IInferenceOracle oracle) {
        ORACLE = oracle;
    }

    // ANSWERS

    /// @inheritdoc IInferenceConsumer
    function onInference(RequestId id, InferenceAnswer calldata answer) external {
        _checkOracle();
        _onInference(id, answer);
    }

    /// @inheritdoc IInferenceConsumer
    function onOverturned(RequestId id, InferenceAnswer calldata answer) external {
        _checkOracle();
        _onOverturned(id, answer);
    }

    function _checkOracle() private view {
        if (msg.sender != address(ORACLE)) revert InferenceConsumer_NotOracle(msg.sender, address(ORACLE));
    }

    /// @dev Anyone may have opened the request: check model, payload and provenance, never who asked.
    function _onInference(RequestId id, InferenceAnswer calldata answer) internal virtual;

    /// @dev Undo what was done on the answer while it was not final. It may never have arrived here.
    function _onOverturned(RequestId id, InferenceAnswer calldata answer) internal virtual;
}
