// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {AggregatorV3Interface} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {
    Conditions,
    GrantAccount,
    GrantTerms,
    MilestoneTerms,
    NO_FEED,
    NO_MODEL,
    Policy,
    Valuation
} from "../types/Grant.sol";
import {FULL_SHARE_BPS} from "../types/Milestone.sol";

uint8 constant MAX_ATTEMPTS = 10;
uint40 constant MIN_SCORE_WINDOW = 1 hours;
uint40 constant MIN_WINDOW = 1 days;
uint40 constant MAX_WINDOW = 90 days;
/// @dev How long after `startBy` the last evidence may be taken.
uint40 constant MAX_TERM = 10 * 365 days;
/// @dev Bounds of what a price feed may be like.
uint32 constant MAX_HEARTBEAT = 7 days;
uint8 constant MAX_FEED_DECIMALS = 18;

/// @title What terms must be like so that every milestone can be decided, or passed over, in bounded time
/// @dev Runs once, when a grant is accepted; who may review is in PanelRules. The escrow itself bounds count, amounts and
/// `startBy`.
library GrantRules {
    function check(GrantTerms calldata terms) internal view {
        _checkParties(terms.account, terms.conditions);
        _checkPolicy(terms.conditions.policy);
        _checkModel(terms.conditions);
        _checkValuation(terms.conditions.valuation);
        _checkMilestones(terms.account, terms.conditions);
    }

    function _checkParties(GrantAccount calldata account, Conditions calldata conditions) private pure {
        address arbitrator = conditions.arbitrator;
        bool distinct = account.funder != account.investigator && arbitrator != account.funder
            && arbitrator != account.investigator && arbitrator != address(0);
        if (!distinct) {
            revert IMilestoneReview.MilestoneReview_PartiesNotDistinct(account.funder, account.investigator, arbitrator);
        }
    }

    function _checkPolicy(Policy calldata policy) private pure {
        if (policy.maxAttempts == 0 || policy.maxAttempts > MAX_ATTEMPTS) {
            revert IMilestoneReview.MilestoneReview_AttemptsOutOfRange(policy.maxAttempts, MAX_ATTEMPTS);
        }
        if (policy.defaultSplitBps > FULL_SHARE_BPS) {
            revert IMilestoneReview.MilestoneReview_ShareOutOfRange(policy.defaultSplitBps);
        }
        if (policy.disputeBond == 0) revert IMilestoneReview.MilestoneReview_ZeroBond();
        if (policy.cascade && !policy.sequential) revert IMilestoneReview.MilestoneReview_CascadeWithoutSequence();
        _checkWindow(policy.commitWindow, MIN_WINDOW);
        _checkWindow(policy.revealWindow, MIN_WINDOW);
        _checkWindow(policy.challengeWindow, MIN_WINDOW);
        _checkWindow(policy.arbitrationWindow, MIN_WINDOW);
    }

    /// @dev Without a model nothing may hang on a score; with one, the oracle gets time to answer.
    function _checkModel(Conditions calldata conditions) private pure {
        Policy calldata policy = conditions.policy;
        bool hasModel = conditions.modelId != NO_MODEL;
        bool usesAi = policy.aiRequired || policy.aiCanVeto;
        if (hasModel != (policy.scoreWindow != 0) || (usesAi && !hasModel)) {
            revert IMilestoneReview.MilestoneReview_ModelAndScoreMismatch(conditions.modelId, policy.scoreWindow);
        }
        if (hasModel) {
            _checkWindow(policy.scoreWindow, MIN_SCORE_WINDOW);
        } else if (policy.autoReleaseCap != 0) {
            revert IMilestoneReview.MilestoneReview_CapWithoutModel(policy.autoReleaseCap);
        }
    }

    /// @dev A feed that answers, with a price to fall back on; or nothing at all.
    function _checkValuation(Valuation calldata valuation) private view {
        (address feed, uint32 heartbeat, uint128 fallbackPrice) =
            (valuation.feed, valuation.heartbeat, valuation.fallbackPrice);
        bool inOrder = feed == NO_FEED
            ? heartbeat == 0 && fallbackPrice == 0
            : heartbeat != 0 && heartbeat <= MAX_HEARTBEAT && fallbackPrice != 0 && feed.code.length != 0
                && AggregatorV3Interface(feed).decimals() <= MAX_FEED_DECIMALS;
        if (!inOrder) revert IMilestoneReview.MilestoneReview_ValuationOutOfRange(feed, heartbeat, fallbackPrice);
    }

    function _checkWindow(uint40 window, uint40 minimum) private pure {
        if (window < minimum || window > MAX_WINDOW) {
            revert IMilestoneReview.MilestoneReview_WindowOutOfRange(window, minimum, MAX_WINDOW);
        }
    }

    function _checkMilestones(GrantAccount calldata account, Conditions calldata conditions) private pure {
        MilestoneTerms[] calldata milestones = conditions.milestones;
        if (account.amounts.length != milestones.length) {
            revert IMilestoneReview.MilestoneReview_CountMismatch(account.amounts.length, milestones.length);
        }
        address feed = conditions.valuation.feed;
        uint256 latest = uint256(account.startBy) + MAX_TERM;
        for (uint256 i; i < milestones.length; ++i) {
            (uint40 dueAt, uint40 graceEnd) = (milestones[i].dueAt, milestones[i].graceEnd);
            if (graceEnd <= account.startBy || graceEnd < dueAt || graceEnd > latest) {
                revert IMilestoneReview.MilestoneReview_DatesOutOfRange(i, dueAt, graceEnd, latest);
            }
            uint128 usdAmount = milestones[i].usdAmount;
            if ((usdAmount != 0) != (feed != NO_FEED)) {
                revert IMilestoneReview.MilestoneReview_UsdAmountMismatch(i, usdAmount, feed);
            }
        }
    }
}
