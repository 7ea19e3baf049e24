// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttesterRegistry} from "../interfaces/IAttesterRegistry.sol";
import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IProofVerifier} from "../interfaces/IProofVerifier.sol";
import {BoundedCalls} from "../libraries/BoundedCalls.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {ConsentId, ModelId, RequestId} from "../types/Identifiers.sol";
import {
    InferenceRequest,
    MAX_REQUEST_LIFETIME,
    MODEL_ABOUT_PEOPLE,
    MODEL_PRIVATE_INPUT,
    Mode,
    NOT_ABOUT_A_PERSON,
    NO_CALLBACK,
    Provenance
} from "../types/Inference.sol";

/// @title What a request and its answer must satisfy
/// @dev Knows models, consents and attesters; moves no money and settles nothing.
abstract contract RequestRules {
    // CONSTANTS

    uint256 internal constant _MAX_OUTPUT = 4_096;
    uint32 internal constant _MAX_CALLBACK_GAS = 2_000_000;

    uint256 private constant COMMITMENT_BYTES = 32;
    /// @dev A committee's pot has 48 bits of gwei: no fee may be one that cannot be paid into it.
    uint256 private constant MAX_FEE = (1 << 40) * 1 gwei;
    uint40 private constant NO_CONSENT_VERSION = 0;
    uint40 private constant NEVER_SYNCED = 0;

    // IMMUTABLES

    IModelRegistry internal immutable _MODELS;
    IConsentRegistry internal immutable _CONSENTS;
    IAttesterRegistry internal immutable _ATTESTERS;
    IProofVerifier internal immutable _PROOFS;

    // STORAGE

    struct ModelTerms {
        // slot 0
        address executor; // zero while nobody attached it
        uint40 activeUntil; // NEVER_SYNCED until the first request
        uint8 flags;
        uint16 inputs;
        uint16 outputs;
    }

    /// @dev What the model registry said at the last sync: a request reads one slot here instead of a cold contract.
    mapping(ModelId id => ModelTerms) private _models;

    constructor(IModelRegistry models, IConsentRegistry consents, IAttesterRegistry attesters, IProofVerifier proofs) {
        _MODELS = models;
        _CONSENTS = consents;
        _ATTESTERS = attesters;
        _PROOFS = proofs;
    }

    // REQUESTS

    function _checkDeadline(uint40 deadline) internal view {
        uint256 latest = block.timestamp + MAX_REQUEST_LIFETIME;
        if (deadline <= block.timestamp || deadline > latest) {
            revert IInferenceOracle.InferenceOracle_DeadlineOutOfRange(deadline, block.timestamp + 1, latest);
        }
    }

    function _checkCallback(address callback, uint32 gasLimit) internal pure {
        uint32 maximum = callback == NO_CALLBACK ? 0 : _MAX_CALLBACK_GAS;
        if (gasLimit > maximum) revert IInferenceOracle.InferenceOracle_CallbackGasOutOfRange(gasLimit, maximum);
    }

    function _checkFee(uint96 fee, uint256 quote) internal view {
        if (msg.value != fee) revert IInferenceOracle.InferenceOracle_FeeMismatch(msg.value, fee);
        if (fee < quote) revert IInferenceOracle.InferenceOracle_FeeTooLow(fee, quote);
        if (fee > MAX_FEE) revert IInferenceOracle.InferenceOracle_FeeTooHigh(fee, MAX_FEE);
        if (fee % 1 gwei != 0) revert IInferenceOracle.InferenceOracle_FeeNotInGwei(fee);
    }

    function _checkModel(InferenceRequest calldata request) internal {
        ModelId modelId = request.modelId;
        ConsentId consentId = request.consentId;
        ModelTerms storage terms = _models[modelId];
        (uint40 activeUntil, uint8 flags) = (terms.activeUntil, terms.flags);
        if (activeUntil == NEVER_SYNCED) {
            _syncModel(modelId);
            (activeUntil, flags) = (terms.activeUntil, terms.flags);
        }
        if (block.timestamp >= activeUntil) revert IInferenceOracle.InferenceOracle_ModelNotActive(modelId);
        if (flags & MODEL_ABOUT_PEOPLE != 0 && consentId == NOT_ABOUT_A_PERSON) {
            revert IInferenceOracle.InferenceOracle_ConsentRequired(modelId);
        }
        if (request.mode != Mode.QUORUM) _checkMode(request, terms.executor, flags);
        else if (request.valueAtRisk != 0) _checkCoverable(request, flags);
    }

    /// @dev ONCHAIN and public OPTIMISTIC run the network here; PROVEN and private OPTIMISTIC check proofs.
    function _checkMode(InferenceRequest calldata request, address executor, uint8 flags) private view {
        (Mode mode, ModelId modelId) = (request.mode, request.modelId);
        bool offered;
        if (mode == Mode.PROVEN || (mode == Mode.OPTIMISTIC && flags & MODEL_PRIVATE_INPUT != 0)) {
            offered = address(_PROOFS) != address(0) && _PROOFS.isReady(modelId);
        } else {
            _checkPublishable(modelId, flags, request.consentId);
            offered = executor != address(0);
        }
        if (!offered) revert IInferenceOracle.InferenceOracle_ModeNotOffered(mode, modelId);
    }

    /// @dev Nobody can show a false QUORUM answer about a private input to be wrong, so no bond covers it.
    function _checkCoverable(InferenceRequest calldata request, uint8 flags) private pure {
        if (flags & MODEL_PRIVATE_INPUT != 0 || request.consentId != NOT_ABOUT_A_PERSON) {
            revert IInferenceOracle.InferenceOracle_ValueNotCovered(request.valueAtRisk, 0);
        }
    }

    function _checkPublishable(ModelId modelId, uint8 flags, ConsentId consentId) internal pure {
        if (flags & MODEL_PRIVATE_INPUT != 0 || consentId != NOT_ABOUT_A_PERSON) {
            revert IInferenceOracle.InferenceOracle_PublicReexecutionForbidden(modelId, consentId);
        }
    }

    /// @dev What the attesters can tell at opening. That a vector comes from its payload only the committee can.
    function _checkProvenance(InferenceRequest calldata request, bytes calldata proof) internal view {
        Provenance kind = request.provenance;
        if (kind == Provenance.REQUESTER || kind == Provenance.COMMITTEE_EXTRACTED) {
            if (proof.length != 0) revert IInferenceOracle.InferenceOracle_ProvenanceProofUnexpected();
        } else {
            _ATTESTERS.verify(kind, request.payloadHash, request.inputCommitment, proof);
        }
    }

    // _CONSENTS AND ANSWERS

    function _checkLive(ConsentId consentId) internal view {
        (bool live,) = BoundedCalls.livenessOf(_CONSENTS, consentId);
        if (!live) revert IInferenceOracle.InferenceOracle_ConsentNotLive(consentId);
    }

    /// @return live Whether the answer may be given: nobody is concerned, or the person's consent is in force.
    function _checkConsentAtAnswer(ConsentId consentId, uint40 reported) internal view returns (bool live) {
        uint40 current;
        (live, current) = _livenessAtAnswer(consentId);
        if (live && reported != current) {
            revert IInferenceOracle.InferenceOracle_ConsentVersionMismatch(reported, current);
        }
    }

    function _livenessAtAnswer(ConsentId consentId) internal view returns (bool live, uint40 version) {
        if (consentId == NOT_ABOUT_A_PERSON) return (true, NO_CONSENT_VERSION);
        return BoundedCalls.livenessOf(_CONSENTS, consentId);
    }

    function _isPermitted(ConsentId consentId) internal view returns (bool live) {
        (live,) = _livenessAtAnswer(consentId);
    }

    function _checkReason(RequestId id, ConsentId consentId, IInferenceOracle.RefusalReason reason) internal view {
        if (reason == IInferenceOracle.RefusalReason.Unspecified) {
            revert IInferenceOracle.InferenceOracle_ReasonUnspecified(id);
        }
        if (
            reason != IInferenceOracle.RefusalReason.NoLiveConsent
                && reason != IInferenceOracle.RefusalReason.ConsentDoesNotPermit
        ) return;
        if (consentId == NOT_ABOUT_A_PERSON) revert IInferenceOracle.InferenceOracle_NoConsentToMiss(id);
        if (reason == IInferenceOracle.RefusalReason.ConsentDoesNotPermit) return;
        (bool live,) = BoundedCalls.livenessOf(_CONSENTS, consentId);
        if (live) revert IInferenceOracle.InferenceOracle_ConsentInForce(consentId);
    }

    /// @dev About a person, the output is the salted commitment itself and nothing else may be published.
    function _outputHash(ConsentId consentId, bytes calldata output) internal pure returns (bytes32) {
        if (consentId != NOT_ABOUT_A_PERSON) {
            if (output.length != COMMITMENT_BYTES) {
                revert IInferenceOracle.InferenceOracle_NotACommitment(output.length);
            }
            return bytes32(output);
        }
        if (output.length == 0 || output.length > _MAX_OUTPUT) {
            revert IInferenceOracle.InferenceOracle_OutputSizeOutOfRange(output.length, _MAX_OUTPUT);
        }
        return RequestCodec.hashOf(output);
    }

    /// @dev The same for one answer of many, which must not revert: zero, which is no hash, stands for a bad output.
    function _outputHashOrZero(ConsentId consentId, bytes calldata output) internal pure returns (bytes32) {
        if (consentId != NOT_ABOUT_A_PERSON) return output.length == COMMITMENT_BYTES ? bytes32(output) : bytes32(0);
        return output.length == 0 || output.length > _MAX_OUTPUT ? bytes32(0) : RequestCodec.hashOf(output);
    }

    // MODELS

    function _termsOf(ModelId modelId) internal view returns (ModelTerms storage terms) {
        return _models[modelId];
    }

    function _isPrivate(ModelId modelId) internal view returns (bool) {
        return _models[modelId].flags & MODEL_PRIVATE_INPUT != 0;
    }

    function _syncModel(ModelId modelId) internal {
        IModelRegistry.Model memory model = _MODELS.modelOf(modelId);
        // Check: activated.
        if (model.activatedAt == 0) revert IInferenceOracle.InferenceOracle_ModelNotActive(modelId);

        // Effect: known here, until the date known now.
        _models[modelId] = ModelTerms({
            executor: model.executor,
            activeUntil: model.deprecatedAt,
            flags: model.flags,
            inputs: model.inputs,
            outputs: model.outputs
        });
        emit IInferenceOracle.ModelSynced(modelId, model.executor, model.deprecatedAt, model.flags);
    }
}
