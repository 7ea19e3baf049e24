// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title What contracts that decide disputes offer
/// @notice The functions of ERC-792 that the adapter calls.
interface IArbitrator {
    /// @notice Opens a dispute for its cost in wei.
    function createDispute(uint256 choices, bytes calldata extraData) external payable returns (uint256 disputeId);
    function arbitrationCost(bytes calldata extraData) external view returns (uint256 cost);
}
