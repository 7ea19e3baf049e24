// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMatchingRounds} from "../../../contracts/interfaces/IMatchingRounds.sol";
import {GrantTerms} from "../../../contracts/types/Grant.sol";
import {MatchLine, RoundState, UniquenessCredential} from "../../../contracts/types/Matching.sol";
import {MilestoneState} from "../../../contracts/types/Milestone.sol";
import {MatchingTest} from "../../utils/MatchingTest.sol";

/// @title Scenario E-8: quadratic matching of a pool of 10,000
contract QuadraticMatchScenario is MatchingTest {
    function test_E8_ManySmallDonorsOverOneLarge() external {
        MatchLine[] memory lines = playToFinal();
        for (uint256 i; i < 3; ++i) {
            pay(lines, i);
        }
        assertEq(matchedOf(0), 7_500_000_000, "A: 7,500.000000");
        assertEq(matchedOf(1), 0, "B: nothing");
        assertEq(matchedOf(2), 2_500_000_000, "C: 2,500.000000");
        assertEq(owed(sponsor), 0, "the whole pool is spent");
        assertEq(owed(poster), RESULT_BOND, "the bond comes back");
        assertEq(balanceOf(address(matching)), RESULT_BOND, "and nothing else is held");
        assertEq(campaigns.campaignOf(entrantId(0)).raised, 8500 * UNIT, "A is launched over 8,500");
    }

    /// @dev A's ten donors gave a tenth each of 1,000; with the match it is little more than a hundredth of 8,500.
    function test_E8_MatchLeavesSmallDonorsTheirSay() external {
        MatchLine[] memory lines = playToFinal();
        pay(lines, 0);
        campaigns.launch(entrants[0]);
        GrantTerms memory grant = conditionsFor(1);
        grant.account = campaigns.accountOf(entrants[0]);
        accept(grant);
        submit(grant, 0);
        score(grant, 0, GOOD_SCORE);
        approve(grant, 0);
        uint256 undecided = vm.snapshotState();
        for (uint160 i = 1; i <= 10; ++i) {
            vm.prank(donorNumber(i));
            campaigns.dispute(entrants[0], grant, 0);
            assertState(grant, 0, MilestoneState.Disputed, "each of the ten");
            vm.revertToState(undecided);
        }
    }

    /// @dev B's one donor has 100 keys of 10 each. If all were people, B would take nearly everything.
    function test_E8_HundredKeysCountedAsPeople() external {
        _openWithout();
        give(1, 100, 10 * UNIT);
        _finish();
        assertEq(matchedOf(0), 810_810_811, "A: 810.81");
        assertEq(matchedOf(1), 8_918_918_919, "B: 8,918.92");
        assertEq(matchedOf(2), 270_270_270, "C: 270.27");
    }

    /// @dev The issuer knows the 100 keys for one person: one nullifier, hence one key counts, and one alone has raw 0.
    function test_E8_HundredKeysOfOnePerson() external {
        _openWithout();
        bytes32 person = keccak256("the person behind the keys");
        address first = newDonor();
        pledgeBy(entrants[1], first, 10 * UNIT);
        countAs(1, first, person);
        counted[1].push(10 * UNIT);
        for (uint256 i = 1; i < 100; ++i) {
            address donor = newDonor();
            pledgeBy(entrants[1], donor, 10 * UNIT);
            UniquenessCredential memory credential = UniquenessCredential(person, donor, DEADLINE);
            bytes memory signature = signLong(issuerKey, credentialDigest(credential));
            vm.expectRevert(
                abi.encodeWithSelector(IMatchingRounds.MatchingRounds_NotUnique.selector, person, donor, first)
            );
            matching.count(round, entrants[1], credential, signature);
        }
        _finish();
        assertEq(matchedOf(0), 7_500_000_000, "A: 7,500.000000");
        assertEq(matchedOf(1), 0, "B: nothing");
        assertEq(matchedOf(2), 2_500_000_000, "C: 2,500.000000");
    }

    function test_E8_WrongRootIsRefuted() external {
        playE8();
        MatchLine[] memory wrong = rightLines();
        wrong[0].matchSum -= uint128(1000 * UNIT);
        wrong[1].matchSum = wrong[0].matchSum + uint128(1000 * UNIT); // B's friend posts
        postBy(poster, wrong);
        refuteBy(users.keeper, wrong, 0);
        assertRound(RoundState.Open, "another result is taken");
        assertEq(owed(users.keeper), 50 * UNIT, "half of the bond");
        assertEq(owed(poster), 0, "nothing for the poster");

        MatchLine[] memory right = rightLines();
        postBy(sponsor, right);
        closeAfterWindow();
        pay(right, 0);
        assertEq(matchedOf(0), 7_500_000_000, "A: 7,500.000000");
    }

    function _openWithout() private {
        openRound();
        enterNamed("A");
        enterNamed("B");
        enterNamed("C");
        give(0, 10, 100 * UNIT);
        give(2, 4, 250 * UNIT);
    }

    function _finish() private {
        vm.warp(DEADLINE + 1);
        MatchLine[] memory lines = rightLines();
        postBy(poster, lines);
        closeAfterWindow();
        for (uint256 i; i < 3; ++i) {
            pay(lines, i);
        }
    }
}
