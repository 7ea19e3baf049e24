// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaigns} from "../../../../contracts/interfaces/ICampaigns.sol";
import {CampaignState, CampaignTerms} from "../../../../contracts/types/Campaign.sol";
import {GrantAccount, GrantTerms} from "../../../../contracts/types/Grant.sol";
import {CampaignId, GrantId} from "../../../../contracts/types/Identifiers.sol";
import {GrantState} from "../../../../contracts/types/Milestone.sol";
import {CampaignTest} from "../../../utils/CampaignTest.sol";

contract CampaignsLaunchTest is CampaignTest {
    CampaignTerms private _terms;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultCampaign());
    }

    function test_RevertGiven_DeadlineNotPassed() external {
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_TooEarly.selector, id, DEADLINE + 1, DEADLINE));
        campaigns.launch(_terms);
    }

    function test_RevertGiven_GoalMissed() external {
        CampaignId id = openCampaign(_terms);
        pledgeBy(_terms, alice, GOAL - 1);
        vm.warp(DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_GoalNotMet.selector, id, GOAL - 1, GOAL));
        campaigns.launch(_terms);
    }

    function test_RevertGiven_MatchIsWaitedFor() external {
        _terms.matching = users.mallory;
        _terms.matchBy = DEADLINE + 60 days;
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE + 60 days);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICampaigns.Campaigns_TooEarly.selector, id, DEADLINE + 60 days + 1, DEADLINE + 60 days
            )
        );
        campaigns.launch(_terms);
    }

    function test_GivenMatchNeverCame_WhenWaitIsOver() external {
        _terms.matching = users.mallory;
        _terms.matchBy = DEADLINE + 60 days;
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE + 60 days + 1);
        campaigns.launch(_terms);
        assertEq(uint256(campaigns.campaignOf(id).state), uint256(CampaignState.Launched), "launched");
    }

    function test_RevertGiven_LaunchedBefore() external {
        launched(_terms);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICampaigns.Campaigns_WrongState.selector, campaignIdOf(_terms), CampaignState.Launched
            )
        );
        campaigns.launch(_terms);
    }

    function test_GivenGoalMet_WhenAnyoneCalls() external {
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE + 1);
        GrantTerms memory expected = conditionsFor(2);
        expected.account.funder = address(campaigns);
        expected.account.startBy = DEADLINE + 1 + ACCEPT;
        expected.account.keeperReward = REWARD;
        expected.account.amounts = new uint128[](2);
        expected.account.amounts[0] = 81_250_000;
        expected.account.amounts[1] = 43_750_000;
        vm.expectEmit(address(campaigns));
        emit ICampaigns.CampaignLaunched(id, grantIdOf(expected), expected.account);
        vm.prank(users.keeper);
        GrantId grantId = campaigns.launch(_terms);

        assertEq(GrantId.unwrap(grantId), GrantId.unwrap(grantIdOf(expected)), "grant id");
        assertEq(uint256(escrow.grantOf(grantId).state), uint256(GrantState.Offered), "offered");
        assertEq(escrow.grantOf(grantId).deposit, 175 * UNIT, "all that was raised");
        assertEq(balanceOf(address(campaigns)), 0, "nothing left here");
        assertEq(usd.allowance(address(campaigns), address(escrow)), 0, "no allowance left");
        GrantAccount memory account = campaigns.accountOf(_terms);
        assertEq(keccak256(abi.encode(account)), keccak256(abi.encode(expected.account)), "account as launched");
    }
}
