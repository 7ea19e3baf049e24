// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {MilestoneTransitions} from "../libraries/MilestoneTransitions.sol";
import {GrantAccount, KEEPER_CALLS} from "../types/Grant.sol";
import {GrantId, MilestoneId} from "../types/Identifiers.sol";
import {Grant, GrantState, Milestone, MilestoneState} from "../types/Milestone.sol";

/// @title The escrow's words, and what a milestone's account holds
abstract contract EscrowBook is IResearchEscrow, ReentrancyGuardTransient {
    // STORAGE

    // slot 0: tokens that grants may start in
    mapping(address token => bool) internal _listed;
    // slot 1: one word a grant
    mapping(GrantId id => Grant) internal _grants;
    // slot 2: one word a milestone, under the module that wrote it: a grant reads only those of the module it names
    mapping(address review => mapping(MilestoneId id => Milestone)) internal _milestones;
    // slot 3: what priced milestones pay, under the same module
    mapping(address review => mapping(MilestoneId id => uint256)) internal _fixedAmounts;
    // slot 4: where money goes that others bring
    mapping(address account => address) internal _payoutAddresses;

    // MILESTONES

    /// @dev Only milestones of active grants have a word under the module that the grant names.
    function _find(GrantAccount calldata account, uint128[] calldata amounts, uint256 index)
        internal
        view
        returns (MilestoneId id, Milestone storage milestone)
    {
        id = GrantHash.milestoneIdOf(GrantHash.idOf(account, amounts), index);
        milestone = _milestones[account.review][id];
    }

    /// @dev The investigator's part of a milestone, rounded down; the rest of its amount is the funder's. An index beyond
    /// the amounts has no word, hence is never final.
    function _earnedOf(
        GrantAccount calldata account,
        uint128[] calldata amounts,
        uint256 index,
        MilestoneId id,
        Milestone storage milestone
    ) internal view returns (bool isFinal, uint256 earned) {
        MilestoneState state = milestone.state;
        isFinal = MilestoneTransitions.isFinal(state, milestone.deadline, block.timestamp)
            && MilestoneTransitions.isPayable(state, milestone.priced);
        if (!isFinal || state == MilestoneState.Refundable) return (isFinal, 0);
        if (state == MilestoneState.Payable) return (true, _fixedAmounts[account.review][id]);
        earned = MilestoneTransitions.shareDown(amounts[index], milestone.payeeBps);
    }

    /// @dev Prepaid rewards that nobody has earned.
    function _unspentOf(GrantAccount calldata account, Milestone storage milestone) internal view returns (uint256) {
        // Never negative: rewards are counted up to KEEPER_CALLS.
        return (KEEPER_CALLS - milestone.keeperCalls) * account.keeperReward;
    }

    /// @dev All that is left of a milestone's account.
    function _leftOf(GrantAccount calldata account, uint256 index) internal view returns (uint256 left) {
        uint128[] calldata amounts = account.amounts;
        (MilestoneId id, Milestone storage milestone) = _find(account, amounts, index);
        (, uint256 earned) = _earnedOf(account, amounts, index, id, milestone);
        if (!milestone.released) left = earned;
        if (!milestone.refunded) left += amounts[index] - earned + _unspentOf(account, milestone);
    }

    // PEOPLE

    /// @dev Where money goes that others bring to `account`.
    function _payoutOf(address account) internal view returns (address) {
        address payoutAddress = _payoutAddresses[account];
        return payoutAddress == address(0) ? account : payoutAddress;
    }

    /// @dev The party owed alone directs its money, and not to nowhere.
    function _requireDirected(address owed, address to) internal view {
        if (msg.sender != owed) revert ResearchEscrow_NotYours(msg.sender, owed);
        if (to == address(0)) revert ResearchEscrow_ZeroRecipient();
    }

    function _requireReview(GrantAccount calldata account) internal view {
        if (msg.sender != account.review) revert ResearchEscrow_NotReview(msg.sender, account.review);
    }

    function _requireState(GrantId id, GrantState state, GrantState needed) internal pure {
        if (state != needed) revert ResearchEscrow_WrongGrantState(id, state, needed);
    }
}
