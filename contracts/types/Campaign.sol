// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CampaignId} from "./Identifiers.sol";

enum CampaignState {
    None,
    /// Takes pledges until its deadline. Failed and Succeeded are derived: the deadline, and whether the goal was met.
    Open,
    /// The grant is funded.
    Launched,
    /// No grant came of it: every pledge goes back.
    Abandoned
}

/// @dev What donors pledge to. Never stored: each call brings it. Its hash is the campaign id.
struct CampaignTerms {
    address organiser;
    address investigator;
    address token;
    /// Review module of the grant.
    address review;
    /// May add to what was raised after the deadline: the matching rounds, or NO_MATCHING.
    address matching;
    /// Least sum of pledges.
    uint128 goal;
    /// Last second of pledges.
    uint40 deadline;
    /// Last second at which a match is waited for; NO_WAIT exactly if there is no matching.
    uint40 matchBy;
    /// As in the grant; prepaid out of what was raised.
    uint64 keeperReward;
    /// Each milestone's share of what was raised, less the prepaid rewards; they sum to 10,000.
    uint16[] sharesBps;
    /// EIP-712 hash of the grant's conditions.
    bytes32 conditionsHash;
    bytes32 salt;
}

/// @dev Two words a campaign.
struct Campaign {
    // slot 0
    CampaignState state;
    /// Beginning of the grant's offer.
    uint40 launchedAt;
    /// Pledges of donors and match together.
    uint128 raised;
    // slot 1
    /// Of these the match.
    uint128 matched;
    /// A match has come, be it of nothing: nobody waits for one any more.
    bool hasMatch;
}

/// @dev One word a donor. The match is a pledge of the matching rounds' contract.
struct Pledge {
    // slot 0
    uint128 amount;
    /// Bit i: the share of pot i was taken.
    uint128 claimed;
}

/// @dev What came back for the donors. Pots 0 to 31: refunds of milestones. WHOLE_POT: the deposit of a grant that nobody
/// accepted. BOND_POT + i: the bond of milestone i's dispute, if the donors are owed it.
struct Pot {
    // slot 0
    uint128 amount;
    uint128 left;
    // slot 1
    /// Sum of the pledges that have taken their share. Whoever completes it takes all that is left.
    uint128 settled;
    bool isOpen;
}

/// @dev Who disputed a milestone in the donors' name, and with what.
struct DonorDispute {
    // slot 0
    address donor;
    uint96 bond;
}

address constant NO_MATCHING = address(0);
uint40 constant NO_WAIT = 0;
uint8 constant WHOLE_POT = 32;
uint8 constant BOND_POT = 64;
/// @dev How long the investigator has to accept once a campaign is launched.
uint40 constant ACCEPT_WINDOW = 30 days;
/// @dev A donor of this share of the pledges, the match not counted, may dispute in everyone's name.
uint16 constant DONOR_SAY_BPS = 500;
