// SPDX-License-Identifier: MIT
pragma solidity ^0.8.31; // for CLZ

import {Cursor} from "./CodeWriter.sol";

/// @title Memory for code that is being written, and contracts that have it
library RuntimeCode {
    /// @notice Most code that a contract may hold.
    uint256 internal constant LIMIT = 24_576;
    /// @dev Writers look at the limit after each block of inputs, each layer and each score. What may come in between,
    /// at the longest a block of seven words, a requantisation and the start of the next layer, is below 3,500 bytes.
    uint256 private constant SLACK = 4_096;
    /// @dev PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE (0), CODECOPY, RETURNDATASIZE (0), RETURN: returns what follows.
    uint256 private constant INIT_CODE = 0x61000080600a3d393df3;
    uint256 private constant INIT_BYTES = 10;

    /// @notice Allocates room for code. What is written past `limit` is in the room still, but too much.
    function open() internal pure returns (Cursor start, Cursor limit) {
        bytes memory room = new bytes(LIMIT + SLACK);
        assembly ("memory-safe") {
            start := add(room, 32)
            limit := add(start, LIMIT)
        }
    }

    /// @notice The code from `start`, which `open` gave, to `end`.
    function close(Cursor start, Cursor limit, Cursor end) internal pure returns (bytes memory code, bool fits) {
        fits = Cursor.unwrap(end) <= Cursor.unwrap(limit);
        assembly ("memory-safe") {
            code := sub(start, 32)
            mstore(code, sub(end, start))
        }
    }

    /// @notice Creates a contract whose code is `code`.
    /// @return account Zero if it could not be created.
    function create(bytes memory code, bytes32 salt) internal returns (address account) {
        uint256 initCode = INIT_CODE | (code.length << 56);
        assembly ("memory-safe") {
            // The init code ends where the code begins: the length, which is in its way, gives room for a moment.
            let length := mload(code)
            mstore(code, initCode)
            account := create2(0, add(code, sub(32, INIT_BYTES)), add(INIT_BYTES, length), salt)
            mstore(code, length)
        }
    }
}
