// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMatchingRounds} from "../../../../contracts/interfaces/IMatchingRounds.sol";
import {FeeToken} from "../../../../contracts/mocks/OddTokens.sol";
import {RoundState} from "../../../../contracts/types/Matching.sol";
import {MatchingTest} from "../../../utils/MatchingTest.sol";

contract MatchingRoundsOpenRoundTest is MatchingTest {
    function test_RevertWhen_CallerNotSponsor() external {
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_NotSponsor.selector, users.mallory, sponsor)
        );
        vm.prank(users.mallory);
        matching.openRound(round);
    }

    function test_RevertWhen_PoolZero() external {
        round.pool = 0;
        _expectOutOfRange();
    }

    function test_RevertWhen_CountEndsInPastOrTooLate() external {
        round.endsAt = START;
        _expectOutOfRange();
        round.endsAt = START + 365 days + 1;
        round.postBy = round.endsAt + 1;
        _expectOutOfRange();
    }

    function test_RevertWhen_TimeToPostZeroOrTooLong() external {
        round.postBy = round.endsAt;
        _expectOutOfRange();
        round.postBy = round.endsAt + 90 days + 1;
        _expectOutOfRange();
    }

    function test_RevertWhen_ChallengeWindowOutOfRange() external {
        round.challengeWindow = 1 days - 1;
        _expectOutOfRange();
        round.challengeWindow = 30 days + 1;
        _expectOutOfRange();
    }

    function test_RevertWhen_IssuerCapOrBondMissing() external {
        round.bond = 1;
        _expectMissing();
        (round.bond, round.cap) = (2, 0);
        _expectMissing();
        (round.cap, round.issuer) = (1, address(0));
        _expectMissing();
    }

    function test_RevertGiven_RoundOpenedBefore() external {
        openRound();
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_WrongState.selector, roundId(), RoundState.Open)
        );
        openRound();
    }

    function test_RevertWhen_TokenTakesFee() external {
        FeeToken token = FeeToken(deploy("FeeToken", ""));
        equipForRounds(sponsor, address(token));
        round.token = address(token);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMatchingRounds.MatchingRounds_DepositShort.selector, address(token), POOL, uint256(POOL) * 98 / 100
            )
        );
        openRound();
    }

    function test_WhenTermsAreSound() external {
        vm.expectEmit(address(matching));
        emit IMatchingRounds.RoundOpened(roundId(), sponsor, round);
        openRound();
        assertRound(RoundState.Open, "open");
        assertEq(balanceOf(address(matching)), POOL, "the pool is here");
        assertEq(matching.postUntilOf(roundId()), POST_BY, "results until");
        assertEq(matching.latestPayOf(round), LATEST_PAY, "campaigns wait until");
    }

    function _expectOutOfRange() private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IMatchingRounds.MatchingRounds_TermsOutOfRange.selector,
                round.pool,
                round.endsAt,
                round.postBy,
                round.challengeWindow
            )
        );
        openRound();
    }

    function _expectMissing() private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IMatchingRounds.MatchingRounds_TermsMissing.selector, round.issuer, round.cap, round.bond
            )
        );
        openRound();
    }
}
