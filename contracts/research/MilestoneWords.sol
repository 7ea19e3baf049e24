// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {MilestoneTransitions} from "../libraries/MilestoneTransitions.sol";
import {GrantAccount} from "../types/Grant.sol";
import {GrantId, MilestoneId} from "../types/Identifiers.sol";
import {FULL_SHARE_BPS, GrantState, Milestone, MilestoneState} from "../types/Milestone.sol";
import {EscrowBook} from "./EscrowBook.sol";

/// @title What review modules write
abstract contract MilestoneWords is EscrowBook {
    // WORDS

    /// @inheritdoc IResearchEscrow
    function open(GrantAccount calldata account, uint256 index, Milestone calldata next)
        external
        returns (MilestoneId id)
    {
        // Check: the module that the terms name, a milestone of an active grant.
        _requireReview(account);
        GrantId grantId = GrantHash.idOf(account);
        _requireState(grantId, _grants[grantId].state, GrantState.Active);
        if (index >= account.amounts.length) {
            revert ResearchEscrow_NoSuchMilestone(grantId, index, account.amounts.length);
        }
        id = GrantHash.milestoneIdOf(grantId, index);
        Milestone storage milestone = _milestones[msg.sender][id];
        MilestoneState from = milestone.state;
        if (from != MilestoneState.Pending) revert ResearchEscrow_IllegalTransition(id, from, next.state);
        emit MilestoneOpened(id, grantId, index, next.state);
        _transition(id, milestone, from, next);
    }

    /// @inheritdoc IResearchEscrow
    function advance(MilestoneId id, Milestone calldata next) external {
        Milestone storage milestone = _milestones[msg.sender][id];
        MilestoneState from = milestone.state;
        // Check: only `open`, which knows the grant, may leave Pending; nothing leaves a final word; a price is for good.
        if (from == MilestoneState.Pending) revert ResearchEscrow_IllegalTransition(id, from, next.state);
        uint40 deadline = milestone.deadline;
        if (MilestoneTransitions.isFinal(from, deadline, block.timestamp)) {
            revert ResearchEscrow_MilestoneIsFinal(id, from, deadline);
        }
        bool priced = milestone.priced;
        if (next.priced != priced) revert ResearchEscrow_PricingIsFixed(id, priced);
        _transition(id, milestone, from, next);
    }

    // PRICES

    /// @inheritdoc IResearchEscrow
    function fixAmount(GrantAccount calldata account, uint256 index, uint256 payeeAmount) external {
        _requireReview(account);
        uint128[] calldata amounts = account.amounts;
        (MilestoneId id, Milestone storage milestone) = _find(account, amounts, index);
        MilestoneState from = milestone.state;
        // Check: decided, and still without what it pays; no more than there is.
        bool isFinal = MilestoneTransitions.isFinal(from, milestone.deadline, block.timestamp);
        if (!isFinal || MilestoneTransitions.isPayable(from, milestone.priced)) {
            revert ResearchEscrow_IllegalTransition(id, from, MilestoneState.Payable);
        }
        if (payeeAmount > amounts[index]) revert ResearchEscrow_AmountOutOfRange(id, payeeAmount, amounts[index]);

        // Effect: for good. It is final since it was decided, not since it has a price: the deadline stays.
        _fixedAmounts[msg.sender][id] = payeeAmount;
        milestone.state = MilestoneState.Payable;
        emit MilestoneAdvanced(id, from, MilestoneState.Payable);
        emit AmountFixed(id, payeeAmount);
    }

    // INTERNALS

    /// @dev The only place where a module writes a milestone's word.
    function _transition(MilestoneId id, Milestone storage milestone, MilestoneState from, Milestone calldata next)
        private
    {
        // Check: along the table, with a share that exists.
        if (!MilestoneTransitions.allows(from, next.state)) {
            revert ResearchEscrow_IllegalTransition(id, from, next.state);
        }
        if (next.payeeBps > FULL_SHARE_BPS) revert ResearchEscrow_ShareOutOfRange(id, next.payeeBps);

        // Effect: what the escrow itself books stays as it is, whatever the module says of it.
        Milestone memory word = next;
        word.released = milestone.released;
        word.refunded = milestone.refunded;
        word.keeperCalls = milestone.keeperCalls;
        _milestones[msg.sender][id] = word;
        emit MilestoneAdvanced(id, from, next.state);
    }
}
