// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AccessRequest, ConsentGrant, ConsentTerms, Decision, DenyRule, ResearchUse} from "../types/Consent.sol";
import {ConsentId} from "../types/Identifiers.sol";
import {DENY_RULE_TYPEHASH, GRANT_TYPEHASH, TERMS_TYPEHASH} from "./ConsentTypes.sol";

bytes constant RESEARCH_USE_TYPE = "ResearchUse(uint8 kind,string disease,bool genetic,bool commercial,bool clinical)";
bytes constant ACCESS_REQUEST_TYPE =
    "AccessRequest(bytes32 id,address actor,uint8 purpose,uint8 dataClass,uint8 confidentiality,uint40 dataFrom,uint40 dataTo,string jurisdiction,ResearchUse use)";

bytes32 constant RESEARCH_USE_TYPEHASH = keccak256(RESEARCH_USE_TYPE);
// EIP-712 appends the types that are referred to.
bytes32 constant ACCESS_REQUEST_TYPEHASH = keccak256(abi.encodePacked(ACCESS_REQUEST_TYPE, RESEARCH_USE_TYPE));
bytes32 constant ACCESS_DECISION_TYPEHASH = keccak256(
    "AccessDecision(bytes32 consentId,bytes32 requestHash,bool permitted,uint8 reason,uint8 duoCode,uint32 obligations,uint64 duoObligations,uint40 decidedAt)"
);

/// @title EIP-712 struct hashes of a grant, of a request and of what was decided
library ConsentHash {
    function idOf(ConsentGrant calldata grant) internal pure returns (ConsentId) {
        return ConsentId.wrap(
            keccak256(
                abi.encode(GRANT_TYPEHASH, grant.signer, hash(grant.terms), grant.issuedAt, grant.end, grant.deadline)
            )
        );
    }

    /// @dev In three parts, for the compiler's stack; every field takes one word, so that they join as if encoded at once.
    function hash(ConsentTerms calldata terms) internal pure returns (bytes32) {
        bytes memory who = abi.encode(
            TERMS_TYPEHASH,
            terms.subject,
            terms.custodian,
            terms.grantee,
            terms.purposes,
            terms.duo,
            terms.dataClasses,
            terms.maxConfidentiality
        );
        bytes memory what = abi.encode(
            terms.start,
            terms.dataFrom,
            terms.dataTo,
            terms.obligations,
            _hash(terms.diseases),
            _hash(terms.jurisdictions),
            _hash(terms.denials)
        );
        return keccak256(
            bytes.concat(
                who, what, abi.encode(terms.policy, terms.policyHash, terms.policyMajor, terms.policyMinor, terms.salt)
            )
        );
    }

    function hash(AccessRequest calldata request) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                ACCESS_REQUEST_TYPEHASH,
                request.id,
                request.actor,
                request.purpose,
                request.dataClass,
                request.confidentiality,
                request.dataFrom,
                request.dataTo,
                keccak256(bytes(request.jurisdiction)),
                _hash(request.use)
            )
        );
    }

    function hash(Decision memory decision, ConsentId id, bytes32 requestHash, uint40 decidedAt)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                ACCESS_DECISION_TYPEHASH,
                id,
                requestHash,
                decision.permitted,
                decision.reason,
                decision.duoCode,
                decision.obligations,
                decision.duoObligations,
                decidedAt
            )
        );
    }

    function _hash(ResearchUse calldata use) private pure returns (bytes32) {
        bytes32 disease = keccak256(bytes(use.disease));
        return
            keccak256(abi.encode(RESEARCH_USE_TYPEHASH, use.kind, disease, use.genetic, use.commercial, use.clinical));
    }

    function _hash(string[] calldata texts) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](texts.length);
        for (uint256 i; i < texts.length; ++i) {
            hashes[i] = keccak256(bytes(texts[i]));
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function _hash(DenyRule[] calldata rules) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](rules.length);
        for (uint256 i; i < rules.length; ++i) {
            DenyRule calldata rule = rules[i];
            hashes[i] = keccak256(
                abi.encode(
                    DENY_RULE_TYPEHASH,
                    rule.actor,
                    rule.purposes,
                    rule.dataClasses,
                    rule.minConfidentiality,
                    keccak256(bytes(rule.jurisdiction))
                )
            );
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
