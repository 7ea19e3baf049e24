// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMatchingRounds} from "../../../../contracts/interfaces/IMatchingRounds.sol";
import {CampaignTerms} from "../../../../contracts/types/Campaign.sol";
import {RoundId} from "../../../../contracts/types/Identifiers.sol";
import {RoundState} from "../../../../contracts/types/Matching.sol";
import {MatchingTest} from "../../../utils/MatchingTest.sol";

contract MatchingRoundsEnterTest is MatchingTest {
    function test_RevertGiven_RoundNotOpen() external {
        CampaignTerms memory terms = entrantNamed("A");
        openCampaign(terms);
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_WrongState.selector, roundId(), RoundState.None)
        );
        _enter(terms);
    }

    function test_RevertGiven_CountEnded() external {
        openRound();
        CampaignTerms memory terms = entrantNamed("A");
        openCampaign(terms);
        vm.warp(DEADLINE + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_TooLate.selector, roundId(), DEADLINE, DEADLINE + 1)
        );
        _enter(terms);
    }

    function test_RevertWhen_CallerNotOrganiser() external {
        openRound();
        CampaignTerms memory terms = entrantNamed("A");
        openCampaign(terms);
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_NotOrganiser.selector, sponsor, organiser)
        );
        vm.prank(sponsor);
        matching.enter(round, terms);
    }

    function test_RevertGiven_CampaignNeverOpened() external {
        openRound();
        _expectNotForRound(entrantNamed("A"));
    }

    function test_RevertWhen_CampaignIsMatchedElsewhere() external {
        openRound();
        CampaignTerms memory terms = entrantNamed("A");
        terms.matching = users.mallory;
        openCampaign(terms);
        _expectNotForRound(terms);
    }

    function test_RevertWhen_CampaignIsInAnotherToken() external {
        round.token = deploy("TestUsd", "");
        equipForRounds(sponsor, round.token);
        openRound();
        CampaignTerms memory terms = entrantNamed("A");
        openCampaign(terms);
        _expectNotForRound(terms);
    }

    function test_RevertWhen_CampaignEndsAfterRound() external {
        openRound();
        CampaignTerms memory terms = entrantNamed("A");
        terms.deadline = DEADLINE + 1;
        openCampaign(terms);
        _expectNotForRound(terms);
    }

    function test_RevertWhen_CampaignWaitsTooBriefly() external {
        openRound();
        CampaignTerms memory terms = entrantNamed("A");
        terms.matchBy = LATEST_PAY - 1;
        openCampaign(terms);
        _expectNotForRound(terms);
    }

    function test_RevertGiven_CampaignAdmittedBefore() external {
        openRound();
        enterNamed("A");
        vm.expectRevert(
            abi.encodeWithSelector(IMatchingRounds.MatchingRounds_AlreadyRegistered.selector, roundId(), entrantId(0))
        );
        _enter(entrants[0]);
    }

    function test_WhenCampaignFits() external {
        openRound();
        CampaignTerms memory terms = entrantNamed("A");
        openCampaign(terms);
        vm.expectEmit(address(matching));
        emit IMatchingRounds.CampaignEntered(roundId(), campaignIdOf(terms));
        _enter(terms);
        (RoundId id, bool isRegistered,) = matching.roundOf(campaignIdOf(terms));
        assertEq(RoundId.unwrap(id), RoundId.unwrap(roundId()), "asked for");
        assertFalse(isRegistered, "not admitted yet");
    }

    function _enter(CampaignTerms memory terms) private {
        vm.prank(organiser);
        matching.enter(round, terms);
    }

    function _expectNotForRound(CampaignTerms memory terms) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IMatchingRounds.MatchingRounds_CampaignNotForRound.selector, campaignIdOf(terms), DEADLINE, LATEST_PAY
            )
        );
        _enter(terms);
    }
}
