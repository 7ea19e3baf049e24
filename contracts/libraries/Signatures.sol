// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title One question: did this account sign this digest?
/// @dev Keys first: an account that is a key and, by delegation, also has code must not lose its own signature.
library Signatures {
    /// @dev Half the order of secp256k1. A signature with a greater s is the mirror image of one with a smaller.
    uint256 internal constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;
    uint256 private constant S_MASK = type(uint256).max >> 1;

    /// @notice Accepts 65-byte (r, s, v) and 64-byte (EIP-2098) signatures, low s only, else asks the account by
    /// ERC-1271.
    function isSignedBy(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (recover(digest, signature) == signer) return signer != address(0);
        if (signer.code.length == 0) return false;
        return SignatureChecker.isValidERC1271SignatureNowCalldata(signer, digest, signature);
    }

    /// @notice Whether the account is a key that made the signature. Asks no code.
    function isKeySignedBy(address signer, bytes32 digest, bytes calldata signature) internal pure returns (bool) {
        return signer != address(0) && recover(digest, signature) == signer;
    }

    /// @notice Key that made the signature, or zero if the signature is malformed.
    function recover(bytes32 digest, bytes calldata signature) internal pure returns (address key) {
        bytes32 r;
        uint256 s;
        uint8 v;
        assembly ("memory-safe") {
            r := calldataload(signature.offset)
            s := calldataload(add(signature.offset, 32))
            v := byte(0, calldataload(add(signature.offset, 64)))
        }
        if (signature.length == 64) {
            // Safe cast: one bit.
            v = uint8(27 + (s >> 255));
            s &= S_MASK;
        } else if (signature.length != 65) {
            return address(0);
        }
        if (s > HALF_ORDER) return address(0);
        return ecrecover(digest, v, r, bytes32(s));
    }
}
