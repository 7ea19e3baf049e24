// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {MilestoneTransitions} from "../libraries/MilestoneTransitions.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {GrantAccount, GrantTerms, KEEPER_CALLS} from "../types/Grant.sol";
import {GrantId, MilestoneId} from "../types/Identifiers.sol";
import {Grant, GrantState, Milestone, MilestoneState} from "../types/Milestone.sol";
import {EscrowBook} from "./EscrowBook.sol";

/// @title How grants begin: offered, accepted or taken back; and how their terms are replaced
abstract contract GrantOffers is EscrowBook, EIP712 {
    using SafeERC20 for IERC20;

    // CONSTANTS

    /// @notice Bounds every loop over a grant's milestones.
    uint256 public constant MAX_MILESTONES = 32;
    uint40 public constant MAX_OFFER_PERIOD = 365 days;
    bytes32 private constant REPLACEMENT_TYPEHASH = keccak256("GrantReplacement(bytes32 replaced,bytes32 replacement)");

    // OFFERS

    /// @inheritdoc IResearchEscrow
    function createFund(GrantAccount calldata account) external nonReentrant returns (GrantId id) {
        // Check: the caller funds a grant of its own, with a time limit, for the first time.
        if (msg.sender != account.funder) revert ResearchEscrow_NotFunder(msg.sender, account.funder);
        _requireStartBy(account.startBy);
        uint128[] calldata amounts = account.amounts;
        uint128 deposit = _depositOf(account, amounts);
        id = GrantHash.idOf(account, amounts);
        Grant storage grant = _grants[id];
        _requireState(id, grant.state, GrantState.None);

        // Effect: one word; the terms stay in calldata.
        grant.state = GrantState.Offered;
        grant.deposit = deposit;
        emit GrantOffered(id, account.funder, account.investigator);

        // Interaction: what counts is what arrived.
        _pull(IERC20(account.token), deposit);
    }

    /// @inheritdoc IResearchEscrow
    function accept(GrantTerms calldata terms, bytes calldata signature) external returns (GrantId id) {
        GrantAccount calldata account = terms.account;
        id = GrantHash.idOf(account);
        Grant storage grant = _grants[id];
        // Check: the offer stands, in a listed token; the investigator signed it, the module can judge by it.
        _requireState(id, grant.state, GrantState.Offered);
        if (block.timestamp > account.startBy) revert ResearchEscrow_StartByPassed(id, account.startBy);
        if (!_listed[account.token]) revert ResearchEscrow_TokenNotListed(account.token);
        _requireSigned(account.investigator, GrantId.unwrap(id), signature);
        _requireConfirmed(id, terms);

        // Effect: from here on the deposit leaves only milestone by milestone.
        grant.state = GrantState.Active;
        grant.acceptedAt = uint40(block.timestamp);
        emit GrantAccepted(id, terms);
    }

    /// @inheritdoc IResearchEscrow
    function cancel(GrantAccount calldata account) external nonReentrant returns (uint256 amount) {
        GrantId id = GrantHash.idOf(account);
        // Check: the funder, or nobody can accept any more.
        bool byFunder = msg.sender == account.funder;
        if (!byFunder && block.timestamp <= account.startBy) revert ResearchEscrow_StillOpen(id, account.startBy);
        amount = _giveBack(account, id, byFunder ? msg.sender : _payoutOf(account.funder));
    }

    /// @inheritdoc IResearchEscrow
    function cancelTo(GrantAccount calldata account, address to) external nonReentrant returns (uint256 amount) {
        _requireDirected(account.funder, to);
        amount = _giveBack(account, GrantHash.idOf(account), to);
    }

    // REPLACEMENT

    /// @inheritdoc IResearchEscrow
    function replace(
        GrantAccount calldata replaced,
        GrantTerms calldata terms,
        bytes calldata funderSignature,
        bytes calldata investigatorSignature
    ) external returns (GrantId id) {
        GrantAccount calldata account = terms.account;
        GrantId before = GrantHash.idOf(replaced);
        id = GrantHash.idOf(account);
        // Check: a grant at work, new terms between the same parties, signed by both, that the module can judge by.
        _requireState(before, _grants[before].state, GrantState.Active);
        _requireState(id, _grants[id].state, GrantState.None);
        _requireSameParties(before, replaced, id, account);
        _requireStartBy(account.startBy);
        bytes32 structHash = keccak256(abi.encode(REPLACEMENT_TYPEHASH, before, id));
        _requireSigned(account.funder, structHash, funderSignature);
        _requireSigned(account.investigator, structHash, investigatorSignature);
        _requireConfirmed(id, terms);

        // Effect: what nobody has decided moves over, to the unit; no token moves.
        uint128 deposit = _depositOf(account, account.amounts);
        uint256 moved = _moveUndecided(before, replaced);
        if (moved != deposit) revert ResearchEscrow_OtherDeposit(moved, deposit);
        _grants[id] = Grant({state: GrantState.Active, acceptedAt: uint40(block.timestamp), deposit: deposit});
        emit GrantAccepted(id, terms);
        emit GrantReplaced(before, id, moved);
    }

    // INTERNALS

    /// @dev Closes every milestone that was never brought and tells what they held; refuses while any other is undecided.
    function _moveUndecided(GrantId grantId, GrantAccount calldata account) private returns (uint256 moved) {
        // At most MAX_MILESTONES: so many were funded.
        for (uint256 index; index < account.amounts.length; ++index) {
            (MilestoneId id, Milestone storage milestone) = _find(account, account.amounts, index);
            MilestoneState from = milestone.state;
            if (MilestoneTransitions.isFinal(from, milestone.deadline, block.timestamp)) continue;
            if (from != MilestoneState.Pending) revert ResearchEscrow_MilestoneUnderReview(id, from);
            moved += _leftOf(account, index);
            milestone.state = MilestoneState.Refundable;
            milestone.deadline = uint40(block.timestamp);
            milestone.refunded = true;
            emit MilestoneOpened(id, grantId, index, MilestoneState.Refundable);
            emit MilestoneAdvanced(id, from, MilestoneState.Refundable);
        }
    }

    function _giveBack(GrantAccount calldata account, GrantId id, address to) private returns (uint256 amount) {
        Grant storage grant = _grants[id];
        // Check: not accepted.
        _requireState(id, grant.state, GrantState.Offered);

        // Effect: the tombstone stays, so that an id is offered once.
        amount = grant.deposit;
        grant.state = GrantState.Cancelled;
        emit GrantCancelled(id, to, amount);

        // Interaction: give the deposit back.
        IERC20(account.token).safeTransfer(to, amount);
    }

    /// @dev Takes `amount` from the caller and refuses tokens that deliver less.
    function _pull(IERC20 token, uint256 amount) private {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received < amount) revert ResearchEscrow_Underfunded(address(token), amount, received);
    }

    /// @dev The sum of the amounts, and the rewards that each milestone prepays.
    function _depositOf(GrantAccount calldata account, uint128[] calldata amounts) private pure returns (uint128) {
        uint256 count = amounts.length;
        if (count == 0 || count > MAX_MILESTONES) revert ResearchEscrow_MilestonesOutOfRange(count, MAX_MILESTONES);
        uint256 total;
        unchecked {
            // 32 amounts of 128 bits and 128 rewards of 64 cannot overflow 256.
            total = count * KEEPER_CALLS * account.keeperReward;
            for (uint256 i; i < count; ++i) {
                uint256 amount = amounts[i];
                if (amount == 0) revert ResearchEscrow_ZeroAmount(i);
                total += amount;
            }
        }
        if (total > type(uint128).max) revert ResearchEscrow_TotalTooLarge(total, type(uint128).max);
        return uint128(total); // Safe cast: checked above.
    }

    function _requireStartBy(uint40 startBy) private view {
        uint256 latest = block.timestamp + MAX_OFFER_PERIOD;
        if (startBy < block.timestamp || startBy > latest) {
            revert ResearchEscrow_StartByOutOfRange(startBy, block.timestamp, latest);
        }
    }

    function _requireSigned(address signer, bytes32 structHash, bytes calldata signature) private view {
        bytes32 digest = _hashTypedDataV4(structHash);
        if (!Signatures.isSignedBy(signer, digest, signature)) revert ResearchEscrow_InvalidSignature(signer, digest);
    }

    function _requireConfirmed(GrantId id, GrantTerms calldata terms) private view {
        GrantId confirmed = IMilestoneReview(terms.account.review).checkTerms(terms);
        if (confirmed != id) revert ResearchEscrow_TermsNotConfirmed(id, confirmed);
    }

    function _requireSameParties(
        GrantId id,
        GrantAccount calldata account,
        GrantId replacementId,
        GrantAccount calldata replacement
    ) private pure {
        bool same = account.funder == replacement.funder && account.investigator == replacement.investigator
            && account.token == replacement.token;
        if (!same) revert ResearchEscrow_OtherParties(id, replacementId);
    }
}
