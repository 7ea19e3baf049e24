// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {ConfigDigest, RequestId} from "../types/Identifiers.sol";
import {InferenceRequest} from "../types/Inference.sol";
import {RequestRecord} from "../types/RequestRecord.sol";
import {Settlement} from "./Settlement.sol";

/// @title Requests without an answer
/// @dev Functions are described in IInferenceOracle.
abstract contract RefundDesk is Settlement {
    // CONSTANTS

    bytes32 private constant REFUSAL_TYPEHASH =
        keccak256("RefusalReport(bytes32 requestId,uint8 reason,bytes32 configDigest)");

    // REFUSE AND EXPIRE

    function refuse(
        address requester,
        InferenceRequest calldata request,
        IInferenceOracle.RefusalReason reason,
        ConfigDigest configDigest,
        bytes calldata attestation
    ) external {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _pending(id, request.deadline).record;
        // Check: t members of one committee refuse, for a reason that is not plainly false.
        _checkReason(id, request.consentId, reason);
        bytes32 structHash = keccak256(abi.encode(REFUSAL_TYPEHASH, id, reason, configDigest));
        uint32 bitmap = _checkAttestation(structHash, _liveConfig(configDigest), attestation);

        // Effect: settled and refunded.
        _refund(id, IInferenceOracle.Status.Refused, requester, request, record);
        emit IInferenceOracle.InferenceRefused(id, reason, configDigest, bitmap);
    }

    function expire(address requester, InferenceRequest calldata request) external {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _recordOf(id);
        // Check: unanswered, and too late for an answer.
        IInferenceOracle.Status status = IInferenceOracle.Status(record.statusOf());
        if (status != IInferenceOracle.Status.Pending) revert IInferenceOracle.InferenceOracle_NotPending(id, status);
        if (block.timestamp <= request.deadline) {
            revert IInferenceOracle.InferenceOracle_DeadlineNotPassed(id, request.deadline);
        }

        // Effect: settled and refunded.
        (uint256 refund, uint256 reward) = _refund(id, IInferenceOracle.Status.Expired, requester, request, record);
        emit IInferenceOracle.InferenceExpired(id, msg.sender, refund, reward);
    }
}
