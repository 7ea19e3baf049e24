// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ConsentTerms, DenyRule} from "../../contracts/types/Consent.sol";

/// @title The EIP-712 hash of consent terms written out, so that tests do not lean on the code they test
library TermsHash {
    string private constant DENY_RULE =
        "DenyRule(address actor,uint64 purposes,uint32 dataClasses,uint8 minConfidentiality,string jurisdiction)";
    string private constant TERMS =
        "ConsentTerms(bytes32 subject,address custodian,address grantee,uint64 purposes,uint64 duo,uint32 dataClasses,uint8 maxConfidentiality,uint40 start,uint40 dataFrom,uint40 dataTo,uint32 obligations,string[] diseases,string[] jurisdictions,DenyRule[] denials,bytes32 policy,bytes32 policyHash,uint16 policyMajor,uint16 policyMinor,bytes32 salt)";

    function hash(ConsentTerms memory terms) internal pure returns (bytes32) {
        bytes memory encoded = abi.encode(keccak256(bytes(string.concat(TERMS, DENY_RULE))));
        encoded = bytes.concat(encoded, abi.encode(terms.subject, terms.custodian, terms.grantee));
        encoded = bytes.concat(encoded, abi.encode(terms.purposes, terms.duo, terms.dataClasses));
        encoded = bytes.concat(encoded, abi.encode(terms.maxConfidentiality, terms.start));
        encoded = bytes.concat(encoded, abi.encode(terms.dataFrom, terms.dataTo, terms.obligations));
        encoded = bytes.concat(encoded, _hash(terms.diseases), _hash(terms.jurisdictions), _hash(terms.denials));
        encoded = bytes.concat(encoded, terms.policy, terms.policyHash);
        encoded = bytes.concat(encoded, abi.encode(terms.policyMajor, terms.policyMinor, terms.salt));
        return keccak256(encoded);
    }

    function _hash(string[] memory texts) private pure returns (bytes32) {
        bytes memory hashes;
        for (uint256 i; i < texts.length; ++i) {
            hashes = bytes.concat(hashes, keccak256(bytes(texts[i])));
        }
        return keccak256(hashes);
    }

    function _hash(DenyRule[] memory rules) private pure returns (bytes32) {
        bytes memory hashes;
        for (uint256 i; i < rules.length; ++i) {
            bytes memory rule = abi.encode(keccak256(bytes(DENY_RULE)), rules[i].actor, rules[i].purposes);
            rule = bytes.concat(rule, abi.encode(rules[i].dataClasses, rules[i].minConfidentiality));
            hashes = bytes.concat(hashes, keccak256(bytes.concat(rule, keccak256(bytes(rules[i].jurisdiction)))));
        }
        return keccak256(hashes);
    }
}
