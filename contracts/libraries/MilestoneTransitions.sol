// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FULL_SHARE_BPS, Milestone, MilestoneState} from "../types/Milestone.sol";

/// @title Which milestone states may follow which, and what a final one is worth
library MilestoneTransitions {
    // One bit a state that may follow. A panel's vote that decides nothing keeps Scored and Unscored as they are.
    uint256 private constant FROM_PENDING = 1 << uint8(MilestoneState.Submitted) | 1
        << uint8(MilestoneState.Refundable);
    uint256 private constant FROM_SUBMITTED = 1 << uint8(MilestoneState.Scored) | 1 << uint8(MilestoneState.Unscored);
    uint256 private constant BY_PANEL = 1 << uint8(MilestoneState.Approved) | 1 << uint8(MilestoneState.Rejected) | 1
        << uint8(MilestoneState.Escalated);
    // An overturned score leads back to Submitted.
    uint256 private constant FROM_SCORED = BY_PANEL | 1 << uint8(MilestoneState.Scored) | 1
        << uint8(MilestoneState.Disputed) | 1 << uint8(MilestoneState.Submitted);
    uint256 private constant FROM_UNSCORED = BY_PANEL | 1 << uint8(MilestoneState.Unscored);
    uint256 private constant FROM_APPROVED = 1 << uint8(MilestoneState.Disputed);
    uint256 private constant FROM_REJECTED = 1 << uint8(MilestoneState.Submitted) | 1 << uint8(MilestoneState.Disputed)
        | 1 << uint8(MilestoneState.Refundable);
    uint256 private constant BY_ARBITRATOR = 1 << uint8(MilestoneState.Ruled);

    // Sixteen bits a state that is left. Ruled and Refundable have none: they are final.
    uint256 private constant TABLE = FROM_PENDING << 16 * uint8(MilestoneState.Pending) | FROM_SUBMITTED
        << 16 * uint8(MilestoneState.Submitted) | FROM_SCORED << 16 * uint8(MilestoneState.Scored) | FROM_UNSCORED
        << 16 * uint8(MilestoneState.Unscored) | FROM_APPROVED << 16 * uint8(MilestoneState.Approved) | FROM_REJECTED
        << 16 * uint8(MilestoneState.Rejected) | BY_ARBITRATOR << 16 * uint8(MilestoneState.Escalated) | BY_ARBITRATOR
        << 16 * uint8(MilestoneState.Disputed);

    function allows(MilestoneState from, MilestoneState to) internal pure returns (bool) {
        return TABLE >> (16 * uint256(from) + uint256(to)) & 1 == 1;
    }

    /// @dev Whether nothing but payment can happen any more at `timestamp`.
    function isFinal(MilestoneState state, uint40 deadline, uint256 timestamp) internal pure returns (bool) {
        if (state == MilestoneState.Approved) return timestamp > deadline;
        return state == MilestoneState.Ruled || state == MilestoneState.Refundable;
    }

    /// @dev `bps` of an amount, rounded down. At most 128 bits times 10,000.
    function shareDown(uint256 amount, uint16 bps) internal pure returns (uint256) {
        unchecked {
            // Amounts have 128 bits and shares 16.
            return amount * bps / FULL_SHARE_BPS;
        }
    }
}
