// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {GrantTerms} from "../types/Grant.sol";
import {GrantId, MilestoneId} from "../types/Identifiers.sol";
import {GrantState, MilestoneState} from "../types/Milestone.sol";
import {ReviewDisputes} from "./ReviewDisputes.sol";
import {ReviewExits} from "./ReviewExits.sol";
import {ReviewPrices} from "./ReviewPrices.sol";

/// @title Hooks for whoever moves milestones on for a living
/// @dev ABI of Chainlink's AutomationCompatibleInterface, safe for any caller.
abstract contract ReviewKeepers is ReviewDisputes, ReviewExits, ReviewPrices {
    bytes4 private constant NO_STEP = 0;

    // HOOKS

    function checkUpkeep(bytes calldata checkData)
        external
        view
        onlyDelegated
        returns (bool upkeepNeeded, bytes memory performData)
    {
        (GrantTerms memory terms, uint256 index) = abi.decode(checkData, (GrantTerms, uint256));
        MilestoneId id = GrantHash.milestoneIdOf(ESCROW.grantIdOf(terms.account), index);
        MilestoneState state = ESCROW.milestoneOf(address(this), id).state;
        for (uint256 choice; choice < 2; ++choice) {
            bytes4 step = _stepFrom(state, choice);
            if (step == NO_STEP) return (false, "");
            // Asked of this very address, whose storage it is.
            try IMilestoneReview(address(this)).checkStep(step, terms, index) {
                return (true, abi.encodeWithSelector(step, terms, index));
            } catch {} // Not now: as the call itself would say.
        }
    }

    /// @dev By this code on the storage at hand, so the caller stays who it is.
    function performUpkeep(bytes calldata performData) external onlyDelegated {
        // Too short to name a call: padded with zeros, which name none.
        bytes4 step = bytes4(performData);
        if (!_isStep(step)) revert IMilestoneReview.MilestoneReview_NothingToDo(step);
        Address.functionDelegateCall(_CODE, performData);
    }

    // VIEWS

    function checkStep(bytes4 step, GrantTerms calldata terms, uint256 index) external view onlyDelegated {
        if (step == IMilestoneReview.skipScore.selector) _planSkip(terms, index);
        else if (step == IMilestoneReview.autoApprove.selector) _planAutoApproval(terms, index);
        else if (step == IMilestoneReview.escalate.selector) _planEscalation(terms, index);
        else if (step == IMilestoneReview.expire.selector) _checkExpiry(terms, index);
        else if (step == IMilestoneReview.applyDefaultSplit.selector) _planDefaultSplit(terms, index);
        else if (step == IMilestoneReview.fixPrice.selector) _planPayment(terms, index);
        else revert IMilestoneReview.MilestoneReview_NothingToDo(step);
    }

    // INTERNALS

    /// @dev The escrow opens milestones of active grants only.
    function _checkExpiry(GrantTerms calldata terms, uint256 index) private view {
        _planExpiry(terms, index);
        GrantId grantId = GrantHash.idOf(terms.account);
        if (ESCROW.grantOf(grantId).state != GrantState.Active) {
            revert IMilestoneReview.MilestoneReview_NothingToDo(IMilestoneReview.expire.selector);
        }
    }

    /// @dev What may be done in a state; a scored milestone has two steps, at different times.
    function _stepFrom(MilestoneState state, uint256 choice) private pure returns (bytes4) {
        if (choice == 1) return state == MilestoneState.Scored ? IMilestoneReview.escalate.selector : NO_STEP;
        if (state == MilestoneState.Submitted) return IMilestoneReview.skipScore.selector;
        if (state == MilestoneState.Scored) return IMilestoneReview.autoApprove.selector;
        if (state == MilestoneState.Unscored) return IMilestoneReview.escalate.selector;
        if (state == MilestoneState.Escalated || state == MilestoneState.Disputed) {
            return IMilestoneReview.applyDefaultSplit.selector;
        }
        if (state == MilestoneState.Approved || state == MilestoneState.Ruled) {
            return IMilestoneReview.fixPrice.selector;
        }
        if (state == MilestoneState.Pending || state == MilestoneState.Rejected) {
            return IMilestoneReview.expire.selector;
        }
        return NO_STEP;
    }

    function _isStep(bytes4 step) private pure returns (bool) {
        return step == IMilestoneReview.skipScore.selector || step == IMilestoneReview.autoApprove.selector
            || step == IMilestoneReview.escalate.selector || step == IMilestoneReview.expire.selector
            || step == IMilestoneReview.applyDefaultSplit.selector || step == IMilestoneReview.fixPrice.selector;
    }
}
