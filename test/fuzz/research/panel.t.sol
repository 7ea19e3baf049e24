// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PanelDraw} from "../../../contracts/libraries/PanelDraw.sol";
import {PanelVotes} from "../../../contracts/libraries/PanelVotes.sol";
import {GrantId} from "../../../contracts/types/Identifiers.sol";
import {Test} from "../../utils/Test.sol";

contract PanelFuzzTest is Test {
    /// @dev Nobody sits who may not, nobody sits twice, and no seat is empty while anybody is left.
    function testFuzz_DrawsEligibleReviewersOnly(
        uint256 grantId,
        uint16 eligible,
        uint8 reviewers,
        uint8 seats,
        uint8 index,
        uint8 attempt
    ) external pure {
        uint256 n = bound(reviewers, 1, 16);
        uint256 wanted = bound(seats, 1, n);
        uint16 all = uint16((1 << n) - 1);
        uint256 start = PanelDraw.startOf(GrantId.wrap(bytes32(grantId)), index, bound(attempt, 1, 10), wanted, n);
        assertTrue(start < n, "a reviewer starts");
        uint16 candidates = eligible & all;
        uint16 drawn = PanelDraw.fill(0, candidates, wanted, start, n);
        assertEq(drawn & ~candidates, 0, "nobody else");
        uint256 able = PanelVotes.count(candidates);
        assertEq(PanelVotes.count(drawn), able < wanted ? able : wanted, "as many as there can be");
        // In turn: whoever was passed over among those able comes after everybody who sits.
        bool passedOver;
        for (uint256 i; i < n; ++i) {
            uint16 bit = uint16(1 << (start + i) % n);
            if (candidates & bit == 0) continue;
            if (drawn & bit == 0) passedOver = true;
            else assertFalse(passedOver, "nobody is skipped");
        }
    }

    /// @dev Whoever sits keeps the seat when another is filled, and the one who left does not come back.
    function testFuzz_FillsOneSeatAndMovesNobody(
        uint256 grantId,
        uint16 eligible,
        uint8 reviewers,
        uint8 seats,
        uint8 who
    ) external pure {
        uint256 n = bound(reviewers, 1, 16);
        uint256 wanted = bound(seats, 1, n);
        uint16 candidates = eligible & uint16((1 << n) - 1);
        uint256 start = PanelDraw.startOf(GrantId.wrap(bytes32(grantId)), 0, 1, wanted, n);
        uint16 before = PanelDraw.fill(0, candidates, wanted, start, n);
        uint16 leaver = uint16(1 << who % n);
        if (before & leaver == 0) return;
        uint16 left = before & ~leaver;
        uint16 filled = PanelDraw.fill(left, candidates & ~leaver, PanelVotes.count(left) + 1, start, n);
        assertEq(filled & left, left, "everybody stays");
        assertEq(filled & leaver, 0, "the one who left does not come back");
        assertEq(filled & ~candidates, 0, "nobody else");
        bool anyLeft = candidates & ~before != 0;
        assertEq(PanelVotes.count(filled), PanelVotes.count(left) + (anyLeft ? 1 : 0), "one seat, if anybody is left");
    }

    /// @dev Each panel starts where the last one ended: after as many panels as there are reviewers all have had a turn.
    function testFuzz_EveryReviewersTurnComes(uint256 grantId, uint8 reviewers, uint8 seats) external pure {
        uint256 n = bound(reviewers, 1, 16);
        uint256 wanted = bound(seats, 1, n);
        uint16 all = uint16((1 << n) - 1);
        uint16 had;
        for (uint256 index; index * wanted < n; ++index) {
            uint256 start = PanelDraw.startOf(GrantId.wrap(bytes32(grantId)), index, 1, wanted, n);
            had |= PanelDraw.fill(0, all, wanted, start, n);
        }
        assertEq(had, all, "everybody, in as few panels as can be");
    }

    /// @dev The same terms, milestone and attempt have the same panel: there is no trying again.
    function testFuzz_ResubmissionMovesTheTurn(uint256 grantId, uint8 reviewers, uint8 seats, uint8 attempt)
        external
        pure
    {
        uint256 n = bound(reviewers, 1, 16);
        uint256 wanted = bound(seats, 1, n);
        uint256 first = bound(attempt, 1, 9);
        GrantId id = GrantId.wrap(bytes32(grantId));
        uint256 start = PanelDraw.startOf(id, 0, first, wanted, n);
        assertEq(PanelDraw.startOf(id, 0, first + 1, wanted, n), (start + wanted) % n, "on by as many as sat");
        assertEq(PanelDraw.startOf(id, 1, first, wanted, n), (start + wanted) % n, "as for the next milestone");
    }
}
