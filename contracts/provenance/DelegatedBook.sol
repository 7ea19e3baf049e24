// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IBatchLedger} from "../interfaces/IBatchLedger.sol";
import {Contents} from "../libraries/Contents.sol";
import {ShipmentStates} from "../libraries/ShipmentStates.sol";
import {BatchBook} from "./BatchBook.sol";

/// @title What every layer of BatchDesk stands on
/// @dev AccessManaged comes right behind the storage that both codes share; each layer above keeps its own state behind
/// it.
abstract contract DelegatedBook is BatchBook, AccessManaged {
    // CONSTANTS

    // Read at the ledger's address; kept from its own code, where each function more makes the others dearer to find.
    /// @notice Most entries in the contents of one logistic unit: bounds every loop over contents.
    uint256 public constant MAX_CONTENTS = Contents.MAX_CONTENTS;
    /// @notice A pack is level 1: bundle, case and pallet are 2, 3 and 4.
    uint8 public constant MAX_LEVEL = 4;
    /// @notice Longest time a receiver may take to accept.
    uint40 public constant MAX_TRANSIT = ShipmentStates.MAX_TRANSIT;

    // IMMUTABLES

    address private immutable _CODE;

    constructor(address authority) AccessManaged(authority) {
        _CODE = address(this);
    }

    /// @dev Code that is called by itself has no storage of anybody.
    modifier onlyDelegated() {
        if (address(this) == _CODE) revert IBatchLedger.BatchLedger_NotDelegated();
        _;
    }

    /// @notice The code at work.
    function BATCH_DESK() external view returns (address desk) {
        return _CODE;
    }
}
