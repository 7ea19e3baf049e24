// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Compiles networks to executors, on chain
/// @notice An executor is a contract that is one network: its calldata are 2 bytes an input (big-endian uint16 of
/// x + 1023), its return data one int256 a score, and whatever is malformed reverts. It reads nothing but its calldata,
/// stores nothing and is pure. Nobody is trusted for an executor: this contract reads the network file, proves that no
/// sum can leave its lane, writes the code and creates it. It has no owner and cannot be changed.
///
/// A network that one contract cannot hold is deployed stage by stage and then sealed: the executor is a dispatcher that
/// calls the stages. The certificate and the plan are proved anew from the file at every step.
///
/// Errors about the file are those of the library NetworkFile, errors about its plan those of LanePlan and StagePlan.
/// @dev Anybody may call anything. Whoever comes second finds what the first one left, at the same address.
interface INetworkAssembler {
    /// @notice A network can be run at `executor` from now on.
    event ExecutorAssembled(bytes32 indexed networkHash, address executor, bytes32 codeHash);

    /// @notice A part of a network that is not to be called by anybody but its executor.
    event StageAssembled(bytes32 indexed networkHash, uint256 indexed stage, address code, bytes32 codeHash);

    /// @notice Thrown when the code of a network, or of one of its stages, is more than a contract may hold.
    error NetworkAssembler_CodeTooLarge(uint256 limit);

    /// @notice Thrown when trying to chain a network that one contract can hold: it has one executor, the cheaper one.
    error NetworkAssembler_FitsOneContract(bytes32 networkHash);

    /// @notice Thrown when a network does not have that many stages.
    error NetworkAssembler_NoSuchStage(uint256 stage, uint256 stages);

    /// @notice Thrown when trying to seal a network before all its stages are deployed.
    error NetworkAssembler_StageMissing(bytes32 networkHash, uint256 stage);

    /// @notice Thrown when a contract could not be created.
    error NetworkAssembler_CreationFailed(bytes32 networkHash);

    // ONE CONTRACT

    /// @notice Creates the executor of a network, or finds it where it is already.
    function deploy(bytes calldata file) external returns (address executor);

    /// @notice The code that `deploy` gives the executor.
    function assemble(bytes calldata file) external view returns (bytes memory code);

    // A CHAIN OF CONTRACTS

    /// @notice Creates one stage of a network that is too large for one contract, or finds it where it is already.
    function deploy(bytes calldata file, uint256 stage) external returns (address code);

    /// @notice Creates the executor of a network whose stages are all deployed.
    function seal(bytes calldata file) external returns (address executor);

    /// @notice The code that `deploy` gives a stage.
    function assembleStage(bytes calldata file, uint256 stage) external view returns (bytes memory code);

    /// @notice How many stages a network has when it is chained.
    function stagesOf(bytes calldata file) external view returns (uint256 stages);

    /// @notice A deployed stage of a network, or zero.
    function stageOf(bytes32 networkHash, uint256 stage) external view returns (address code);

    // LOOK-UPS

    /// @notice The executor of a network, or zero until it is deployed or sealed.
    function executorOf(bytes32 networkHash) external view returns (address executor);

    /// @notice keccak256 of the file of the network that an executor is, or zero for any other address. A stage is no
    /// executor.
    function networkOf(address executor) external view returns (bytes32 networkHash);
}
