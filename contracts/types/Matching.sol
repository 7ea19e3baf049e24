// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CampaignId} from "./Identifiers.sol";

enum RoundState {
    None,
    /// Counts donors until the round's end, then waits for a result.
    Open,
    /// A result was posted and can be refuted.
    Posted,
    /// The result stands.
    Final,
    /// Nobody posted a result in time: the pool goes back.
    Lapsed
}

/// @dev Never stored: each call brings it. Its hash is the round id.
struct RoundTerms {
    address sponsor;
    address token;
    /// Signs uniqueness credentials.
    address issuer;
    uint128 pool;
    /// The most that one campaign gets.
    uint128 cap;
    /// What a wrong result costs whoever posted it, in the pool's token: half goes to who refutes it, the rest is burned.
    uint96 bond;
    /// Last second at which donors are counted; no campaign of the round ends later.
    uint40 endsAt;
    /// Last second at which a first result is taken. A refuted one leaves time for another.
    uint40 postBy;
    uint40 challengeWindow;
    bytes32 salt;
}

/// @dev One campaign's line of a result. Sums run over the campaigns in the order of their registration, this one
/// included, so that one line and the one before say what this one gets.
struct MatchLine {
    CampaignId campaign;
    /// Sum of (sum of square roots)^2 - sum, scaled by 10^24.
    uint256 rawSum;
    /// Sum of the matches.
    uint128 matchSum;
}

/// @dev What the counted donors of one campaign gave.
struct Tally {
    // slot 0
    /// Sum of the square roots of what each donor gave, each rounded down, scaled by 10^12.
    uint128 roots;
    /// Sum of what they gave.
    uint128 sum;
}

/// @dev The issuer's word that `donor` is the key of one person in this round. EIP-712:
/// UniquenessCredential(bytes32 round,bytes32 nullifier,address donor,uint40 expiresAt)
struct UniquenessCredential {
    bytes32 nullifier;
    address donor;
    uint40 expiresAt;
}
