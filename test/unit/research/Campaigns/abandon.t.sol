// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaigns} from "../../../../contracts/interfaces/ICampaigns.sol";
import {CampaignState, CampaignTerms} from "../../../../contracts/types/Campaign.sol";
import {CampaignId} from "../../../../contracts/types/Identifiers.sol";
import {CampaignTest} from "../../../utils/CampaignTest.sol";

contract CampaignsAbandonTest is CampaignTest {
    CampaignTerms private _terms;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultCampaign());
    }

    function test_RevertGiven_LaunchNotLongOverdue() external {
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE + ACCEPT);
        vm.expectRevert(
            abi.encodeWithSelector(ICampaigns.Campaigns_TooEarly.selector, id, DEADLINE + ACCEPT + 1, DEADLINE + ACCEPT)
        );
        campaigns.abandon(_terms);
    }

    function test_RevertGiven_GoalMissed() external {
        CampaignId id = openCampaign(_terms);
        vm.warp(DEADLINE + ACCEPT + 1);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_GoalNotMet.selector, id, 0, GOAL));
        campaigns.abandon(_terms);
    }

    function test_RevertGiven_CampaignLaunched() external {
        launched(_terms);
        vm.warp(DEADLINE + ACCEPT + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICampaigns.Campaigns_WrongState.selector, campaignIdOf(_terms), CampaignState.Launched
            )
        );
        campaigns.abandon(_terms);
    }

    function test_GivenLaunchLongOverdue_WhenAnyoneCalls() external {
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE + ACCEPT + 1);
        vm.expectEmit(address(campaigns));
        emit ICampaigns.CampaignAbandoned(id);
        vm.prank(users.keeper);
        campaigns.abandon(_terms);
        assertEq(takeBackBy(_terms, bob), 50 * UNIT, "pledges go back");

        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_WrongState.selector, id, CampaignState.Abandoned));
        campaigns.launch(_terms);
    }
}
