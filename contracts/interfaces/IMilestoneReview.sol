// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {GrantTerms} from "../types/Grant.sol";
import {GrantId, MilestoneId, ModelId, RequestId} from "../types/Identifiers.sol";
import {Provenance} from "../types/Inference.sol";
import {MilestoneState} from "../types/Milestone.sol";

/// @title Who decides whether a milestone was met
/// @notice Evidence, then the AI's score, then the panel, then a window for disputes, then the arbitrator. Each has a
/// time; whoever is silent is passed over by a call that anyone may make, and nobody wins by silence.
///
/// A score is asked for at the oracle by anyone: callback = this contract, nonce = uint256 of the milestone id,
/// payloadHash = the submitted package, model = the terms' model, provenance COMMITTEE_EXTRACTED, no consent. The
/// output is one big-endian int32. The score never pays by itself.
///
/// An OPTIMISTIC score is provisional: nobody votes on it until the oracle has it as final. Shown to be wrong before, it
/// is as if it had never been given, unless an arbitrator has the word already. A score that never becomes final holds
/// nothing up for ever: after its deadline anyone may escalate.
///
/// This contract writes milestones through the escrow (`open`, `advance`) and holds only the bonds of disputes.
interface IMilestoneReview {
    /// @dev The bond of a dispute. Until the ruling `owedTo` is the disputer, afterwards the winner.
    struct Bond {
        // slot 0
        address owedTo;
        uint96 amount;
    }

    /// @dev A score told before it was final.
    struct ProvisionalScore {
        // slot 0
        RequestId requestId;
        // slot 1
        /// Seconds that the oracle has anew if the score is overturned.
        uint40 scoreWindow;
    }

    event EvidenceSubmitted(
        MilestoneId indexed id,
        GrantId indexed grantId,
        uint256 index,
        uint8 attempt,
        bytes32 evidenceRoot,
        bytes32 packageHash
    );
    event MilestoneScored(
        MilestoneId indexed id, RequestId indexed requestId, uint8 attempt, int32 score, bool isFinal
    );
    event MilestoneScoreConfirmed(MilestoneId indexed id, RequestId indexed requestId, uint8 attempt);
    /// @dev Scored milestones are Submitted again; disputed and escalated ones stay with the arbitrator.
    event MilestoneScoreOverturned(
        MilestoneId indexed id, RequestId indexed requestId, uint8 attempt, int32 wrongScore
    );
    event ScoreSkipped(MilestoneId indexed id, uint8 attempt);
    event VoteCast(MilestoneId indexed id, address indexed reviewer, uint8 attempt, bool approve);
    event MilestoneApproved(MilestoneId indexed id, uint8 attempt, uint40 challengeEnd);
    /// @dev A supermajority approved although the score was too low, or missing and required.
    event AiOverruled(MilestoneId indexed id, bool hasScore, int32 score, int32 minScore, uint256 yesVotes);
    event MilestoneRejected(MilestoneId indexed id, uint8 attempt, uint40 challengeEnd);
    event MilestoneEscalated(MilestoneId indexed id, uint40 arbitrationEnd);
    event MilestoneDisputed(MilestoneId indexed id, address indexed by, uint96 bond, uint40 arbitrationEnd);
    event MilestoneRuled(MilestoneId indexed id, uint16 payeeBps, bool byDefault);
    event MilestoneExpired(MilestoneId indexed id);
    event BondAwarded(MilestoneId indexed id, address indexed owedTo, uint96 amount);
    event BondClaimed(MilestoneId indexed id, address to, uint96 amount);

    // Terms that this module does not judge by.
    error MilestoneReview_OtherConditions(bytes32 stated, bytes32 actual);
    error MilestoneReview_OtherModule(address review);
    error MilestoneReview_CountMismatch(uint256 amounts, uint256 milestones);
    error MilestoneReview_PartiesNotDistinct(address funder, address investigator, address arbitrator);
    error MilestoneReview_ReviewersOutOfRange(uint256 count, uint256 maximum);
    error MilestoneReview_ReviewersNotAscending(address before, address after_);
    error MilestoneReview_ReviewerIsParty(address reviewer);
    error MilestoneReview_ThresholdsOutOfRange(uint256 quorum, uint256 supermajority, uint256 reviewers);
    error MilestoneReview_AttemptsOutOfRange(uint8 maxAttempts, uint8 maximum);
    error MilestoneReview_WindowOutOfRange(uint40 window, uint40 minimum, uint40 maximum);
    error MilestoneReview_ModelAndScoreMismatch(ModelId modelId, uint40 scoreWindow);
    error MilestoneReview_ShareOutOfRange(uint16 payeeBps);
    error MilestoneReview_ZeroBond();
    error MilestoneReview_DatesOutOfRange(uint256 index, uint40 dueAt, uint40 graceEnd, uint256 latest);

    // Calls at the wrong time, in the wrong state or by the wrong account.
    error MilestoneReview_NoSuchMilestone(uint256 index, uint256 count);
    error MilestoneReview_WrongState(MilestoneId id, MilestoneState state);
    error MilestoneReview_NotInvestigator(address caller, address investigator);
    error MilestoneReview_EmptyEvidence();
    error MilestoneReview_TooLate(MilestoneId id, uint256 deadline, uint256 now_);
    error MilestoneReview_TooEarly(MilestoneId id, uint256 deadline, uint256 now_);
    error MilestoneReview_AttemptsUsedUp(MilestoneId id, uint8 attempts);
    error MilestoneReview_PredecessorNotFinal(MilestoneId predecessor, MilestoneState state);
    error MilestoneReview_NotReviewer(address caller);
    error MilestoneReview_OtherAttempt(MilestoneId id, uint8 attempt, uint8 current);
    error MilestoneReview_AlreadyVoted(MilestoneId id, address reviewer);
    error MilestoneReview_MayNotDispute(MilestoneId id, address caller, MilestoneState state);
    error MilestoneReview_BondShort(address token, uint256 needed, uint256 received);
    error MilestoneReview_NotArbitrator(address caller, address arbitrator);
    error MilestoneReview_NoBond(MilestoneId id);
    error MilestoneReview_NotYours(address caller, address owed, address to);
    error MilestoneReview_ZeroRecipient();

    /// @notice Thrown when a reviewer votes on a score that may still be overturned.
    error MilestoneReview_ScoreNotFinal(RequestId requestId);

    // Answers of the oracle that are not the score asked for.
    error MilestoneReview_OtherAnswer(
        MilestoneId id, bytes32 payloadHash, ModelId modelId, Provenance provenance, bytes32 expectation
    );
    error MilestoneReview_NotOneScore(uint256 size);

    /// @notice Brings evidence for a milestone: the investigator, until its `graceEnd`, while attempts are left and, in
    /// a sequential grant, once the milestone before is final. After a rejection it starts a new attempt.
    /// @param evidenceRoot Merkle root of the evidence; its leaves name the milestone, so a copied root proves nothing.
    /// @param packageHash Content hash of the published package that the model scores.
    function submit(GrantTerms calldata terms, uint256 index, bytes32 evidenceRoot, bytes32 packageHash)
        external
        returns (MilestoneId id);
    /// @notice Passes over a silent oracle: the panel decides without a score. Anyone, after the score window.
    function skipScore(GrantTerms calldata terms, uint256 index) external;
    /// @notice One reviewer's vote on one attempt; it cannot be changed. The vote that makes a quorum decides.
    function vote(GrantTerms calldata terms, uint256 index, uint8 attempt, bool approve) external;
    /// @notice Passes over a silent panel: the arbitrator decides. Anyone, after the review window.
    function escalate(GrantTerms calldata terms, uint256 index) external;
    /// @notice Calls in the arbitrator, with the policy's bond in the grant's token (approve this contract first).
    /// The funder against Approved or Scored, the investigator against Rejected or Scored, inside the window.
    function dispute(GrantTerms calldata terms, uint256 index) external;
    /// @notice The arbitrator's final split, inside the arbitration window. A disputing investigator wins by any share,
    /// a disputing funder by any share under all: the winner is owed the bond.
    function rule(GrantTerms calldata terms, uint256 index, uint16 payeeBps) external;
    /// @notice Passes over a silent arbitrator: the policy's split, and a bond goes back. Anyone, after the window.
    function applyDefaultSplit(GrantTerms calldata terms, uint256 index) external;
    /// @notice Ends a milestone that can no longer be met: never brought by `graceEnd`, or rejected for good. Anyone.
    /// @dev In a sequential grant a milestone has at least SEQUEL_GRACE after the one before became final, so that
    /// nobody lets it expire by dragging out its predecessor.
    function expire(GrantTerms calldata terms, uint256 index) external;
    /// @notice Pays out a settled bond; the account owed may direct it anywhere, anyone else only to that account.
    function claimBond(GrantTerms calldata terms, uint256 index, address to) external;

    /// @notice The grant id of terms that this module can judge by; reverts on any others.
    function checkTerms(GrantTerms calldata terms) external view returns (GrantId id);
    /// @notice What an answer must show: keccak256(abi.encode(packageHash, modelId, provenance)); zero before evidence.
    function expectationOf(MilestoneId id) external view returns (bytes32);
    function bondOf(MilestoneId id) external view returns (Bond memory);
    /// @notice The score that was told before it was final, until the oracle tells how it ended; whether it is final by
    /// now, its `statusOf` says.
    function provisionalScoreOf(MilestoneId id) external view returns (ProvisionalScore memory);
    /// @notice Last second at which evidence for this milestone is taken; `isOpen` is false while that cannot be said,
    /// because the milestone before is not final.
    function graceEndOf(GrantTerms calldata terms, uint256 index) external view returns (bool isOpen, uint40 graceEnd);
}
