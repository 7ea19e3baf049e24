// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceConsumer} from "../interfaces/IInferenceConsumer.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {BoundedCalls} from "../libraries/BoundedCalls.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {RequestId} from "../types/Identifiers.sol";
import {InferenceAnswer, InferenceRequest, NOT_ABOUT_A_PERSON} from "../types/Inference.sol";
import {NO_NOTE, RequestRecord, UNTOLD} from "../types/RequestRecord.sol";
import {Settlement} from "./Settlement.sol";

/// @title Second deliveries
/// @dev Functions are described in IInferenceOracle.
abstract contract CallbackDesk is Settlement {
    function retryCallback(address requester, InferenceRequest calldata request, bytes calldata output) external {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _recordOf(id);
        // Check: it failed, this is the answer on record, and the person still agrees to its being told.
        IInferenceOracle.Status status = IInferenceOracle.Status(record.statusOf());
        bool isOverturned = status == IInferenceOracle.Status.Overturned && record.noteOf() == UNTOLD;
        if (status != IInferenceOracle.Status.CallbackFailed && !isOverturned) {
            revert IInferenceOracle.InferenceOracle_NoFailedCallback(id, status);
        }
        if (bytes26(_outputHash(request.consentId, output)) != record.digestOf()) {
            revert IInferenceOracle.InferenceOracle_OtherOutput(id);
        }
        if (!isOverturned && request.consentId != NOT_ABOUT_A_PERSON) _checkLive(request.consentId);

        // Effect: delivered, or all of this is undone.
        _write(
            id, isOverturned ? record.withNote(NO_NOTE) : record.withStatus(uint8(IInferenceOracle.Status.Fulfilled))
        );
        emit IInferenceOracle.CallbackDelivered(id);

        // Interaction: tell the consumer.
        (bool delivered, bytes memory reason) = BoundedCalls.callWithMost(
            request.callback, request.callbackGasLimit, _again(id, requester, request, isOverturned, output)
        );
        if (!delivered) revert IInferenceOracle.InferenceOracle_CallbackFailedAgain(id, reason);
    }

    function _again(
        RequestId id,
        address requester,
        InferenceRequest calldata request,
        bool isOverturned,
        bytes calldata output
    ) private pure returns (bytes memory message) {
        InferenceAnswer memory answer = _answer(requester, request, !isOverturned, output);
        return isOverturned
            ? abi.encodeCall(IInferenceConsumer.onOverturned, (id, answer))
            : abi.encodeCall(IInferenceConsumer.onInference, (id, answer));
    }
}
