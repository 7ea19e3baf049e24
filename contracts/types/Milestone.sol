// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

// What the escrow stores: one word a grant and one word a milestone.

enum GrantState {
    None,
    /// Funded, waiting for the investigator.
    Offered,
    /// Accepted: the money leaves only milestone by milestone.
    Active,
    /// Never accepted: the deposit went back.
    Cancelled
}

/// @dev Every arrow between these is in libraries/MilestoneTransitions. Paid and Refunded are derived: a final state, and
/// whether the shares were taken (see IResearchEscrow.dueOf).
enum MilestoneState {
    Pending,
    /// Evidence is in, the oracle has the word until `deadline`.
    Submitted,
    /// The panel has the word until `deadline`.
    Scored,
    /// The same, without a score.
    Unscored,
    /// May be disputed until `deadline`, then it is payable, forever; a priced one once its amount is fixed.
    Approved,
    /// May be disputed until `deadline`, or evidence is brought anew.
    Rejected,
    /// The panel was silent: the arbitrator has the word until `deadline`.
    Escalated,
    /// A party disputes: the arbitrator has the word until `deadline`.
    Disputed,
    /// Ruled by the arbitrator, by default, or by both parties. Final: `payeeBps` to the investigator, the rest to the
    /// funder; a priced one once its amount is fixed.
    Ruled,
    /// Final: all to the funder.
    Refundable,
    /// Final, priced milestones only: an amount that was fixed by a price to the investigator, the rest to the funder.
    Payable
}

/// @dev One word a milestone, written only through the grant's review module, but for `released`, `refunded` and
/// `keeperCalls`.
struct Milestone {
    // slot 0
    MilestoneState state;
    uint8 attempts;
    /// Bit i: reviewer i of the policy voted so in this attempt.
    uint16 yesVotes;
    uint16 noVotes;
    bool hasScore;
    int32 score;
    /// The investigator's share once the state is Approved or Ruled.
    uint16 payeeBps;
    /// Commit and reveal window of the policy, for the oracle's callback, which brings no terms. 136 years of seconds.
    uint32 reviewWindow;
    uint40 submittedAt;
    /// Last second of the present state's window; for Ruled and Refundable the time since which they hold; Payable keeps
    /// that of the state before.
    uint40 deadline;
    /// The investigator's share was paid. Once either is set, no module changes the word any more.
    bool released;
    /// The funder's share was paid, or moved into the grant that replaced this one.
    bool refunded;
    /// Rewarded calls so far. Written by the escrow alone, as are the two above.
    uint8 keeperCalls;
    /// Worth dollars: set with the first word, for good.
    bool priced;
}

/// @dev One word a grant.
struct Grant {
    // slot 0
    GrantState state;
    uint40 acceptedAt;
    /// What the funder deposited: the sum of the amounts and of the prepaid rewards.
    uint128 deposit;
}

uint16 constant FULL_SHARE_BPS = 10_000;
