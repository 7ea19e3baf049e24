// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {INetworkAssembler} from "../interfaces/INetworkAssembler.sol";
import {NetworkFile} from "../libraries/NetworkFile.sol";
import {ModelId} from "../types/Identifiers.sol";
import {MODEL_ABOUT_PEOPLE, MODEL_PRIVATE_INPUT, NEVER, NO_SUCCESSOR} from "../types/Inference.sol";
import {ModelEvaluation} from "./ModelEvaluation.sol";

/// @title ModelRegistry
contract ModelRegistry is ModelEvaluation {
    // IMMUTABLES

    /// @inheritdoc IModelRegistry
    INetworkAssembler public immutable ASSEMBLER;

    // STORAGE

    struct Record {
        // slot 0: all that a request reads
        uint8 flags;
        uint16 inputs;
        uint16 outputs;
        uint40 registeredAt; // zero while unknown
        uint40 deprecatedAt; // NEVER while in force
        uint40 activatedAt; // INACTIVE until then
        // slots 1 to 4
        bytes32 networkHash;
        bytes32 manifestHash;
        ModelId successor;
        address executor; // NOT_ATTACHED until somebody does
    }

    uint8 private constant KNOWN_FLAGS = MODEL_PRIVATE_INPUT | MODEL_ABOUT_PEOPLE;
    uint40 private constant INACTIVE = 0;
    address private constant NOT_ATTACHED = address(0);

    mapping(ModelId id => Record) private _models;

    constructor(address authority, INetworkAssembler assembler) ModelEvaluation(authority) {
        ASSEMBLER = assembler;
    }

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
            activatedAt: INACTIVE,
            networkHash: networkHash,
            manifestHash: manifestHash,
            successor: NO_SUCCESSOR,
            executor: NOT_ATTACHED
        });
        emit ModelRegistered(id, networkHash, manifestHash, flags, inputs, outputs);
    }

    /// @inheritdoc IModelRegistry
    function attachExecutor(ModelId id) external returns (address executor) {
        Record storage model = _models[id];
        // Check: a model without one, whose network was assembled. The assembler vouches that the code is the network.
        if (!_isKnown(id)) revert ModelRegistry_UnknownModel(id);
        if (model.executor != NOT_ATTACHED) revert ModelRegistry_ExecutorAlreadyAttached(id, model.executor);
        executor = ASSEMBLER.executorOf(model.networkHash);
        if (executor == NOT_ATTACHED) revert ModelRegistry_ExecutorNotAssembled(id, model.networkHash);

        // Effect: once and for good.
        model.executor = executor;
        emit ExecutorAttached(id, executor);
    }

    /// @inheritdoc IModelRegistry
    function activate(ModelId id) external {
        // Check: waiting for it, by a card that nothing speaks against.
        _checkInactive(id);
        (uint32 round, bytes32 cardHash) = _useCard(id);

        // Effect: open to requests.
        _models[id].activatedAt = uint40(block.timestamp); // safe cast: 40 bits of seconds outlast us
        emit ModelActivated(id, round, cardHash);
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
        if (successor != NO_SUCCESSOR && (successor == id || !_servesAt(successor, effectiveAt))) {
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
        return (model.activatedAt != INACTIVE && block.timestamp < model.deprecatedAt, model.flags);
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
            successor: record.successor,
            executor: record.executor,
            activatedAt: record.activatedAt
        });
    }

    /// @inheritdoc IModelRegistry
    function modelIdOf(bytes32 networkHash, bytes32 manifestHash, uint8 flags) public pure returns (ModelId id) {
        return ModelId.wrap(keccak256(abi.encode(networkHash, manifestHash, flags)));
    }

    function _checkInactive(ModelId id) internal view override {
        Record storage model = _models[id];
        if (!_isKnown(id)) revert ModelRegistry_UnknownModel(id);
        if (model.activatedAt != INACTIVE) revert ModelRegistry_AlreadyActive(id);
        if (block.timestamp >= model.deprecatedAt) revert ModelRegistry_AlreadyDeprecated(id, model.deprecatedAt);
    }

    function _servesAt(ModelId id, uint40 time) private view returns (bool) {
        return _models[id].activatedAt != INACTIVE && time < _models[id].deprecatedAt;
    }

    function _isKnown(ModelId id) private view returns (bool) {
        return _models[id].registeredAt != 0;
    }
}
