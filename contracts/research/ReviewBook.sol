// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../interfaces/IInferenceOracle.sol";
import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {IReviewerRegistry} from "../interfaces/IReviewerRegistry.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {MilestoneTransitions} from "../libraries/MilestoneTransitions.sol";
import {GrantTerms} from "../types/Grant.sol";
import {GrantId, MilestoneId, ModelId, RequestId} from "../types/Identifiers.sol";
import {Milestone, MilestoneState} from "../types/Milestone.sol";

/// @title What every step of a review starts from: storage, the terms, the milestone's word and the clock
/// @dev The storage that both codes of the review share, in full (docs/adr/0012). Neither adds any of its own.
abstract contract ReviewBook {
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

    function _write(
        GrantTerms calldata terms,
        uint256 index,
        MilestoneId id,
        MilestoneState from,
        Milestone memory next
    ) internal {
        if (from == MilestoneState.Pending) ESCROW.open(terms.account, index, next);
        else ESCROW.advance(id, next);
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

    function _requireGraceEnd(GrantId grantId, GrantTerms calldata terms, uint256 index)
        internal
        view
        returns (uint40)
    {
        (bool isOpen, uint40 graceEnd, MilestoneId before, MilestoneState state) = _graceEndOf(grantId, terms, index);
        if (!isOpen) revert IMilestoneReview.MilestoneReview_PredecessorNotFinal(before, state);
        return graceEnd;
    }

    /// @dev `graceEnd` of the terms, unless the milestone before kept this one waiting.
    function _graceEndOf(GrantId grantId, GrantTerms calldata terms, uint256 index)
        internal
        view
        returns (bool isOpen, uint40 graceEnd, MilestoneId before, MilestoneState state)
    {
        graceEnd = terms.conditions.milestones[index].graceEnd;
        if (index == 0 || !terms.conditions.policy.sequential) return (true, graceEnd, before, state);
        before = GrantHash.milestoneIdOf(grantId, index - 1);
        Milestone memory predecessor = ESCROW.milestoneOf(address(this), before);
        state = predecessor.state;
        isOpen = MilestoneTransitions.isFinal(state, predecessor.deadline, block.timestamp);
        uint40 afterSequel = predecessor.deadline + SEQUEL_GRACE;
        if (afterSequel > graceEnd) graceEnd = afterSequel;
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
