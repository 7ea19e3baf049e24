// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Conditions, GrantAccount, GrantTerms, MilestoneTerms, Policy} from "../../contracts/types/Grant.sol";
import {GrantId, MilestoneId} from "../../contracts/types/Identifiers.sol";

/// @title EIP-712 hashes of terms, written out a second time and plainly, to hold the library against
library ResearchTerms {
    string internal constant MILESTONE = "MilestoneTerms(uint40 dueAt,uint40 graceEnd,bytes32 criteriaHash)";
    string internal constant POLICY =
        "Policy(address[] reviewers,uint8 quorum,uint8 supermajority,uint8 maxAttempts,bool aiRequired,bool aiCanVeto,bool sequential,int32 minScore,uint16 defaultSplitBps,uint96 disputeBond,uint40 scoreWindow,uint40 reviewWindow,uint40 challengeWindow,uint40 arbitrationWindow)";
    string internal constant CONDITIONS =
        "Conditions(address arbitrator,bytes32 modelId,bytes32 orcidCommit,MilestoneTerms[] milestones,Policy policy,bytes32 salt)";
    string internal constant GRANT =
        "GrantTerms(address funder,address investigator,address token,address review,uint40 startBy,uint128[] amounts,Conditions conditions)";

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
                    keccak256(bytes(string.concat(GRANT, CONDITIONS, MILESTONE, POLICY))),
                    account.funder,
                    account.investigator,
                    account.token,
                    account.review,
                    account.startBy,
                    keccak256(amounts),
                    account.conditionsHash
                )
            )
        );
    }

    function hash(Conditions memory conditions) internal pure returns (bytes32) {
        bytes memory milestones;
        for (uint256 i; i < conditions.milestones.length; ++i) {
            MilestoneTerms memory terms = conditions.milestones[i];
            milestones = bytes.concat(
                milestones,
                keccak256(abi.encode(keccak256(bytes(MILESTONE)), terms.dueAt, terms.graceEnd, terms.criteriaHash))
            );
        }
        return keccak256(
            abi.encode(
                keccak256(bytes(string.concat(CONDITIONS, MILESTONE, POLICY))),
                conditions.arbitrator,
                conditions.modelId,
                conditions.orcidCommit,
                keccak256(milestones),
                hash(conditions.policy),
                conditions.salt
            )
        );
    }

    function hash(Policy memory policy) internal pure returns (bytes32) {
        bytes memory reviewers;
        for (uint256 i; i < policy.reviewers.length; ++i) {
            reviewers = bytes.concat(reviewers, abi.encode(policy.reviewers[i]));
        }
        return keccak256(
            bytes.concat(
                abi.encode(
                    keccak256(bytes(POLICY)),
                    keccak256(reviewers),
                    policy.quorum,
                    policy.supermajority,
                    policy.maxAttempts,
                    policy.aiRequired,
                    policy.aiCanVeto,
                    policy.sequential
                ),
                abi.encode(
                    policy.minScore,
                    policy.defaultSplitBps,
                    policy.disputeBond,
                    policy.scoreWindow,
                    policy.reviewWindow,
                    policy.challengeWindow,
                    policy.arbitrationWindow
                )
            )
        );
    }
}
