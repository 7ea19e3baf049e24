// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {Conditions, GrantAccount, GrantTerms, MilestoneTerms, NO_MODEL, Policy} from "../types/Grant.sol";
import {FULL_SHARE_BPS} from "../types/Milestone.sol";

uint8 constant MAX_REVIEWERS = 16; // bits of the vote bitmaps
uint8 constant MAX_ATTEMPTS = 10;
uint40 constant MIN_SCORE_WINDOW = 1 hours;
uint40 constant MIN_WINDOW = 1 days;
uint40 constant MAX_WINDOW = 90 days;
/// @dev How long after `startBy` the last evidence may be taken.
uint40 constant MAX_TERM = 10 * 365 days;

/// @title What terms must be like so that every milestone can be decided, or passed over, in bounded time
/// @dev Runs once, when a grant is accepted. The escrow itself bounds count, amounts and `startBy`.
library GrantRules {
    function check(GrantTerms calldata terms) internal pure {
        _checkParties(terms.account, terms.conditions);
        _checkPanel(terms.account, terms.conditions);
        _checkPolicy(terms.conditions);
        _checkDates(terms.account, terms.conditions.milestones);
    }

    function _checkParties(GrantAccount calldata account, Conditions calldata conditions) private pure {
        address arbitrator = conditions.arbitrator;
        bool distinct = account.funder != account.investigator && arbitrator != account.funder
            && arbitrator != account.investigator && arbitrator != address(0);
        if (!distinct) {
            revert IMilestoneReview.MilestoneReview_PartiesNotDistinct(account.funder, account.investigator, arbitrator);
        }
    }

    function _checkPanel(GrantAccount calldata account, Conditions calldata conditions) private pure {
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

    function _checkPolicy(Conditions calldata conditions) private pure {
        Policy calldata policy = conditions.policy;
        uint256 reviewers = policy.reviewers.length;
        if (policy.quorum == 0 || policy.supermajority < policy.quorum || policy.supermajority > reviewers) {
            revert IMilestoneReview.MilestoneReview_ThresholdsOutOfRange(policy.quorum, policy.supermajority, reviewers);
        }
        if (policy.maxAttempts == 0 || policy.maxAttempts > MAX_ATTEMPTS) {
            revert IMilestoneReview.MilestoneReview_AttemptsOutOfRange(policy.maxAttempts, MAX_ATTEMPTS);
        }
        if (policy.defaultSplitBps > FULL_SHARE_BPS) {
            revert IMilestoneReview.MilestoneReview_ShareOutOfRange(policy.defaultSplitBps);
        }
        if (policy.disputeBond == 0) revert IMilestoneReview.MilestoneReview_ZeroBond();
        // Without a model nothing may hang on a score; with one, the oracle gets time to answer.
        bool hasModel = conditions.modelId != NO_MODEL;
        bool usesAi = policy.aiRequired || policy.aiCanVeto;
        if (hasModel != (policy.scoreWindow != 0) || (usesAi && !hasModel)) {
            revert IMilestoneReview.MilestoneReview_ModelAndScoreMismatch(conditions.modelId, policy.scoreWindow);
        }
        if (hasModel) _checkWindow(policy.scoreWindow, MIN_SCORE_WINDOW);
        _checkWindow(policy.reviewWindow, MIN_WINDOW);
        _checkWindow(policy.challengeWindow, MIN_WINDOW);
        _checkWindow(policy.arbitrationWindow, MIN_WINDOW);
    }

    function _checkWindow(uint40 window, uint40 minimum) private pure {
        if (window < minimum || window > MAX_WINDOW) {
            revert IMilestoneReview.MilestoneReview_WindowOutOfRange(window, minimum, MAX_WINDOW);
        }
    }

    function _checkDates(GrantAccount calldata account, MilestoneTerms[] calldata milestones) private pure {
        if (account.amounts.length != milestones.length) {
            revert IMilestoneReview.MilestoneReview_CountMismatch(account.amounts.length, milestones.length);
        }
        uint256 latest = uint256(account.startBy) + MAX_TERM;
        for (uint256 i; i < milestones.length; ++i) {
            (uint40 dueAt, uint40 graceEnd) = (milestones[i].dueAt, milestones[i].graceEnd);
            if (graceEnd <= account.startBy || graceEnd < dueAt || graceEnd > latest) {
                revert IMilestoneReview.MilestoneReview_DatesOutOfRange(i, dueAt, graceEnd, latest);
            }
        }
    }
}
