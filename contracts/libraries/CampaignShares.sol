// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {KEEPER_CALLS} from "../types/Grant.sol";

/// @title How what was raised is divided: into milestones, and back among donors
/// @notice Both divisions sum exactly: the first by rounding running sums instead of parts, the second by giving the last
/// claimer what is left.
library CampaignShares {
    uint256 internal constant WHOLE_BPS = 10_000;

    /// @notice The rewards that a grant of `count` milestones prepays.
    function rewardsOf(uint256 count, uint64 keeperReward) internal pure returns (uint256) {
        return count * KEEPER_CALLS * keeperReward;
    }

    /// @notice Amounts of the milestones: amount_i = floor(rest x shares up to i) - floor(rest x shares up to i - 1).
    /// @param raised More than the rewards; at most 128 bits.
    /// @param sharesBps Summing to WHOLE_BPS, so the amounts and the rewards sum to `raised`.
    function amountsOf(uint256 raised, uint16[] calldata sharesBps, uint64 keeperReward)
        internal
        pure
        returns (uint128[] memory amounts)
    {
        uint256 rest = raised - rewardsOf(sharesBps.length, keeperReward);
        amounts = new uint128[](sharesBps.length);
        uint256 sumBps;
        uint256 before;
        for (uint256 i; i < amounts.length; ++i) {
            sumBps += sharesBps[i];
            uint256 upTo = rest * sumBps / WHOLE_BPS;
            amounts[i] = uint128(upTo - before); // Safe cast: at most `rest`, which has 128 bits.
            before = upTo;
        }
    }

    /// @notice Whether a share leaves its milestone an amount wherever it stands in the list: a running sum that grows by
    /// one or more grows when rounded down.
    function isWorthIt(uint256 rest, uint16 shareBps) internal pure returns (bool) {
        return rest * shareBps >= WHOLE_BPS;
    }

    /// @notice floor(pot x pledge / raised). All three have at most 128 bits, so the product has at most 256.
    function shareDown(uint128 pot, uint128 pledge, uint128 raised) internal pure returns (uint128) {
        return uint128(uint256(pot) * pledge / raised); // Safe cast: pledge <= raised, so at most `pot`.
    }
}
