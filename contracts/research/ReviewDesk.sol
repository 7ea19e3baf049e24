// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {MilestoneTransitions} from "../libraries/MilestoneTransitions.sol";
import {GrantTerms} from "../types/Grant.sol";
import {GrantId, MilestoneId} from "../types/Identifiers.sol";
import {Milestone, MilestoneState} from "../types/Milestone.sol";

/// @title What every step of a review starts from: the terms, the milestone's word and the clock
abstract contract ReviewDesk is IMilestoneReview {
    // IMMUTABLES

    IResearchEscrow public immutable ESCROW;
    /// @notice In a sequential grant a milestone can be brought at least this long after the one before became final.
    uint40 public constant SEQUEL_GRACE = 30 days;

    // CONSTRUCTOR

    constructor(IResearchEscrow escrow) {
        ESCROW = escrow;
    }

    // TERMS AND WORDS

    /// @dev The id of terms whose two halves belong together.
    function _grantIdOf(GrantTerms calldata terms) internal pure returns (GrantId) {
        bytes32 conditionsHash = GrantHash.hash(terms.conditions);
        if (conditionsHash != terms.account.conditionsHash) {
            revert MilestoneReview_OtherConditions(terms.account.conditionsHash, conditionsHash);
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
        if (index >= count) revert MilestoneReview_NoSuchMilestone(index, count);
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
        if (block.timestamp > deadline) revert MilestoneReview_TooLate(id, deadline, block.timestamp);
    }

    function _requireAfter(MilestoneId id, uint40 deadline) internal view {
        if (block.timestamp <= deadline) revert MilestoneReview_TooEarly(id, deadline, block.timestamp);
    }

    function _requireGraceEnd(GrantId grantId, GrantTerms calldata terms, uint256 index)
        internal
        view
        returns (uint40)
    {
        (bool isOpen, uint40 graceEnd, MilestoneId before, MilestoneState state) = _graceEndOf(grantId, terms, index);
        if (!isOpen) revert MilestoneReview_PredecessorNotFinal(before, state);
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
        if (state != needed) revert MilestoneReview_WrongState(id, state);
    }

    function _requireEither(MilestoneId id, MilestoneState state, MilestoneState one, MilestoneState other)
        internal
        pure
    {
        if (state != one && state != other) revert MilestoneReview_WrongState(id, state);
    }
}
