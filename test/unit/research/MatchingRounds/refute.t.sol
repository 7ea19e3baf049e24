// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMatchingRounds} from "../../../../contracts/interfaces/IMatchingRounds.sol";
import {MatchLine, RoundState} from "../../../../contracts/types/Matching.sol";
import {MatchingTest} from "../../../utils/MatchingTest.sol";

contract MatchingRoundsRefuteTest is MatchingTest {
    function setUp() public override {
        super.setUp();
        playE8();
    }

    function test_RevertGiven_NoResultPosted() external {
        _expectRefused(
            rightLines(),
            0,
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_WrongState.selector, roundId(), RoundState.Open)
        );
    }

    function test_RevertGiven_WindowOver() external {
        MatchLine[] memory wrong = rightLines();
        wrong[0].matchSum -= 1;
        postBy(poster, wrong);
        uint256 finalAt = DEADLINE + 1 + WINDOW;
        vm.warp(finalAt + 1);
        _expectRefused(
            wrong,
            0,
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_TooLate.selector, roundId(), finalAt, finalAt + 1)
        );
    }

    function test_RevertWhen_LineIsRight() external {
        MatchLine[] memory lines = rightLines();
        postBy(poster, lines);
        for (uint256 i; i < 3; ++i) {
            _expectRefused(
                lines, i, abi.encodeWithSelector(IMatchingRounds.MatchingRounds_LineIsRight.selector, roundId(), i)
            );
        }
    }

    function test_RevertWhen_LineIsNotOfThisResult() external {
        MatchLine[] memory lines = rightLines();
        postBy(poster, lines);
        (bytes32 root,,,) = matching.resultOf(roundId());
        lines[1].matchSum += 1;
        _expectRefused(
            lines, 1, abi.encodeWithSelector(IMatchingRounds.MatchingRounds_OtherLine.selector, roundId(), 1, root)
        );
        _expectRefused(
            lines, 2, abi.encodeWithSelector(IMatchingRounds.MatchingRounds_OtherLine.selector, roundId(), 2, root)
        );
    }

    function test_RevertWhen_FirstLineHasOneBefore() external {
        MatchLine[] memory lines = rightLines();
        postBy(poster, lines);
        (bytes32 root,,,) = matching.resultOf(roundId());
        (bytes32[] memory proof,,) = proofsOf(lines, 0);
        MatchLine memory made;
        made.rawSum = 1;
        vm.expectRevert(abi.encodeWithSelector(IMatchingRounds.MatchingRounds_OtherLine.selector, roundId(), 0, root));
        matching.refute(round, entrants[0], 0, lines[0], proof, made, new bytes32[](0));
    }

    function test_RevertWhen_CampaignIsNotTheLines() external {
        MatchLine[] memory lines = rightLines();
        postBy(poster, lines);
        (bytes32[] memory proof, MatchLine memory previous, bytes32[] memory previousProof) = proofsOf(lines, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_NotRegistered.selector, roundId(), entrantId(0))
        );
        matching.refute(round, entrants[0], 1, lines[1], proof, previous, previousProof);
    }

    function test_WhenRawSumIsWrong() external {
        MatchLine[] memory wrong = rightLines();
        wrong[1].rawSum += 1;
        wrong[2].rawSum += 1;
        postBy(poster, wrong);
        refuteBy(users.keeper, wrong, 1);
        assertRound(RoundState.Open, "refuted");
    }

    function test_WhenRawSumIsMadeUpHuge() external {
        MatchLine[] memory wrong = rightLines();
        wrong[2].rawSum = type(uint256).max;
        postBy(poster, wrong);
        refuteBy(users.keeper, wrong, 2);
        assertRound(RoundState.Open, "refuted");
    }

    function test_WhenCampaignMissedItsGoalButWasGivenRaw() external {
        // Another round, whose one campaign raises under its goal.
        vm.warp(START);
        delete entrants;
        round.salt = keccak256("another");
        openRound();
        enterNamed("D");
        delete counted[0];
        give(0, 4, 100 * UNIT);
        vm.warp(DEADLINE + 1);
        assertEq(rightLines()[0].rawSum, 0, "the model says none");
        MatchLine[] memory wrong = rightLines();
        (wrong[0].rawSum, wrong[0].matchSum) = (12e32, POOL);
        postBy(poster, wrong);
        refuteBy(users.keeper, wrong, 0);
        assertRound(RoundState.Open, "refuted");
    }

    function test_WhenMatchIsWrong() external {
        MatchLine[] memory wrong = rightLines();
        wrong[0].matchSum -= 1;
        postBy(poster, wrong);
        vm.expectEmit(address(matching));
        emit IMatchingRounds.ResultRefuted(roundId(), users.keeper, 0, RESULT_BOND / 2, RESULT_BOND / 2, POST_BY);
        refuteBy(users.keeper, wrong, 0);

        assertEq(owed(users.keeper), RESULT_BOND / 2, "half to the refuter");
        (bytes32 root, address by, uint40 finalAt,) = matching.resultOf(roundId());
        assertEq(root, bytes32(0), "no result");
        assertEq(by, address(0), "nobody's");
        assertEq(finalAt, 0, "no window");
        assertRound(RoundState.Open, "another is taken");
    }

    function test_GivenCapBinds_WhenLineIgnoresIt() external {
        // The same tallies under a cap of 6,000.
        vm.warp(START);
        delete entrants;
        round.salt = keccak256("capped");
        round.cap = uint128(6000 * UNIT);
        openRound();
        enterNamed("E");
        delete counted[0];
        give(0, 10, 100 * UNIT);
        vm.warp(DEADLINE + 1);
        MatchLine[] memory lines = rightLines();
        assertEq(lines[0].matchSum, 6000 * UNIT, "at most the cap");
        lines[0].matchSum = POOL;
        postBy(poster, lines);
        refuteBy(users.keeper, lines, 0);
        assertRound(RoundState.Open, "refuted");
    }

    /// @dev Refuting itself, a poster wins a bounded time for half its bonds.
    function test_GivenLateRefutation_WhenTimeToPostIsExtendedWithinBounds() external {
        uint40 latest = POST_BY + WINDOW + 3 days;
        MatchLine[] memory wrong = rightLines();
        wrong[0].matchSum -= 1;
        vm.warp(POST_BY);
        postBy(poster, wrong);
        vm.warp(POST_BY + WINDOW);
        refuteBy(poster, wrong, 0);
        assertEq(matching.postUntilOf(roundId()), latest, "three days more");
        vm.warp(latest);
        postBy(poster, wrong);
        vm.warp(latest + WINDOW);
        refuteBy(poster, wrong, 0);
        assertEq(matching.postUntilOf(roundId()), latest, "never again");
        matching.close(round);
        assertRound(RoundState.Lapsed, "over");
        assertEq(owed(poster), RESULT_BOND, "half of two bonds");
        assertGe(LATEST_PAY, now_() + 3 days, "in time for every campaign");
    }

    function _expectRefused(MatchLine[] memory lines, uint256 index, bytes memory reason) private {
        (bytes32[] memory proof, MatchLine memory previous, bytes32[] memory previousProof) = proofsOf(lines, index);
        vm.expectRevert(reason);
        matching.refute(round, entrants[index], index, lines[index], proof, previous, previousProof);
    }
}
