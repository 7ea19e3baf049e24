// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {INetworkAssembler} from "../interfaces/INetworkAssembler.sol";
import {DispatcherCode} from "../libraries/DispatcherCode.sol";
import {LanePlan} from "../libraries/LanePlan.sol";
import {RuntimeCode} from "../libraries/RuntimeCode.sol";
import {StageCode} from "../libraries/StageCode.sol";
import {StagePlan} from "../libraries/StagePlan.sol";

/// @title Compiles networks to executors, on chain
/// @dev The compiler in models/compiler gives the same bytes; tests hold the two together.
contract NetworkAssembler is INetworkAssembler {
    // STORAGE

    mapping(bytes32 networkHash => address executor) private _executors;
    mapping(address executor => bytes32 networkHash) private _networks;
    mapping(bytes32 networkHash => mapping(uint256 stage => address code)) private _stages;

    // ONE CONTRACT

    /// @inheritdoc INetworkAssembler
    function deploy(bytes calldata file) external returns (address executor) {
        bytes32 networkHash = keccak256(file);
        executor = _executors[networkHash];
        if (executor != address(0)) return executor;
        return _createExecutor(networkHash, assemble(file));
    }

    /// @inheritdoc INetworkAssembler
    function assemble(bytes calldata file) public pure returns (bytes memory code) {
        bool fits;
        (code, fits) = StageCode.whole(LanePlan.make(file));
        if (!fits) revert NetworkAssembler_CodeTooLarge(RuntimeCode.LIMIT);
    }

    // A CHAIN OF CONTRACTS

    /// @inheritdoc INetworkAssembler
    function deploy(bytes calldata file, uint256 stage) external returns (address account) {
        bytes32 networkHash = keccak256(file);
        account = _stages[networkHash][stage];
        if (account != address(0)) return account;
        bytes memory code = assembleStage(file, stage);
        // Interaction: creation runs no code but the ten bytes that return the stage's.
        account = RuntimeCode.create(code, keccak256(abi.encode(networkHash, stage)));
        if (account == address(0)) revert NetworkAssembler_CreationFailed(networkHash);
        _stages[networkHash][stage] = account;
        emit StageAssembled(networkHash, stage, account, keccak256(code));
    }

    /// @inheritdoc INetworkAssembler
    function seal(bytes calldata file) external returns (address executor) {
        bytes32 networkHash = keccak256(file);
        executor = _executors[networkHash];
        if (executor != address(0)) return executor;
        LanePlan.Plan[] memory plans = LanePlan.make(file);
        // Check: a network has one executor, and in one piece it is cheaper.
        (, bool fits) = StageCode.whole(plans);
        if (fits) revert NetworkAssembler_FitsOneContract(networkHash);
        StageCode.Stage[] memory stages = StagePlan.make(plans, file.length);
        address[] memory accounts = new address[](stages.length);
        for (uint256 i; i < stages.length; ++i) {
            accounts[i] = _stages[networkHash][i];
            if (accounts[i] == address(0)) revert NetworkAssembler_StageMissing(networkHash, i);
        }
        bytes memory code;
        (code, fits) = DispatcherCode.write(plans, stages, accounts);
        if (!fits) revert NetworkAssembler_CodeTooLarge(RuntimeCode.LIMIT);
        return _createExecutor(networkHash, code);
    }

    /// @inheritdoc INetworkAssembler
    function assembleStage(bytes calldata file, uint256 stage) public pure returns (bytes memory code) {
        LanePlan.Plan[] memory plans = LanePlan.make(file);
        StageCode.Stage[] memory stages = StagePlan.make(plans, file.length);
        if (stage >= stages.length) revert NetworkAssembler_NoSuchStage(stage, stages.length);
        bool fits;
        (code, fits) = StageCode.write(plans, stages[stage]);
        if (!fits) revert NetworkAssembler_CodeTooLarge(RuntimeCode.LIMIT);
    }

    /// @inheritdoc INetworkAssembler
    function stagesOf(bytes calldata file) external pure returns (uint256 stages) {
        return StagePlan.make(LanePlan.make(file), file.length).length;
    }

    /// @inheritdoc INetworkAssembler
    function stageOf(bytes32 networkHash, uint256 stage) external view returns (address code) {
        return _stages[networkHash][stage];
    }

    // LOOK-UPS

    /// @inheritdoc INetworkAssembler
    function executorOf(bytes32 networkHash) external view returns (address executor) {
        return _executors[networkHash];
    }

    /// @inheritdoc INetworkAssembler
    function networkOf(address executor) external view returns (bytes32 networkHash) {
        return _networks[executor];
    }

    function _createExecutor(bytes32 networkHash, bytes memory code) private returns (address executor) {
        // Interaction: creation runs no code but the ten bytes that return the executor's.
        executor = RuntimeCode.create(code, networkHash);
        if (executor == address(0)) revert NetworkAssembler_CreationFailed(networkHash);
        // Effect: nothing but the executor's own code could have come in between, and that was not run.
        _executors[networkHash] = executor;
        _networks[executor] = networkHash;
        emit ExecutorAssembled(networkHash, executor, keccak256(code));
    }
}
