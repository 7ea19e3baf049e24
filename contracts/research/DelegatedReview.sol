// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../types/Grant.sol";
import {MilestoneId} from "../types/Identifiers.sol";
import {Milestone, MilestoneState} from "../types/Milestone.sol";
import {ReviewBook} from "./ReviewBook.sol";

/// @title What every part of ReviewDesk stands on
abstract contract DelegatedReview is ReviewBook {
    // IMMUTABLES

    address internal immutable _CODE;

    // CONSTRUCTOR

    constructor(IMilestoneReview.Wiring memory wiring) ReviewBook(wiring) {
        _CODE = address(this);
    }

    // MODIFIERS

    /// @dev Code that is called by itself has no storage of anybody.
    modifier onlyDelegated() {
        if (address(this) == _CODE) revert IMilestoneReview.MilestoneReview_NotDelegated();
        _;
    }

    // INTERNALS

    function _isParty(GrantTerms calldata terms, address account) internal pure returns (bool) {
        return account == terms.account.funder || account == terms.account.investigator;
    }

    /// @dev The word of a milestone that is split for good from now on.
    function _ruled(MilestoneId id, Milestone memory milestone, uint16 payeeBps, bool byDefault)
        internal
        returns (Milestone memory)
    {
        milestone.state = MilestoneState.Ruled;
        milestone.payeeBps = payeeBps;
        milestone.deadline = _after(0);
        emit IMilestoneReview.MilestoneRuled(id, payeeBps, byDefault);
        return milestone;
    }

    /// @dev Says who is owed a dispute's bond now that it is over.
    function _award(MilestoneId id, address owedTo) internal {
        IMilestoneReview.Bond storage bond = _bonds[id];
        bond.owedTo = owedTo;
        emit IMilestoneReview.BondAwarded(id, owedTo, bond.amount);
    }

    /// @dev Nobody lost: the bond goes back to who gave it. Other states than Disputed have none.
    function _giveBondBack(MilestoneId id, MilestoneState from) internal {
        if (from == MilestoneState.Disputed) _award(id, _bonds[id].owedTo);
    }
}
