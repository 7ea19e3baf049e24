// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title One question: did this account sign this digest?
/// @dev Keys first: an account that is a key and, by delegation, also has code must not lose its own signature.
library Signatures {
    /// @notice Accepts 65-byte (r, s, v) and 64-byte (EIP-2098) signatures, low s only, else asks the account by
    /// ERC-1271.
    function isSignedBy(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (recover(digest, signature) == signer && signer != address(0)) return true;
        if (signer.code.length == 0) return false;
        return SignatureChecker.isValidERC1271SignatureNowCalldata(signer, digest, signature);
    }

    /// @notice Key that made the signature, or zero if it is malformed.
    function recover(bytes32 digest, bytes calldata signature) internal pure returns (address key) {
        if (signature.length == 65) {
            (key,,) = ECDSA.tryRecoverCalldata(digest, signature);
        } else if (signature.length == 64) {
            (key,,) = ECDSA.tryRecover(digest, bytes32(signature[:32]), bytes32(signature[32:]));
        }
    }
}
