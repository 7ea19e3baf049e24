// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {GrantTerms, Policy} from "../types/Grant.sol";
import {FULL_SHARE_BPS, Milestone} from "../types/Milestone.sol";

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

    /// @dev Whether the account has a say in verdicts under these terms. At most MAX_REVIEWERS rounds.
    function judges(GrantTerms calldata terms, address account) internal pure returns (bool) {
        address[] calldata reviewers = terms.conditions.policy.reviewers;
        for (uint256 i; i < reviewers.length; ++i) {
            if (reviewers[i] == account) return true;
        }
        return account == terms.conditions.arbitrator;
    }

    /// @dev As many rounds as there are bits set: each clears the lowest.
    function count(uint32 votes) internal pure returns (uint256 total) {
        for (; votes != 0; votes &= votes - 1) {
            ++total;
        }
    }

    /// @dev Whether approval goes against the AI: a score too low, or one that never came where a score counts.
    function overrulesAi(Milestone memory milestone, Policy calldata policy) internal pure returns (bool) {
        if (!milestone.hasScore) return policy.aiRequired || policy.aiCanVeto;
        return policy.aiCanVeto && milestone.score < policy.minScore;
    }

    function isApproved(Milestone memory milestone, Policy calldata policy) internal pure returns (bool) {
        uint256 needed = overrulesAi(milestone, policy) ? policy.supermajority : policy.quorum;
        return count(milestone.yesVotes) >= needed;
    }

    function isRejected(Milestone memory milestone, Policy calldata policy) internal pure returns (bool) {
        return count(milestone.noVotes) >= policy.quorum;
    }

    /// @dev Whether the score alone approved, and no quorum: the votes in the word are those of its last attempt.
    function isAutoApproved(Milestone memory milestone, Policy calldata policy) internal pure returns (bool) {
        return milestone.payeeBps == FULL_SHARE_BPS && !isApproved(milestone, policy);
    }

    /// @dev Whether the score would have approved.
    function scoreApproves(Milestone memory milestone, Policy calldata policy) internal pure returns (bool) {
        return milestone.hasScore && milestone.score >= policy.minScore;
    }
}
