// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMatchingRounds} from "../../../../contracts/interfaces/IMatchingRounds.sol";
import {MatchLine, RoundState} from "../../../../contracts/types/Matching.sol";
import {MatchingTest} from "../../../utils/MatchingTest.sol";

contract MatchingRoundsCloseTest is MatchingTest {
    function setUp() public override {
        super.setUp();
        playE8();
    }

    function test_RevertGiven_RoundNeverOpened() external {
        round.salt = keccak256("never");
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_WrongState.selector, roundId(), RoundState.None)
        );
        matching.close(round);
    }

    function test_RevertGiven_ResultCanStillBeRefuted() external {
        postBy(poster, rightLines());
        uint256 finalAt = DEADLINE + 1 + WINDOW;
        vm.warp(finalAt);
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_TooEarly.selector, roundId(), finalAt + 1, finalAt)
        );
        matching.close(round);
    }

    function test_RevertGiven_ResultCanStillBePosted() external {
        vm.warp(POST_BY);
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_TooEarly.selector, roundId(), POST_BY + 1, POST_BY)
        );
        matching.close(round);
    }

    function test_RevertGiven_RoundClosedBefore() external {
        vm.warp(POST_BY + 1);
        matching.close(round);
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_WrongState.selector, roundId(), RoundState.Lapsed)
        );
        matching.close(round);
    }

    function test_GivenResultUnrefuted() external {
        round.salt = keccak256("capped");
        round.cap = uint128(6000 * UNIT);
        vm.warp(START);
        delete entrants;
        openRound();
        enterNamed("E");
        delete counted[0];
        give(0, 10, 100 * UNIT);
        vm.warp(DEADLINE + 1);
        MatchLine[] memory lines = rightLines();
        postBy(poster, lines);
        vm.warp(DEADLINE + 2 + WINDOW);
        vm.expectEmit(address(matching));
        emit IMatchingRounds.RoundFinalised(roundId());
        matching.close(round);
        assertRound(RoundState.Final, "final");
        assertEq(owed(poster), RESULT_BOND, "the bond comes back");
        assertEq(owed(sponsor), 4000 * UNIT, "what the cap left");
    }

    function test_GivenNobodyPosted() external {
        vm.warp(POST_BY + 1);
        vm.expectEmit(address(matching));
        emit IMatchingRounds.RoundLapsed(roundId());
        matching.close(round);
        assertRound(RoundState.Lapsed, "lapsed");
        assertEq(owed(sponsor), POOL, "the pool goes back");
    }
}
