// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ConsentId} from "../types/Identifiers.sol";
import {IConsentDelegates} from "./IConsentDelegates.sol";
import {IConsentStates} from "./IConsentStates.sol";

/// @title Liveness of consents
/// @notice A consent is an EIP-712 document that the patient's wallet shows in full and that never enters a
/// transaction:
///
///   ConsentGrant(address signer,ConsentTerms terms,uint40 issuedAt,uint40 end,uint40 deadline)
///   ConsentTerms(bytes32 subject,address custodian,address grantee,uint64 purposes,uint64 duo,uint32 dataClasses,
///                uint8 maxConfidentiality,uint40 start,uint40 dataFrom,uint40 dataTo,uint32 obligations,
///                string[] diseases,string[] jurisdictions,DenyRule[] denials,bytes32 policy,bytes32 policyHash,
///                uint16 policyMajor,uint16 policyMinor,bytes32 salt)
///   DenyRule(address actor,uint64 purposes,uint32 dataClasses,uint8 minConfidentiality,string jurisdiction)
///
/// The chain sees only `termsHash`, the struct hash of the salted terms, and keeps one word under the consent id,
/// the struct hash of the grant. Meanings and sources of the masks: standards/consent.
/// @dev Revocation takes no nonce, deadline or fee, is idempotent and works while relayed grants are paused and before the
/// grant was relayed. While they are paused, a patient whose signer is the handle of a passkey grants nothing, for a handle
/// sends no transaction; nor does a guardian or proxy, even by its own. No role of governance can revoke, grant or restore in a patient's place; whom a patient appoints can
/// what IConsentDelegates says. Whoever signs may be a key, an ERC-1271 account, or an ERC-7913 key behind a handle; see
/// KeyedSignatures. The code is at two addresses (docs/adr/0007).
interface IConsentRegistry is IConsentStates, IConsentDelegates {
    /// @dev The word under the id keeps signer and period for good; see `consentOf`.
    event ConsentGranted(ConsentId indexed id);
    event ConsentRevoked(ConsentId indexed id);
    /// @dev Not indexed by anything that a consent's own events carry.
    event AllConsentsRevoked(address indexed signer, uint40 issuedUpTo);
    event RelayedGrantsPausedSet(bool paused);

    /// @notice Thrown when an id was granted or revoked before: a consent id lives once.
    error ConsentRegistry_AlreadyUsed(ConsentId id, ConsentState state);
    /// @notice Thrown when a grant was issued in the future, or its period is over or longer than MAX_PERIOD.
    error ConsentRegistry_PeriodOutOfRange(uint40 issuedAt, uint40 end, uint256 now_, uint40 maxPeriod);
    /// @notice Thrown when a grant is relayed after its deadline.
    error ConsentRegistry_DeadlinePassed(uint40 deadline, uint256 now_);
    /// @notice Thrown by grants that somebody else may bring to the chain, while these are paused.
    error ConsentRegistry_RelayedGrantsPaused();
    /// @notice Thrown when a signature is not the named signer's.
    error ConsentRegistry_InvalidSignature(address signer, bytes32 digest);
    /// @notice Thrown when somebody else than the signer revokes without a signature.
    error ConsentRegistry_NotSigner(ConsentId id, address caller);
    /// @notice Thrown by `revoke` for an id that was never granted here: use `revokeUnrelayed` with the header.
    error ConsentRegistry_UnknownConsent(ConsentId id);
    /// @notice Thrown when a revoke-all names a time that has not come.
    error ConsentRegistry_RevokeAllInFuture(uint40 issuedUpTo, uint256 now_);
    /// @notice Thrown by code that is called by itself, without the registry's storage.
    error ConsentRegistry_NotDelegated();
    /// @notice Thrown when the registry is made without the rest of its code.
    error ConsentRegistry_NoCode(address desk);

    /// @notice Grants by the caller's own key. Terms as in the header, `signer` being the caller. Nobody can pause it.
    /// @dev A grant issued at or before the signer's last revoke-all is stored but never live: ask `isLive`.
    function grant(bytes32 termsHash, uint40 issuedAt, uint40 end, uint40 deadline) external returns (ConsentId id);
    /// @notice Grants by signature; anyone may relay. Stands still while relayed grants are paused.
    function grantBySig(GrantHeader calldata header, bytes calldata signature) external returns (ConsentId id);
    /// @notice Revokes a granted consent; idempotent. Only its signer.
    function revoke(ConsentId id) external;
    /// @notice Revokes a granted consent by a `ConsentRevoke(bytes32 consentId)` that its signer signed, or who succeeded
    /// the signer; anyone may relay.
    function revokeBySig(ConsentId id, bytes calldata signature) external;
    /// @notice Revokes a grant that was signed but not relayed: it can never become live. Caller is the signer.
    function revokeUnrelayed(GrantHeader calldata header) external;
    /// @notice The same by a signed `ConsentRevoke(bytes32 consentId)`; anyone may relay.
    function revokeUnrelayedBySig(GrantHeader calldata header, bytes calldata signature) external;
    /// @notice Revokes every consent the caller issued up to now.
    function revokeAll() external;
    /// @notice Revokes every consent issued up to `issuedUpTo`, by a signed
    /// `ConsentRevokeAll(address signer,uint40 issuedUpTo)`, the signer's or its successor's; anyone may relay, older ones
    /// change nothing. So a successor ends what the lost key granted; its `revokeAll` leaves that untouched.
    function revokeAllBySig(address signer, uint40 issuedUpTo, bytes calldata signature) external;

    /// @notice Stops or reopens `grantBySig`, `grantFor` and `supersede` by signature: the ways by which somebody else's
    /// transaction makes a consent, and a guardian's or proxy's own. Restricted. Grants by a patient's own transaction and
    /// every revocation go on.
    function setRelayedGrantsPaused(bool paused) external;

    /// @notice Whether the consent is in force now.
    function isLive(ConsentId id) external view returns (bool live);
    /// @notice Liveness, and the version (issue time) that reports bind.
    function livenessOf(ConsentId id) external view returns (bool live, uint40 version);
    /// @notice The consent's whole state.
    function consentOf(ConsentId id)
        external
        view
        returns (ConsentState state, address signer, uint40 issuedAt, uint40 end);
    /// @notice Consents that the signer issued up to then are dead.
    function revokedUpTo(address signer) external view returns (uint40 issuedUpTo);
    function relayedGrantsPaused() external view returns (bool paused);
    /// @notice Greatest time between a consent's issue and its end.
    function MAX_PERIOD() external view returns (uint40);
    /// @notice The rest of the registry's code. Fixed for good.
    function CONSENT_DESK() external view returns (address);
    /// @notice The id that a header will have.
    function consentIdOf(GrantHeader calldata header) external pure returns (ConsentId id);
}
