// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMatchingRounds} from "../../../../contracts/interfaces/IMatchingRounds.sol";
import {MatchLine, RoundState} from "../../../../contracts/types/Matching.sol";
import {MatchingTest} from "../../../utils/MatchingTest.sol";

contract MatchingRoundsPayTest is MatchingTest {
    function test_RevertGiven_ResultNotFinal() external {
        playE8();
        MatchLine[] memory lines = rightLines();
        postBy(poster, lines);
        _expectRefused(
            lines,
            0,
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_WrongState.selector, roundId(), RoundState.Posted)
        );
    }

    function test_RevertWhen_LineIsNotOfThisResult() external {
        MatchLine[] memory lines = playToFinal();
        (bytes32 root,,,) = matching.resultOf(roundId());
        lines[2].matchSum += 1;
        _expectRefused(
            lines, 2, abi.encodeWithSelector(IMatchingRounds.MatchingRounds_OtherLine.selector, roundId(), 2, root)
        );
    }

    function test_RevertWhen_PaidBefore() external {
        MatchLine[] memory lines = playToFinal();
        pay(lines, 0);
        assertTrue(matching.isPaid(entrantId(0)), "paid");
        _expectRefused(
            lines,
            0,
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_AlreadyPaid.selector, roundId(), entrantId(0))
        );
    }

    function test_GivenCampaignWaits_WhenMatchIsSomething() external {
        MatchLine[] memory lines = playToFinal();
        vm.expectEmit(address(matching));
        emit IMatchingRounds.MatchPaid(roundId(), entrantId(2), uint128(2500 * UNIT));
        pay(lines, 2);
        assertEq(matchedOf(2), 2500 * UNIT, "in the campaign");
        assertEq(usd.allowance(address(matching), address(campaigns)), 0, "no allowance left");
        campaigns.launch(entrants[2]);
    }

    function test_GivenCampaignWaits_WhenMatchIsNothing() external {
        MatchLine[] memory lines = playToFinal();
        pay(lines, 1);
        campaigns.launch(entrants[1]); // need not wait any longer
    }

    function test_GivenCampaignLaunchedWithout() external {
        MatchLine[] memory lines = playToFinal();
        vm.warp(LATEST_PAY + 1);
        campaigns.launch(entrants[0]);
        vm.expectEmit(address(matching));
        emit IMatchingRounds.MatchReturned(roundId(), entrantId(0), uint128(7500 * UNIT));
        pay(lines, 0);
        assertEq(owed(sponsor), 7500 * UNIT, "back to the sponsor");
    }

    function _expectRefused(MatchLine[] memory lines, uint256 index, bytes memory reason) private {
        (bytes32[] memory proof, MatchLine memory previous, bytes32[] memory previousProof) = proofsOf(lines, index);
        vm.expectRevert(reason);
        matching.pay(round, entrants[index], index, lines[index], proof, previous, previousProof);
    }
}
