// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {PanelDraw} from "../libraries/PanelDraw.sol";
import {PanelVotes} from "../libraries/PanelVotes.sol";
import {GrantAccount, GrantTerms, Policy} from "../types/Grant.sol";
import {GrantId, MilestoneId} from "../types/Identifiers.sol";
import {Milestone, MilestoneState} from "../types/Milestone.sol";
import {ReviewBook} from "./ReviewBook.sol";

/// @title The panel: who sits on it, and its sealed votes
abstract contract ReviewPanel is ReviewBook {
    // VOTES

    function commitVote(GrantTerms calldata terms, uint256 index, uint8 attempt, bytes32 commitment) external {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        Policy calldata policy = terms.conditions.policy;
        // Check: a panel member, once, about the evidence and the final score at hand, before anything is revealed.
        _requirePanelAtWork(id, milestone, attempt);
        IMilestoneReview.Ballot memory ballot = _ballots[id];
        uint16 bit = _requireUncommitted(id, ballot, policy);
        _requireCommitPhase(id, milestone, policy);
        if (commitment == 0) revert IMilestoneReview.MilestoneReview_EmptyCommitment(id);
        _requireFinalScore(id, attempt);

        // Effect: sealed; the last one opens the reveals.
        ballot.committed |= bit;
        _ballots[id] = ballot;
        _commitments[_keyOf(id, attempt, msg.sender)] = commitment;
        emit IMilestoneReview.VoteCommitted(id, msg.sender, attempt, commitment);
        if (ballot.committed == ballot.seats) _startReveals(id, milestone, policy);
    }

    function revealVote(
        GrantTerms calldata terms,
        uint256 index,
        uint8 attempt,
        address reviewer,
        bool approve,
        bytes32 reasonsHash,
        bytes32 salt
    ) external {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        Policy calldata policy = terms.conditions.policy;
        // Check: in time, of this attempt, the vote that was sealed, once.
        uint16 bit = PanelVotes.seatOf(policy.reviewers, reviewer);
        _requirePanelAtWork(id, milestone, attempt);
        _requireRevealPhase(id, milestone, policy);
        bytes32 commitment = _commitments[_keyOf(id, attempt, reviewer)];
        bytes32 expected = keccak256(abi.encode(id, attempt, reviewer, approve, reasonsHash, salt));
        if (commitment != expected) {
            revert IMilestoneReview.MilestoneReview_OtherCommitment(id, reviewer, commitment, expected);
        }
        if ((milestone.yesVotes | milestone.noVotes) & bit != 0) {
            revert IMilestoneReview.MilestoneReview_AlreadyVoted(id, reviewer);
        }
        if (!approve && reasonsHash == 0) revert IMilestoneReview.MilestoneReview_ReasonsMissing(id);

        // Effect: count it; the vote that makes a quorum decides.
        if (approve) milestone.yesVotes |= bit;
        else milestone.noVotes |= bit;
        emit IMilestoneReview.VoteCast(id, reviewer, attempt, approve, reasonsHash);
        if (approve && PanelVotes.isApproved(milestone, policy)) _approveByPanel(terms, id, milestone);
        if (!approve && PanelVotes.isRejected(milestone, policy)) _rejectByPanel(terms, id, milestone);
        ESCROW.advance(id, milestone);
    }

    function recuse(GrantTerms calldata terms, uint256 index) external {
        (GrantId grantId, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        Policy calldata policy = terms.conditions.policy;
        MilestoneState state = milestone.state;
        // Check: a panel member that has not voted, while whoever takes the seat still can.
        IMilestoneReview.Ballot memory ballot = _ballots[id];
        if (state != MilestoneState.Submitted) {
            _requirePanelAtWork(id, milestone, milestone.attempts);
            _requireCommitPhase(id, milestone, policy);
        }
        uint16 bit = _requireUncommitted(id, ballot, policy);

        // Effect: the next in turn sits instead, if any; those left may all have voted.
        ballot.excluded |= bit;
        ballot.seats &= ~bit;
        uint16 candidates = _eligible(terms) & ~ballot.excluded;
        uint256 wanted = PanelVotes.count(ballot.seats) + 1;
        ballot.seats = PanelDraw.fill(
            ballot.seats,
            candidates,
            wanted,
            PanelDraw.startOf(grantId, index, ballot.attempt, policy.seats, policy.reviewers.length),
            policy.reviewers.length
        );
        _ballots[id] = ballot;
        emit IMilestoneReview.ReviewerRecused(id, msg.sender, ballot.attempt, ballot.seats);
        if (ballot.committed != 0 && ballot.committed == ballot.seats) _startReveals(id, milestone, policy);
    }

    // SEATS, INTERNALS

    /// @dev A ballot for a new attempt, with whoever is in turn and has no conflict of interest now.
    function _drawPanel(GrantTerms calldata terms, GrantId grantId, MilestoneId id, uint256 index, uint8 attempt)
        internal
    {
        Policy calldata policy = terms.conditions.policy;
        uint16 eligible = _eligible(terms);
        uint256 reviewers = policy.reviewers.length;
        uint256 start = PanelDraw.startOf(grantId, index, attempt, policy.seats, reviewers);
        uint16 seats = PanelDraw.fill(0, eligible, policy.seats, start, reviewers);
        _ballots[id] = IMilestoneReview.Ballot({
            attempt: attempt,
            seats: seats,
            committed: 0,
            excluded: uint16((1 << reviewers) - 1) & ~eligible,
            minValueAtRisk: policy.minValueAtRisk
        });
        emit IMilestoneReview.PanelDrawn(id, attempt, seats);
    }

    function _eligible(GrantTerms calldata terms) private view returns (uint16) {
        GrantAccount calldata account = terms.account;
        return REVIEWERS.eligible(
            terms.conditions.policy.reviewers,
            terms.conditions.excludedAffiliations,
            account.funder,
            account.investigator
        );
    }

    // VOTES, INTERNALS

    function _approveByPanel(GrantTerms calldata terms, MilestoneId id, Milestone memory milestone) private {
        Policy calldata policy = terms.conditions.policy;
        if (PanelVotes.overrulesAi(milestone, policy)) {
            emit IMilestoneReview.AiOverruled(
                id, milestone.hasScore, milestone.score, policy.minScore, PanelVotes.count(milestone.yesVotes)
            );
        }
        if (milestone.hasScore) _recordAgreement(terms, id, PanelVotes.scoreApproves(milestone, policy));
        _approve(id, milestone, policy.challengeWindow);
    }

    function _rejectByPanel(GrantTerms calldata terms, MilestoneId id, Milestone memory milestone) private {
        Policy calldata policy = terms.conditions.policy;
        if (milestone.hasScore) _recordAgreement(terms, id, !PanelVotes.scoreApproves(milestone, policy));
        milestone.state = MilestoneState.Rejected;
        milestone.deadline = _after(policy.challengeWindow);
        emit IMilestoneReview.MilestoneRejected(id, milestone.attempts, milestone.deadline);
    }

    /// @dev Every seat has committed: nobody needs to wait.
    function _startReveals(MilestoneId id, Milestone memory milestone, Policy calldata policy) private {
        milestone.deadline = _after(policy.revealWindow);
        ESCROW.advance(id, milestone);
    }

    function _requirePanelAtWork(MilestoneId id, Milestone memory milestone, uint8 attempt) private view {
        _requireEither(id, milestone.state, MilestoneState.Scored, MilestoneState.Unscored);
        if (attempt != milestone.attempts) {
            revert IMilestoneReview.MilestoneReview_OtherAttempt(id, attempt, milestone.attempts);
        }
        _requireNotAfter(id, milestone.deadline);
    }

    /// @return bit The caller's, who sits on the panel and has not voted.
    function _requireUncommitted(MilestoneId id, IMilestoneReview.Ballot memory ballot, Policy calldata policy)
        private
        view
        returns (uint16 bit)
    {
        bit = PanelVotes.seatOf(policy.reviewers, msg.sender);
        if (ballot.seats & bit == 0) {
            revert IMilestoneReview.MilestoneReview_NotOnPanel(id, msg.sender, ballot.seats);
        }
        if (ballot.committed & bit != 0) revert IMilestoneReview.MilestoneReview_AlreadyVoted(id, msg.sender);
    }

    function _requireCommitPhase(MilestoneId id, Milestone memory milestone, Policy calldata policy) private view {
        uint256 revealsFrom = milestone.deadline - policy.revealWindow;
        if (block.timestamp > revealsFrom) {
            revert IMilestoneReview.MilestoneReview_NotCommitPhase(id, revealsFrom);
        }
    }

    function _requireRevealPhase(MilestoneId id, Milestone memory milestone, Policy calldata policy) private view {
        uint256 revealsFrom = milestone.deadline - policy.revealWindow;
        if (block.timestamp > revealsFrom) return;
        IMilestoneReview.Ballot memory ballot = _ballots[id];
        if (ballot.committed == 0 || ballot.committed != ballot.seats) {
            revert IMilestoneReview.MilestoneReview_NotRevealPhase(id, revealsFrom);
        }
    }

    function _keyOf(MilestoneId id, uint8 attempt, address reviewer) internal pure returns (bytes32) {
        return keccak256(abi.encode(id, attempt, reviewer));
    }
}
