// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// EIP-712 types of a consent. standards/consent.ts has the same, and a test compares them.

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
