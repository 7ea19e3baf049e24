// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {IReviewerRegistry} from "../interfaces/IReviewerRegistry.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {MilestoneTransitions} from "../libraries/MilestoneTransitions.sol";
import {PanelVotes} from "../libraries/PanelVotes.sol";
import {GrantTerms, NO_FEED} from "../types/Grant.sol";
import {GrantId, MilestoneId, ModelId, RequestId} from "../types/Identifiers.sol";
import {FULL_SHARE_BPS, Milestone, MilestoneState} from "../types/Milestone.sol";

/// @title What every step of a review starts from: storage, the terms, the milestone's word and the clock
/// @dev The storage that both codes of the review share, in full (docs/adr/0012). Neither adds any of its own.
abstract contract ReviewBook {
    /// @dev Where a milestone stands behind the one before; open at once unless the grant is sequential.
    struct Sequel {
        bool isOpen;
        /// The one before failed, and in this grant its successors fail with it.
        bool hasFailed;
        /// Last second at which evidence is taken, once it is open.
        uint40 graceEnd;
        MilestoneId before;
        MilestoneState stateBefore;
        /// Since when the one before is final.
        uint40 finalSince;
    }

    // IMMUTABLES

    IResearchEscrow public immutable ESCROW;
    IInferenceOracle public immutable ORACLE;
    IReviewerRegistry public immutable REVIEWERS;
    address public immutable SEQUENCER_UPTIME_FEED;
    /// @notice Hash of whom this code works with: both codes must be made for the same contracts.
    bytes32 public immutable WIRING;

    // CONSTANTS

    /// @notice In a sequential grant a milestone can be brought at least this long after the one before became final.
    uint40 public constant SEQUEL_GRACE = 30 days;
    RequestId internal constant NO_REQUEST = RequestId.wrap(0);

    // STORAGE

    // slot 0: what an answer about the evidence must show
    mapping(MilestoneId id => bytes32) internal _expectations;
    // slot 1: scores that were told before they were final
    mapping(MilestoneId id => IMilestoneReview.ProvisionalScore) internal _provisional;
    // slot 2: the panel of the attempt at hand
    mapping(MilestoneId id => IMilestoneReview.Ballot) internal _ballots;
    // slot 3: sealed votes, under keccak256(abi.encode(milestone id, attempt, reviewer))
    mapping(bytes32 key => bytes32 commitment) internal _commitments;
    // slot 4: bonds of disputes, open or not claimed yet
    mapping(MilestoneId id => IMilestoneReview.Bond) internal _bonds;
    // slot 5: offers to settle
    mapping(MilestoneId id => IMilestoneReview.Settlement) internal _settlements;
    // slot 6: who may submit beside the investigator
    mapping(GrantId id => mapping(address account => bool)) internal _coInvestigators;
    // slot 7: how often people said the same as the AI
    mapping(address funder => mapping(ModelId modelId => IMilestoneReview.Agreement)) internal _agreements;
    // slot 8: what was rejected, as its expectation: it is not brought again
    mapping(MilestoneId id => mapping(bytes32 expectation => bool)) internal _rejectedEvidence;

    // CONSTRUCTOR

    constructor(IMilestoneReview.Wiring memory wiring) {
        ESCROW = wiring.escrow;
        ORACLE = wiring.oracle;
        REVIEWERS = wiring.reviewers;
        SEQUENCER_UPTIME_FEED = wiring.sequencerUptimeFeed;
        WIRING = keccak256(abi.encode(wiring));
    }

    // TERMS AND WORDS

    /// @dev The id of terms whose two halves belong together.
    function _grantIdOf(GrantTerms calldata terms) internal pure returns (GrantId) {
        bytes32 conditionsHash = GrantHash.hash(terms.conditions);
        if (conditionsHash != terms.account.conditionsHash) {
            revert IMilestoneReview.MilestoneReview_OtherConditions(terms.account.conditionsHash, conditionsHash);
        }
        return GrantHash.idOf(terms.account);
    }

    /// @dev A word other than Pending shows that the escrow knows these very terms: they lead to its id.
    function _load(GrantTerms calldata terms, uint256 index)
        internal
        view
        returns (GrantId grantId, MilestoneId id, Milestone memory milestone)
    {
        uint256 count = terms.conditions.milestones.length;
        if (index >= count) revert IMilestoneReview.MilestoneReview_NoSuchMilestone(index, count);
        grantId = _grantIdOf(terms);
        id = GrantHash.milestoneIdOf(grantId, index);
        milestone = ESCROW.milestoneOf(address(this), id);
    }

    /// @dev From a word as it was when loaded; the first one opens the milestone.
    function _write(
        GrantTerms calldata terms,
        uint256 index,
        MilestoneId id,
        MilestoneState from,
        Milestone memory next
    ) internal {
        if (from == MilestoneState.Pending) {
            // The first word says for good whether the milestone is worth dollars.
            next.priced = terms.conditions.valuation.feed != NO_FEED;
            ESCROW.open(terms.account, index, next);
        } else {
            ESCROW.advance(id, next);
        }
    }

    // CLOCK

    function _after(uint40 window) internal view returns (uint40) {
        return uint40(block.timestamp) + window;
    }

    function _requireNotAfter(MilestoneId id, uint40 deadline) internal view {
        if (block.timestamp > deadline) revert IMilestoneReview.MilestoneReview_TooLate(id, deadline, block.timestamp);
    }

    function _requireAfter(MilestoneId id, uint40 deadline) internal view {
        if (block.timestamp <= deadline) {
            revert IMilestoneReview.MilestoneReview_TooEarly(id, deadline, block.timestamp);
        }
    }

    // SEQUENCE

    /// @dev Last second at which evidence is taken for a milestone that is open to it.
    function _requireGraceEnd(GrantId grantId, GrantTerms calldata terms, uint256 index)
        internal
        view
        returns (uint40)
    {
        Sequel memory sequel = _sequelOf(grantId, terms, index);
        if (sequel.hasFailed) revert IMilestoneReview.MilestoneReview_PredecessorFailed(sequel.before);
        if (!sequel.isOpen) {
            revert IMilestoneReview.MilestoneReview_PredecessorNotFinal(sequel.before, sequel.stateBefore);
        }
        return sequel.graceEnd;
    }

    /// @dev `graceEnd` of the terms, unless the milestone before kept this one waiting.
    function _sequelOf(GrantId grantId, GrantTerms calldata terms, uint256 index)
        internal
        view
        returns (Sequel memory sequel)
    {
        sequel.graceEnd = terms.conditions.milestones[index].graceEnd;
        if (index == 0 || !terms.conditions.policy.sequential) {
            sequel.isOpen = true;
            return sequel;
        }
        sequel.before = GrantHash.milestoneIdOf(grantId, index - 1);
        Milestone memory predecessor = ESCROW.milestoneOf(address(this), sequel.before);
        sequel.stateBefore = predecessor.state;
        sequel.finalSince = predecessor.deadline;
        sequel.hasFailed = terms.conditions.policy.cascade && _isFailed(predecessor);
        sequel.isOpen =
            !sequel.hasFailed && MilestoneTransitions.isFinal(predecessor.state, predecessor.deadline, block.timestamp);
        uint40 afterSequel = predecessor.deadline + SEQUEL_GRACE;
        if (afterSequel > sequel.graceEnd) sequel.graceEnd = afterSequel;
    }

    /// @dev Ended without anything for the investigator, whoever decided so: a lost dispute is no way out of a cascade.
    function _isFailed(Milestone memory milestone) private pure returns (bool) {
        MilestoneState state = milestone.state;
        bool isSplit = state == MilestoneState.Ruled || state == MilestoneState.Payable;
        return state == MilestoneState.Refundable || (isSplit && milestone.payeeBps == 0);
    }

    // SCORES AND VERDICTS

    /// @dev A score still provisional here must be final at the oracle, which is asked itself: so it becomes final even if
    /// nobody delivers that it did. From then on nothing restarts the panel's clock.
    function _requireFinalScore(MilestoneId id, uint8 attempt) internal {
        RequestId requestId = _provisional[id].requestId;
        if (requestId == NO_REQUEST) return;
        _requireFinal(requestId);
        delete _provisional[id];
        emit IMilestoneReview.MilestoneScoreConfirmed(id, requestId, attempt);
    }

    function _requireFinal(RequestId requestId) internal view {
        if (requestId == NO_REQUEST) return;
        IInferenceOracle.Status status = ORACLE.statusOf(requestId);
        if (status != IInferenceOracle.Status.Fulfilled && status != IInferenceOracle.Status.CallbackFailed) {
            revert IMilestoneReview.MilestoneReview_ScoreNotFinal(requestId);
        }
    }

    /// @dev Changes the word in memory only: the caller writes it.
    function _approve(MilestoneId id, Milestone memory milestone, uint40 challengeWindow) internal {
        milestone.state = MilestoneState.Approved;
        milestone.payeeBps = FULL_SHARE_BPS;
        milestone.deadline = _after(challengeWindow);
        emit IMilestoneReview.MilestoneApproved(id, milestone.attempts, milestone.deadline);
    }

    /// @dev People decided on a milestone that has a score.
    /// @param agrees Whether they decided as the score would have.
    function _recordAgreement(GrantTerms calldata terms, MilestoneId id, bool agrees) internal {
        (address funder, ModelId modelId) = (terms.account.funder, terms.conditions.modelId);
        IMilestoneReview.Agreement storage agreement = _agreements[funder][modelId];
        uint32 recent = agreement.recent << 1;
        if (!agrees) {
            recent |= 1;
            ++agreement.disagreements;
        }
        agreement.recent = recent;
        ++agreement.decisions;
        emit IMilestoneReview.AiAgreementRecorded(funder, modelId, id, agrees, recent);
    }

    /// @dev The policy's cap, halved for each recent decision in which people said otherwise.
    function _autoReleaseCapOf(address funder, ModelId modelId, uint128 policyCap) internal view returns (uint256) {
        return uint256(policyCap) >> PanelVotes.count(_agreements[funder][modelId].recent);
    }

    /// @dev One of the milestone's prepaid rewards to the caller. The last step of a call.
    function _reward(GrantTerms calldata terms, uint256 index) internal {
        ESCROW.reward(terms.account, index, msg.sender);
    }

    // STATES

    function _requireState(MilestoneId id, MilestoneState state, MilestoneState needed) internal pure {
        if (state != needed) revert IMilestoneReview.MilestoneReview_WrongState(id, state);
    }

    function _requireEither(MilestoneId id, MilestoneState state, MilestoneState one, MilestoneState other)
        internal
        pure
    {
        if (state != one && state != other) revert IMilestoneReview.MilestoneReview_WrongState(id, state);
    }
}
