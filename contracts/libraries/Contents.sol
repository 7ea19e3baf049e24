// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ILogisticUnits} from "../interfaces/ILogisticUnits.sol";
import {LotId} from "../types/Identifiers.sol";
import {Content, SCATTERED} from "../types/Provenance.sol";

/// @title What logistic units hold, put together and taken apart
/// @dev A list is a growing array: memory for the pointers of MAX_CONTENTS entries is set aside with it.
library Contents {
    /// @notice Most entries in the contents of one logistic unit: bounds every loop over contents.
    uint256 internal constant MAX_CONTENTS = 32;

    /// @dev Length and MAX_CONTENTS pointers.
    uint256 private constant LIST_BYTES = 1056;

    /// @notice An empty list.
    function none() internal pure returns (Content[] memory list) {
        assembly ("memory-safe") {
            list := mload(0x40)
            mstore(0x40, add(list, LIST_BYTES))
            mstore(list, 0)
        }
    }

    /// @notice Entries as they are.
    function listOf(Content[] calldata contents) internal pure returns (Content[] memory list) {
        list = none();
        for (uint256 i; i < contents.length; ++i) {
            _push(list, contents[i]);
        }
    }

    /// @notice Adds the units of each lot to its SCATTERED entry.
    function add(Content[] memory list, Content[] calldata contents) internal pure {
        for (uint256 i; i < contents.length; ++i) {
            Content calldata added = contents[i];
            (bool found, Content memory entry) = _scattered(list, added.lot);
            if (found) entry.unitCount += added.unitCount;
            else _push(list, Content(added.lot, added.expiresAt, SCATTERED, added.unitCount));
        }
    }

    /// @notice Takes away what `add` added. An entry of which nothing is left goes.
    function subtract(Content[] memory list, Content[] calldata contents) internal pure {
        for (uint256 i; i < contents.length; ++i) {
            // What was added is there: a list without it is a mistake of the ledger, and this reverts.
            (bool found, Content memory entry) = _scattered(list, contents[i].lot);
            assert(found);
            entry.unitCount -= contents[i].unitCount;
        }
        _dropEmpty(list);
    }

    /// @notice Whether an earlier entry is of the same lot.
    function isRepeated(Content[] calldata contents, uint256 position) internal pure returns (bool repeated) {
        for (uint256 i; i < position; ++i) {
            if (contents[i].lot == contents[position].lot) return true;
        }
    }

    function _scattered(Content[] memory list, LotId lot) private pure returns (bool found, Content memory entry) {
        for (uint256 i; i < list.length; ++i) {
            entry = list[i];
            if (entry.lot == lot && entry.firstUnit == SCATTERED) return (true, entry);
        }
    }

    function _push(Content[] memory list, Content memory entry) private pure {
        uint256 length = list.length;
        if (length == MAX_CONTENTS) revert ILogisticUnits.BatchLedger_ContentsOutOfRange(length + 1, entry.unitCount);
        assembly ("memory-safe") {
            mstore(list, add(length, 1))
        }
        list[length] = entry;
    }

    function _dropEmpty(Content[] memory list) private pure {
        uint256 kept;
        for (uint256 i; i < list.length; ++i) {
            if (list[i].unitCount != 0) list[kept++] = list[i];
        }
        assembly ("memory-safe") {
            mstore(list, kept)
        }
    }
}
