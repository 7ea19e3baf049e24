// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {UnitStates} from "../../../../contracts/libraries/UnitStates.sol";
import {UnitState} from "../../../../contracts/types/Provenance.sol";
import {Test} from "../../../utils/Test.sol";

contract UnitStatesIsLegalTest is Test {
    uint256 private constant STATES = 12;

    /// @dev A row for each state it leads from, a column for each it leads to, both in the order of the enum:
    /// Untouched, Loose, Packed, ReturnPending, Sampled, Exported, Dispensed, Suspect, Decommissioned, Destroyed,
    /// Illegitimate, Stolen.
    string[STATES] private _rows = [
        ".L.RSEDU.X.T",
        "..PRSEDUCX.T",
        ".L.RSEDU.X.T",
        ".L.....U.X.T",
        ".L.....U.X.T",
        "............",
        ".L.....U.X.T",
        ".L....D..XIT",
        "............",
        "............",
        "............",
        "............"
    ];

    function test_WhenAnyPairOfStates_IsAsTheTableSays() external view {
        uint256 arrows;
        for (uint256 from; from < STATES; ++from) {
            for (uint256 to; to < STATES; ++to) {
                bool drawn = bytes(_rows[from])[to] != ".";
                assertEq(UnitStates.isLegal(UnitState(from), UnitState(to)), drawn, "arrow");
                if (drawn) ++arrows;
            }
        }
        assertEq(arrows, 42, "arrows");
    }
}
