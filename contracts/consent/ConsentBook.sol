// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IConsentDelegates} from "../interfaces/IConsentDelegates.sol";
import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../interfaces/IConsentStates.sol";
import {GRANT_TYPEHASH} from "../libraries/ConsentTypes.sol";
import {KeyedSignatures} from "../libraries/KeyedSignatures.sol";
import {ConsentWord, packConsent} from "../types/ConsentWord.sol";
import {ConsentId} from "../types/Identifiers.sol";
import {NEVER_FROZEN, SignerWord} from "../types/SignerWord.sol";

/// @title Consents and signers on record, and when a consent is live
/// @dev The storage that the code of ConsentRegistry and that of ConsentDesk share:
///
///   slot 0  | unused 248 | relayedGrantsPaused 8 |
///   slot 1  consent id => ConsentWord
///   slot 2  signer => SignerWord
///   slot 3  consent id => | unused 216 | arrival 40 |, of late ones
///   slot 4  | unused 88 | AccessManaged: consuming 8 | authority 160 |
///   slot 5  on: what only ConsentDesk reads and writes
///
/// Granting reads and writes one word; liveness reads two. The arrival is written for grants that come a day late, and
/// read for keys that were recovered from.
abstract contract ConsentBook {
    // CONSTANTS

    uint40 internal constant _MAX_PERIOD = 5 * 365 days;
    /// @dev A grant that took longer to the chain is looked at closely; see `_store`.
    uint40 internal constant _BACKDATING = 1 days;

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME_HASH = keccak256("ConsentRegistry");
    bytes32 private constant VERSION_HASH = keccak256("1");

    // STORAGE

    bool private _relayedGrantsPaused;
    mapping(ConsentId id => ConsentWord) private _consents;
    mapping(address signer => SignerWord) private _signers;
    mapping(ConsentId id => uint40) private _arrivals;

    // RECORDS

    function _consent(ConsentId id) internal view returns (ConsentWord word) {
        return _consents[id];
    }

    function _write(ConsentId id, ConsentWord word) internal {
        _consents[id] = word;
    }

    function _signer(address key) internal view returns (SignerWord word) {
        return _signers[key];
    }

    function _writeSigner(address key, SignerWord word) internal {
        _signers[key] = word;
    }

    function _forgetArrival(ConsentId id) internal {
        delete _arrivals[id];
    }

    function _arePaused() internal view returns (bool) {
        return _relayedGrantsPaused;
    }

    function _setPaused(bool paused) internal {
        _relayedGrantsPaused = paused;
    }

    // GRANT

    /// @dev A fresh grant by a key that somebody recovers from, or did, is stored and never live: it is issued after
    /// the time at which the key is cut off. Only an older one might claim to be from before, so only an older one pays
    /// for reading the signer's word, and for keeping when it came: the announcement may follow it.
    function _store(ConsentId id, address signer, uint40 issuedAt, uint40 end, uint40 deadline, uint8 capture)
        internal
    {
        // Check: in time, by a key in its owner's hands, and for an id that nobody used before.
        if (block.timestamp > deadline) {
            revert IConsentRegistry.ConsentRegistry_DeadlinePassed(deadline, block.timestamp);
        }
        if (block.timestamp < issuedAt || block.timestamp > end || end > uint256(issuedAt) + _MAX_PERIOD) {
            revert IConsentRegistry.ConsentRegistry_PeriodOutOfRange(issuedAt, end, block.timestamp, _MAX_PERIOD);
        }
        if (block.timestamp >= uint256(issuedAt) + _BACKDATING) {
            _checkUndisputed(signer);
            _arrivals[id] = uint40(block.timestamp);
        }
        ConsentWord word = _consents[id];
        if (!word.isEmpty()) {
            revert IConsentRegistry.ConsentRegistry_AlreadyUsed(id, IConsentStates.ConsentState(word.stateOf()));
        }

        // Effect: the consent is in force.
        _consents[id] = packConsent(signer, issuedAt, end, uint8(IConsentStates.ConsentState.Active), capture);
        emit IConsentRegistry.ConsentGranted(id);
    }

    function _checkUndisputed(address signer) internal view {
        SignerWord word = _signers[signer];
        if (word.isSuspendedAt(block.timestamp) || word.isCutOff(type(uint40).max)) {
            revert IConsentDelegates.ConsentRegistry_SignerFrozen(signer);
        }
    }

    // REVOKE

    /// @dev What is over already stays as it is.
    function _revoke(ConsentId id, ConsentWord word) internal {
        uint8 state = word.stateOf();
        if (state == uint8(IConsentStates.ConsentState.Revoked) || _isClosed(state)) return;

        // Effect: a tombstone that no grant can replace.
        _consents[id] = word.withState(uint8(IConsentStates.ConsentState.Revoked));
        emit IConsentRegistry.ConsentRevoked(id);
    }

    function _isClosed(uint8 state) private pure returns (bool) {
        return state >= uint8(IConsentStates.ConsentState.Superseded);
    }

    // LIVENESS

    function _isLive(ConsentId id, ConsentWord word) internal view returns (bool) {
        if (word.stateOf() != uint8(IConsentStates.ConsentState.Active) || block.timestamp > word.endOf()) {
            return false;
        }
        SignerWord signer = _signers[word.signerOf()];
        if (signer.isClear()) return true;
        uint40 issuedAt = word.issuedAtOf();
        return !signer.isRevoked(issuedAt) && !signer.isSuspendedAt(block.timestamp) && !_isCutOff(id, issuedAt, signer);
    }

    /// @dev Whether the consent was issued, or came, when the key was lost already.
    function _isCutOff(ConsentId id, uint40 issuedAt, SignerWord signer) internal view returns (bool) {
        if (signer.frozenAfterOf() == NEVER_FROZEN) return false;
        return signer.isCutOff(issuedAt) || signer.isCutOff(_arrivals[id]);
    }

    // SIGNATURES

    function _consentId(address signer, bytes32 termsHash, uint40 issuedAt, uint40 end, uint40 deadline)
        internal
        pure
        returns (ConsentId)
    {
        return ConsentId.wrap(keccak256(abi.encode(GRANT_TYPEHASH, signer, termsHash, issuedAt, end, deadline)));
    }

    function _checkSignature(address signer, bytes32 structHash, bytes calldata signature) internal view {
        bytes32 digest = _digestOf(structHash);
        if (!KeyedSignatures.isSignedBy(signer, digest, signature)) {
            revert IConsentRegistry.ConsentRegistry_InvalidSignature(signer, digest);
        }
    }

    function _digestOf(bytes32 structHash) internal view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(_domainSeparator(), structHash);
    }

    /// @dev Of the address whose storage this is, whichever code runs.
    function _domainSeparator() private view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, NAME_HASH, VERSION_HASH, block.chainid, address(this)));
    }
}
