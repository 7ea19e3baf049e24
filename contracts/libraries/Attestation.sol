// SPDX-License-Identifier: MIT
pragma solidity ^0.8.31;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {Signatures} from "./Signatures.sol";
import {SignerBlob} from "./SignerBlob.sol";

/// @title t-of-n signatures over one digest
/// @notice Bytes: a big-endian bitmap of four bytes, then for each set bit, from the lowest to the highest, r (32) and
/// yParityAndS (32, EIP-2098). Bit i stands for signer i of the committee. Exactly t bits, exact length, low s: one
/// choice of signers has one encoding only. Traced, each signature is followed by the word (32) that its signer added to
/// what all sign.
library Attestation {
    uint256 private constant BITMAP_BYTES = 4;
    uint256 private constant SIGNATURE_BYTES = 64;
    uint256 private constant TRACED_BYTES = 96;

    /// @dev What a comparison may find, as numbers for assembly.
    uint256 private constant FAULTLESS = 0;
    uint256 private constant WRONG_COUNT = 1;
    uint256 private constant HIGH_S = 2;
    uint256 private constant WRONG_SIGNER = 3;

    error Attestation_WrongLength(uint256 length, uint256 expected);
    error Attestation_BitOutOfRange(uint32 bitmap, uint256 n);
    error Attestation_WrongCount(uint32 bitmap, uint256 t);
    error Attestation_HighS(uint256 signer);
    error Attestation_WrongSigner(uint256 signer, address recovered, address expected);

    /// @notice Reverts unless exactly `t` of the `n` signers kept in `blob` (see SignerBlob) signed `digest`.
    /// @return bitmap Who signed.
    function verify(bytes32 digest, bytes calldata attestation, address blob, uint256 n, uint256 t)
        internal
        view
        returns (uint32 bitmap)
    {
        uint256 expected = BITMAP_BYTES + SIGNATURE_BYTES * t;
        if (attestation.length != expected) revert Attestation_WrongLength(attestation.length, expected);
        bitmap = uint32(bytes4(attestation));
        if (bitmap >> n != 0) revert Attestation_BitOutOfRange(bitmap, n);

        (uint256 fault, uint256 signer, address recovered, address member) =
            _compare(digest, bitmap, attestation, blob, n);
        if (fault == FAULTLESS) return bitmap;
        if (fault == WRONG_COUNT) revert Attestation_WrongCount(bitmap, t);
        if (fault == HIGH_S) revert Attestation_HighS(signer);
        revert Attestation_WrongSigner(signer, recovered, member);
    }

    /// @notice Reverts unless exactly `t` of the `n` signers kept in `blob` each signed, under EIP-712 `domain`, the struct
    /// that is `statement` followed by a word of its own.
    /// @return bitmap Who signed.
    function verifyTraced(
        bytes32 domain,
        bytes memory statement,
        bytes calldata attestation,
        address blob,
        uint256 n,
        uint256 t
    ) internal view returns (uint32 bitmap) {
        uint256 expected = BITMAP_BYTES + TRACED_BYTES * t;
        if (attestation.length != expected) revert Attestation_WrongLength(attestation.length, expected);
        bitmap = uint32(bytes4(attestation));
        if (bitmap >> n != 0) revert Attestation_BitOutOfRange(bitmap, n);

        bytes memory members = SignerBlob.load(blob, 0, n);
        bytes calldata rest = attestation[BITMAP_BYTES:];
        for (uint256 signer; signer < n; ++signer) {
            if (bitmap >> signer & 1 == 0) continue;
            if (rest.length == 0) revert Attestation_WrongCount(bitmap, t);
            bytes32 structHash = keccak256(bytes.concat(statement, rest[SIGNATURE_BYTES:TRACED_BYTES]));
            bytes32 digest = MessageHashUtils.toTypedDataHash(domain, structHash);
            _checkSigner(signer, SignerBlob.pick(members, signer), digest, rest[:SIGNATURE_BYTES]);
            rest = rest[TRACED_BYTES:];
        }
        if (rest.length != 0) revert Attestation_WrongCount(bitmap, t);
    }

    function _checkSigner(uint256 signer, address member, bytes32 digest, bytes calldata signature) private pure {
        if (uint256(bytes32(signature[32:])) << 1 >> 1 > Signatures.HALF_ORDER) revert Attestation_HighS(signer);
        address recovered = Signatures.recover(digest, signature);
        if (recovered == address(0) || recovered != member) {
            revert Attestation_WrongSigner(signer, recovered, member);
        }
    }

    /// @dev Walks the set bits from the lowest to the highest and compares who signed with who should have. Stops at
    /// the first fault.
    function _compare(bytes32 digest, uint256 bitmap, bytes calldata attestation, address blob, uint256 n)
        private
        view
        returns (uint256 fault, uint256 signer, address recovered, address member)
    {
        uint256 halfOrder = Signatures.HALF_ORDER;
        assembly ("memory-safe") {
            // Free memory: the four words that ecrecover takes (digest, v, r, s), then the addresses of all signers.
            let input := mload(0x40)
            let members := add(input, 0x80)
            mstore(input, digest)
            extcodecopy(blob, members, 1, mul(n, 20))

            let position := add(attestation.offset, BITMAP_BYTES)
            let end := add(attestation.offset, attestation.length)
            for {} bitmap {} {
                if eq(position, end) { break }
                // The lowest bit that is left, and its number.
                let lowest := and(bitmap, sub(0, bitmap))
                bitmap := xor(bitmap, lowest)
                signer := sub(255, clz(lowest))

                let yParityAndS := calldataload(add(position, 32))
                let s := shr(1, shl(1, yParityAndS))
                mstore(add(input, 0x20), add(27, shr(255, yParityAndS)))
                mstore(add(input, 0x40), calldataload(position))
                mstore(add(input, 0x60), s)
                if gt(s, halfOrder) {
                    fault := HIGH_S
                    break
                }
                // ecrecover returns nothing for a malformed signature: the zero put here stays, and is no member.
                mstore(0, 0)
                pop(staticcall(gas(), 1, input, 0x80, 0, 0x20))
                recovered := mload(0)
                member := shr(96, mload(add(members, mul(signer, 20))))
                if or(iszero(recovered), xor(recovered, member)) {
                    fault := WRONG_SIGNER
                    break
                }
                position := add(position, SIGNATURE_BYTES)
            }
            // Bits without signatures, or signatures without bits.
            if iszero(fault) { if or(bitmap, xor(position, end)) { fault := WRONG_COUNT } }
        }
    }
}
