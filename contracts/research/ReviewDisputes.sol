// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {PanelVotes} from "../libraries/PanelVotes.sol";
import {GrantTerms} from "../types/Grant.sol";
import {MilestoneId} from "../types/Identifiers.sol";
import {FULL_SHARE_BPS, Milestone, MilestoneState} from "../types/Milestone.sol";
import {DelegatedReview} from "./DelegatedReview.sol";

/// @title Disputes, their bonds and the arbitrator's word
abstract contract ReviewDisputes is DelegatedReview, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    // DISPUTE

    function dispute(GrantTerms calldata terms, uint256 index) external onlyDelegated nonReentrant {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        // Check: the party that the verdict is against, inside the window.
        if (!_mayDispute(terms, milestone.state)) {
            revert IMilestoneReview.MilestoneReview_MayNotDispute(id, msg.sender, milestone.state);
        }
        _requireNotAfter(id, milestone.deadline);

        // Effect: the arbitrator has the word. Votes and share stay as they are: the ruling is compared with them.
        uint96 bond = terms.conditions.policy.disputeBond;
        _bonds[id] = IMilestoneReview.Bond({owedTo: msg.sender, amount: bond});
        milestone.state = MilestoneState.Disputed;
        milestone.deadline = _after(terms.conditions.policy.arbitrationWindow);
        emit IMilestoneReview.MilestoneDisputed(id, msg.sender, bond, milestone.deadline);
        ESCROW.advance(id, milestone);

        // Interaction: take the bond; what counts is what arrived.
        IERC20 token = IERC20(terms.account.token);
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(msg.sender, address(this), bond);
        uint256 received = token.balanceOf(address(this)) - before;
        if (received < bond) revert IMilestoneReview.MilestoneReview_BondShort(address(token), bond, received);
    }

    function claimBond(GrantTerms calldata terms, uint256 index, address to) external onlyDelegated nonReentrant {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        IMilestoneReview.Bond memory bond = _bonds[id];
        // Check: settled, owed, to this recipient. A priced milestone may be Payable by now.
        _requireEither(id, milestone.state, MilestoneState.Ruled, MilestoneState.Payable);
        if (bond.amount == 0) revert IMilestoneReview.MilestoneReview_NoBond(id);
        // A contract asks for itself: money that a stranger brought it, it could not tell whose it is.
        bool isBrought = to == bond.owedTo && to.code.length == 0;
        if (msg.sender != bond.owedTo && !isBrought) {
            revert IMilestoneReview.MilestoneReview_NotYours(msg.sender, bond.owedTo, to);
        }
        if (to == address(0)) revert IMilestoneReview.MilestoneReview_ZeroRecipient();

        // Effect: once.
        delete _bonds[id];
        emit IMilestoneReview.BondClaimed(id, to, bond.amount);

        // Interaction: pay.
        IERC20(terms.account.token).safeTransfer(to, bond.amount);
    }

    // ARBITRATOR

    function rule(GrantTerms calldata terms, uint256 index, uint16 payeeBps) external onlyDelegated {
        (, MilestoneId id, Milestone memory milestone) = _load(terms, index);
        // Check: the arbitrator, in time, with a share that exists.
        if (msg.sender != terms.conditions.arbitrator) {
            revert IMilestoneReview.MilestoneReview_NotArbitrator(msg.sender, terms.conditions.arbitrator);
        }
        _requireEither(id, milestone.state, MilestoneState.Disputed, MilestoneState.Escalated);
        _requireNotAfter(id, milestone.deadline);
        if (payeeBps > FULL_SHARE_BPS) revert IMilestoneReview.MilestoneReview_ShareOutOfRange(payeeBps);

        // Effect: the split is final, the loser's bond is the winner's.
        if (milestone.state == MilestoneState.Disputed) {
            _award(id, _winnerOf(id, terms, payeeBps));
            bool byScoreAlone = PanelVotes.isAutoApproved(milestone, terms.conditions.policy);
            if (byScoreAlone) _recordAgreement(terms, id, payeeBps == FULL_SHARE_BPS);
        }
        ESCROW.advance(id, _ruled(id, milestone, payeeBps, false));
    }

    function applyDefaultSplit(GrantTerms calldata terms, uint256 index) external onlyDelegated {
        (MilestoneId id, Milestone memory milestone) = _planDefaultSplit(terms, index);
        // Effect: the split is final; nobody lost, so a bond goes back.
        _giveBondBack(id, milestone.state);
        ESCROW.advance(id, _ruled(id, milestone, terms.conditions.policy.defaultSplitBps, true));

        // Interaction
        _reward(terms, index);
    }

    // INTERNALS

    /// @dev The word as it is, once the arbitrator had its time.
    function _planDefaultSplit(GrantTerms calldata terms, uint256 index)
        internal
        view
        returns (MilestoneId id, Milestone memory milestone)
    {
        (, id, milestone) = _load(terms, index);
        // Check: the arbitrator had its time.
        _requireEither(id, milestone.state, MilestoneState.Disputed, MilestoneState.Escalated);
        _requireAfter(id, milestone.deadline);
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
