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
import {ConfigDigest, ConsentId, ModelId, RequestId} from "../types/Identifiers.sol";
import {
    InferenceAnswer,
    InferenceReport,
    InferenceRequest,
    MAX_REQUEST_LIFETIME,
    MODEL_ABOUT_PEOPLE,
    Mode,
    NOT_ABOUT_A_PERSON,
    NO_CALLBACK,
    Provenance
} from "../types/Inference.sol";
import {RequestRecord, packPending, packSettled} from "../types/RequestRecord.sol";
import {FeeLedger} from "./FeeLedger.sol";

/// @title InferenceOracle
/// @dev Every request is one word under its id, and a settled one keeps it: an id opens once. Nobody can keep a fee
/// from being settled or refunded: only new requests can be paused.
contract InferenceOracle is FeeLedger, EIP712 {
    // CONSTANTS

    /// @inheritdoc IInferenceOracle
    uint256 public constant MAX_OUTPUT = 4_096;
    /// @inheritdoc IInferenceOracle
    uint32 public constant MAX_CALLBACK_GAS = 2_000_000;

    bytes32 private constant REFUSAL_TYPEHASH =
        keccak256("RefusalReport(bytes32 requestId,uint8 reason,bytes32 configDigest)");
    uint256 private constant COMMITMENT_BYTES = 32;
    bytes32 private constant NO_OUTPUT = 0;
    uint40 private constant NO_CONSENT_VERSION = 0;
    uint40 private constant NEVER_SYNCED = 0;

    // IMMUTABLES

    /// @inheritdoc IInferenceOracle
    IModelRegistry public immutable MODELS;
    /// @inheritdoc IInferenceOracle
    IConsentRegistry public immutable CONSENTS;
    /// @inheritdoc IInferenceOracle
    IAttesterRegistry public immutable ATTESTERS;

    // STORAGE

    struct ModelTerms {
        // slot 0
        uint40 activeUntil; // NEVER_SYNCED until the first request
        uint8 flags;
    }

    mapping(RequestId id => RequestRecord) private _requests;
    /// @dev What the model registry said at the last sync: a request reads one slot here instead of a cold contract.
    mapping(ModelId id => ModelTerms) private _models;

    constructor(
        address authority,
        IModelRegistry models,
        IOperatorRegistry operators,
        IConsentRegistry consents,
        IAttesterRegistry attesters,
        FeeSchedule memory schedule
    ) AccessManaged(authority) EIP712("InferenceOracle", "1") FeeLedger(operators, schedule) {
        MODELS = models;
        CONSENTS = consents;
        ATTESTERS = attesters;
    }

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

    function _checkDeadline(uint40 deadline) private view {
        uint256 latest = block.timestamp + MAX_REQUEST_LIFETIME;
        if (deadline <= block.timestamp || deadline > latest) {
            revert InferenceOracle_DeadlineOutOfRange(deadline, block.timestamp + 1, latest);
        }
    }

    function _checkCallback(address callback, uint32 gasLimit) private pure {
        uint32 maximum = callback == NO_CALLBACK ? 0 : MAX_CALLBACK_GAS;
        if (gasLimit > maximum) revert InferenceOracle_CallbackGasOutOfRange(gasLimit, maximum);
    }

    function _checkFee(uint96 fee, uint256 quote) private view {
        if (msg.value != fee) revert InferenceOracle_FeeMismatch(msg.value, fee);
        if (fee < quote) revert InferenceOracle_FeeTooLow(fee, quote);
        if (fee % 1 gwei != 0) revert InferenceOracle_FeeNotInGwei(fee);
    }

    function _checkModel(ModelId modelId, ConsentId consentId) private {
        (uint40 activeUntil, uint8 flags) = (_models[modelId].activeUntil, _models[modelId].flags);
        if (activeUntil == NEVER_SYNCED) (activeUntil, flags) = _syncModel(modelId);
        if (block.timestamp >= activeUntil) revert InferenceOracle_ModelNotActive(modelId);
        if (flags & MODEL_ABOUT_PEOPLE != 0 && consentId == NOT_ABOUT_A_PERSON) {
            revert InferenceOracle_ConsentRequired(modelId);
        }
    }

    function _checkProvenance(InferenceRequest calldata request, bytes calldata proof) private view {
        Provenance kind = request.provenance;
        if (kind == Provenance.REQUESTER || kind == Provenance.COMMITTEE_EXTRACTED) {
            if (proof.length != 0) revert InferenceOracle_ProvenanceProofUnexpected();
        } else {
            ATTESTERS.verify(kind, request.payloadHash, request.inputCommitment, proof);
        }
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

    /// @return live Whether the answer may be given: nobody is concerned, or the person's consent is in force.
    function _checkConsentAtAnswer(ConsentId consentId, uint40 reported) private view returns (bool live) {
        uint40 current;
        (live, current) =
            consentId == NOT_ABOUT_A_PERSON ? (true, NO_CONSENT_VERSION) : BoundedCalls.livenessOf(CONSENTS, consentId);
        if (live && reported != current) revert InferenceOracle_ConsentVersionMismatch(reported, current);
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

    function _checkReason(RequestId id, ConsentId consentId, RefusalReason reason) private view {
        if (reason == RefusalReason.Unspecified) revert InferenceOracle_ReasonUnspecified(id);
        if (reason != RefusalReason.NoLiveConsent && reason != RefusalReason.ConsentDoesNotPermit) return;
        if (consentId == NOT_ABOUT_A_PERSON) revert InferenceOracle_NoConsentToMiss(id);
        if (reason == RefusalReason.ConsentDoesNotPermit) return;
        (bool live,) = BoundedCalls.livenessOf(CONSENTS, consentId);
        if (live) revert InferenceOracle_ConsentInForce(consentId);
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

    // MODELS

    /// @inheritdoc IInferenceOracle
    function syncModel(ModelId modelId) external {
        _syncModel(modelId);
    }

    function _syncModel(ModelId modelId) private returns (uint40 activeUntil, uint8 flags) {
        IModelRegistry.Model memory model = MODELS.modelOf(modelId);
        // Check: registered.
        if (model.registeredAt == 0) revert InferenceOracle_ModelNotActive(modelId);

        // Effect: known here, until the date known now.
        (activeUntil, flags) = (model.deprecatedAt, model.flags);
        _models[modelId] = ModelTerms(activeUntil, flags);
        emit ModelSynced(modelId, activeUntil, flags);
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

    function _checkLive(ConsentId consentId) private view {
        (bool live,) = BoundedCalls.livenessOf(CONSENTS, consentId);
        if (!live) revert InferenceOracle_ConsentNotLive(consentId);
    }

    /// @dev About a person, the output is the salted commitment itself and nothing else may be published.
    function _outputHash(ConsentId consentId, bytes calldata output) private pure returns (bytes32) {
        if (consentId != NOT_ABOUT_A_PERSON) {
            if (output.length != COMMITMENT_BYTES) revert InferenceOracle_NotACommitment(output.length);
            return bytes32(output);
        }
        if (output.length == 0 || output.length > MAX_OUTPUT) {
            revert InferenceOracle_OutputSizeOutOfRange(output.length, MAX_OUTPUT);
        }
        return RequestCodec.hashOf(output);
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
