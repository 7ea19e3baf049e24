// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceConsumer} from "../../../contracts/interfaces/IInferenceConsumer.sol";
import {IMilestoneReview} from "../../../contracts/interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../../../contracts/interfaces/IResearchEscrow.sol";
import {GrantTerms} from "../../../contracts/types/Grant.sol";
import {Milestone, MilestoneState} from "../../../contracts/types/Milestone.sol";
import {ResearchBook} from "./ResearchBook.sol";

/// @title Every call that decides something about a milestone, and who may make it when
abstract contract ResearchRights is ResearchBook {
    enum Call {
        Open,
        Advance,
        OnInference,
        Submit,
        Dispute,
        Rule,
        Vote,
        SkipScore,
        Escalate,
        ApplyDefaultSplit,
        Expire
    }

    /// @dev What nobody should get through: `caller` tries `which`, if that is not its right.
    function _overstep(GrantTerms memory terms, uint256 index, Call which, address caller, uint16 share) internal {
        Milestone memory milestone = milestoneOf(terms, index);
        if (_mayCall(terms, index, which, caller, milestone)) return;
        bool toEscrow = which == Call.Open || which == Call.Advance;
        bytes memory data = toEscrow
            ? _escrowCall(terms, index, which, milestone)
            : _reviewCall(terms, index, which, milestone.attempts, share);
        vm.prank(caller);
        (bool success,) = (toEscrow ? address(escrow) : address(review)).call(data);
        if (!success) return;
        trespass =
            string.concat("call ", vm.toString(uint256(which)), " in state ", vm.toString(uint256(milestone.state)));
    }

    /// @dev False only where the call must revert.
    function _mayCall(GrantTerms memory terms, uint256 index, Call which, address caller, Milestone memory milestone)
        private
        view
        returns (bool)
    {
        MilestoneState state = milestone.state;
        bool inTime = now_() <= milestone.deadline;
        if (which == Call.Submit) return caller == users.investigator && _mayBring(terms, index, milestone);
        if (which == Call.Dispute) return inTime && _mayDispute(caller, state);
        if (which == Call.Rule) return inTime && caller == users.arbitrator && _isBeforeArbitrator(state);
        if (which == Call.Vote) return inTime && _isBeforePanel(state) && _hasVoteLeft(caller, milestone);
        if (which == Call.SkipScore) return !inTime && state == MilestoneState.Submitted;
        if (which == Call.Escalate) return !inTime && _isBeforePanel(state);
        if (which == Call.ApplyDefaultSplit) return !inTime && _isBeforeArbitrator(state);
        if (which == Call.Expire) return !inTime && _mayLapse(terms, index, milestone);
        // Modules and the oracle alone.
        return false;
    }

    // STATES

    function _isBeforePanel(MilestoneState state) private pure returns (bool) {
        return state == MilestoneState.Scored || state == MilestoneState.Unscored;
    }

    function _isBeforeArbitrator(MilestoneState state) private pure returns (bool) {
        return state == MilestoneState.Escalated || state == MilestoneState.Disputed;
    }

    function _mayDispute(address caller, MilestoneState state) private view returns (bool) {
        if (state == MilestoneState.Scored) return caller == users.funder || caller == users.investigator;
        if (state == MilestoneState.Approved) return caller == users.funder;
        return state == MilestoneState.Rejected && caller == users.investigator;
    }

    function _hasVoteLeft(address caller, Milestone memory milestone) private view returns (bool) {
        uint256 voted = milestone.yesVotes | milestone.noVotes;
        for (uint256 i; i < 3; ++i) {
            if (caller == users.reviewers[i]) return voted >> i & 1 == 0;
        }
        return false;
    }

    function _isOpenToEvidence(MilestoneState state) private pure returns (bool) {
        return state == MilestoneState.Pending || state == MilestoneState.Rejected;
    }

    function _mayBring(GrantTerms memory terms, uint256 index, Milestone memory milestone) private view returns (bool) {
        bool attemptsLeft = milestone.attempts < terms.conditions.policy.maxAttempts;
        // The milestone before may have given it time beyond its terms.
        bool maybeInTime =
            now_() <= terms.conditions.milestones[index].graceEnd || (terms.conditions.policy.sequential && index != 0);
        return _isOpenToEvidence(milestone.state) && attemptsLeft && maybeInTime;
    }

    /// @dev Never before the last second of its terms, but for a rejection without attempts left.
    function _mayLapse(GrantTerms memory terms, uint256 index, Milestone memory milestone) private view returns (bool) {
        bool usedUp = milestone.attempts >= terms.conditions.policy.maxAttempts;
        bool isLate = now_() > terms.conditions.milestones[index].graceEnd;
        return _isOpenToEvidence(milestone.state) && (usedUp || isLate);
    }

    // CALLDATA

    function _escrowCall(GrantTerms memory terms, uint256 index, Call which, Milestone memory milestone)
        private
        pure
        returns (bytes memory)
    {
        if (which == Call.Open) return abi.encodeCall(IResearchEscrow.open, (terms.account, index, milestone));
        return abi.encodeCall(IResearchEscrow.advance, (milestoneIdOf(terms, index), milestone));
    }

    function _reviewCall(GrantTerms memory terms, uint256 index, Call which, uint8 attempt, uint16 share)
        private
        pure
        returns (bytes memory)
    {
        if (which == Call.OnInference) {
            return abi.encodeCall(IInferenceConsumer.onInference, (REQUEST, answerFor(terms, index, GOOD_SCORE)));
        }
        if (which == Call.Submit) return abi.encodeCall(IMilestoneReview.submit, (terms, index, EVIDENCE, PACKAGE));
        if (which == Call.Dispute) return abi.encodeCall(IMilestoneReview.dispute, (terms, index));
        if (which == Call.Rule) return abi.encodeCall(IMilestoneReview.rule, (terms, index, share));
        if (which == Call.Vote) {
            return abi.encodeCall(IMilestoneReview.vote, (terms, index, attempt, share & 1 == 1));
        }
        if (which == Call.SkipScore) return abi.encodeCall(IMilestoneReview.skipScore, (terms, index));
        if (which == Call.Escalate) return abi.encodeCall(IMilestoneReview.escalate, (terms, index));
        if (which == Call.ApplyDefaultSplit) {
            return abi.encodeCall(IMilestoneReview.applyDefaultSplit, (terms, index));
        }
        return abi.encodeCall(IMilestoneReview.expire, (terms, index));
    }
}
