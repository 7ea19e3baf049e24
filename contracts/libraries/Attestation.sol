// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Signatures} from "./Signatures.sol";
import {SignerBlob} from "./SignerBlob.sol";

/// @title t-of-n signatures over one digest
/// @notice Bytes: a big-endian bitmap of four bytes, then for each set bit, from the lowest to the highest, r (32) and
/// yParityAndS (32, EIP-2098). Bit i stands for signer i of the committee. Exactly t bits, exact length, low s: one
/// choice of signers has one encoding only.
library Attestation {
    uint256 private constant BITMAP_BYTES = 4;
    uint256 private constant SIGNATURE_BYTES = 64;
    uint256 private constant S_MASK = type(uint256).max >> 1;

    error Attestation_WrongLength(uint256 length, uint256 expected);
    error Attestation_BitOutOfRange(uint32 bitmap, uint256 n);
    error Attestation_WrongCount(uint32 bitmap, uint256 t);
    error Attestation_HighS(uint256 signer);
    error Attestation_WrongSigner(uint256 signer, address recovered, address expected);

    /// @notice Reverts unless exactly `t` of the `n` signers kept in `blob` signed `digest`.
    /// @return bitmap Who signed.
    function verify(bytes32 digest, bytes calldata attestation, address blob, uint256 n, uint256 t)
        internal
        view
        returns (uint32 bitmap)
    {
        uint256 expected = BITMAP_BYTES + SIGNATURE_BYTES * t;
        if (attestation.length != expected) revert Attestation_WrongLength(attestation.length, expected);
        bitmap = uint32(bytes4(attestation));
        if (uint256(bitmap) >> n != 0) revert Attestation_BitOutOfRange(bitmap, n);

        bytes memory signers = SignerBlob.load(blob, 0, n);
        uint256 taken;
        uint256 signer;
        for (uint256 left = bitmap; left != 0; left >>= 1) {
            if (left & 1 != 0) {
                if (taken == t) revert Attestation_WrongCount(bitmap, t);
                address recovered = _recover(digest, attestation, taken, signer);
                address member = SignerBlob.pick(signers, signer);
                // A malformed signature recovers zero, which is no member.
                if (recovered != member || recovered == address(0)) {
                    revert Attestation_WrongSigner(signer, recovered, member);
                }
                ++taken;
            }
            ++signer;
        }
        if (taken != t) revert Attestation_WrongCount(bitmap, t);
    }

    /// @dev Key that made signature number `index`; the caller has checked that there are more.
    function _recover(bytes32 digest, bytes calldata attestation, uint256 index, uint256 signer)
        private
        pure
        returns (address)
    {
        bytes32 r;
        uint256 yParityAndS;
        assembly ("memory-safe") {
            let position := add(add(attestation.offset, BITMAP_BYTES), mul(index, SIGNATURE_BYTES))
            r := calldataload(position)
            yParityAndS := calldataload(add(position, 32))
        }
        uint256 s = yParityAndS & S_MASK;
        if (s > Signatures.HALF_ORDER) revert Attestation_HighS(signer);
        // Safe cast: one bit.
        return ecrecover(digest, uint8(27 + (yParityAndS >> 255)), r, bytes32(s));
    }
}
