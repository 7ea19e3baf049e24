// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttesterRegistry} from "../interfaces/IAttesterRegistry.sol";
import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {BoundedCalls} from "../libraries/BoundedCalls.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {ConsentId, ModelId, RequestId} from "../types/Identifiers.sol";
import {
    InferenceRequest,
    MAX_REQUEST_LIFETIME,
    MODEL_ABOUT_PEOPLE,
    NOT_ABOUT_A_PERSON,
    NO_CALLBACK,
    Provenance
} from "../types/Inference.sol";

/// @title What a request and its answer must satisfy
/// @dev Knows models, consents and attesters; moves no money and settles nothing.
abstract contract RequestRules is IInferenceOracle {
    // CONSTANTS

    /// @inheritdoc IInferenceOracle
    uint256 public constant MAX_OUTPUT = 4_096;
    /// @inheritdoc IInferenceOracle
    uint32 public constant MAX_CALLBACK_GAS = 2_000_000;

    uint256 private constant COMMITMENT_BYTES = 32;
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

    /// @dev What the model registry said at the last sync: a request reads one slot here instead of a cold contract.
    mapping(ModelId id => ModelTerms) private _models;

    constructor(IModelRegistry models, IConsentRegistry consents, IAttesterRegistry attesters) {
        MODELS = models;
        CONSENTS = consents;
        ATTESTERS = attesters;
    }

    // REQUESTS

    function _checkDeadline(uint40 deadline) internal view {
        uint256 latest = block.timestamp + MAX_REQUEST_LIFETIME;
        if (deadline <= block.timestamp || deadline > latest) {
            revert InferenceOracle_DeadlineOutOfRange(deadline, block.timestamp + 1, latest);
        }
    }

    function _checkCallback(address callback, uint32 gasLimit) internal pure {
        uint32 maximum = callback == NO_CALLBACK ? 0 : MAX_CALLBACK_GAS;
        if (gasLimit > maximum) revert InferenceOracle_CallbackGasOutOfRange(gasLimit, maximum);
    }

    function _checkFee(uint96 fee, uint256 quote) internal view {
        if (msg.value != fee) revert InferenceOracle_FeeMismatch(msg.value, fee);
        if (fee < quote) revert InferenceOracle_FeeTooLow(fee, quote);
        if (fee % 1 gwei != 0) revert InferenceOracle_FeeNotInGwei(fee);
    }

    function _checkModel(ModelId modelId, ConsentId consentId) internal {
        (uint40 activeUntil, uint8 flags) = (_models[modelId].activeUntil, _models[modelId].flags);
        if (activeUntil == NEVER_SYNCED) (activeUntil, flags) = _syncModel(modelId);
        if (block.timestamp >= activeUntil) revert InferenceOracle_ModelNotActive(modelId);
        if (flags & MODEL_ABOUT_PEOPLE != 0 && consentId == NOT_ABOUT_A_PERSON) {
            revert InferenceOracle_ConsentRequired(modelId);
        }
    }

    function _checkProvenance(InferenceRequest calldata request, bytes calldata proof) internal view {
        Provenance kind = request.provenance;
        if (kind == Provenance.REQUESTER || kind == Provenance.COMMITTEE_EXTRACTED) {
            if (proof.length != 0) revert InferenceOracle_ProvenanceProofUnexpected();
        } else {
            ATTESTERS.verify(kind, request.payloadHash, request.inputCommitment, proof);
        }
    }

    // CONSENTS AND ANSWERS

    function _checkLive(ConsentId consentId) internal view {
        (bool live,) = BoundedCalls.livenessOf(CONSENTS, consentId);
        if (!live) revert InferenceOracle_ConsentNotLive(consentId);
    }

    /// @return live Whether the answer may be given: nobody is concerned, or the person's consent is in force.
    function _checkConsentAtAnswer(ConsentId consentId, uint40 reported) internal view returns (bool live) {
        uint40 current;
        (live, current) =
            consentId == NOT_ABOUT_A_PERSON ? (true, NO_CONSENT_VERSION) : BoundedCalls.livenessOf(CONSENTS, consentId);
        if (live && reported != current) revert InferenceOracle_ConsentVersionMismatch(reported, current);
    }

    function _checkReason(RequestId id, ConsentId consentId, RefusalReason reason) internal view {
        if (reason == RefusalReason.Unspecified) revert InferenceOracle_ReasonUnspecified(id);
        if (reason != RefusalReason.NoLiveConsent && reason != RefusalReason.ConsentDoesNotPermit) return;
        if (consentId == NOT_ABOUT_A_PERSON) revert InferenceOracle_NoConsentToMiss(id);
        if (reason == RefusalReason.ConsentDoesNotPermit) return;
        (bool live,) = BoundedCalls.livenessOf(CONSENTS, consentId);
        if (live) revert InferenceOracle_ConsentInForce(consentId);
    }

    /// @dev About a person, the output is the salted commitment itself and nothing else may be published.
    function _outputHash(ConsentId consentId, bytes calldata output) internal pure returns (bytes32) {
        if (consentId != NOT_ABOUT_A_PERSON) {
            if (output.length != COMMITMENT_BYTES) revert InferenceOracle_NotACommitment(output.length);
            return bytes32(output);
        }
        if (output.length == 0 || output.length > MAX_OUTPUT) {
            revert InferenceOracle_OutputSizeOutOfRange(output.length, MAX_OUTPUT);
        }
        return RequestCodec.hashOf(output);
    }

    // MODELS

    /// @inheritdoc IInferenceOracle
    function syncModel(ModelId modelId) external {
        _syncModel(modelId);
    }

    function _syncModel(ModelId modelId) private returns (uint40 activeUntil, uint8 flags) {
        IModelRegistry.Model memory model = MODELS.modelOf(modelId);
        // Check: activated.
        if (model.activatedAt == 0) revert InferenceOracle_ModelNotActive(modelId);

        // Effect: known here, until the date known now.
        (activeUntil, flags) = (model.deprecatedAt, model.flags);
        _models[modelId] = ModelTerms(activeUntil, flags);
        emit ModelSynced(modelId, activeUntil, flags);
    }
}
