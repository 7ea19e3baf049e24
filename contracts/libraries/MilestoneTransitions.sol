// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {FULL_SHARE_BPS, Milestone, MilestoneState} from "../types/Milestone.sol";

/// @title Which milestone states may follow which, and what a final one is worth
library MilestoneTransitions {
    // One bit a state that may follow. Both parties together, or the arbitrator, end whatever is not final: Ruled.
    uint256 private constant RULED = 1 << uint8(MilestoneState.Ruled);
    uint256 private constant FROM_PENDING =
        RULED | 1 << uint8(MilestoneState.Submitted) | 1 << uint8(MilestoneState.Refundable);
    uint256 private constant FROM_SUBMITTED =
        RULED | 1 << uint8(MilestoneState.Scored) | 1 << uint8(MilestoneState.Unscored);
    uint256 private constant BY_PANEL = RULED | 1 << uint8(MilestoneState.Approved) | 1
        << uint8(MilestoneState.Rejected) | 1 << uint8(MilestoneState.Escalated);
    // A panel's vote that decides nothing keeps Scored and Unscored as they are. An overturned score leads back to
    // Submitted.
    uint256 private constant FROM_SCORED = BY_PANEL | 1 << uint8(MilestoneState.Scored) | 1
        << uint8(MilestoneState.Disputed) | 1 << uint8(MilestoneState.Submitted);
    uint256 private constant FROM_UNSCORED = BY_PANEL | 1 << uint8(MilestoneState.Unscored);
    uint256 private constant FROM_APPROVED = RULED | 1 << uint8(MilestoneState.Disputed);
    uint256 private constant FROM_REJECTED = RULED | 1 << uint8(MilestoneState.Submitted) | 1
        << uint8(MilestoneState.Disputed) | 1 << uint8(MilestoneState.Refundable);

    // Sixteen bits a state that is left. Ruled, Refundable and Payable have none: they are final. Payable has no arrow
    // for modules to it either: a price alone leads there (IResearchEscrow.fixAmount).
    uint256 private constant TABLE = FROM_PENDING << 16 * uint8(MilestoneState.Pending) | FROM_SUBMITTED
        << 16 * uint8(MilestoneState.Submitted) | FROM_SCORED << 16 * uint8(MilestoneState.Scored) | FROM_UNSCORED
        << 16 * uint8(MilestoneState.Unscored) | FROM_APPROVED << 16 * uint8(MilestoneState.Approved) | FROM_REJECTED
        << 16 * uint8(MilestoneState.Rejected) | RULED << 16 * uint8(MilestoneState.Escalated) | RULED
        << 16 * uint8(MilestoneState.Disputed);

    function allows(MilestoneState from, MilestoneState to) internal pure returns (bool) {
        return TABLE >> (16 * uint256(from) + uint256(to)) & 1 == 1;
    }

    /// @dev Whether nothing but its price and its payment can happen any more at `timestamp`.
    function isFinal(MilestoneState state, uint40 deadline, uint256 timestamp) internal pure returns (bool) {
        if (state == MilestoneState.Approved) return timestamp > deadline;
        return state == MilestoneState.Ruled || state == MilestoneState.Refundable || state == MilestoneState.Payable;
    }

    /// @dev Whether a final state says what it pays: one that is worth dollars waits for its price.
    function isPayable(MilestoneState state, bool priced) internal pure returns (bool) {
        return !priced || state == MilestoneState.Payable || state == MilestoneState.Refundable;
    }

    /// @dev `bps` of an amount, rounded down. At most 128 bits times 10,000.
    function shareDown(uint256 amount, uint16 bps) internal pure returns (uint256) {
        unchecked {
            // Amounts have 128 bits and shares 16.
            return amount * bps / FULL_SHARE_BPS;
        }
    }
}
