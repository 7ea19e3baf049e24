// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../types/Grant.sol";
import {MilestoneId} from "../types/Identifiers.sol";
import {FULL_SHARE_BPS, Milestone, MilestoneState} from "../types/Milestone.sol";
import {ReviewDesk} from "./ReviewDesk.sol";

/// @title Disputes, their bonds and the arbitrator's word
abstract contract ReviewDisputes is ReviewDesk, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    // STORAGE

    // slot 0: bonds of disputes, open or not claimed yet
    mapping(MilestoneId id => Bond) private _bonds;

    // DISPUTE

    /// @inheritdoc IMilestoneReview
    function dispute(GrantTerms calldata terms, uint256 index) external nonReentrant {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        // Check: the party that the verdict is against, inside the window.
        if (!_mayDispute(terms, milestone.state)) {
            revert MilestoneReview_MayNotDispute(id, msg.sender, milestone.state);
        }
        _requireNotAfter(id, milestone.deadline);

        // Effect: the arbitrator has the word.
        uint96 bond = terms.conditions.policy.disputeBond;
        _bonds[id] = Bond({owedTo: msg.sender, amount: bond});
        milestone.state = MilestoneState.Disputed;
        milestone.deadline = _after(terms.conditions.policy.arbitrationWindow);
        emit MilestoneDisputed(id, msg.sender, bond, milestone.deadline);
        ESCROW.advance(id, milestone);

        // Interaction: take the bond; what counts is what arrived.
        IERC20 token = IERC20(terms.account.token);
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), bond);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received < bond) revert MilestoneReview_BondShort(address(token), bond, received);
    }

    /// @inheritdoc IMilestoneReview
    function claimBond(GrantTerms calldata terms, uint256 index, address to) external nonReentrant {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        Bond memory bond = _bonds[id];
        // Check: settled, owed, to this recipient.
        _requireState(id, milestone.state, MilestoneState.Ruled);
        if (bond.amount == 0) revert MilestoneReview_NoBond(id);
        if (msg.sender != bond.owedTo && to != bond.owedTo) {
            revert MilestoneReview_NotYours(msg.sender, bond.owedTo, to);
        }
        if (to == address(0)) revert MilestoneReview_ZeroRecipient();

        // Effect: once.
        delete _bonds[id];
        emit BondClaimed(id, to, bond.amount);

        // Interaction: pay.
        IERC20(terms.account.token).safeTransfer(to, bond.amount);
    }

    // ARBITRATOR

    /// @inheritdoc IMilestoneReview
    function rule(GrantTerms calldata terms, uint256 index, uint16 payeeBps) external {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        // Check: the arbitrator, in time, with a share that exists.
        if (msg.sender != terms.conditions.arbitrator) {
            revert MilestoneReview_NotArbitrator(msg.sender, terms.conditions.arbitrator);
        }
        _requireEither(id, milestone.state, MilestoneState.Disputed, MilestoneState.Escalated);
        _requireNotAfter(id, milestone.deadline);
        if (payeeBps > FULL_SHARE_BPS) revert MilestoneReview_ShareOutOfRange(payeeBps);

        // Effect: the split is final, the loser's bond is the winner's.
        if (milestone.state == MilestoneState.Disputed) _award(id, _winnerOf(id, terms, payeeBps));
        _settle(id, milestone, payeeBps, false);
    }

    /// @inheritdoc IMilestoneReview
    function applyDefaultSplit(GrantTerms calldata terms, uint256 index) external {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        // Check: the arbitrator had its time.
        _requireEither(id, milestone.state, MilestoneState.Disputed, MilestoneState.Escalated);
        _requireAfter(id, milestone.deadline);

        // Effect: the split is final; nobody lost, so a bond goes back.
        if (milestone.state == MilestoneState.Disputed) _award(id, _bonds[id].owedTo);
        _settle(id, milestone, terms.conditions.policy.defaultSplitBps, true);
    }

    // VIEWS

    /// @inheritdoc IMilestoneReview
    function bondOf(MilestoneId id) external view returns (Bond memory) {
        return _bonds[id];
    }

    // INTERNALS

    function _award(MilestoneId id, address owedTo) private {
        Bond storage bond = _bonds[id];
        bond.owedTo = owedTo;
        emit BondAwarded(id, owedTo, bond.amount);
    }

    function _settle(MilestoneId id, Milestone memory milestone, uint16 payeeBps, bool byDefault) private {
        milestone.state = MilestoneState.Ruled;
        milestone.payeeBps = payeeBps;
        milestone.deadline = _after(0);
        emit MilestoneRuled(id, payeeBps, byDefault);
        ESCROW.advance(id, milestone);
    }

    /// @dev A disputer wins by any change in its favour: the investigator by any share, the funder by any under all.
    function _winnerOf(MilestoneId id, GrantTerms calldata terms, uint16 payeeBps) private view returns (address) {
        (address funder, address investigator) = (terms.account.funder, terms.account.investigator);
        bool funderWins = _bonds[id].owedTo == funder ? payeeBps < FULL_SHARE_BPS : payeeBps == 0;
        return funderWins ? funder : investigator;
    }

    function _mayDispute(GrantTerms calldata terms, MilestoneState state) private view returns (bool) {
        if (msg.sender == terms.account.funder) {
            return state == MilestoneState.Approved || state == MilestoneState.Scored;
        }
        if (msg.sender == terms.account.investigator) {
            return state == MilestoneState.Rejected || state == MilestoneState.Scored;
        }
        return false;
    }
}
