// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {IReviewerRegistry} from "../interfaces/IReviewerRegistry.sol";
import {Conditions, GrantAccount, GrantTerms, Policy} from "../types/Grant.sol";

uint256 constant MAX_REVIEWERS = 16; // bits of the vote bitmaps
uint256 constant MAX_EXCLUDED_AFFILIATIONS = 8;

/// @title What reviewers and votes in a grant's terms must be like
/// @dev Runs once, when a grant is accepted.
library PanelRules {
    function check(GrantTerms calldata terms, IReviewerRegistry registry) internal view {
        Conditions calldata conditions = terms.conditions;
        _checkReviewers(terms.account, conditions);
        _checkSeats(conditions.policy);
        _checkAffiliations(conditions.excludedAffiliations);
        _checkEligible(terms.account, conditions, registry);
    }

    function _checkReviewers(GrantAccount calldata account, Conditions calldata conditions) private pure {
        address[] calldata reviewers = conditions.policy.reviewers;
        if (reviewers.length == 0 || reviewers.length > MAX_REVIEWERS) {
            revert IMilestoneReview.MilestoneReview_ReviewersOutOfRange(reviewers.length, MAX_REVIEWERS);
        }
        address before = address(0);
        for (uint256 i; i < reviewers.length; ++i) {
            address reviewer = reviewers[i];
            // Ascending, hence all different and none of them zero.
            if (reviewer <= before) {
                revert IMilestoneReview.MilestoneReview_ReviewersNotAscending(before, reviewer);
            }
            if (reviewer == account.funder || reviewer == account.investigator || reviewer == conditions.arbitrator) {
                revert IMilestoneReview.MilestoneReview_ReviewerIsParty(reviewer);
            }
            before = reviewer;
        }
    }

    function _checkSeats(Policy calldata policy) private pure {
        (uint256 seats, uint256 quorum, uint256 supermajority) = (policy.seats, policy.quorum, policy.supermajority);
        if (seats == 0 || seats > policy.reviewers.length) {
            revert IMilestoneReview.MilestoneReview_SeatsOutOfRange(seats, policy.reviewers.length);
        }
        // More than half of the seats: no two quorums differ, so the order of reveals decides nothing.
        if (2 * quorum <= seats || supermajority < quorum || supermajority > seats) {
            revert IMilestoneReview.MilestoneReview_ThresholdsOutOfRange(quorum, supermajority, seats);
        }
    }

    function _checkAffiliations(bytes32[] calldata affiliations) private pure {
        if (affiliations.length == 0 || affiliations.length > MAX_EXCLUDED_AFFILIATIONS) {
            revert IMilestoneReview.MilestoneReview_AffiliationsOutOfRange(
                affiliations.length, MAX_EXCLUDED_AFFILIATIONS
            );
        }
        bytes32 before = 0;
        for (uint256 i; i < affiliations.length; ++i) {
            // Ascending, hence none of them zero.
            if (affiliations[i] <= before) {
                revert IMilestoneReview.MilestoneReview_AffiliationsNotAscending(before, affiliations[i]);
            }
            before = affiliations[i];
        }
    }

    /// @dev Whoever has a conflict of interest already is not agreed upon. One that comes later keeps a reviewer off the
    /// panels drawn after it.
    function _checkEligible(GrantAccount calldata account, Conditions calldata conditions, IReviewerRegistry registry)
        private
        view
    {
        address[] calldata reviewers = conditions.policy.reviewers;
        uint16 eligible =
            registry.eligible(reviewers, conditions.excludedAffiliations, account.funder, account.investigator);
        for (uint256 i; i < reviewers.length; ++i) {
            if (eligible >> i & 1 == 0) revert IMilestoneReview.MilestoneReview_ReviewerNotEligible(reviewers[i]);
        }
    }
}
