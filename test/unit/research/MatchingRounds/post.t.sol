// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMatchingRounds} from "../../../../contracts/interfaces/IMatchingRounds.sol";
import {MatchLine, RoundState} from "../../../../contracts/types/Matching.sol";
import {MatchTree} from "../../../utils/MatchTree.sol";
import {MatchingTest} from "../../../utils/MatchingTest.sol";

contract MatchingRoundsPostTest is MatchingTest {
    function setUp() public override {
        super.setUp();
        playE8();
    }

    function test_RevertGiven_CountNotEnded() external {
        MatchLine[] memory lines = rightLines();
        vm.warp(DEADLINE);
        _expectRefused(
            lines,
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_TooEarly.selector, roundId(), DEADLINE + 1, DEADLINE)
        );
    }

    function test_RevertGiven_TimeToPostOver() external {
        MatchLine[] memory lines = rightLines();
        vm.warp(POST_BY + 1);
        _expectRefused(
            lines,
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_TooLate.selector, roundId(), POST_BY, POST_BY + 1)
        );
    }

    function test_RevertGiven_ResultPostedAlready() external {
        MatchLine[] memory lines = rightLines();
        postBy(poster, lines);
        _expectRefused(
            lines,
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_WrongState.selector, roundId(), RoundState.Posted)
        );
    }

    function test_RevertWhen_LinesTooFew() external {
        _expectRefused(
            new MatchLine[](2), abi.encodeWithSelector(IMatchingRounds.MatchingRounds_LineCount.selector, 2, 3)
        );
    }

    function test_RevertWhen_LineNamesOtherCampaign() external {
        MatchLine[] memory lines = rightLines();
        (lines[0].campaign, lines[1].campaign) = (lines[1].campaign, lines[0].campaign);
        _expectRefused(
            lines,
            abi.encodeWithSelector(
                IMatchingRounds.MatchingRounds_OtherCampaign.selector, 0, lines[0].campaign, lines[1].campaign
            )
        );
    }

    function test_RevertWhen_SumsFallOrExceedPool() external {
        MatchLine[] memory lines = rightLines();
        lines[2].rawSum = lines[1].rawSum - 1;
        _expectSums(lines, 2);
        lines = rightLines();
        lines[1].matchSum = lines[0].matchSum - 1;
        _expectSums(lines, 1);
        lines = rightLines();
        lines[2].matchSum = POOL + 1;
        _expectSums(lines, 2);
    }

    function test_WhenLinesAreSound() external {
        MatchLine[] memory lines = rightLines();
        (bytes32 root,) = MatchTree.climb(MatchTree.leavesOf(roundId(), lines), 0);
        uint256 before = balanceOf(poster);
        vm.expectEmit(address(matching));
        emit IMatchingRounds.ResultPosted(roundId(), poster, root, DEADLINE + 1 + WINDOW, lines);
        postBy(poster, lines);

        (bytes32 stored, address by, uint40 finalAt, uint256 rawTotal) = matching.resultOf(roundId());
        assertEq(stored, root, "root");
        assertEq(by, poster, "poster");
        assertEq(finalAt, DEADLINE + 1 + WINDOW, "final at");
        assertEq(rawTotal, lines[2].rawSum, "total");
        assertEq(before - balanceOf(poster), RESULT_BOND, "bond");
        assertRound(RoundState.Posted, "posted");
    }

    function _expectSums(MatchLine[] memory lines, uint256 index) private {
        _expectRefused(lines, abi.encodeWithSelector(IMatchingRounds.MatchingRounds_SumsOutOfRange.selector, index));
    }

    function _expectRefused(MatchLine[] memory lines, bytes memory reason) private {
        vm.expectRevert(reason);
        postBy(poster, lines);
    }
}
