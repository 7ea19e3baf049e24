// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {NetworkFile} from "../libraries/NetworkFile.sol";
import {ModelId} from "../types/Identifiers.sol";
import {MODEL_ABOUT_PEOPLE, MODEL_PRIVATE_INPUT, NEVER, NO_SUCCESSOR} from "../types/Inference.sol";

/// @title ModelRegistry
contract ModelRegistry is IModelRegistry, AccessManaged {
    // STORAGE

    struct Record {
        // slot 0: all that a request reads
        uint8 flags;
        uint16 inputs;
        uint16 outputs;
        uint40 registeredAt; // zero while unknown
        uint40 deprecatedAt; // NEVER while in force
        // slots 1 to 3
        bytes32 networkHash;
        bytes32 manifestHash;
        ModelId successor;
    }

    uint8 private constant KNOWN_FLAGS = MODEL_PRIVATE_INPUT | MODEL_ABOUT_PEOPLE;

    mapping(ModelId id => Record) private _models;

    constructor(address authority) AccessManaged(authority) {}

    // REGISTRATION

    /// @inheritdoc IModelRegistry
    function register(bytes calldata networkFile, bytes32 manifestHash, uint8 flags)
        external
        restricted
        returns (ModelId id)
    {
        // Check: a known kind of model, described, new, and exact on every machine.
        if (flags & ~KNOWN_FLAGS != 0) revert ModelRegistry_UnknownFlags(flags);
        if (manifestHash == bytes32(0)) revert ModelRegistry_EmptyManifest();
        bytes32 networkHash = keccak256(networkFile);
        id = modelIdOf(networkHash, manifestHash, flags);
        if (_isKnown(id)) revert ModelRegistry_AlreadyRegistered(id);
        (uint16 inputs, uint16 outputs) = NetworkFile.check(networkFile);

        // Effect: a version that nobody can overwrite.
        _models[id] = Record({
            flags: flags,
            inputs: inputs,
            outputs: outputs,
            registeredAt: uint40(block.timestamp), // safe cast: 40 bits of seconds outlast us by 34,000 years
            deprecatedAt: NEVER,
            networkHash: networkHash,
            manifestHash: manifestHash,
            successor: ModelId.wrap(0)
        });
        emit ModelRegistered(id, networkHash, manifestHash, flags, inputs, outputs);
    }

    /// @inheritdoc IModelRegistry
    function deprecate(ModelId id, ModelId successor, uint40 effectiveAt) external restricted {
        Record storage model = _models[id];
        // Check: once only, not backwards in time, and towards another model that is in service then.
        if (!_isKnown(id)) revert ModelRegistry_UnknownModel(id);
        if (model.deprecatedAt != NEVER) revert ModelRegistry_AlreadyDeprecated(id, model.deprecatedAt);
        if (effectiveAt < block.timestamp || effectiveAt == NEVER) {
            revert ModelRegistry_DeprecationInPast(effectiveAt, block.timestamp);
        }
        if (successor != NO_SUCCESSOR && (successor == id || _models[successor].deprecatedAt <= effectiveAt)) {
            revert ModelRegistry_SuccessorNotActive(successor);
        }

        // Effect: new requests end at the date.
        model.deprecatedAt = effectiveAt;
        model.successor = successor;
        emit ModelDeprecated(id, successor, effectiveAt);
    }

    // VIEWS

    /// @inheritdoc IModelRegistry
    function statusOf(ModelId id) external view returns (bool active, uint8 flags) {
        Record storage model = _models[id];
        return (block.timestamp < model.deprecatedAt, model.flags);
    }

    /// @inheritdoc IModelRegistry
    function modelOf(ModelId id) external view returns (Model memory model) {
        Record storage record = _models[id];
        return Model({
            networkHash: record.networkHash,
            manifestHash: record.manifestHash,
            flags: record.flags,
            inputs: record.inputs,
            outputs: record.outputs,
            registeredAt: record.registeredAt,
            deprecatedAt: record.deprecatedAt,
            successor: record.successor
        });
    }

    /// @inheritdoc IModelRegistry
    function modelIdOf(bytes32 networkHash, bytes32 manifestHash, uint8 flags) public pure returns (ModelId id) {
        return ModelId.wrap(keccak256(abi.encode(networkHash, manifestHash, flags)));
    }

    function _isKnown(ModelId id) private view returns (bool) {
        return _models[id].registeredAt != 0;
    }
}
