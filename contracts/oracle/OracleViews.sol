// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttesterRegistry} from "../interfaces/IAttesterRegistry.sol";
import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {IProofVerifier} from "../interfaces/IProofVerifier.sol";
import {RequestCodec} from "../libraries/RequestCodec.sol";
import {ConfigDigest, ModelId, RequestId} from "../types/Identifiers.sol";
import {InferenceRequest} from "../types/Inference.sol";
import {RequestRecord} from "../types/RequestRecord.sol";
import {Settlement} from "./Settlement.sol";

/// @title What the oracle says of itself, of models and of requests
abstract contract OracleViews is IInferenceOracle, Settlement {
    // CONSTANTS

    /// @inheritdoc IInferenceOracle
    uint256 public constant MAX_OUTPUT = _MAX_OUTPUT;
    /// @inheritdoc IInferenceOracle
    uint32 public constant MAX_CALLBACK_GAS = _MAX_CALLBACK_GAS;
    /// @inheritdoc IInferenceOracle
    uint256 public constant MAX_BATCH = _MAX_BATCH;

    // WIRING

    /// @inheritdoc IInferenceOracle
    function MODELS() external view returns (IModelRegistry) {
        return _MODELS;
    }

    /// @inheritdoc IInferenceOracle
    function CONSENTS() external view returns (IConsentRegistry) {
        return _CONSENTS;
    }

    /// @inheritdoc IInferenceOracle
    function ATTESTERS() external view returns (IAttesterRegistry) {
        return _ATTESTERS;
    }

    /// @inheritdoc IInferenceOracle
    function PROOFS() external view returns (IProofVerifier) {
        return _PROOFS;
    }

    /// @inheritdoc IInferenceOracle
    function CHALLENGE_WINDOW() external view returns (uint40) {
        return _CHALLENGE_WINDOW;
    }

    /// @inheritdoc IInferenceOracle
    function SEQUENCER_UPTIME_FEED() external view returns (address) {
        return _SEQUENCER_UPTIME_FEED;
    }

    /// @inheritdoc IInferenceOracle
    function court() external view returns (address) {
        return _courtOf();
    }

    // REQUESTS

    /// @inheritdoc IInferenceOracle
    function requestIdOf(address requester, InferenceRequest calldata request) external view returns (RequestId id) {
        return RequestCodec.idOf(requester, request);
    }

    /// @inheritdoc IInferenceOracle
    function statusOf(RequestId id) external view returns (Status status) {
        return Status(_recordOf(id).statusOf());
    }

    /// @inheritdoc IInferenceOracle
    function recordOf(RequestId id) external view returns (Status status, uint40 recordedAt, bytes26 outputDigest) {
        RequestRecord record = _recordOf(id);
        status = Status(record.statusOf());
        if (status != Status.Pending) outputDigest = record.digestOf();
        return (status, record.recordedAtOf(), outputDigest);
    }

    // MODELS

    /// @inheritdoc IInferenceOracle
    function syncModel(ModelId modelId) external {
        _syncModel(modelId);
    }

    // EXPOSURE

    /// @inheritdoc IInferenceOracle
    function exposureOf(RequestId id)
        external
        view
        returns (ConfigDigest configDigest, uint96 value, uint40 closableAt)
    {
        Exposure memory exposure = _exposure(id);
        return (exposure.configDigest, exposure.value, exposure.closableAt);
    }

    /// @inheritdoc IInferenceOracle
    function openExposureOf(ConfigDigest digest) external view returns (uint256 value) {
        return _totalExposure(digest);
    }
}
