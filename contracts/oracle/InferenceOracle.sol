// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IAttesterRegistry} from "../interfaces/IAttesterRegistry.sol";
import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {IInferenceConsumer} from "../interfaces/IInferenceConsumer.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IOperatorRegistry} from "../interfaces/IOperatorRegistry.sol";
import {Attestation} from "../libraries/Attestation.sol";
import {BoundedCalls} from "../libraries/BoundedCalls.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {ConfigRecord} from "../types/ConfigRecord.sol";
import {ConfigDigest, ConsentId, RequestId} from "../types/Identifiers.sol";
import {
    InferenceAnswer,
    InferenceReport,
    InferenceRequest,
    Mode,
    NOT_ABOUT_A_PERSON,
    NO_CALLBACK
} from "../types/Inference.sol";
import {RequestRecord, packPending, packSettled} from "../types/RequestRecord.sol";
import {FeeLedger} from "./FeeLedger.sol";
import {RequestRules} from "./RequestRules.sol";

/// @title InferenceOracle
/// @dev Every request is one word under its id, and a settled one keeps it: an id opens once. Nobody can keep a fee
/// from being settled or refunded: only new requests can be paused.
contract InferenceOracle is FeeLedger, RequestRules, EIP712 {
    // CONSTANTS

    bytes32 private constant REFUSAL_TYPEHASH =
        keccak256("RefusalReport(bytes32 requestId,uint8 reason,bytes32 configDigest)");
    bytes32 private constant NO_OUTPUT = 0;

    // STORAGE

    mapping(RequestId id => RequestRecord) private _requests;

    constructor(
        address authority,
        IModelRegistry models,
        IOperatorRegistry operators,
        IConsentRegistry consents,
        IAttesterRegistry attesters,
        FeeSchedule memory schedule
    )
        AccessManaged(authority)
        EIP712("InferenceOracle", "1")
        FeeLedger(operators, schedule)
        RequestRules(models, consents, attesters)
    {}

    // REQUEST

    /// @inheritdoc IInferenceOracle
    function requestInference(InferenceRequest calldata request, bytes calldata provenanceProof)
        external
        payable
        returns (RequestId id)
    {
        FeeSchedule memory schedule = _prices();
        uint32 callbackGasLimit = request.callbackGasLimit;
        // Check: offered, paid for, and answerable in time.
        if (schedule.paused) revert InferenceOracle_Paused();
        if (request.mode != Mode.QUORUM) revert InferenceOracle_ModeNotOffered(request.mode);
        _checkDeadline(request.deadline);
        _checkCallback(request.callback, callbackGasLimit);
        _checkFee(request.fee, _quoteUp(schedule, callbackGasLimit));
        // Check: what the model, the person and the source of the input demand.
        ConsentId consentId = request.consentId;
        _checkModel(request.modelId, consentId);
        _checkProvenance(request, provenanceProof);
        if (consentId != NOT_ABOUT_A_PERSON) _checkLive(consentId);
        // Check: this very request was never made before.
        id = RequestCodec.idOf(msg.sender, request);
        RequestRecord record = _requests[id];
        if (!record.isNew()) revert InferenceOracle_AlreadyOpened(id, Status(record.statusOf()));

        // Effect: pending, on today's terms.
        _requests[id] =
            packPending(uint8(Status.Pending), block.timestamp, schedule.computeFeeGwei, schedule.keeperRewardGwei);
        RequestCodec.emitRequested(id, msg.sender, request);
    }

    // FULFIL

    /// @inheritdoc IInferenceOracle
    function fulfil(
        address requester,
        InferenceRequest calldata request,
        InferenceReport calldata report,
        bytes calldata output,
        bytes calldata attestation
    ) external {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _pending(id, request.deadline);
        // Check: t members of one committee vouch for this very answer.
        bytes32 outputHash = _outputHash(request.consentId, output);
        ConfigRecord config = _liveConfig(report.configDigest);
        uint32 bitmap = _checkReport(id, outputHash, report, config, attestation);

        // Check: the person still agrees, to what the committee saw.
        if (!_checkConsentAtAnswer(request.consentId, report.consentVersion)) {
            _drop(id, requester, request, report.configDigest, config, record);
            return;
        }

        // Effect: settled for good, and the whole fee earned.
        _requests[id] = packSettled(uint8(Status.Fulfilled), block.timestamp, outputHash);
        _accrue(report.configDigest, config, request.fee / 1 gwei);
        emit InferenceFulfilled(id, report.configDigest, bitmap, output);

        // Interaction: tell the consumer, who cannot undo any of it.
        if (request.callback != NO_CALLBACK) _deliver(id, requester, request, output);
    }

    function _checkReport(
        RequestId id,
        bytes32 outputHash,
        InferenceReport calldata report,
        ConfigRecord config,
        bytes calldata attestation
    ) private view returns (uint32 bitmap) {
        if (report.observedBlock > block.number) {
            revert InferenceOracle_ObservedBlockInFuture(report.observedBlock, block.number);
        }
        return _checkAttestation(RequestCodec.reportHash(id, outputHash, report), config, attestation);
    }

    function _drop(
        RequestId id,
        address requester,
        InferenceRequest calldata request,
        ConfigDigest configDigest,
        ConfigRecord config,
        RequestRecord record
    ) private {
        // Effect: the answer is nowhere, the work is paid, the rest goes back.
        uint256 computeFeeGwei = record.computeFeeGweiOf();
        uint256 refund = request.fee - computeFeeGwei * 1 gwei;
        _requests[id] = packSettled(uint8(Status.ConsentRevoked), block.timestamp, NO_OUTPUT);
        _accrue(configDigest, config, computeFeeGwei);
        _credit(requester, refund);
        emit InferenceDropped(id, request.consentId, refund);
    }

    // CALLBACK

    function _deliver(RequestId id, address requester, InferenceRequest calldata request, bytes calldata output)
        private
    {
        (bool delivered, bytes memory reason) = BoundedCalls.callExact(
            request.callback, request.callbackGasLimit, _answer(id, requester, request, output)
        );
        if (delivered) {
            emit CallbackDelivered(id);
        } else {
            // Effect: anyone may try again. The record was settled before the call and nothing changed it meanwhile.
            _requests[id] = _requests[id].withStatus(uint8(Status.CallbackFailed));
            emit CallbackReverted(id, reason);
        }
    }

    /// @inheritdoc IInferenceOracle
    function retryCallback(address requester, InferenceRequest calldata request, bytes calldata output) external {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _requests[id];
        // Check: it failed, this is the answer that was signed, and the person still agrees.
        Status status = Status(record.statusOf());
        if (status != Status.CallbackFailed) revert InferenceOracle_NoFailedCallback(id, status);
        if (bytes26(_outputHash(request.consentId, output)) != record.outputDigestOf()) {
            revert InferenceOracle_OtherOutput(id);
        }
        if (request.consentId != NOT_ABOUT_A_PERSON) _checkLive(request.consentId);

        // Effect: delivered, or all of this is undone.
        _requests[id] = record.withStatus(uint8(Status.Fulfilled));
        emit CallbackDelivered(id);

        // Interaction: tell the consumer.
        (bool delivered, bytes memory reason) = BoundedCalls.callWithMost(
            request.callback, request.callbackGasLimit, _answer(id, requester, request, output)
        );
        if (!delivered) revert InferenceOracle_CallbackFailedAgain(id, reason);
    }

    function _answer(RequestId id, address requester, InferenceRequest calldata request, bytes calldata output)
        private
        pure
        returns (bytes memory payload)
    {
        InferenceAnswer memory answer = InferenceAnswer({
            requester: requester,
            modelId: request.modelId,
            payloadHash: request.payloadHash,
            inputCommitment: request.inputCommitment,
            consentId: request.consentId,
            provenance: request.provenance,
            isFinal: true,
            nonce: request.nonce,
            output: output
        });
        return abi.encodeCall(IInferenceConsumer.onInference, (id, answer));
    }

    // REFUSE AND EXPIRE

    /// @inheritdoc IInferenceOracle
    function refuse(
        address requester,
        InferenceRequest calldata request,
        RefusalReason reason,
        ConfigDigest configDigest,
        bytes calldata attestation
    ) external {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _pending(id, request.deadline);
        // Check: t members of one committee refuse, for a reason that is not plainly false.
        _checkReason(id, request.consentId, reason);
        bytes32 structHash = keccak256(abi.encode(REFUSAL_TYPEHASH, id, reason, configDigest));
        uint32 bitmap = _checkAttestation(structHash, _liveConfig(configDigest), attestation);

        // Effect: settled and refunded.
        _refund(id, Status.Refused, requester, request.fee, record);
        emit InferenceRefused(id, reason, configDigest, bitmap);
    }

    /// @inheritdoc IInferenceOracle
    function expire(address requester, InferenceRequest calldata request) external {
        RequestId id = RequestCodec.idOf(requester, request);
        RequestRecord record = _requests[id];
        // Check: unanswered, and too late for an answer.
        Status status = Status(record.statusOf());
        if (status != Status.Pending) revert InferenceOracle_NotPending(id, status);
        if (block.timestamp <= request.deadline) revert InferenceOracle_DeadlineNotPassed(id, request.deadline);

        // Effect: settled and refunded.
        (uint256 refund, uint256 reward) = _refund(id, Status.Expired, requester, request.fee, record);
        emit InferenceExpired(id, msg.sender, refund, reward);
    }

    /// @dev The reward is the one agreed when the request opened, and no greater than its compute fee.
    function _refund(RequestId id, Status status, address requester, uint96 fee, RequestRecord record)
        private
        returns (uint256 refund, uint256 reward)
    {
        reward = uint256(record.keeperRewardGweiOf()) * 1 gwei;
        refund = fee - reward;
        _requests[id] = packSettled(uint8(status), block.timestamp, NO_OUTPUT);
        _credit(msg.sender, reward);
        _credit(requester, refund);
    }

    // VIEWS

    /// @inheritdoc IInferenceOracle
    function requestIdOf(address requester, InferenceRequest calldata request) public view returns (RequestId id) {
        return RequestCodec.idOf(requester, request);
    }

    /// @inheritdoc IInferenceOracle
    function statusOf(RequestId id) public view returns (Status status) {
        return Status(_requests[id].statusOf());
    }

    /// @inheritdoc IInferenceOracle
    function recordOf(RequestId id) external view returns (Status status, uint40 recordedAt, bytes26 outputDigest) {
        RequestRecord record = _requests[id];
        status = Status(record.statusOf());
        if (status == Status.Fulfilled || status == Status.CallbackFailed) outputDigest = record.outputDigestOf();
        return (status, record.recordedAtOf(), outputDigest);
    }

    // HELPERS

    function _pending(RequestId id, uint40 deadline) private view returns (RequestRecord record) {
        record = _requests[id];
        if (record.statusOf() != uint8(Status.Pending)) {
            revert InferenceOracle_NotPending(id, Status(record.statusOf()));
        }
        if (block.timestamp > deadline) revert InferenceOracle_DeadlinePassed(id, deadline);
    }

    function _checkAttestation(bytes32 structHash, ConfigRecord config, bytes calldata attestation)
        private
        view
        returns (uint32 bitmap)
    {
        return Attestation.verify(
            _hashTypedDataV4(structHash), attestation, config.signersOf(), config.sizeOf(), config.thresholdOf()
        );
    }
}
