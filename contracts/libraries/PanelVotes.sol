// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {Policy} from "../types/Grant.sol";
import {Milestone} from "../types/Milestone.sol";

/// @title How scores are read and votes are counted
library PanelVotes {
    uint256 private constant SCORE_BYTES = 4;

    /// @dev The model's one output: a big-endian int32.
    function decodeScore(bytes calldata output) internal pure returns (int32) {
        if (output.length != SCORE_BYTES) revert IMilestoneReview.MilestoneReview_NotOneScore(output.length);
        return int32(uint32(bytes4(output)));
    }

    /// @dev The reviewer's bit in the vote bitmaps. At most MAX_REVIEWERS rounds.
    function seatOf(address[] calldata reviewers, address account) internal pure returns (uint16 bit) {
        for (uint256 i; i < reviewers.length; ++i) {
            if (reviewers[i] == account) return uint16(1 << i);
        }
        revert IMilestoneReview.MilestoneReview_NotReviewer(account);
    }

    /// @dev At most MAX_REVIEWERS rounds: each clears the lowest bit.
    function count(uint16 votes) internal pure returns (uint256 total) {
        for (; votes != 0; votes &= votes - 1) {
            ++total;
        }
    }

    /// @dev Whether approval goes against the AI: a veto, or a required score that never came.
    function overrulesAi(Milestone memory milestone, Policy calldata policy) internal pure returns (bool) {
        if (!milestone.hasScore) return policy.aiRequired;
        return policy.aiCanVeto && milestone.score < policy.minScore;
    }

    function isApproved(Milestone memory milestone, Policy calldata policy) internal pure returns (bool) {
        uint256 needed = overrulesAi(milestone, policy) ? policy.supermajority : policy.quorum;
        return count(milestone.yesVotes) >= needed;
    }

    function isRejected(Milestone memory milestone, Policy calldata policy) internal pure returns (bool) {
        return count(milestone.noVotes) >= policy.quorum;
    }
}
