// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModelRegistry} from "../interfaces/IModelRegistry.sol";
import {ModelId} from "../types/Identifiers.sol";

/// @title Knows the models that it was told of, and where their executors are
contract ModelBook {
    mapping(ModelId id => IModelRegistry.Model) private _models;
    mapping(bytes32 networkHash => address) private _executors;

    function set(ModelId id, bytes32 networkHash, uint8 flags, uint16 inputs, uint16 outputs) external {
        IModelRegistry.Model storage model = _models[id];
        (model.networkHash, model.flags, model.inputs, model.outputs) = (networkHash, flags, inputs, outputs);
        model.registeredAt = 1;
    }

    function setExecutor(bytes32 networkHash, address executor) external {
        _executors[networkHash] = executor;
    }

    function modelOf(ModelId id) external view returns (IModelRegistry.Model memory) {
        return _models[id];
    }

    function executorOf(bytes32 networkHash) external view returns (address) {
        return _executors[networkHash];
    }
}
