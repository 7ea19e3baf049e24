// SPDX-License-Identifier: MIT
pragma solidity ^0.8.31; // for CLZ

/// @dev The place in memory where the next instruction goes. Every function that writes returns the place after it.
type Cursor is uint256;

using CodeWriter for Cursor global;

/// @title Writes EVM code
/// @notice Sequences read as one: cursor.dup(2).push(weight).op(Op.MUL). Whoever writes keeps enough memory ahead: a
/// write may touch the 33 bytes after the cursor.
library CodeWriter {
    uint256 private constant PUSH0 = 0x5f;
    uint256 private constant PUSH20 = 0x73;
    uint256 private constant DUP0 = 0x7f;
    uint256 private constant SWAP0 = 0x8f;
    /// @dev PUSH2 with a hole of two bytes, JUMPI, PUSH0, PUSH0, REVERT, JUMPDEST.
    uint256 private constant GUARD = 0x610000575f5ffd5b;
    uint256 private constant GUARD_BYTES = 8;

    function op(Cursor place, uint256 opcode) internal pure returns (Cursor next) {
        assembly ("memory-safe") {
            mstore8(place, opcode)
            next := add(place, 1)
        }
    }

    function op(Cursor place, uint256 first, uint256 second) internal pure returns (Cursor next) {
        assembly ("memory-safe") {
            mstore8(place, first)
            mstore8(add(place, 1), second)
            next := add(place, 2)
        }
    }

    /// @notice The shortest push.
    function push(Cursor place, uint256 value) internal pure returns (Cursor next) {
        assembly ("memory-safe") {
            let length := shr(3, sub(263, clz(value)))
            mstore8(place, add(PUSH0, length))
            mstore(add(place, 1), shl(sub(256, shl(3, length)), value))
            next := add(add(place, 1), length)
        }
    }

    /// @notice PUSH1, also of zero. The caller keeps the value below 256.
    function pushByte(Cursor place, uint256 value) internal pure returns (Cursor next) {
        return place.op(PUSH0 + 1, value);
    }

    function pushAddress(Cursor place, address account) internal pure returns (Cursor next) {
        assembly ("memory-safe") {
            mstore8(place, PUSH20)
            mstore(add(place, 1), shl(96, account))
            next := add(place, 21)
        }
    }

    /// @notice The lane plan keeps every depth between 1 and 16.
    function dup(Cursor place, uint256 depth) internal pure returns (Cursor next) {
        unchecked {
            return place.op(DUP0 + depth);
        }
    }

    function swap(Cursor place, uint256 depth) internal pure returns (Cursor next) {
        unchecked {
            return place.op(SWAP0 + depth);
        }
    }

    /// @notice Reverts unless the top of the stack, which it takes, is nonzero. The code began at `start`.
    function guard(Cursor place, Cursor start) internal pure returns (Cursor next) {
        assembly ("memory-safe") {
            let target := add(sub(place, start), sub(GUARD_BYTES, 1))
            mstore(place, shl(192, or(GUARD, shl(40, target))))
            next := add(place, GUARD_BYTES)
        }
    }

    /// @notice Returns the first `length` bytes of memory.
    function returnMemory(Cursor place, uint256 length) internal pure returns (Cursor next) {
        return place.push(length).push(0).op(Op.RETURN);
    }

    /// @notice `count` times `value`, `bits` apart.
    function repeated(uint256 value, uint256 bits, uint256 count) internal pure returns (uint256 word) {
        for (uint256 i; i < count; ++i) {
            word = (word << bits) + value;
        }
    }
}

/// @title Every instruction that executors are made of, but for those that carry a number (push, dup, swap)
library Op {
    uint256 internal constant ADD = 0x01;
    uint256 internal constant MUL = 0x02;
    uint256 internal constant EQ = 0x14;
    uint256 internal constant ISZERO = 0x15;
    uint256 internal constant AND = 0x16;
    uint256 internal constant OR = 0x17;
    uint256 internal constant XOR = 0x18;
    uint256 internal constant BYTE = 0x1a;
    uint256 internal constant SHR = 0x1c;
    uint256 internal constant SAR = 0x1d;
    uint256 internal constant CALLDATALOAD = 0x35;
    uint256 internal constant CALLDATASIZE = 0x36;
    uint256 internal constant CALLDATACOPY = 0x37;
    uint256 internal constant POP = 0x50;
    uint256 internal constant MSTORE = 0x52;
    uint256 internal constant GAS = 0x5a;
    uint256 internal constant RETURN = 0xf3;
    uint256 internal constant STATICCALL = 0xfa;
}
