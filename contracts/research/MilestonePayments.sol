// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {GrantAccount, KEEPER_CALLS} from "../types/Grant.sol";
import {MilestoneId} from "../types/Identifiers.sol";
import {Milestone, MilestoneState} from "../types/Milestone.sol";
import {EscrowBook} from "./EscrowBook.sol";

/// @title What leaves a milestone's account: the investigator's share, rewards, and the rest to the funder
/// @dev Every payment is booked in the milestone's own word first, so none comes out of another's account. The
/// investigator's own `release` needs no guard against reentrancy: what is booked is never undone, and whoever comes back
/// finds it taken. A reward's booking is undone if the token refuses; so nothing else runs while one is paid.
abstract contract MilestonePayments is EscrowBook {
    using SafeERC20 for IERC20;

    // INVESTIGATOR

    /// @inheritdoc IResearchEscrow
    function release(GrantAccount calldata account, uint256 index) external returns (uint256 amount) {
        if (msg.sender != account.investigator) return _bring(account, index);
        (amount,,) = _release(account, index, msg.sender);
    }

    /// @inheritdoc IResearchEscrow
    function releaseTo(GrantAccount calldata account, uint256 index, address to) external returns (uint256 amount) {
        _requireDirected(account.investigator, to);
        (amount,,) = _release(account, index, to);
    }

    // FUNDER

    /// @inheritdoc IResearchEscrow
    function refund(GrantAccount calldata account, uint256 index) external nonReentrant returns (uint256 amount) {
        amount = _refund(account, index, msg.sender == account.funder ? msg.sender : _payoutOf(account.funder));
    }

    /// @inheritdoc IResearchEscrow
    function refundTo(GrantAccount calldata account, uint256 index, address to)
        external
        nonReentrant
        returns (uint256 amount)
    {
        _requireDirected(account.funder, to);
        amount = _refund(account, index, to);
    }

    // KEEPERS

    /// @inheritdoc IResearchEscrow
    function reward(GrantAccount calldata account, uint256 index, address keeper) external nonReentrant {
        _requireReview(account);
        (MilestoneId id, Milestone storage milestone) = _find(account, account.amounts, index);
        // Check: a milestone of an active grant; only those have words.
        if (milestone.state == MilestoneState.Pending) {
            revert ResearchEscrow_IllegalTransition(id, MilestoneState.Pending, MilestoneState.Pending);
        }
        _reward(account, id, milestone, keeper);
    }

    // ADDRESSES

    /// @inheritdoc IResearchEscrow
    function setPayoutAddress(address payoutAddress) external {
        _payoutAddresses[msg.sender] = payoutAddress;
        emit PayoutAddressSet(msg.sender, payoutAddress);
    }

    // INTERNALS

    /// @dev Somebody brings the investigator its share, for a reward.
    function _bring(GrantAccount calldata account, uint256 index) private nonReentrant returns (uint256 amount) {
        MilestoneId id;
        Milestone storage milestone;
        (amount, id, milestone) = _release(account, index, _payoutOf(account.investigator));
        _reward(account, id, milestone, msg.sender);
    }

    function _release(GrantAccount calldata account, uint256 index, address to)
        private
        returns (uint256 amount, MilestoneId id, Milestone storage milestone)
    {
        uint128[] calldata amounts = account.amounts;
        (id, milestone) = _find(account, amounts, index);
        // Check: owed, and not taken before.
        (, amount) = _earnedOf(account, amounts, index, id, milestone);
        if (amount == 0 || milestone.released) _revertNothingDue(id, milestone);

        // Effect
        milestone.released = true;
        emit MilestoneReleased(id, amount);

        // Interaction: pay.
        IERC20(account.token).safeTransfer(to, amount);
    }

    function _refund(GrantAccount calldata account, uint256 index, address to) private returns (uint256 amount) {
        uint128[] calldata amounts = account.amounts;
        (MilestoneId id, Milestone storage milestone) = _find(account, amounts, index);
        // Check: owed, and not taken before.
        (bool isFinal, uint256 earned) = _earnedOf(account, amounts, index, id, milestone);
        if (isFinal && !milestone.refunded) amount = amounts[index] - earned + _unspentOf(account, milestone);
        if (amount == 0) _revertNothingDue(id, milestone);

        // Effect: the account is closed but for the investigator's share.
        milestone.refunded = true;
        emit MilestoneRefunded(id, amount);

        // Interaction: pay.
        IERC20(account.token).safeTransfer(to, amount);
    }

    /// @dev A refusing token costs the keeper its reward and nobody anything else.
    function _reward(GrantAccount calldata account, MilestoneId id, Milestone storage milestone, address keeper)
        private
    {
        uint256 amount = account.keeperReward;
        uint8 calls = milestone.keeperCalls;
        // Check: one is left.
        if (amount == 0 || calls >= KEEPER_CALLS || milestone.refunded) return;

        // Effect: booked before it is paid.
        milestone.keeperCalls = calls + 1;

        // Interaction: pay, or take the booking back.
        if (IERC20(account.token).trySafeTransfer(keeper, amount)) emit KeeperRewarded(id, keeper, amount);
        else milestone.keeperCalls = calls;
    }

    function _revertNothingDue(MilestoneId id, Milestone storage milestone) private view {
        revert ResearchEscrow_NothingDue(
            id, milestone.state, milestone.deadline, milestone.released, milestone.refunded
        );
    }
}
