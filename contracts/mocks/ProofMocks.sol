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

/// @title An executor that answers what it was told for an input, and refuses any other
contract ScoreBook {
    mapping(bytes32 inputHash => int256[]) private _scores;

    function set(bytes calldata packedInput, int256[] calldata scores) external {
        _scores[keccak256(packedInput)] = scores;
    }

    fallback(bytes calldata packedInput) external returns (bytes memory) {
        int256[] memory scores = _scores[keccak256(packedInput)];
        require(scores.length != 0, "no such input");
        return abi.encodePacked(scores);
    }
}
