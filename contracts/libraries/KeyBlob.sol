// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Bytes kept as the code of a contract
/// @notice One cold code read (2,600 gas) where 18 words of storage would cost 37,800.
/// @dev Code: one zero byte (STOP, so that nobody can run it), then the bytes.
library KeyBlob {
    error KeyBlob_CreationFailed();

    /// @notice Writes bytes, fewer than 24,576, into the code of a new contract.
    function write(bytes memory content) internal returns (address blob) {
        bytes memory code = abi.encodePacked(hex"00", content);
        // PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE (0), CODECOPY, RETURNDATASIZE (0), RETURN: returns what follows.
        // Safe cast: code of a contract is shorter than 65,536 bytes, or its creation fails.
        bytes memory initCode = abi.encodePacked(hex"61", uint16(code.length), hex"80600a3d393df3", code);
        assembly ("memory-safe") {
            blob := create(0, add(initCode, 32), mload(initCode))
        }
        if (blob == address(0)) revert KeyBlob_CreationFailed();
    }

    /// @notice The first `length` bytes that were written.
    function read(address blob, uint256 length) internal view returns (bytes memory content) {
        content = new bytes(length);
        assembly ("memory-safe") {
            extcodecopy(blob, add(content, 32), 1, length)
        }
    }
}
