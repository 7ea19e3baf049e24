// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ModelId} from "../types/Identifiers.sol";

/// @title Content-addressed models
/// @notice modelId = keccak256(abi.encode(networkHash, manifestHash, flags)). A version is immutable: it is deprecated
/// with a successor and a date, never overwritten.
interface IModelRegistry {
    struct Model {
        bytes32 networkHash;
        bytes32 manifestHash;
        uint8 flags;
        uint16 inputs;
        uint16 outputs;
        uint40 registeredAt;
        /// NEVER while in force.
        uint40 deprecatedAt;
        ModelId successor;
        /// Contract that runs the network (INetworkAssembler), zero while nobody attached it. Written once.
        address executor;
        /// When the model was activated, zero while it is not. Only an active model takes requests.
        uint40 activatedAt;
    }

    event ModelRegistered(
        ModelId indexed id,
        bytes32 indexed networkHash,
        bytes32 manifestHash,
        uint8 flags,
        uint16 inputs,
        uint16 outputs
    );
    event ModelDeprecated(ModelId indexed id, ModelId indexed successor, uint40 effectiveAt);

    error ModelRegistry_AlreadyRegistered(ModelId id);
    error ModelRegistry_UnknownModel(ModelId id);
    error ModelRegistry_UnknownFlags(uint8 flags);
    error ModelRegistry_EmptyManifest();
    error ModelRegistry_AlreadyDeprecated(ModelId id, uint40 effectiveAt);
    error ModelRegistry_DeprecationInPast(uint40 effectiveAt, uint256 now_);
    error ModelRegistry_SuccessorNotActive(ModelId successor);

    /// @notice Registers a network file after checking its form and its exactness certificate. Restricted.
    function register(bytes calldata networkFile, bytes32 manifestHash, uint8 flags) external returns (ModelId id);
    /// @notice Takes a model out of service from `effectiveAt` on; requests in flight stay valid. Restricted.
    function deprecate(ModelId id, ModelId successor, uint40 effectiveAt) external;
    /// @notice Whether new requests are taken now, and the model's flags. One storage read.
    function statusOf(ModelId id) external view returns (bool active, uint8 flags);
    function modelOf(ModelId id) external view returns (Model memory model);
    function modelIdOf(bytes32 networkHash, bytes32 manifestHash, uint8 flags) external pure returns (ModelId id);
}
