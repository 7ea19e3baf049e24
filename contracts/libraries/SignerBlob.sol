// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Lists of addresses kept as the code of a contract
/// @notice One cold code read (2,600 gas) serves a whole committee where a mapping costs 2,100 a signer.
/// @dev Code: one zero byte (STOP, so that nobody can run it), then 20 bytes an address.
library SignerBlob {
    uint256 internal constant ADDRESS_BYTES = 20;

    error SignerBlob_CreationFailed();

    /// @notice Writes signers, then operators, into the code of a new contract.
    function write(address[] memory signers, address[] memory operators) internal returns (address blob) {
        bytes memory code = abi.encodePacked(hex"00", _pack(signers), _pack(operators));
        // PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE (0), CODECOPY, RETURNDATASIZE (0), RETURN: returns what follows.
        // Safe cast: two lists of at most 32 addresses are 1,281 bytes.
        bytes memory initCode = abi.encodePacked(hex"61", uint16(code.length), hex"80600a3d393df3", code);
        assembly ("memory-safe") {
            blob := create(0, add(initCode, 32), mload(initCode))
        }
        if (blob == address(0)) revert SignerBlob_CreationFailed();
    }

    /// @notice Loads `count` addresses from position `first` on, still packed.
    function load(address blob, uint256 first, uint256 count) internal view returns (bytes memory packed) {
        packed = new bytes(count * ADDRESS_BYTES);
        assembly ("memory-safe") {
            extcodecopy(blob, add(packed, 32), add(1, mul(first, 20)), mload(packed))
        }
    }

    /// @notice The address at `index` of a loaded list.
    /// @dev The caller keeps `index` within the list.
    function pick(bytes memory packed, uint256 index) internal pure returns (address account) {
        assembly ("memory-safe") {
            account := shr(96, mload(add(add(packed, 32), mul(index, 20))))
        }
    }

    /// @notice Reads `count` addresses from position `first` on.
    function read(address blob, uint256 first, uint256 count) internal view returns (address[] memory accounts) {
        bytes memory packed = load(blob, first, count);
        accounts = new address[](count);
        for (uint256 i; i < count; ++i) {
            accounts[i] = pick(packed, i);
        }
    }

    function _pack(address[] memory accounts) private pure returns (bytes memory packed) {
        packed = new bytes(accounts.length * ADDRESS_BYTES);
        for (uint256 i; i < accounts.length; ++i) {
            address account = accounts[i];
            assembly ("memory-safe") {
                mstore(0, shl(96, account))
                mcopy(add(add(packed, 32), mul(i, 20)), 0, 20)
            }
        }
    }
}
