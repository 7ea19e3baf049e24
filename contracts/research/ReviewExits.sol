// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {PanelVotes} from "../libraries/PanelVotes.sol";
import {GrantTerms, Policy} from "../types/Grant.sol";
import {GrantId, MilestoneId} from "../types/Identifiers.sol";
import {Milestone, MilestoneState} from "../types/Milestone.sol";
import {DelegatedReview} from "./DelegatedReview.sol";

/// @title How anyone moves a milestone on that somebody is silent about
/// @dev Each step is planned by a view, so that whoever asks beforehand is told by the very code that decides.
abstract contract ReviewExits is DelegatedReview {
    // STEPS

    function skipScore(GrantTerms calldata terms, uint256 index) external onlyDelegated {
        (MilestoneId id, Milestone memory next) = _planSkip(terms, index);
        // Effect
        emit IMilestoneReview.ScoreSkipped(id, next.attempts);
        ESCROW.advance(id, next);

        // Interaction
        _reward(terms, index);
    }

    function autoApprove(GrantTerms calldata terms, uint256 index) external onlyDelegated {
        (MilestoneId id, Milestone memory next, uint256 cap) = _planAutoApproval(terms, index);
        // Effect: by the score alone, and open to dispute like any other approval.
        _requireFinalScore(id, next.attempts);
        emit IMilestoneReview.MilestoneAutoApproved(id, next.score, cap);
        _approve(id, next, terms.conditions.policy.challengeWindow);
        ESCROW.advance(id, next);

        // Interaction
        _reward(terms, index);
    }

    function escalate(GrantTerms calldata terms, uint256 index) external onlyDelegated {
        (MilestoneId id, Milestone memory next) = _planEscalation(terms, index);
        // Effect
        emit IMilestoneReview.MilestoneEscalated(id, next.deadline);
        ESCROW.advance(id, next);

        // Interaction
        _reward(terms, index);
    }

    function expire(GrantTerms calldata terms, uint256 index) external onlyDelegated {
        (MilestoneId id, MilestoneState from, Milestone memory next) = _planExpiry(terms, index);
        // Effect
        emit IMilestoneReview.MilestoneExpired(id);
        _write(terms, index, id, from, next);

        // Interaction
        _reward(terms, index);
    }

    // PLANS

    function _planSkip(GrantTerms calldata terms, uint256 index)
        internal
        view
        returns (MilestoneId id, Milestone memory next)
    {
        (, id, next) = _load(terms, index);
        // Check: the oracle had its time.
        _requireState(id, next.state, MilestoneState.Submitted);
        _requireAfter(id, next.deadline);
        // People decide alone. Never the other way: silence approves nothing.
        next.state = MilestoneState.Unscored;
        next.deadline = _after(next.reviewWindow);
    }

    /// @dev The word as it is, and how much a score may approve by itself.
    function _planAutoApproval(GrantTerms calldata terms, uint256 index)
        internal
        view
        returns (MilestoneId id, Milestone memory milestone, uint256 cap)
    {
        (, id, milestone) = _load(terms, index);
        Policy calldata policy = terms.conditions.policy;
        // Check: a good score that stands, in the panel's time, of an amount that a score may decide about.
        _requireState(id, milestone.state, MilestoneState.Scored);
        _requireNotAfter(id, milestone.deadline);
        _requireFinal(_provisional[id].requestId);
        uint256 amount = terms.account.amounts[index];
        cap = _autoReleaseCapOf(terms.account.funder, terms.conditions.modelId, policy.autoReleaseCap);
        if (!PanelVotes.scoreApproves(milestone, policy) || amount > cap) {
            revert IMilestoneReview.MilestoneReview_AutoReleaseRefused(id, milestone.score, amount, cap);
        }
    }

    function _planEscalation(GrantTerms calldata terms, uint256 index)
        internal
        view
        returns (MilestoneId id, Milestone memory next)
    {
        (, id, next) = _load(terms, index);
        // Check: the panel had its time.
        _requireEither(id, next.state, MilestoneState.Scored, MilestoneState.Unscored);
        _requireAfter(id, next.deadline);
        next.state = MilestoneState.Escalated;
        next.deadline = _after(terms.conditions.policy.arbitrationWindow);
    }

    function _planExpiry(GrantTerms calldata terms, uint256 index)
        internal
        view
        returns (MilestoneId id, MilestoneState from, Milestone memory next)
    {
        GrantId grantId;
        (grantId, id, next) = _load(terms, index);
        from = next.state;
        // Check: no evidence can follow, and a rejection can no longer be disputed.
        _requireEither(id, from, MilestoneState.Pending, MilestoneState.Rejected);
        uint40 endsAt = from == MilestoneState.Pending
            ? _pendingUntil(terms, grantId, index)
            : _rejectedUntil(terms, grantId, index, next);
        _requireAfter(id, endsAt);
        // The amount is the funder's, since the time that anyone could have called.
        next.state = MilestoneState.Refundable;
        next.deadline = endsAt;
    }

    /// @dev In a cascading grant the failure of the milestone before ends this one's time as well.
    function _pendingUntil(GrantTerms calldata terms, GrantId grantId, uint256 index) private view returns (uint40) {
        Sequel memory sequel = _sequelOf(grantId, terms, index);
        return sequel.hasFailed ? sequel.finalSince : _requireGraceEnd(grantId, terms, index);
    }

    function _rejectedUntil(GrantTerms calldata terms, GrantId grantId, uint256 index, Milestone memory milestone)
        private
        view
        returns (uint40)
    {
        if (milestone.attempts >= terms.conditions.policy.maxAttempts) return milestone.deadline;
        uint40 graceEnd = _requireGraceEnd(grantId, terms, index);
        return graceEnd > milestone.deadline ? graceEnd : milestone.deadline;
    }
}
