// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Test} from "./Test.sol";

/// @title Keys that are no accounts: plain P-256 keys, and passkeys that sign by WebAuthn
abstract contract Passkeys is Test {
    uint256 internal constant P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551;
    /// @dev User present, user verified.
    bytes1 internal constant FLAGS = 0x05;

    function _keyOf(address verifier, uint256 privateKey) internal pure returns (bytes memory) {
        (uint256 x, uint256 y) = vm.publicKeyP256(privateKey);
        return abi.encodePacked(verifier, x, y);
    }

    function _handleOf(bytes memory key) internal pure returns (address) {
        bytes32 typehash = keccak256("ERC7913Key(bytes key)");
        return address(uint160(uint256(keccak256(abi.encode(typehash, keccak256(key))))));
    }

    /// @dev Key and signature together, s the smaller of its two images.
    function _signKeyed(bytes memory key, uint256 privateKey, bytes32 digest) internal pure returns (bytes memory) {
        (bytes32 r, bytes32 s) = _signLow(privateKey, digest);
        return abi.encode(key, abi.encodePacked(r, s));
    }

    function _signByPasskey(bytes memory key, uint256 privateKey, bytes32 digest, bytes1 flags)
        internal
        pure
        returns (bytes memory)
    {
        string memory client = string.concat(
            '{"type":"webauthn.get","challenge":"',
            Base64.encodeURL(abi.encodePacked(digest)),
            '","origin":"https://clinic.example"}'
        );
        bytes memory authenticator = abi.encodePacked(sha256("clinic.example"), flags, bytes4(0));
        (bytes32 r, bytes32 s) = _signLow(privateKey, sha256(abi.encodePacked(authenticator, sha256(bytes(client)))));
        return abi.encode(key, abi.encode(r, s, uint256(23), uint256(1), authenticator, client));
    }

    function _signLow(uint256 privateKey, bytes32 digest) private pure returns (bytes32 r, bytes32 s) {
        (r, s) = vm.signP256(privateKey, digest);
        if (uint256(s) > P256_ORDER / 2) s = bytes32(P256_ORDER - uint256(s));
    }
}
