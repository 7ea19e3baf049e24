// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaigns} from "../../../../contracts/interfaces/ICampaigns.sol";
import {Campaign, CampaignState, CampaignTerms} from "../../../../contracts/types/Campaign.sol";
import {CampaignId} from "../../../../contracts/types/Identifiers.sol";
import {CampaignTest} from "../../../utils/CampaignTest.sol";

contract CampaignsAddMatchTest is CampaignTest {
    address private _pool;
    CampaignTerms private _terms;

    function setUp() public override {
        super.setUp();
        _pool = makeAddr("pool");
        equip(_pool, address(usd));
        CampaignTerms memory terms = defaultCampaign();
        (terms.matching, terms.matchBy) = (_pool, DEADLINE + 60 days);
        keep(_terms, terms);
    }

    function test_RevertWhen_CallerNotMatching() external {
        raise(_terms);
        vm.warp(DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_NotMatching.selector, alice, _pool));
        vm.prank(alice);
        campaigns.addMatch(_terms, 1);
    }

    function test_RevertGiven_DeadlineNotPassed() external {
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_TooEarly.selector, id, DEADLINE + 1, DEADLINE));
        _match(1);
    }

    function test_RevertGiven_GoalMissed() external {
        CampaignId id = openCampaign(_terms);
        pledgeBy(_terms, alice, GOAL - 1);
        vm.warp(DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_GoalNotMet.selector, id, GOAL - 1, GOAL));
        _match(1);
    }

    function test_RevertGiven_CampaignLaunched() external {
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE + 60 days + 1);
        campaigns.launch(_terms);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_WrongState.selector, id, CampaignState.Launched));
        _match(1);
    }

    function test_GivenGoalMet_WhenMatchIsSomething() external {
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE + 1);
        vm.expectEmit(address(campaigns));
        emit ICampaigns.MatchAdded(id, uint128(75 * UNIT), uint128(250 * UNIT));
        _match(75 * UNIT);
        Campaign memory campaign = campaigns.campaignOf(id);
        assertEq(campaign.raised, 250 * UNIT, "raised");
        assertEq(campaign.matched, 75 * UNIT, "matched");
        assertEq(campaigns.pledgeOf(id, _pool).amount, 75 * UNIT, "a pledge like any other");
        assertTrue(campaign.hasMatch, "nobody waits any more");
    }

    function test_GivenGoalMet_WhenMatchIsNothing() external {
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE + 1);
        _match(0);
        assertTrue(campaigns.campaignOf(id).hasMatch, "nobody waits any more");
        assertEq(campaigns.campaignOf(id).raised, 175 * UNIT, "raised");
        campaigns.launch(_terms);
    }

    function _match(uint256 amount) private {
        vm.prank(_pool);
        campaigns.addMatch(_terms, uint128(amount));
    }
}
