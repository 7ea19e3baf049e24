// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {GrantTerms} from "../types/Grant.sol";
import {GrantId, MilestoneId, ModelId, RequestId} from "../types/Identifiers.sol";
import {Mode, Provenance} from "../types/Inference.sol";
import {MilestoneState} from "../types/Milestone.sol";
import {IInferenceOracle} from "./IInferenceOracle.sol";
import {IResearchEscrow} from "./IResearchEscrow.sol";
import {IReviewerRegistry} from "./IReviewerRegistry.sol";

/// @title Who decides whether a milestone was met
/// @notice Evidence, then the AI's score, then the panel, then a window for disputes, then the arbitrator. Each has a
/// time; whoever is silent is passed over by a call that anyone may make, and nobody wins by silence.
///
/// A score is asked for at the oracle by anyone: callback = this contract, nonce = uint256 of the milestone id,
/// payloadHash = the submitted package, model = the terms' model, provenance COMMITTEE_EXTRACTED, mode ONCHAIN, or
/// OPTIMISTIC with at least the policy's value at risk, no consent. The output is one big-endian int32. It is taken until
/// the score window ends, and no longer.
///
/// An OPTIMISTIC score is provisional: nobody votes on it until the oracle has it as final. Shown to be wrong before, it
/// is as if it had never been given, unless an arbitrator has the word already. A score that never becomes final holds
/// nothing up for ever: after its deadline anyone may escalate.
///
/// A score approves by itself only up to the policy's cap, which halves with every recent time that people said otherwise
/// (`autoReleaseCapOf`), and such an approval can be disputed like any other.
///
/// The panel of each attempt is drawn in turn from the policy's reviewers, past those with a conflict of interest. Its
/// members first commit to keccak256(abi.encode(id, attempt, reviewer, approve, reasonsHash, salt)), then reveal.
///
/// This contract writes milestones through the escrow and holds only the bonds of disputes. Whoever calls `skipScore`,
/// `escalate`, `expire`, `applyDefaultSplit`, `autoApprove` or `fixPrice` gets one of the milestone's prepaid rewards.
///
/// Both parties end a grant by signing, under EIP-712 (domain "MilestoneReview" version "1" of this contract; ERC-5267):
///
///   GrantTermination(bytes32 grantId,uint16[] payeeBps,uint40 deadline)
///
/// Its code is at two addresses, run on one storage (docs/adr/0012).
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

    /// @dev Who sits on the panel of an attempt, and who has committed: bit i is reviewer i of the policy. Votes that
    /// were revealed are in the milestone's word.
    struct Ballot {
        // slot 0
        uint8 attempt;
        uint16 seats;
        uint16 committed;
        /// Of whom nobody may be drawn any more: recused, or with a conflict of interest.
        uint16 excluded;
        /// The policy's, for the oracle's callback, which brings no terms.
        uint96 minValueAtRisk;
    }

    /// @dev One party's offer to settle a milestone as it stands: another attempt or state voids it.
    struct Settlement {
        // slot 0
        address by;
        uint16 payeeBps;
        uint8 attempt;
        MilestoneState state;
        uint40 until;
    }

    /// @dev How often people said the same as the AI, for one funder and model.
    struct Agreement {
        // slot 0
        uint32 decisions;
        uint32 disagreements;
        /// The last 32 decisions, newest in bit 0; set: people said otherwise.
        uint32 recent;
    }

    /// @dev Whom the review works with, for good.
    struct Wiring {
        IResearchEscrow escrow;
        IInferenceOracle oracle;
        IReviewerRegistry reviewers;
        /// Chainlink L2 sequencer uptime feed, zero on a layer 1.
        address sequencerUptimeFeed;
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
    /// @dev Bit i of `seats`: reviewer i of the policy.
    event PanelDrawn(MilestoneId indexed id, uint8 attempt, uint16 seats);
    event ReviewerRecused(MilestoneId indexed id, address indexed reviewer, uint8 attempt, uint16 seats);
    event VoteCommitted(MilestoneId indexed id, address indexed reviewer, uint8 attempt, bytes32 commitment);
    event VoteCast(MilestoneId indexed id, address indexed reviewer, uint8 attempt, bool approve, bytes32 reasonsHash);
    /// @dev The score alone approved: no vote did.
    event MilestoneAutoApproved(MilestoneId indexed id, int32 score, uint256 cap);
    /// @dev `agrees`: people decided as the score would have.
    event AiAgreementRecorded(
        address indexed funder, ModelId indexed modelId, MilestoneId indexed id, bool agrees, uint32 recent
    );
    event CoInvestigatorSet(GrantId indexed grantId, address indexed account, bool allowed);
    event SettlementOffered(MilestoneId indexed id, address indexed by, uint16 payeeBps, uint40 until);
    event SettlementAccepted(MilestoneId indexed id, address indexed by, uint16 payeeBps);
    event GrantTerminated(GrantId indexed grantId, uint16[] payeeBps);
    /// @dev `price` in the feed's decimals; `isFallback`: the one of the terms in 10^-8 dollars, for want of an answer. Zero
    /// for a share of nothing, which is worth nothing at any price.
    event PriceFixed(MilestoneId indexed id, uint256 price, bool isFallback, uint256 payeeAmount);
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
    error MilestoneReview_ThresholdsOutOfRange(uint256 quorum, uint256 supermajority, uint256 seats);
    error MilestoneReview_AttemptsOutOfRange(uint8 maxAttempts, uint8 maximum);
    error MilestoneReview_WindowOutOfRange(uint40 window, uint40 minimum, uint40 maximum);
    error MilestoneReview_ModelAndScoreMismatch(ModelId modelId, uint40 scoreWindow);
    error MilestoneReview_ShareOutOfRange(uint16 payeeBps);
    error MilestoneReview_ZeroBond();
    error MilestoneReview_DatesOutOfRange(uint256 index, uint40 dueAt, uint40 graceEnd, uint256 latest);

    error MilestoneReview_SeatsOutOfRange(uint256 seats, uint256 reviewers);
    error MilestoneReview_CapWithoutModel(uint128 autoReleaseCap);
    /// @notice Thrown when failure is to spread among milestones that do not follow one another.
    error MilestoneReview_CascadeWithoutSequence();
    error MilestoneReview_AffiliationsNotAscending(bytes32 before, bytes32 after_);
    error MilestoneReview_AffiliationsOutOfRange(uint256 count, uint256 maximum);
    /// @notice Thrown when a reviewer of the terms never declared an affiliation, or has a conflict of interest.
    error MilestoneReview_ReviewerNotEligible(address reviewer);
    error MilestoneReview_ValuationOutOfRange(address feed, uint32 heartbeat, uint128 fallbackPrice);
    error MilestoneReview_UsdAmountMismatch(uint256 index, uint128 usdAmount, address feed);

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
    error MilestoneReview_NotOnPanel(MilestoneId id, address reviewer, uint16 seats);
    /// @notice Thrown when a rejected package is brought again, or a rejection does not say why.
    error MilestoneReview_SameEvidence(MilestoneId id, bytes32 packageHash);
    error MilestoneReview_ReasonsMissing(MilestoneId id);
    error MilestoneReview_NotCommitPhase(MilestoneId id, uint256 revealsFrom);
    error MilestoneReview_NotRevealPhase(MilestoneId id, uint256 revealsFrom);
    error MilestoneReview_OtherCommitment(MilestoneId id, address reviewer, bytes32 commitment, bytes32 expected);
    error MilestoneReview_EmptyCommitment(MilestoneId id);
    error MilestoneReview_AutoReleaseRefused(MilestoneId id, int32 score, uint256 amount, uint256 cap);
    error MilestoneReview_PredecessorFailed(MilestoneId predecessor);
    error MilestoneReview_NotParty(address caller);
    error MilestoneReview_NoSuchSettlement(MilestoneId id, uint16 payeeBps);
    error MilestoneReview_InvalidSignature(address party, bytes32 digest);
    error MilestoneReview_TerminationTooLate(GrantId grantId, uint256 deadline, uint256 now_);
    error MilestoneReview_NotPriced(MilestoneId id);
    /// @notice Thrown while the feed has no price that is taken, until the fallback price counts.
    error MilestoneReview_NoPrice(MilestoneId id, address feed, uint256 fallbackFrom);
    error MilestoneReview_NothingToDo(bytes4 selector);
    /// @notice Thrown when the desk's code was made for other contracts than this one works with.
    error MilestoneReview_OtherWiring(bytes32 wiring, bytes32 expected);
    /// @notice Thrown when the desk's code is called by itself.
    error MilestoneReview_NotDelegated();
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
    /// @notice Thrown when a score comes by a mode that nobody could have challenged.
    error MilestoneReview_OtherMode(MilestoneId id, Mode mode);
    /// @notice Thrown when the oracle recorded an answer before the evidence at hand was brought, or an overturned score of
    /// it taken back: ask again.
    error MilestoneReview_ScoreBeforeEvidence(MilestoneId id, uint40 recordedAt, uint40 submittedAt);
    error MilestoneReview_ValueAtRiskTooLow(MilestoneId id, uint96 valueAtRisk, uint96 minimum);

    // EVIDENCE AND SCORE

    /// @notice Brings evidence for a milestone and draws its panel: the investigator or a co-investigator, until its
    /// `graceEnd`, while attempts are left and, in a sequential grant, once the milestone before is final. After a
    /// rejection it starts a new attempt, which brings another package.
    /// @param evidenceRoot Merkle root of the evidence; its leaves name the milestone, so a copied root proves nothing.
    /// @param packageHash Content hash of the published package that the model scores.
    function submit(GrantTerms calldata terms, uint256 index, bytes32 evidenceRoot, bytes32 packageHash)
        external
        returns (MilestoneId id);
    /// @notice Lets another account submit evidence for this grant, or ends that. The investigator.
    function setCoInvestigator(GrantTerms calldata terms, address account, bool allowed) external;
    /// @notice Passes over a silent oracle: the panel decides without a score. Anyone, after the score window.
    function skipScore(GrantTerms calldata terms, uint256 index) external;
    /// @notice Approves by the score alone: a final one of at least `minScore`, an amount of at most
    /// `autoReleaseCapOf(terms)`. Anyone, while the panel has not decided and its time is not over.
    function autoApprove(GrantTerms calldata terms, uint256 index) external;

    // PANEL

    /// @notice A panel member's sealed vote on one attempt; it cannot be changed. Once all have committed, or the commit
    /// window is over, votes are revealed.
    function commitVote(GrantTerms calldata terms, uint256 index, uint8 attempt, bytes32 commitment) external;
    /// @notice Opens a sealed vote; anyone who knows it may bring it. The vote that makes a quorum decides.
    /// @param reasonsHash Content hash of the published reasons; a rejection has some.
    function revealVote(
        GrantTerms calldata terms,
        uint256 index,
        uint8 attempt,
        address reviewer,
        bool approve,
        bytes32 reasonsHash,
        bytes32 salt
    ) external;
    /// @notice Leaves the panel of the attempt at hand, before committing; the next reviewer in turn takes the seat.
    function recuse(GrantTerms calldata terms, uint256 index) external;
    /// @notice Passes over a silent panel: the arbitrator decides. Anyone, after the reveal window.
    function escalate(GrantTerms calldata terms, uint256 index) external;

    // DISPUTES, SETTLEMENT, END

    /// @notice Calls in the arbitrator, with the policy's bond in the grant's token (approve this contract first).
    /// The funder against Approved or Scored, the investigator against Rejected or Scored, inside the window.
    function dispute(GrantTerms calldata terms, uint256 index) external;
    /// @notice The arbitrator's final split, inside the arbitration window. A disputing investigator wins by any share,
    /// a disputing funder by any share under all: the winner is owed the bond.
    function rule(GrantTerms calldata terms, uint256 index, uint16 payeeBps) external;
    /// @notice Passes over a silent arbitrator: the policy's split, and a bond goes back. Anyone, after the window.
    function applyDefaultSplit(GrantTerms calldata terms, uint256 index) external;
    /// @notice Offers the other party to settle a submitted milestone that is not final; a later offer replaces it, and
    /// an `until` in the past takes it back.
    function offerSettlement(GrantTerms calldata terms, uint256 index, uint16 payeeBps, uint40 until) external;
    /// @notice Accepts the other party's offer of this very share: final, and a bond goes back.
    function acceptSettlement(GrantTerms calldata terms, uint256 index, uint16 payeeBps) external;
    /// @notice Ends a grant by both signatures: every milestone that is not final is split as signed, bonds go back.
    /// @param payeeBps One share a milestone; that of a final one changes nothing.
    function terminate(
        GrantTerms calldata terms,
        uint16[] calldata payeeBps,
        uint40 deadline,
        bytes calldata funderSignature,
        bytes calldata investigatorSignature
    ) external;
    /// @notice Ends a milestone that can no longer be met: never brought by `graceEnd`, rejected for good, or in a
    /// cascading grant after one that failed. Anyone.
    /// @dev In a sequential grant a milestone has at least SEQUEL_GRACE after the one before became final, so that
    /// nobody lets it expire by dragging out its predecessor.
    function expire(GrantTerms calldata terms, uint256 index) external;
    /// @notice Fixes what an Approved (and past its window) or Ruled milestone of a grant in dollars pays: its dollars
    /// times the share, by the price now, rounded down once, at most its amount. Anyone. While the feed has no price
    /// that is taken although PRICE_GRACE has passed since the decision, the terms' fallback price counts.
    function fixPrice(GrantTerms calldata terms, uint256 index) external;
    /// @notice Pays out a settled bond; the account owed may direct it anywhere, anyone else only to that account, and only
    /// if it has no code: a contract asks for itself.
    function claimBond(GrantTerms calldata terms, uint256 index, address to) external;

    // KEEPERS (ABI of Chainlink's AutomationCompatibleInterface)

    /// @notice Whether a milestone waits for somebody to move it on, and by which call.
    /// @param checkData abi.encode(GrantTerms, uint256 index).
    /// @return upkeepNeeded Whether there is such a call now.
    /// @return performData Calldata of that call.
    function checkUpkeep(bytes calldata checkData) external view returns (bool upkeepNeeded, bytes memory performData);
    /// @notice Makes one of the rewarded calls in the caller's name; anyone, nothing is taken on trust.
    function performUpkeep(bytes calldata performData) external;
    /// @notice Reverts as the rewarded call of this selector would now; returns if it would succeed.
    function checkStep(bytes4 step, GrantTerms calldata terms, uint256 index) external view;

    // VIEWS

    /// @notice The grant id of terms that this module can judge by; reverts on any others.
    function checkTerms(GrantTerms calldata terms) external view returns (GrantId id);
    /// @notice What an answer must show: keccak256(abi.encode(packageHash, modelId, provenance)); zero before evidence. What
    /// an OPTIMISTIC one must have been backed by besides is in `ballotOf`.
    function expectationOf(MilestoneId id) external view returns (bytes32);
    function bondOf(MilestoneId id) external view returns (Bond memory);
    /// @notice The score that was told before it was final, until the oracle tells how it ended; whether it is final by
    /// now, its `statusOf` says.
    function provisionalScoreOf(MilestoneId id) external view returns (ProvisionalScore memory);
    function ballotOf(MilestoneId id) external view returns (Ballot memory);
    function commitmentOf(MilestoneId id, uint8 attempt, address reviewer) external view returns (bytes32);
    function settlementOf(MilestoneId id) external view returns (Settlement memory);
    function isCoInvestigator(GrantId id, address account) external view returns (bool);
    function agreementOf(address funder, ModelId modelId) external view returns (Agreement memory);
    /// @notice The policy's cap, halved for each of the funder's last 32 decisions about this model in which people said
    /// otherwise. Never more than the policy's.
    /// @dev Warning: a funder that many accounts can make fund a grant, as ICampaigns is, has a record that strangers can
    /// write (docs/adr/0012). Whoever relies on such a grant reads its policy's cap as if nothing lowered it.
    function autoReleaseCapOf(address funder, ModelId modelId, uint128 policyCap) external view returns (uint256);
    /// @notice Last second at which evidence for this milestone is taken; `isOpen` is false while that cannot be said,
    /// because the milestone before is not final.
    function graceEndOf(GrantTerms calldata terms, uint256 index) external view returns (bool isOpen, uint40 graceEnd);
}
