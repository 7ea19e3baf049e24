// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../interfaces/IConsentStates.sol";
import {KeyedSignatures} from "../libraries/KeyedSignatures.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {REVOKE_ALL_TYPEHASH, REVOKE_TYPEHASH} from "../libraries/ConsentTypes.sol";
import {ConsentWord, packConsent} from "../types/ConsentWord.sol";
import {ConsentId} from "../types/Identifiers.sol";
import {SignerWord} from "../types/SignerWord.sol";
import {Authorities} from "./Authorities.sol";

/// @title Ends of consents
/// @dev Nothing here looks at a pause, a nonce or a deadline. Functions are described in IConsentRegistry.
abstract contract Revocations is Authorities {
    // ONE

    /// @dev Called by itself, this code knows no consent, so it finds none to revoke.
    function revokeBySig(ConsentId id, bytes calldata signature) external {
        ConsentWord word = _consent(id);
        // Check: known here, and its signer agreed. Nobody signs for one that is erased.
        if (word.isEmpty()) revert IConsentRegistry.ConsentRegistry_UnknownConsent(id);
        _checkPatientSignature(word.signerOf(), _revokeHash(id), signature);

        _revoke(id, word);
    }

    function revokeFor(ConsentId id, IConsentStates.Authority calldata by) external onlyDelegated {
        ConsentWord word = _known(id);
        address patient = word.signerOf();
        // Check: the patient, its successor, or who stands for it; and it agreed. A lost key revokes, if nothing else.
        if (by.key != patient && by.key != _lastKey(patient) && !_stands(patient, by.key)) {
            revert IConsentStates.ConsentRegistry_NotEntitled(patient, by.key);
        }
        _authorise(by, _revokeHash(id));

        _revoke(id, word);
    }

    // BEFORE ITS GRANT

    function revokeUnrelayed(IConsentStates.GrantHeader calldata header) external onlyDelegated {
        ConsentId id = _idOf(header);
        // Check: the header names its only signer, and the id binds the header.
        if (header.signer != msg.sender) revert IConsentRegistry.ConsentRegistry_NotSigner(id, msg.sender);

        _revokeByHeader(id, header);
    }

    function revokeUnrelayedBySig(IConsentStates.GrantHeader calldata header, bytes calldata signature)
        external
        onlyDelegated
    {
        ConsentId id = _idOf(header);
        // Check: the header's signer agreed.
        _checkPatientSignature(header.signer, _revokeHash(id), signature);

        _revokeByHeader(id, header);
    }

    function _revokeByHeader(ConsentId id, IConsentStates.GrantHeader calldata header) private {
        ConsentWord word = _consent(id);
        if (word.isEmpty()) {
            word = packConsent(
                header.signer,
                header.issuedAt,
                header.end,
                uint8(IConsentStates.ConsentState.None),
                uint8(IConsentStates.CaptureMode.Self)
            );
        }
        _revoke(id, word);
    }

    // ALL

    function revokeAll() external onlyDelegated {
        // Safe cast: 40 bits of seconds outlast us by 34,000 years.
        _revokeAll(msg.sender, uint40(block.timestamp));
    }

    function revokeAllBySig(address signer, uint40 issuedUpTo, bytes calldata signature) external onlyDelegated {
        // Check: not in the future, where it would bar consents that do not exist yet, and signed.
        if (issuedUpTo > block.timestamp) {
            revert IConsentRegistry.ConsentRegistry_RevokeAllInFuture(issuedUpTo, block.timestamp);
        }
        _checkPatientSignature(signer, keccak256(abi.encode(REVOKE_ALL_TYPEHASH, signer, issuedUpTo)), signature);

        _revokeAll(signer, issuedUpTo);
    }

    function _revokeAll(address signer, uint40 issuedUpTo) private {
        SignerWord word = _signer(signer);
        if (issuedUpTo <= word.revokedUpToOf()) return;

        // Effect: every consent issued up to then is dead; the time only ever grows.
        _writeSigner(signer, word.withRevokedUpTo(issuedUpTo));
        emit IConsentRegistry.AllConsentsRevoked(signer, issuedUpTo);
    }

    // HELPERS

    function _idOf(IConsentStates.GrantHeader calldata header) internal pure returns (ConsentId) {
        return _consentId(header.signer, header.termsHash, header.issuedAt, header.end, header.deadline);
    }

    function _revokeHash(ConsentId id) private pure returns (bytes32) {
        return keccak256(abi.encode(REVOKE_TYPEHASH, id));
    }

    /// @dev By the key itself or by the one that succeeded it. The successor is asked first, save where no code need be
    /// asked at all: what a lost account answers, and what the answer costs, is up to whoever has it now.
    function _checkPatientSignature(address patient, bytes32 structHash, bytes calldata signature) private view {
        bytes32 digest = _digestOf(structHash);
        if (Signatures.isKeySignedBy(patient, digest, signature)) return;
        address successor = _lastKey(patient);
        if (successor != patient && KeyedSignatures.isSignedBy(successor, digest, signature)) return;
        if (!KeyedSignatures.isSignedBy(patient, digest, signature)) {
            revert IConsentRegistry.ConsentRegistry_InvalidSignature(patient, digest);
        }
    }
}
