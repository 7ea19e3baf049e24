// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaigns} from "../../../../contracts/interfaces/ICampaigns.sol";
import {BlocklistToken} from "../../../../contracts/mocks/OddTokens.sol";
import {CampaignState, CampaignTerms} from "../../../../contracts/types/Campaign.sol";
import {CampaignId} from "../../../../contracts/types/Identifiers.sol";
import {CampaignTest} from "../../../utils/CampaignTest.sol";

contract CampaignsTakeBackTest is CampaignTest {
    CampaignTerms private _terms;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultCampaign());
        _terms.goal = GOAL + 1;
    }

    function test_RevertGiven_DeadlineNotPassed() external {
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_TooEarly.selector, id, DEADLINE + 1, DEADLINE));
        takeBackBy(_terms, alice);
    }

    function test_RevertGiven_GoalMet() external {
        _terms.goal = GOAL;
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_GoalMet.selector, id, GOAL, GOAL));
        takeBackBy(_terms, alice);
    }

    function test_RevertGiven_CampaignLaunched() external {
        _terms.goal = GOAL;
        launched(_terms);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICampaigns.Campaigns_WrongState.selector, campaignIdOf(_terms), CampaignState.Launched
            )
        );
        takeBackBy(_terms, alice);
    }

    function test_RevertWhen_CallerHasNoPledge() external {
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_NoPledge.selector, id, users.mallory));
        takeBackBy(_terms, users.mallory);
    }

    function test_RevertWhen_PledgeTakenBackBefore() external {
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE + 1);
        takeBackBy(_terms, alice);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_NoPledge.selector, id, alice));
        takeBackBy(_terms, alice);
    }

    function test_RevertWhen_RecipientZero() external {
        raise(_terms);
        vm.warp(DEADLINE + 1);
        vm.expectRevert(ICampaigns.Campaigns_ZeroRecipient.selector);
        vm.prank(alice);
        campaigns.takeBack(_terms, address(0));
    }

    function test_GivenGoalMissed_WhenDonorCalls() external {
        CampaignId id = raise(_terms);
        vm.warp(DEADLINE + 1);
        address savings = makeAddr("savings");
        vm.expectEmit(address(campaigns));
        emit ICampaigns.PledgeReturned(id, alice, savings, uint128(100 * UNIT));
        vm.prank(alice);
        campaigns.takeBack(_terms, savings);
        assertEq(balanceOf(savings), 100 * UNIT, "all of it, where the donor wants it");
        assertFalse(campaigns.isGoalMet(_terms), "the goal stays missed");
    }

    function test_GivenOneDonorBlocked_WhenOthersCall() external {
        BlocklistToken token = BlocklistToken(deploy("BlocklistToken", ""));
        escrow.listToken(address(token));
        equip(alice, address(token));
        equip(bob, address(token));
        equip(carol, address(token));
        _terms.token = address(token);
        raise(_terms);
        vm.warp(DEADLINE + 1);
        token.setBlocked(alice, true);
        vm.expectRevert(abi.encodeWithSelector(BlocklistToken.BlocklistToken_Blocked.selector, alice));
        takeBackBy(_terms, alice);
        assertEq(takeBackBy(_terms, bob), 50 * UNIT, "not held up");
        vm.prank(alice);
        campaigns.takeBack(_terms, makeAddr("rescue"));
        assertEq(token.balanceOf(makeAddr("rescue")), 100 * UNIT, "nor is the blocked donor, elsewhere");
    }
}
