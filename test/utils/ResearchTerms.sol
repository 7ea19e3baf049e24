// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Conditions, GrantAccount, GrantTerms, MilestoneTerms, Policy, Valuation} from "../../contracts/types/Grant.sol";
import {GrantId, MilestoneId} from "../../contracts/types/Identifiers.sol";

/// @title EIP-712 hashes of terms, written out a second time and plainly, to hold the library against
library ResearchTerms {
    string internal constant MILESTONE =
        "MilestoneTerms(uint40 dueAt,uint40 graceEnd,bytes32 criteriaHash,uint128 usdAmount)";
    string internal constant POLICY =
        "Policy(address[] reviewers,uint8 seats,uint8 quorum,uint8 supermajority,uint8 maxAttempts,bool aiRequired,bool aiCanVeto,bool sequential,bool cascade,int32 minScore,uint16 defaultSplitBps,uint96 disputeBond,uint96 minValueAtRisk,uint128 autoReleaseCap,uint40 scoreWindow,uint40 commitWindow,uint40 revealWindow,uint40 challengeWindow,uint40 arbitrationWindow)";
    string internal constant VALUATION = "Valuation(address feed,uint32 heartbeat,uint128 fallbackPrice)";
    string internal constant CONDITIONS =
        "Conditions(address arbitrator,bytes32 modelId,bytes32 orcidCommit,bytes32[] excludedAffiliations,Valuation valuation,MilestoneTerms[] milestones,Policy policy,bytes32 salt)";
    string internal constant GRANT =
        "GrantTerms(address funder,address investigator,address token,address review,uint40 startBy,uint64 keeperReward,uint128[] amounts,Conditions conditions)";

    function milestoneIdOf(GrantTerms memory terms, uint256 index) internal pure returns (MilestoneId) {
        return MilestoneId.wrap(keccak256(abi.encode(grantIdOf(terms.account), index)));
    }

    function grantIdOf(GrantAccount memory account) internal pure returns (GrantId) {
        bytes memory amounts;
        for (uint256 i; i < account.amounts.length; ++i) {
            amounts = bytes.concat(amounts, abi.encode(account.amounts[i]));
        }
        return GrantId.wrap(
            keccak256(
                abi.encode(
                    keccak256(bytes(string.concat(GRANT, CONDITIONS, MILESTONE, POLICY, VALUATION))),
                    account.funder,
                    account.investigator,
                    account.token,
                    account.review,
                    account.startBy,
                    account.keeperReward,
                    keccak256(amounts),
                    account.conditionsHash
                )
            )
        );
    }

    function hash(Conditions memory conditions) internal pure returns (bytes32) {
        bytes memory affiliations;
        for (uint256 i; i < conditions.excludedAffiliations.length; ++i) {
            affiliations = bytes.concat(affiliations, conditions.excludedAffiliations[i]);
        }
        bytes memory head = abi.encode(
            keccak256(bytes(string.concat(CONDITIONS, MILESTONE, POLICY, VALUATION))),
            conditions.arbitrator,
            conditions.modelId,
            conditions.orcidCommit,
            keccak256(affiliations)
        );
        return keccak256(
            bytes.concat(
                head, hash(conditions.valuation), hash(conditions.milestones), hash(conditions.policy), conditions.salt
            )
        );
    }

    function hash(Valuation memory valuation) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(keccak256(bytes(VALUATION)), valuation.feed, valuation.heartbeat, valuation.fallbackPrice)
        );
    }

    function hash(MilestoneTerms[] memory all) internal pure returns (bytes32) {
        bytes memory milestones;
        for (uint256 i; i < all.length; ++i) {
            bytes memory one = abi.encode(keccak256(bytes(MILESTONE)), all[i].dueAt, all[i].graceEnd);
            one = bytes.concat(one, abi.encode(all[i].criteriaHash, all[i].usdAmount));
            milestones = bytes.concat(milestones, keccak256(one));
        }
        return keccak256(milestones);
    }

    function hash(Policy memory policy) internal pure returns (bytes32) {
        bytes memory reviewers;
        for (uint256 i; i < policy.reviewers.length; ++i) {
            reviewers = bytes.concat(reviewers, abi.encode(policy.reviewers[i]));
        }
        bytes memory encoded = abi.encode(keccak256(bytes(POLICY)), keccak256(reviewers), policy.seats);
        encoded = bytes.concat(encoded, abi.encode(policy.quorum, policy.supermajority, policy.maxAttempts));
        encoded = bytes.concat(encoded, abi.encode(policy.aiRequired, policy.aiCanVeto));
        encoded = bytes.concat(encoded, abi.encode(policy.sequential, policy.cascade));
        encoded = bytes.concat(encoded, abi.encode(policy.minScore, policy.defaultSplitBps, policy.disputeBond));
        encoded = bytes.concat(encoded, abi.encode(policy.minValueAtRisk, policy.autoReleaseCap, policy.scoreWindow));
        encoded = bytes.concat(encoded, abi.encode(policy.commitWindow, policy.revealWindow));
        return keccak256(bytes.concat(encoded, abi.encode(policy.challengeWindow, policy.arbitrationWindow)));
    }
}
