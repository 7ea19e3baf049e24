// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// EIP-712 types of consents and of all that may be said about them. standards/consent.ts and standards/consentMessages.ts
// have the same, and a test compares them.

bytes32 constant DENY_RULE_TYPEHASH = keccak256(
    "DenyRule(address actor,uint64 purposes,uint32 dataClasses,uint8 minConfidentiality,string jurisdiction)"
);

bytes32 constant TERMS_TYPEHASH = keccak256(
    "ConsentTerms(bytes32 subject,address custodian,address grantee,uint64 purposes,uint64 duo,uint32 dataClasses,"
    "uint8 maxConfidentiality,uint40 start,uint40 dataFrom,uint40 dataTo,uint32 obligations,string[] diseases,"
    "string[] jurisdictions,DenyRule[] denials,bytes32 policy,bytes32 policyHash,uint16 policyMajor,"
    "uint16 policyMinor,bytes32 salt)"
    "DenyRule(address actor,uint64 purposes,uint32 dataClasses,uint8 minConfidentiality,string jurisdiction)"
);

bytes32 constant GRANT_TYPEHASH = keccak256(
    "ConsentGrant(address signer,ConsentTerms terms,uint40 issuedAt,uint40 end,uint40 deadline)"
    "ConsentTerms(bytes32 subject,address custodian,address grantee,uint64 purposes,uint64 duo,uint32 dataClasses,"
    "uint8 maxConfidentiality,uint40 start,uint40 dataFrom,uint40 dataTo,uint32 obligations,string[] diseases,"
    "string[] jurisdictions,DenyRule[] denials,bytes32 policy,bytes32 policyHash,uint16 policyMajor,"
    "uint16 policyMinor,bytes32 salt)"
    "DenyRule(address actor,uint64 purposes,uint32 dataClasses,uint8 minConfidentiality,string jurisdiction)"
);

// THE PATIENT'S ACTS

bytes32 constant REVOKE_TYPEHASH = keccak256("ConsentRevoke(bytes32 consentId)");
bytes32 constant REVOKE_ALL_TYPEHASH = keccak256("ConsentRevokeAll(address signer,uint40 issuedUpTo)");
bytes32 constant SUSPEND_TYPEHASH = keccak256("ConsentSuspend(bytes32 consentId,uint256 nonce,uint40 deadline)");
bytes32 constant RESUME_TYPEHASH = keccak256("ConsentResume(bytes32 consentId,uint256 nonce,uint40 deadline)");
bytes32 constant ERASE_TYPEHASH = keccak256("ConsentErase(bytes32 consentId)");
bytes32 constant SUPERSEDE_TYPEHASH = keccak256(
    "ConsentSupersede(ConsentGrant successor,bytes32 predecessor)"
    "ConsentGrant(address signer,ConsentTerms terms,uint40 issuedAt,uint40 end,uint40 deadline)"
    "ConsentTerms(bytes32 subject,address custodian,address grantee,uint64 purposes,uint64 duo,uint32 dataClasses,"
    "uint8 maxConfidentiality,uint40 start,uint40 dataFrom,uint40 dataTo,uint32 obligations,string[] diseases,"
    "string[] jurisdictions,DenyRule[] denials,bytes32 policy,bytes32 policyHash,uint16 policyMajor,"
    "uint16 policyMinor,bytes32 salt)"
    "DenyRule(address actor,uint64 purposes,uint32 dataClasses,uint8 minConfidentiality,string jurisdiction)"
);

// DELEGATES AND KEYS

bytes32 constant APPOINT_TYPEHASH = keccak256(
    "DelegateAppoint(address patient,address delegate,uint8 role,uint40 until,uint32 dataClasses,uint256 nonce,"
    "uint40 deadline)"
);
bytes32 constant DISMISS_TYPEHASH =
    keccak256("DelegateDismiss(address patient,address delegate,uint256 nonce,uint40 deadline)");
bytes32 constant FREEZE_TYPEHASH = keccak256("SignerFreeze(address patient,uint256 nonce,uint40 deadline)");
bytes32 constant UNFREEZE_TYPEHASH = keccak256("SignerUnfreeze(address patient,uint256 nonce,uint40 deadline)");
bytes32 constant ANNOUNCE_TYPEHASH =
    keccak256("RecoveryAnnounce(address patient,address successor,uint256 nonce,uint40 deadline)");
bytes32 constant CANCEL_TYPEHASH = keccak256("RecoveryCancel(address patient,uint256 nonce,uint40 deadline)");
