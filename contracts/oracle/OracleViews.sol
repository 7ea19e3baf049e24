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
/// @dev Functions are described in IInferenceOracle.
abstract contract OracleViews is Settlement {
    // CONSTANTS

    uint256 public constant MAX_OUTPUT = _MAX_OUTPUT;
    uint32 public constant MAX_CALLBACK_GAS = _MAX_CALLBACK_GAS;
    uint256 public constant MAX_BATCH = _MAX_BATCH;

    // WIRING

    function MODELS() external view returns (IModelRegistry) {
        return _MODELS;
    }

    function CONSENTS() external view returns (IConsentRegistry) {
        return _CONSENTS;
    }

    function ATTESTERS() external view returns (IAttesterRegistry) {
        return _ATTESTERS;
    }

    function PROOFS() external view returns (IProofVerifier) {
        return _PROOFS;
    }

    function CHALLENGE_WINDOW() external view returns (uint40) {
        return _CHALLENGE_WINDOW;
    }

    function SEQUENCER_UPTIME_FEED() external view returns (address) {
        return _SEQUENCER_UPTIME_FEED;
    }

    function court() external view returns (address) {
        return _courtOf();
    }

    // REQUESTS

    function requestIdOf(address requester, InferenceRequest calldata request) external view returns (RequestId id) {
        return RequestCodec.idOf(requester, request);
    }

    function statusOf(RequestId id) external view returns (IInferenceOracle.Status status) {
        return IInferenceOracle.Status(_recordOf(id).statusOf());
    }

    function recordOf(RequestId id)
        external
        view
        returns (IInferenceOracle.Status status, uint40 recordedAt, bytes26 outputDigest)
    {
        RequestRecord record = _recordOf(id);
        status = IInferenceOracle.Status(record.statusOf());
        if (status != IInferenceOracle.Status.Pending) outputDigest = record.digestOf();
        return (status, record.recordedAtOf(), outputDigest);
    }

    // MODELS

    function syncModel(ModelId modelId) external onlyDelegated {
        _syncModel(modelId);
    }

    // EXPOSURE

    function exposureOf(RequestId id)
        external
        view
        returns (ConfigDigest configDigest, uint96 value, uint40 closableAt)
    {
        Exposure memory exposure = _exposure(id);
        return (exposure.configDigest, exposure.value, exposure.closableAt);
    }

    function openExposureOf(ConfigDigest digest) external view returns (uint256 value) {
        return _totalExposure(digest);
    }
}
