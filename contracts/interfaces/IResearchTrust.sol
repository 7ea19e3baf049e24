// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Who may vouch for researchers, and which disease is a kind of which
/// @notice Credentials are EIP-712 documents, domain "ResearchTrust" version "1", that never enter a transaction:
///
///   ResearchCredential(address holder,uint8 duoCode,bytes32 value,uint40 assertedAt,uint40 expiresAt)
///
/// An ontology is published as the Merkle root over leaves
/// keccak256(bytes.concat(keccak256(abi.encode(string child, string ancestor)))), sorted pairs: its transitive closure.
interface IResearchTrust {
    struct Credential {
        address holder;
        /// The DUO code it answers: RS, IRB, GS, US, PS or IS.
        uint8 duoCode;
        /// What the issuer states: hash of the approval, project or institution.
        bytes32 value;
        uint40 assertedAt;
        uint40 expiresAt;
        address issuer;
        bytes signature;
    }

    event CredentialIssuerSet(address indexed issuer, uint64 duoCodes);
    event OntologyPublished(bytes32 indexed root, string name);
    event OntologyWithdrawn(bytes32 indexed root);

    error ResearchTrust_NotCredentialCodes(uint64 duoCodes);
    error ResearchTrust_EmptyRoot();
    error ResearchTrust_UnknownOntology(bytes32 root);
    error ResearchTrust_ForgedAncestry(string child, string ancestor, bytes32 root);

    /// @notice Lets an issuer vouch for DUO codes; zero ends that. Restricted.
    function setIssuer(address issuer, uint64 duoCodes) external;
    /// @notice Restricted.
    function publishOntology(bytes32 root, string calldata name) external;
    /// @notice Restricted.
    function withdrawOntology(bytes32 root) external;

    function codesOf(address issuer) external view returns (uint64 duoCodes);
    function isOntology(bytes32 root) external view returns (bool);
    /// @notice Mask of the DUO codes for which `holder` shows a credential that counts now: signed by an issuer for that
    /// code, asserted in the past, and `now + TTL < min(expiresAt, assertedAt + MAX_AGE)` (GA4GH Passport 1.2).
    function credentialsOf(address holder, Credential[] calldata shown) external view returns (uint64 duoCodes);
    /// @notice Reverts unless the proof shows that `child` is a kind of `ancestor`.
    function checkAncestry(string calldata child, string calldata ancestor, bytes32 root, bytes32[] calldata proof)
        external
        view;
}
