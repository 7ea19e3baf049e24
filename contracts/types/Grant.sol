// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ModelId} from "./Identifiers.sol";

/// @dev The money half of a grant's terms, all that the escrow ever reads. Its EIP-712 hash is the grant id:
///
///   GrantTerms(address funder,address investigator,address token,address review,uint40 startBy,uint64 keeperReward,
///              uint128[] amounts,Conditions conditions)
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
    /// Paid to whoever moves a milestone on, in the token's smallest unit; each milestone prepays KEEPER_CALLS of them
    /// on top of its amount, and what is left of them goes back to the funder. May be zero.
    uint64 keeperReward;
    /// The most that each milestone pays.
    uint128[] amounts;
    /// EIP-712 hash of the `Conditions`.
    bytes32 conditionsHash;
}

/// @dev The other half: what the review module judges by.
///
///   Conditions(address arbitrator,bytes32 modelId,bytes32 orcidCommit,bytes32[] excludedAffiliations,
///              Valuation valuation,MilestoneTerms[] milestones,Policy policy,bytes32 salt)
struct Conditions {
    address arbitrator;
    /// The one model whose score counts, or NO_MODEL.
    ModelId modelId;
    /// Salted commitment to the investigator's ORCID iD.
    bytes32 orcidCommit;
    /// Tags of organisations whose members do not review this grant, strictly ascending: the investigator's own first of
    /// all. See IReviewerRegistry.
    bytes32[] excludedAffiliations;
    Valuation valuation;
    MilestoneTerms[] milestones;
    Policy policy;
    bytes32 salt;
}

/// @dev Valuation(address feed,uint32 heartbeat,uint128 fallbackPrice)
///
/// With a feed, a milestone is worth dollars and pays min(dollars / price, amount). All zero without one.
struct Valuation {
    /// Chainlink feed of the token's price in dollars, or NO_FEED.
    address feed;
    /// Oldest answer that is taken, in seconds.
    uint32 heartbeat;
    /// Price in units of 10^-8 dollars, whatever the feed's decimals: what counts once the feed has had PRICE_GRACE after
    /// a decision and has no price that is taken.
    uint128 fallbackPrice;
}

/// @dev MilestoneTerms(uint40 dueAt,uint40 graceEnd,bytes32 criteriaHash,uint128 usdAmount)
struct MilestoneTerms {
    uint40 dueAt;
    /// Last second at which evidence is taken.
    uint40 graceEnd;
    /// keccak256 of the canonical JSON (RFC 8785) of the list of criteria.
    bytes32 criteriaHash;
    /// Worth in dollars, in units of 10^-8. Zero exactly if the grant names no feed.
    uint128 usdAmount;
}

/// @dev Policy(address[] reviewers,uint8 seats,uint8 quorum,uint8 supermajority,uint8 maxAttempts,bool aiRequired,
///             bool aiCanVeto,bool sequential,bool cascade,int32 minScore,uint16 defaultSplitBps,uint96 disputeBond,
///             uint96 minValueAtRisk,uint128 autoReleaseCap,uint40 scoreWindow,uint40 commitWindow,uint40 revealWindow,
///             uint40 challengeWindow,uint40 arbitrationWindow)
struct Policy {
    /// Strictly ascending addresses, neither party nor the arbitrator among them. The panel of each attempt is drawn
    /// from them in turn.
    address[] reviewers;
    /// How many of them sit on one panel.
    uint8 seats;
    /// Votes that approve, and votes that reject.
    uint8 quorum;
    /// Votes that approve against the AI's veto, or without a score where one counts. At most `seats`.
    uint8 supermajority;
    /// Submissions that a milestone takes.
    uint8 maxAttempts;
    /// Without a score only a supermajority approves.
    bool aiRequired;
    /// Under `minScore`, or without a score, only a supermajority approves.
    bool aiCanVeto;
    /// A milestone is taken only once the one before it is final.
    bool sequential;
    /// In a sequential grant: once a milestone fails, the later ones are the funder's too.
    bool cascade;
    /// Raw integer score of the model.
    int32 minScore;
    /// The investigator's share when the arbitrator stays silent.
    uint16 defaultSplitBps;
    /// What a dispute costs its loser, in the grant's token.
    uint96 disputeBond;
    /// What a score that is not computed on chain must have been backed by, in wei.
    uint96 minValueAtRisk;
    /// Up to this amount a score alone approves, unless the AI drifts (see IMilestoneReview.autoReleaseCapOf). Zero:
    /// never.
    uint128 autoReleaseCap;
    /// How long the oracle has to score. Zero exactly if there is no model.
    uint40 scoreWindow;
    /// How long the panel has to commit to its votes.
    uint40 commitWindow;
    /// How long it then has to reveal them.
    uint40 revealWindow;
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
address constant NO_FEED = address(0);
/// @dev Rewarded calls that each milestone prepays.
uint256 constant KEEPER_CALLS = 4;
