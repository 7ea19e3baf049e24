// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IArbitrator} from "./IArbitrator.sol";

/// @title What contracts that take rulings offer (ERC-792)
interface IArbitrable {
    event Ruling(IArbitrator indexed arbitrator, uint256 indexed disputeId, uint256 ruling);

    /// @notice Takes the arbitrator's ruling; zero means that it would not rule.
    function rule(uint256 disputeId, uint256 ruling) external;
}
