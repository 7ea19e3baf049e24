// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaigns} from "../../../../contracts/interfaces/ICampaigns.sol";
import {IMatchingRounds} from "../../../../contracts/interfaces/IMatchingRounds.sol";
import {CampaignTerms, WHOLE_POT} from "../../../../contracts/types/Campaign.sol";
import {MatchLine} from "../../../../contracts/types/Matching.sol";
import {MatchingTest} from "../../../utils/MatchingTest.sol";

contract MatchingRoundsRecoverTest is MatchingTest {
    function test_RevertWhen_CampaignIsNotOfThisRound() external {
        playToFinal();
        CampaignTerms memory other = entrantNamed("other");
        vm.expectRevert(
            abi.encodeWithSelector(
                IMatchingRounds.MatchingRounds_NotRegistered.selector, roundId(), campaignIdOf(other)
            )
        );
        matching.recover(round, other, WHOLE_POT);
    }

    function test_RevertGiven_PotNotOpen() external {
        _paid();
        campaigns.launch(entrants[0]);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_NoPot.selector, entrantId(0), WHOLE_POT));
        matching.recover(round, entrants[0], WHOLE_POT);
    }

    function test_GivenGrantNeverAccepted_WhenAnyoneCalls() external {
        _paid();
        campaigns.launch(entrants[0]);
        vm.warp(uint256(campaigns.accountOf(entrants[0]).startBy) + 1);
        campaigns.collect(entrants[0], WHOLE_POT);
        vm.expectEmit(address(matching));
        emit IMatchingRounds.MatchRecovered(roundId(), entrantId(0), WHOLE_POT, 7500 * UNIT);
        vm.prank(users.keeper);
        matching.recover(round, entrants[0], WHOLE_POT);
        assertEq(owed(sponsor), 7500 * UNIT, "the sponsor's");
    }

    function test_GivenCampaignAbandoned_WhenAnyoneCalls() external {
        _paid();
        vm.warp(LATEST_PAY + ACCEPT + 1);
        campaigns.abandon(entrants[0]);
        vm.prank(users.keeper);
        matching.recover(round, entrants[0], 0);
        assertEq(owed(sponsor), 7500 * UNIT, "all of it");
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_NoPledge.selector, entrantId(0), address(matching)));
        matching.recover(round, entrants[0], 0);
    }

    function _paid() private {
        MatchLine[] memory lines = playToFinal();
        pay(lines, 0);
    }
}
