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
        FixAmount,
        Reward,
        Replace,
        AcceptSettlement,
        Terminate,
        OnInference,
        Submit,
        Dispute,
        Rule,
        CommitVote,
        RevealVote,
        SkipScore,
        Escalate,
        ApplyDefaultSplit,
        Expire
    }

    /// @dev What nobody should get through: `caller` tries `which`, if that is not its right.
    function _overstep(GrantTerms memory terms, uint256 index, Call which, address caller, uint16 share) internal {
        Milestone memory milestone = milestoneOf(terms, index);
        if (_mayCall(terms, index, which, caller, milestone)) return;
        bool toEscrow = which <= Call.Replace;
        bytes memory data = toEscrow
            ? _escrowCall(terms, index, which, milestone, caller)
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
        if (which == Call.CommitVote) return inTime && _isBeforePanel(state) && _isReviewer(caller);
        if (which == Call.SkipScore) return !inTime && state == MilestoneState.Submitted;
        if (which == Call.Escalate) return !inTime && _isBeforePanel(state);
        if (which == Call.ApplyDefaultSplit) return !inTime && _isBeforeArbitrator(state);
        if (which == Call.Expire) return !inTime && _mayLapse(terms, index, milestone);
        // Modules and the oracle alone; both signatures; the other party's offer; who knows the salt.
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

    function _isReviewer(address caller) private view returns (bool) {
        for (uint256 i; i < 3; ++i) {
            if (caller == users.reviewers[i]) return true;
        }
        return false;
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

    function _escrowCall(GrantTerms memory terms, uint256 index, Call which, Milestone memory milestone, address caller)
        private
        pure
        returns (bytes memory)
    {
        if (which == Call.Open) return abi.encodeCall(IResearchEscrow.open, (terms.account, index, milestone));
        if (which == Call.FixAmount) return abi.encodeCall(IResearchEscrow.fixAmount, (terms.account, index, 0));
        if (which == Call.Reward) return abi.encodeCall(IResearchEscrow.reward, (terms.account, index, caller));
        if (which == Call.Replace) return abi.encodeCall(IResearchEscrow.replace, (terms.account, terms, "", ""));
        return abi.encodeCall(IResearchEscrow.advance, (milestoneIdOf(terms, index), milestone));
    }

    function _reviewCall(GrantTerms memory terms, uint256 index, Call which, uint8 attempt, uint16 share)
        private
        view
        returns (bytes memory)
    {
        if (which == Call.OnInference) {
            return abi.encodeCall(IInferenceConsumer.onInference, (REQUEST, answerFor(terms, index, GOOD_SCORE)));
        }
        if (which == Call.Submit) return abi.encodeCall(IMilestoneReview.submit, (terms, index, EVIDENCE, PACKAGE));
        if (which == Call.Dispute) return abi.encodeCall(IMilestoneReview.dispute, (terms, index));
        if (which == Call.Rule) return abi.encodeCall(IMilestoneReview.rule, (terms, index, share));
        if (which == Call.CommitVote) {
            return abi.encodeCall(IMilestoneReview.commitVote, (terms, index, attempt, PACKAGE));
        }
        if (which == Call.RevealVote) {
            address reviewer = users.reviewers[share % 3];
            return abi.encodeCall(
                IMilestoneReview.revealVote, (terms, index, attempt, reviewer, share & 1 == 1, REASONS, bytes32(0))
            );
        }
        if (which == Call.AcceptSettlement) {
            return abi.encodeCall(IMilestoneReview.acceptSettlement, (terms, index, share));
        }
        if (which == Call.Terminate) {
            uint16[] memory shares = new uint16[](MILESTONES);
            return abi.encodeCall(IMilestoneReview.terminate, (terms, shares, type(uint40).max, "", ""));
        }
        if (which == Call.SkipScore) return abi.encodeCall(IMilestoneReview.skipScore, (terms, index));
        if (which == Call.Escalate) return abi.encodeCall(IMilestoneReview.escalate, (terms, index));
        if (which == Call.ApplyDefaultSplit) {
            return abi.encodeCall(IMilestoneReview.applyDefaultSplit, (terms, index));
        }
        return abi.encodeCall(IMilestoneReview.expire, (terms, index));
    }
}
