// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// What a patient agrees to and what somebody asks for. None of it ever enters a transaction: views take it by eth_call.
// Meanings of masks and numbers, with their sources: standards/consentCodes.ts.

/// @dev A use that is denied whatever the terms permit. A criterion that is zero or empty fits everything.
struct DenyRule {
    address actor;
    /// Mask; fits a use whose purpose is among them.
    uint64 purposes;
    uint32 dataClasses;
    /// Fits data at least that confidential.
    uint8 minConfidentiality;
    /// ISO 3166-1 alpha-2.
    string jurisdiction;
}

/// @dev The EIP-712 struct `ConsentTerms`, which the wallet shows in full.
struct ConsentTerms {
    /// Random handle of the patient at this custodian; derived from nothing.
    bytes32 subject;
    address custodian;
    address grantee;
    uint64 purposes;
    /// Bit n is DUO:00000nn.
    uint64 duo;
    uint32 dataClasses;
    uint8 maxConfidentiality;
    /// First second at which data may be used.
    uint40 start;
    /// Period in which the data came to be. `dataTo` zero: no end.
    uint40 dataFrom;
    uint40 dataTo;
    uint32 obligations;
    /// CURIEs like "MONDO:0005015"; needed for DUO DS, else empty.
    string[] diseases;
    /// ISO 3166-1 alpha-2 codes of where the data may be used; empty: anywhere.
    string[] jurisdictions;
    DenyRule[] denials;
    /// Line of policy documents, see IPolicyRegistry, and the version whose text was agreed to.
    bytes32 policy;
    bytes32 policyHash;
    uint16 policyMajor;
    uint16 policyMinor;
    /// 32 random bytes: hides the terms, and makes the consent id a nonce.
    bytes32 salt;
}

/// @dev The EIP-712 struct `ConsentGrant`; its struct hash is the consent id.
struct ConsentGrant {
    address signer;
    ConsentTerms terms;
    uint40 issuedAt;
    uint40 end;
    uint40 deadline;
}

/// @dev What a research use is, in the questions that DUO asks.
enum ResearchKind {
    None,
    General,
    HealthMedical,
    Disease,
    Ancestry,
    Methods
}

struct ResearchUse {
    ResearchKind kind;
    /// CURIE of the disease studied, or empty.
    string disease;
    bool genetic;
    bool commercial;
    bool clinical;
}

/// @dev What somebody wants to do, with what and where.
struct AccessRequest {
    /// Id of the oracle's request, or 32 random bytes.
    bytes32 id;
    address actor;
    /// Number of one purpose, data class and confidentiality level.
    uint8 purpose;
    uint8 dataClass;
    uint8 confidentiality;
    /// Period in which the data asked for came to be. `dataTo` zero: no end.
    uint40 dataFrom;
    uint40 dataTo;
    /// ISO 3166-1 alpha-2 of where the data will be used.
    string jurisdiction;
    ResearchUse use;
}

/// @dev Why a use is denied, in the order in which reasons are looked for. The first that holds is given.
enum DenyReason {
    None,
    NoConsent,
    UnderDispute,
    NotActive,
    Epoch,
    Expired,
    PolicyVersion,
    Grantee,
    DenyRule,
    Purpose,
    Scope,
    Label,
    Region,
    Duo,
    Credential
}

/// @dev How the version of a policy that was agreed to stands to the newest one.
enum PolicyStanding {
    Unknown,
    Current,
    /// A minor version is newer: the patient is told, nothing ends.
    MinorBehind,
    /// A major version is newer: ends after the grace period unless the patient consents anew.
    Grace,
    Ended
}

struct Decision {
    bool permitted;
    DenyReason reason;
    /// The DUO code that decided, if the reason is Duo or Credential.
    uint8 duoCode;
    /// What binds the user: mask of the consent's obligations and of the DUO codes that oblige.
    uint32 obligations;
    uint64 duoObligations;
    /// Whether the patient should be told of a newer policy.
    bool policyChanged;
}
