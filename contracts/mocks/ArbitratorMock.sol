// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IArbitrable} from "../interfaces/IArbitrable.sol";
import {IArbitrator} from "../interfaces/IArbitrator.sol";

/// @title An ERC-792 arbitrator that rules as it is told, and numbers disputes as it is told
contract ArbitratorMock is IArbitrator {
    uint256 private _cost;
    uint256 private _nextId;
    mapping(uint256 disputeId => IArbitrable) private _arbitrables;
    uint256 public lastChoices;
    bytes public lastExtraData;

    error ArbitratorMock_FeeTooLow(uint256 value, uint256 cost);

    constructor(uint256 cost) {
        _cost = cost;
    }

    function setCost(uint256 cost) external {
        _cost = cost;
    }

    function setNextId(uint256 id) external {
        _nextId = id;
    }

    function createDispute(uint256 choices, bytes calldata extraData) external payable returns (uint256 disputeId) {
        if (msg.value < _cost) revert ArbitratorMock_FeeTooLow(msg.value, _cost);
        disputeId = _nextId++;
        (lastChoices, lastExtraData) = (choices, extraData);
        _arbitrables[disputeId] = IArbitrable(msg.sender);
    }

    function giveRuling(uint256 disputeId, uint256 ruling) external {
        _arbitrables[disputeId].rule(disputeId, ruling);
    }

    /// @dev Rules a dispute that it was never asked about.
    function giveRulingTo(IArbitrable arbitrable, uint256 disputeId, uint256 ruling) external {
        arbitrable.rule(disputeId, ruling);
    }

    function arbitrationCost(bytes calldata) external view returns (uint256 cost) {
        return _cost;
    }
}
