// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {MilestoneTransitions} from "../libraries/MilestoneTransitions.sol";
import {Signatures} from "../libraries/Signatures.sol";
import {GrantAccount, GrantTerms} from "../types/Grant.sol";
import {GrantId, MilestoneId} from "../types/Identifiers.sol";
import {FULL_SHARE_BPS, Grant, GrantState, Milestone, MilestoneState} from "../types/Milestone.sol";

/// @title Research grants, paid milestone by milestone
contract ResearchEscrow is IResearchEscrow, AccessManaged, EIP712, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    // CONSTANTS

    uint256 public constant MAX_MILESTONES = 32; // bits of a grant's bitmaps
    uint8 public constant MAX_DECIMALS = 18;
    uint40 public constant MAX_OFFER_PERIOD = 365 days;

    // STORAGE

    // slots 0 to 2 belong to AccessManaged and EIP712
    // slot 3: tokens that deposits are taken in
    mapping(address token => bool) private _listed;
    // slot 4: one word a grant
    mapping(GrantId id => Grant) private _grants;
    // slot 5: one word a milestone, under the module that wrote it: a grant reads only those of the module it names
    mapping(address review => mapping(MilestoneId id => Milestone)) private _milestones;

    // CONSTRUCTOR

    constructor(address authority) AccessManaged(authority) EIP712("ResearchEscrow", "1") {}

    // TOKENS

    /// @inheritdoc IResearchEscrow
    function listToken(address token) external restricted {
        uint8 decimals = IERC20Metadata(token).decimals();
        // Check: amounts are bound to 128 bits.
        if (decimals > MAX_DECIMALS) revert ResearchEscrow_TooManyDecimals(token, decimals, MAX_DECIMALS);
        _listed[token] = true;
        emit TokenListed(token);
    }

    /// @inheritdoc IResearchEscrow
    function unlistToken(address token) external restricted {
        _listed[token] = false;
        emit TokenUnlisted(token);
    }

    // OFFERS

    /// @inheritdoc IResearchEscrow
    function createFund(GrantAccount calldata account) external nonReentrant returns (GrantId id) {
        // Check: the caller funds a grant of its own, in a listed token, with a time limit.
        if (msg.sender != account.funder) revert ResearchEscrow_NotFunder(msg.sender, account.funder);
        if (!_listed[account.token]) revert ResearchEscrow_TokenNotListed(account.token);
        uint256 latest = block.timestamp + MAX_OFFER_PERIOD;
        if (account.startBy < block.timestamp || account.startBy > latest) {
            revert ResearchEscrow_StartByOutOfRange(account.startBy, block.timestamp, latest);
        }
        uint128[] calldata amounts = account.amounts;
        uint128 total = _totalOf(amounts);
        id = GrantHash.idOf(account, amounts);
        Grant storage grant = _grants[id];
        _requireState(id, grant.state, GrantState.None);

        // Effect: one word; the terms stay in calldata.
        grant.state = GrantState.Offered;
        grant.deposit = total;
        emit GrantOffered(id, account.funder, account.investigator, total);

        // Interaction: what counts is what arrived.
        _pull(IERC20(account.token), total);
    }

    /// @inheritdoc IResearchEscrow
    function accept(GrantTerms calldata terms, bytes calldata signature) external returns (GrantId id) {
        GrantAccount calldata account = terms.account;
        id = GrantHash.idOf(account);
        Grant storage grant = _grants[id];
        // Check: the offer stands, the investigator signed it, the module can judge by it.
        _requireState(id, grant.state, GrantState.Offered);
        if (block.timestamp > account.startBy) revert ResearchEscrow_StartByPassed(id, account.startBy);
        bytes32 digest = _hashTypedDataV4(GrantId.unwrap(id));
        if (!Signatures.isSignedBy(account.investigator, digest, signature)) {
            revert ResearchEscrow_InvalidSignature(account.investigator, digest);
        }
        GrantId confirmed = IMilestoneReview(account.review).checkTerms(terms);
        if (confirmed != id) revert ResearchEscrow_TermsNotConfirmed(id, confirmed);

        // Effect: from here on the deposit leaves only milestone by milestone.
        grant.state = GrantState.Active;
        grant.acceptedAt = uint40(block.timestamp);
        emit GrantAccepted(id, terms);
    }

    /// @inheritdoc IResearchEscrow
    function cancel(GrantAccount calldata account, address to) external nonReentrant returns (uint256 amount) {
        GrantId id = GrantHash.idOf(account);
        Grant storage grant = _grants[id];
        // Check: not accepted, and the caller may.
        _requireState(id, grant.state, GrantState.Offered);
        if (msg.sender != account.funder && block.timestamp <= account.startBy) {
            revert ResearchEscrow_StillOpen(id, account.startBy);
        }
        _requireRecipient(account.funder, to);

        // Effect: the tombstone stays, so that an id is offered once.
        amount = grant.deposit;
        grant.state = GrantState.Cancelled;
        emit GrantCancelled(id, to, amount);

        // Interaction: give the deposit back.
        IERC20(account.token).safeTransfer(to, amount);
    }

    // MILESTONES, FOR REVIEW MODULES

    /// @inheritdoc IResearchEscrow
    function open(GrantAccount calldata account, uint256 index, Milestone calldata next)
        external
        returns (MilestoneId id)
    {
        // Check: the module that the terms name, a milestone of an active grant.
        if (msg.sender != account.review) revert ResearchEscrow_NotReview(msg.sender, account.review);
        GrantId grantId = GrantHash.idOf(account);
        _requireState(grantId, _grants[grantId].state, GrantState.Active);
        if (index >= account.amounts.length) {
            revert ResearchEscrow_NoSuchMilestone(grantId, index, account.amounts.length);
        }
        id = GrantHash.milestoneIdOf(grantId, index);
        MilestoneState from = _milestones[msg.sender][id].state;
        if (from != MilestoneState.Pending) revert ResearchEscrow_IllegalTransition(id, from, next.state);
        emit MilestoneOpened(id, grantId, index, next.state);
        _transition(id, next);
    }

    /// @inheritdoc IResearchEscrow
    function advance(MilestoneId id, Milestone calldata next) external {
        MilestoneState from = _milestones[msg.sender][id].state;
        // Check: only `open`, which knows the grant, may leave Pending.
        if (from == MilestoneState.Pending) revert ResearchEscrow_IllegalTransition(id, from, next.state);
        _transition(id, next);
    }

    // PAYMENTS

    // A share is booked before it is paid and a booking is never undone, so these two need no guard against reentrancy:
    // whoever comes back finds it taken. The guard stands where a balance is measured.

    /// @inheritdoc IResearchEscrow
    function release(GrantAccount calldata account, uint256 index, address to) external returns (uint256 amount) {
        uint128[] calldata amounts = account.amounts;
        (MilestoneId id, Milestone storage milestone) = _find(account, amounts, index);
        // Check: owed, to this recipient, and not taken before.
        _requireRecipient(account.investigator, to);
        (bool isFinal, uint16 payeeBps, bool released,) = _read(milestone);
        if (isFinal && !released) amount = MilestoneTransitions.shareDown(amounts[index], payeeBps);
        if (amount == 0) _revertNothingDue(id, milestone);

        // Effect: booked in the milestone's own word, so no payment can come out of another's amount.
        milestone.released = true;
        emit MilestoneReleased(id, amount);

        // Interaction: pay.
        IERC20(account.token).safeTransfer(to, amount);
    }

    /// @inheritdoc IResearchEscrow
    function refund(GrantAccount calldata account, uint256 index, address to) external returns (uint256 amount) {
        uint128[] calldata amounts = account.amounts;
        (MilestoneId id, Milestone storage milestone) = _find(account, amounts, index);
        // Check: owed, to this recipient, and not taken before.
        _requireRecipient(account.funder, to);
        (bool isFinal, uint16 payeeBps,, bool refunded) = _read(milestone);
        if (isFinal && !refunded) {
            uint256 whole = amounts[index];
            amount = whole - MilestoneTransitions.shareDown(whole, payeeBps);
        }
        if (amount == 0) _revertNothingDue(id, milestone);

        // Effect: booked in the milestone's own word, so no payment can come out of another's amount.
        milestone.refunded = true;
        emit MilestoneRefunded(id, amount);

        // Interaction: pay.
        IERC20(account.token).safeTransfer(to, amount);
    }

    // VIEWS

    /// @inheritdoc IResearchEscrow
    function isListed(address token) external view returns (bool) {
        return _listed[token];
    }

    /// @inheritdoc IResearchEscrow
    function grantOf(GrantId id) external view returns (Grant memory) {
        return _grants[id];
    }

    /// @inheritdoc IResearchEscrow
    function milestoneOf(address review, MilestoneId id) external view returns (Milestone memory) {
        return _milestones[review][id];
    }

    /// @inheritdoc IResearchEscrow
    function dueOf(GrantAccount calldata account, uint256 index)
        external
        view
        returns (uint256 toInvestigator, uint256 toFunder)
    {
        (, Milestone storage milestone) = _find(account, account.amounts, index);
        (bool isFinal, uint16 payeeBps, bool released, bool refunded) = _read(milestone);
        if (!isFinal) return (0, 0);
        uint256 whole = account.amounts[index];
        uint256 earned = MilestoneTransitions.shareDown(whole, payeeBps);
        if (!released) toInvestigator = earned;
        if (!refunded) toFunder = whole - earned;
    }

    /// @inheritdoc IResearchEscrow
    function remainingOf(GrantAccount calldata account) external view returns (uint256 remaining) {
        Grant storage grant = _grants[GrantHash.idOf(account)];
        if (grant.state == GrantState.Offered) return grant.deposit;
        if (grant.state != GrantState.Active) return 0;
        for (uint256 i; i < account.amounts.length; ++i) {
            (, Milestone storage milestone) = _find(account, account.amounts, i);
            (, uint16 payeeBps, bool released, bool refunded) = _read(milestone);
            uint256 whole = account.amounts[i];
            uint256 earned = MilestoneTransitions.shareDown(whole, payeeBps);
            if (!released) remaining += earned;
            if (!refunded) remaining += whole - earned;
        }
    }

    /// @inheritdoc IResearchEscrow
    function grantIdOf(GrantAccount calldata account) external pure returns (GrantId id) {
        return GrantHash.idOf(account);
    }

    /// @inheritdoc IResearchEscrow
    function milestoneIdOf(GrantId id, uint256 index) external pure returns (MilestoneId) {
        return GrantHash.milestoneIdOf(id, index);
    }

    // INTERNALS

    /// @dev The only place where a module writes a milestone's word.
    function _transition(MilestoneId id, Milestone calldata next) private {
        Milestone storage milestone = _milestones[msg.sender][id];
        MilestoneState from = milestone.state;
        // Check: along the table, with a share that exists; a word that money has left is closed to modules.
        if (!MilestoneTransitions.allows(from, next.state)) {
            revert ResearchEscrow_IllegalTransition(id, from, next.state);
        }
        if (next.payeeBps > FULL_SHARE_BPS) revert ResearchEscrow_ShareOutOfRange(id, next.payeeBps);
        if (milestone.released || milestone.refunded || next.released || next.refunded) {
            revert ResearchEscrow_PaymentsAreBooked(id);
        }

        // Effect
        _milestones[msg.sender][id] = next;
        emit MilestoneAdvanced(id, from, next.state);
    }

    /// @dev Only milestones of active grants have a word under the module that the grant names.
    function _find(GrantAccount calldata account, uint128[] calldata amounts, uint256 index)
        private
        view
        returns (MilestoneId id, Milestone storage milestone)
    {
        id = GrantHash.milestoneIdOf(GrantHash.idOf(account, amounts), index);
        milestone = _milestones[account.review][id];
    }

    /// @dev The fields that decide a payment, from one read of the word. An index beyond the amounts has no word, hence
    /// is never final. `payeeBps` is the investigator's share, rounded down; the rest is the funder's.
    function _read(Milestone storage milestone)
        private
        view
        returns (bool isFinal, uint16 payeeBps, bool released, bool refunded)
    {
        MilestoneState state = milestone.state;
        uint40 deadline = milestone.deadline;
        payeeBps = milestone.payeeBps;
        released = milestone.released;
        refunded = milestone.refunded;
        isFinal = MilestoneTransitions.isFinal(state, deadline, block.timestamp);
    }

    /// @dev Takes `amount` from the caller and refuses tokens that deliver less.
    function _pull(IERC20 token, uint256 amount) private {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received < amount) revert ResearchEscrow_Underfunded(address(token), amount, received);
    }

    function _totalOf(uint128[] calldata amounts) private pure returns (uint128) {
        if (amounts.length == 0 || amounts.length > MAX_MILESTONES) {
            revert ResearchEscrow_MilestonesOutOfRange(amounts.length, MAX_MILESTONES);
        }
        uint256 total;
        for (uint256 i; i < amounts.length; ++i) {
            uint256 amount = amounts[i];
            if (amount == 0) revert ResearchEscrow_ZeroAmount(i);
            unchecked {
                // 32 amounts of 128 bits cannot overflow 256.
                total += amount;
            }
        }
        if (total > type(uint128).max) revert ResearchEscrow_TotalTooLarge(total, type(uint128).max);
        return uint128(total); // Safe cast: checked above.
    }

    /// @dev The party owed chooses freely; others only bring the party its money.
    function _requireRecipient(address owed, address to) private view {
        if (msg.sender != owed && to != owed) revert ResearchEscrow_NotYours(msg.sender, owed, to);
        if (to == address(0)) revert ResearchEscrow_ZeroRecipient();
    }

    function _requireState(GrantId id, GrantState state, GrantState needed) private pure {
        if (state != needed) revert ResearchEscrow_WrongGrantState(id, state, needed);
    }

    function _revertNothingDue(MilestoneId id, Milestone storage milestone) private view {
        revert ResearchEscrow_NothingDue(
            id, milestone.state, milestone.deadline, milestone.released, milestone.refunded
        );
    }
}
