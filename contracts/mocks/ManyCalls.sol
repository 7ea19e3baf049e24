// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Many calls of one view in one call: what a property test asks a contract 100,000 times
contract ManyCalls {
    error ManyCalls_Failed(uint256 index, bytes reason);

    /// @dev Input: target, number of calls (4 bytes), words of an answer (1 byte), then each call behind its length in four
    /// bytes. Answers come back one behind the other.
    fallback(bytes calldata input) external returns (bytes memory answers) {
        (address target, uint256 count, uint256 words, bytes calldata calls) = _read(input);
        answers = new bytes(count * words * 32);
        uint256 next;
        for (uint256 i; i < count; ++i) {
            uint256 size = uint32(bytes4(calls[next:next + 4]));
            _ask(target, calls[next + 4:next + 4 + size], answers, i, words * 32);
            next += 4 + size;
        }
    }

    function _read(bytes calldata input)
        private
        pure
        returns (address target, uint256 count, uint256 words, bytes calldata calls)
    {
        target = address(bytes20(input[:20]));
        count = uint32(bytes4(input[20:24]));
        words = uint8(input[24]);
        calls = input[25:];
    }

    /// @dev Every call is laid over the one before: memory does not grow with their number.
    function _ask(address target, bytes calldata call, bytes memory answers, uint256 index, uint256 size) private view {
        bool success;
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, call.offset, call.length)
            let out := add(add(answers, 0x20), mul(index, size))
            success := staticcall(gas(), target, free, call.length, out, size)
            success := and(success, eq(returndatasize(), size))
        }
        if (!success) {
            bytes memory reason;
            assembly ("memory-safe") {
                reason := mload(0x40)
                mstore(reason, returndatasize())
                returndatacopy(add(reason, 0x20), 0, returndatasize())
                mstore(0x40, add(add(reason, 0x20), returndatasize()))
            }
            revert ManyCalls_Failed(index, reason);
        }
    }
}
