// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";

import {IBatchLedger} from "../interfaces/IBatchLedger.sol";
import {BatchBook} from "./BatchBook.sol";

/// @title What every layer of BatchDesk stands on
/// @dev AccessManaged comes right behind the storage that both codes share; each layer above keeps its own state behind
/// it.
abstract contract DelegatedBook is BatchBook, AccessManaged {
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
