// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Signatures} from "./Signatures.sol";

/// @title One question: did this account, or the key behind this handle, sign this digest?
/// @notice A key that is no account, a passkey for one, is known by a handle: 160 bits of a hash of its ERC-7913 bytes,
/// `verifier (20 bytes) ‖ public key`. It signs by handing over key and signature together:
/// `abi.encode(bytes key, bytes signature)`.
/// @dev Whatever is malformed is no signature; nothing here reverts for it. A verifier is as good as its code: the handle
/// binds it, so it can speak for nobody else.
library KeyedSignatures {
    bytes32 private constant KEY_TYPEHASH = keccak256("ERC7913Key(bytes key)");
    uint256 private constant WORD = 32;
    uint256 private constant VERIFIER_SIZE = 20;
    /// @dev Two offsets and two lengths.
    uint256 private constant LEAST_SIZE = 4 * WORD;

    /// @notice Keys that are accounts first, then ERC-1271 accounts, then keys behind handles.
    function isSignedBy(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (Signatures.isSignedBy(signer, digest, signature)) return true;
        if (signature.length < LEAST_SIZE) return false;
        (bool isKey, bytes calldata key) = _part(signature, 0);
        (bool isSignature, bytes calldata inner) = _part(signature, WORD);
        if (!isKey || !isSignature || key.length <= VERIFIER_SIZE || handleOf(key) != signer) return false;
        return SignatureChecker.isValidSignatureNow(bytes(key), digest, bytes(inner));
    }

    /// @notice The address-like name of a key that is no account.
    function handleOf(bytes calldata key) internal pure returns (address handle) {
        return address(uint160(uint256(keccak256(abi.encode(KEY_TYPEHASH, keccak256(key))))));
    }

    /// @dev The bytes whose offset stands at `position`. Of a length of at least LEAST_SIZE.
    function _part(bytes calldata encoded, uint256 position) private pure returns (bool found, bytes calldata part) {
        uint256 offset = uint256(bytes32(encoded[position:position + WORD]));
        uint256 lastOffset = encoded.length - WORD;
        if (offset > lastOffset) return (false, encoded[:0]);
        uint256 size = uint256(bytes32(encoded[offset:offset + WORD]));
        if (size > lastOffset - offset) return (false, encoded[:0]);
        return (true, encoded[offset + WORD:offset + WORD + size]);
    }
}
