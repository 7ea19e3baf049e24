// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Conditions, GrantAccount, MilestoneTerms, Policy, Valuation} from "../types/Grant.sol";
import {GrantId, MilestoneId} from "../types/Identifiers.sol";

// Each type hash is of one literal, types that are referred to appended in alphabetical order, as EIP-712 has it: what is
// put together of constants, the compiler would hash anew in each call.
bytes32 constant MILESTONE_TERMS_TYPEHASH =
    keccak256("MilestoneTerms(uint40 dueAt,uint40 graceEnd,bytes32 criteriaHash,uint128 usdAmount)");
bytes32 constant POLICY_TYPEHASH = keccak256(
    "Policy(address[] reviewers,uint8 seats,uint8 quorum,uint8 supermajority,uint8 maxAttempts,bool aiRequired,bool aiCanVeto,bool sequential,bool cascade,int32 minScore,uint16 defaultSplitBps,uint96 disputeBond,uint96 minValueAtRisk,uint128 autoReleaseCap,uint40 scoreWindow,uint40 commitWindow,uint40 revealWindow,uint40 challengeWindow,uint40 arbitrationWindow)"
);
bytes32 constant VALUATION_TYPEHASH = keccak256("Valuation(address feed,uint32 heartbeat,uint128 fallbackPrice)");
bytes32 constant CONDITIONS_TYPEHASH = keccak256(
    "Conditions(address arbitrator,bytes32 modelId,bytes32 orcidCommit,bytes32[] excludedAffiliations,Valuation valuation,MilestoneTerms[] milestones,Policy policy,bytes32 salt)"
    "MilestoneTerms(uint40 dueAt,uint40 graceEnd,bytes32 criteriaHash,uint128 usdAmount)"
    "Policy(address[] reviewers,uint8 seats,uint8 quorum,uint8 supermajority,uint8 maxAttempts,bool aiRequired,bool aiCanVeto,bool sequential,bool cascade,int32 minScore,uint16 defaultSplitBps,uint96 disputeBond,uint96 minValueAtRisk,uint128 autoReleaseCap,uint40 scoreWindow,uint40 commitWindow,uint40 revealWindow,uint40 challengeWindow,uint40 arbitrationWindow)"
    "Valuation(address feed,uint32 heartbeat,uint128 fallbackPrice)"
);
bytes32 constant GRANT_TERMS_TYPEHASH = keccak256(
    "GrantTerms(address funder,address investigator,address token,address review,uint40 startBy,uint64 keeperReward,uint128[] amounts,Conditions conditions)"
    "Conditions(address arbitrator,bytes32 modelId,bytes32 orcidCommit,bytes32[] excludedAffiliations,Valuation valuation,MilestoneTerms[] milestones,Policy policy,bytes32 salt)"
    "MilestoneTerms(uint40 dueAt,uint40 graceEnd,bytes32 criteriaHash,uint128 usdAmount)"
    "Policy(address[] reviewers,uint8 seats,uint8 quorum,uint8 supermajority,uint8 maxAttempts,bool aiRequired,bool aiCanVeto,bool sequential,bool cascade,int32 minScore,uint16 defaultSplitBps,uint96 disputeBond,uint96 minValueAtRisk,uint128 autoReleaseCap,uint40 scoreWindow,uint40 commitWindow,uint40 revealWindow,uint40 challengeWindow,uint40 arbitrationWindow)"
    "Valuation(address feed,uint32 heartbeat,uint128 fallbackPrice)"
);

/// @title EIP-712 struct hashes of a grant's terms
library GrantHash {
    /// @dev The grant id: struct hash of GrantTerms, with the conditions given by their hash. Equal to
    ///
    ///   keccak256(abi.encode(GRANT_TERMS_TYPEHASH, funder, investigator, token, review, startBy,
    ///                        keeperReward, keccak256(abi.encodePacked(amounts)), conditionsHash))
    ///
    /// Copied word by word from calldata, so bits beyond a field's type lead to another id, never to the same.
    function idOf(GrantAccount calldata account) internal pure returns (GrantId) {
        return idOf(account, account.amounts);
    }

    /// @dev The same for a caller that has found `account.amounts` in calldata already.
    function idOf(GrantAccount calldata account, uint128[] calldata amounts) internal pure returns (GrantId id) {
        bytes32 typehash = GRANT_TERMS_TYPEHASH;
        bytes32 conditionsHash = account.conditionsHash;
        assembly ("memory-safe") {
            // Scratch beyond the free memory pointer, which need not move.
            let head := mload(0x40)
            let size := shl(5, amounts.length)
            calldatacopy(head, amounts.offset, size)
            let amountsHash := keccak256(head, size)
            mstore(head, typehash)
            calldatacopy(add(head, 0x20), account, 0xc0) // all six fields before the amounts
            mstore(add(head, 0xe0), amountsHash)
            mstore(add(head, 0x100), conditionsHash)
            id := keccak256(head, 0x120)
        }
    }

    /// @dev keccak256(abi.encode(id, index)).
    function milestoneIdOf(GrantId id, uint256 index) internal pure returns (MilestoneId milestoneId) {
        assembly ("memory-safe") {
            // The first 64 bytes are scratch space.
            mstore(0x00, id)
            mstore(0x20, index)
            milestoneId := keccak256(0x00, 0x40)
        }
    }

    function hash(Conditions calldata conditions) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                CONDITIONS_TYPEHASH,
                conditions.arbitrator,
                conditions.modelId,
                conditions.orcidCommit,
                keccak256(abi.encodePacked(conditions.excludedAffiliations)),
                _hash(conditions.valuation),
                _hash(conditions.milestones),
                _hash(conditions.policy),
                conditions.salt
            )
        );
    }

    function _hash(MilestoneTerms[] calldata milestones) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](milestones.length);
        for (uint256 i; i < milestones.length; ++i) {
            MilestoneTerms calldata terms = milestones[i];
            hashes[i] = keccak256(
                abi.encode(MILESTONE_TERMS_TYPEHASH, terms.dueAt, terms.graceEnd, terms.criteriaHash, terms.usdAmount)
            );
        }
        return keccak256(abi.encodePacked(hashes));
    }

    function _hash(Valuation calldata valuation) private pure returns (bytes32) {
        return keccak256(abi.encode(VALUATION_TYPEHASH, valuation.feed, valuation.heartbeat, valuation.fallbackPrice));
    }

    /// @dev In two runs of words, which is what one stack can hold.
    function _hash(Policy calldata policy) private pure returns (bytes32) {
        bytes memory who = abi.encode(
            POLICY_TYPEHASH,
            keccak256(abi.encodePacked(policy.reviewers)),
            policy.seats,
            policy.quorum,
            policy.supermajority,
            policy.maxAttempts,
            policy.aiRequired,
            policy.aiCanVeto,
            policy.sequential,
            policy.cascade
        );
        bytes memory numbers = abi.encode(
            policy.minScore,
            policy.defaultSplitBps,
            policy.disputeBond,
            policy.minValueAtRisk,
            policy.autoReleaseCap,
            policy.scoreWindow,
            policy.commitWindow,
            policy.revealWindow,
            policy.challengeWindow,
            policy.arbitrationWindow
        );
        return keccak256(bytes.concat(who, numbers));
    }
}
