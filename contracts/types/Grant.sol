// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ModelId} from "./Identifiers.sol";

/// @dev The money half of a grant's terms, all that the escrow ever reads. Its EIP-712 hash is the grant id:
///
///   GrantTerms(address funder,address investigator,address token,address review,uint40 startBy,uint128[] amounts,
///              Conditions conditions)
///
/// `conditionsHash` stands where EIP-712 puts the hash of the nested struct, so the signer's wallet shows the terms in
/// full while calls about money carry only this half.
struct GrantAccount {
    address funder;
    address investigator;
    address token;
    /// The module whose verdicts move this grant's money, and nobody else's. Chosen by both parties.
    address review;
    /// Last second at which the investigator may accept.
    uint40 startBy;
    /// One amount a milestone; their sum is deposited.
    uint128[] amounts;
    /// EIP-712 hash of the `Conditions`.
    bytes32 conditionsHash;
}

/// @dev The other half: what the review module judges by.
///
///   Conditions(address arbitrator,bytes32 modelId,bytes32 orcidCommit,MilestoneTerms[] milestones,Policy policy,
///              bytes32 salt)
struct Conditions {
    address arbitrator;
    /// The one model whose score counts, or NO_MODEL.
    ModelId modelId;
    /// Salted commitment to the investigator's ORCID iD.
    bytes32 orcidCommit;
    MilestoneTerms[] milestones;
    Policy policy;
    bytes32 salt;
}

/// @dev MilestoneTerms(uint40 dueAt,uint40 graceEnd,bytes32 criteriaHash)
struct MilestoneTerms {
    uint40 dueAt;
    /// Last second at which evidence is taken.
    uint40 graceEnd;
    bytes32 criteriaHash;
}

/// @dev Policy(address[] reviewers,uint8 quorum,uint8 supermajority,uint8 maxAttempts,bool aiRequired,bool aiCanVeto,
///             bool sequential,int32 minScore,uint16 defaultSplitBps,uint96 disputeBond,uint40 scoreWindow,
///             uint40 reviewWindow,uint40 challengeWindow,uint40 arbitrationWindow)
struct Policy {
    /// Strictly ascending addresses, neither party nor the arbitrator among them.
    address[] reviewers;
    /// Votes that approve, and votes that reject.
    uint8 quorum;
    /// Votes that approve against the AI's veto, or without a score where one is required.
    uint8 supermajority;
    /// Submissions that a milestone takes.
    uint8 maxAttempts;
    /// Without a score only a supermajority approves.
    bool aiRequired;
    /// Under `minScore` only a supermajority approves.
    bool aiCanVeto;
    /// A milestone is taken only once the one before it is final.
    bool sequential;
    /// Raw integer score of the model.
    int32 minScore;
    /// The investigator's share when the arbitrator stays silent.
    uint16 defaultSplitBps;
    /// What a dispute costs its loser, in the grant's token.
    uint96 disputeBond;
    /// How long the oracle has to score. Zero exactly if there is no model.
    uint40 scoreWindow;
    /// How long the panel has to vote.
    uint40 reviewWindow;
    /// How long a verdict may be disputed.
    uint40 challengeWindow;
    /// How long the arbitrator has to rule.
    uint40 arbitrationWindow;
}

/// @dev A grant's terms whole, as calldata of calls about reviews.
struct GrantTerms {
    GrantAccount account;
    Conditions conditions;
}

ModelId constant NO_MODEL = ModelId.wrap(0);
