// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {GrantId} from "../types/Identifiers.sol";

/// @title Who sits on a panel: reviewers in turn
/// @dev Nothing about it is random, so nobody can try again until it suits: the terms, the milestone and the attempt say
/// who is next. Each panel starts where the one before it ended, so every reviewer's turn comes.
library PanelDraw {
    /// @dev Index of the reviewer whose turn is first.
    function startOf(GrantId grantId, uint256 index, uint256 attempt, uint256 seats, uint256 reviewers)
        internal
        pure
        returns (uint256)
    {
        return (uint256(GrantId.unwrap(grantId)) % reviewers + (index + attempt - 1) * seats) % reviewers;
    }

    /// @dev Adds candidates to those who sit already, upward from `start` and round, until `seats` are taken or nobody is
    /// left. At most MAX_REVIEWERS rounds.
    /// @param sitting Bit i: reviewer i. Likewise `candidates` and `drawn`.
    function fill(uint16 sitting, uint16 candidates, uint256 seats, uint256 start, uint256 reviewers)
        internal
        pure
        returns (uint16 drawn)
    {
        drawn = sitting;
        uint256 taken;
        for (uint16 left = sitting; left != 0; left &= left - 1) {
            ++taken;
        }
        for (uint256 i; i < reviewers && taken < seats; ++i) {
            uint16 bit = uint16(1 << (start + i) % reviewers);
            if (candidates & bit == 0 || drawn & bit != 0) continue;
            drawn |= bit;
            ++taken;
        }
    }
}
