// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {GRANT_TYPEHASH} from "../libraries/ConsentTypes.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {ConsentWord, packConsent} from "../types/ConsentWord.sol";
import {ConsentId} from "../types/Identifiers.sol";

/// @title ConsentRegistry
/// @dev A consent is live iff its state is Active, it was issued after the signer's last revoke-all and its end has
/// not passed. docs/adr/0001 says why revoke-all is a time. Granting therefore reads and writes one word only.
contract ConsentRegistry is IConsentRegistry, AccessManaged, EIP712 {
    // CONSTANTS

    uint40 public constant MAX_PERIOD = 5 * 365 days;

    bytes32 private constant REVOKE_TYPEHASH = keccak256("ConsentRevoke(bytes32 consentId)");
    bytes32 private constant REVOKE_ALL_TYPEHASH = keccak256("ConsentRevokeAll(address signer,uint40 issuedUpTo)");

    // STORAGE

    bool private _relayedGrantsPaused;
    mapping(ConsentId id => ConsentWord) private _consents;
    mapping(address signer => uint40 issuedUpTo) private _revokedUpTo;

    constructor(address authority) AccessManaged(authority) EIP712("ConsentRegistry", "1") {}

    // GRANT

    /// @inheritdoc IConsentRegistry
    function grant(bytes32 termsHash, uint40 issuedAt, uint40 end, uint40 deadline) external returns (ConsentId id) {
        id = _consentId(msg.sender, termsHash, issuedAt, end, deadline);
        _grant(id, msg.sender, issuedAt, end, deadline);
    }

    /// @inheritdoc IConsentRegistry
    function grantBySig(GrantHeader calldata header, bytes calldata signature) external returns (ConsentId id) {
        // Check: the patient agreed to these very terms, and relaying is open.
        if (_relayedGrantsPaused) revert ConsentRegistry_RelayedGrantsPaused();
        (address signer, uint40 issuedAt, uint40 end, uint40 deadline) =
            (header.signer, header.issuedAt, header.end, header.deadline);
        id = _consentId(signer, header.termsHash, issuedAt, end, deadline);
        _checkSignature(signer, ConsentId.unwrap(id), signature);

        _grant(id, signer, issuedAt, end, deadline);
    }

    function _grant(ConsentId id, address signer, uint40 issuedAt, uint40 end, uint40 deadline) private {
        // Check: in time, and for an id that nobody used before.
        if (block.timestamp > deadline) revert ConsentRegistry_DeadlinePassed(deadline, block.timestamp);
        if (block.timestamp < issuedAt || block.timestamp > end || end > uint256(issuedAt) + MAX_PERIOD) {
            revert ConsentRegistry_PeriodOutOfRange(issuedAt, end, block.timestamp, MAX_PERIOD);
        }
        ConsentWord word = _consents[id];
        if (!word.isEmpty()) revert ConsentRegistry_AlreadyUsed(id, ConsentState(word.stateOf()));

        // Effect: the consent is in force.
        _consents[id] = packConsent(signer, issuedAt, end, uint8(ConsentState.Active));
        emit ConsentGranted(id);
    }

    // REVOKE ONE

    /// @inheritdoc IConsentRegistry
    function revoke(ConsentId id) external {
        ConsentWord word = _consents[id];
        // Check: known here, and the caller's own.
        if (word.isEmpty()) revert ConsentRegistry_UnknownConsent(id);
        if (word.signerOf() != msg.sender) revert ConsentRegistry_NotSigner(id, msg.sender);

        _revoke(id, word);
    }

    /// @inheritdoc IConsentRegistry
    function revokeBySig(ConsentId id, bytes calldata signature) external {
        ConsentWord word = _consents[id];
        // Check: known here, and its signer agreed.
        if (word.isEmpty()) revert ConsentRegistry_UnknownConsent(id);
        _checkSignature(word.signerOf(), _revokeHash(id), signature);

        _revoke(id, word);
    }

    /// @inheritdoc IConsentRegistry
    function revokeUnrelayed(GrantHeader calldata header) external {
        ConsentId id = consentIdOf(header);
        // Check: the header names its only signer, and the id binds the header.
        if (header.signer != msg.sender) revert ConsentRegistry_NotSigner(id, msg.sender);

        _revokeByHeader(id, header);
    }

    /// @inheritdoc IConsentRegistry
    function revokeUnrelayedBySig(GrantHeader calldata header, bytes calldata signature) external {
        ConsentId id = consentIdOf(header);
        // Check: the header's signer agreed.
        _checkSignature(header.signer, _revokeHash(id), signature);

        _revokeByHeader(id, header);
    }

    function _revokeByHeader(ConsentId id, GrantHeader calldata header) private {
        ConsentWord word = _consents[id];
        if (word.isEmpty()) {
            word = packConsent(header.signer, header.issuedAt, header.end, uint8(ConsentState.None));
        }
        _revoke(id, word);
    }

    function _revoke(ConsentId id, ConsentWord word) private {
        if (word.stateOf() == uint8(ConsentState.Revoked)) return;

        // Effect: a tombstone that no grant can replace.
        _consents[id] = word.withState(uint8(ConsentState.Revoked));
        emit ConsentRevoked(id);
    }

    // REVOKE ALL

    /// @inheritdoc IConsentRegistry
    function revokeAll() external {
        // Safe cast: 40 bits of seconds outlast us by 34,000 years.
        _revokeAll(msg.sender, uint40(block.timestamp));
    }

    /// @inheritdoc IConsentRegistry
    function revokeAllBySig(address signer, uint40 issuedUpTo, bytes calldata signature) external {
        // Check: not in the future, where it would bar consents that do not exist yet, and signed.
        if (issuedUpTo > block.timestamp) revert ConsentRegistry_RevokeAllInFuture(issuedUpTo, block.timestamp);
        _checkSignature(signer, keccak256(abi.encode(REVOKE_ALL_TYPEHASH, signer, issuedUpTo)), signature);

        _revokeAll(signer, issuedUpTo);
    }

    function _revokeAll(address signer, uint40 issuedUpTo) private {
        if (issuedUpTo <= _revokedUpTo[signer]) return;

        // Effect: every consent issued up to then is dead; the time only ever grows.
        _revokedUpTo[signer] = issuedUpTo;
        emit AllConsentsRevoked(signer, issuedUpTo);
    }

    // PAUSE

    /// @inheritdoc IConsentRegistry
    function setRelayedGrantsPaused(bool paused) external restricted {
        // Effect: nothing but grantBySig reads this switch.
        _relayedGrantsPaused = paused;
        emit RelayedGrantsPausedSet(paused);
    }

    // VIEWS

    /// @inheritdoc IConsentRegistry
    function isLive(ConsentId id) external view returns (bool live) {
        return _isLive(_consents[id]);
    }

    /// @inheritdoc IConsentRegistry
    function livenessOf(ConsentId id) external view returns (bool live, uint40 version) {
        ConsentWord word = _consents[id];
        return (_isLive(word), word.issuedAtOf());
    }

    /// @inheritdoc IConsentRegistry
    function consentOf(ConsentId id)
        external
        view
        returns (ConsentState state, address signer, uint40 issuedAt, uint40 end)
    {
        ConsentWord word = _consents[id];
        return (ConsentState(word.stateOf()), word.signerOf(), word.issuedAtOf(), word.endOf());
    }

    /// @inheritdoc IConsentRegistry
    function revokedUpTo(address signer) external view returns (uint40 issuedUpTo) {
        return _revokedUpTo[signer];
    }

    /// @inheritdoc IConsentRegistry
    function relayedGrantsPaused() external view returns (bool paused) {
        return _relayedGrantsPaused;
    }

    /// @inheritdoc IConsentRegistry
    function consentIdOf(GrantHeader calldata header) public pure returns (ConsentId id) {
        return _consentId(header.signer, header.termsHash, header.issuedAt, header.end, header.deadline);
    }

    // HELPERS

    function _isLive(ConsentWord word) private view returns (bool) {
        return word.stateOf() == uint8(ConsentState.Active) && block.timestamp <= word.endOf()
            && word.issuedAtOf() > _revokedUpTo[word.signerOf()];
    }

    function _consentId(address signer, bytes32 termsHash, uint40 issuedAt, uint40 end, uint40 deadline)
        private
        pure
        returns (ConsentId)
    {
        return ConsentId.wrap(keccak256(abi.encode(GRANT_TYPEHASH, signer, termsHash, issuedAt, end, deadline)));
    }

    function _revokeHash(ConsentId id) private pure returns (bytes32) {
        return keccak256(abi.encode(REVOKE_TYPEHASH, id));
    }

    function _checkSignature(address signer, bytes32 structHash, bytes calldata signature) private view {
        bytes32 digest = _hashTypedDataV4(structHash);
        if (!Signatures.isSignedBy(signer, digest, signature)) {
            revert ConsentRegistry_InvalidSignature(signer, digest);
        }
    }
}
