// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaigns} from "../../../../contracts/interfaces/ICampaigns.sol";
import {CampaignTerms} from "../../../../contracts/types/Campaign.sol";
import {CampaignTest} from "../../../utils/CampaignTest.sol";

contract CampaignsClaimShareTest is CampaignTest {
    CampaignTerms private _terms;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultCampaign());
    }

    function test_RevertGiven_PotNotOpen() external {
        expired(_terms);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_NoPot.selector, campaignIdOf(_terms), 0));
        claimBy(_terms, 0, alice);
    }

    function test_RevertWhen_CallerHasNoPledge() external {
        _opened();
        _expectNothing(users.mallory);
    }

    function test_RevertWhen_ShareTakenBefore() external {
        _opened();
        claimBy(_terms, 0, alice);
        assertEq(campaigns.shareOf(_terms, 0, alice), 0, "no more");
        _expectNothing(alice);
    }

    function test_RevertWhen_RecipientZero() external {
        _opened();
        vm.expectRevert(ICampaigns.Campaigns_ZeroRecipient.selector);
        vm.prank(alice);
        campaigns.claimShare(_terms, 0, address(0));
    }

    function test_WhenNotLastClaimer() external {
        _opened();
        address savings = makeAddr("savings");
        assertEq(campaigns.shareOf(_terms, 0, alice), 57_142_857, "foreseen");
        vm.expectEmit(address(campaigns));
        emit ICampaigns.ShareClaimed(campaignIdOf(_terms), 0, alice, savings, 57_142_857);
        vm.prank(alice);
        campaigns.claimShare(_terms, 0, savings);
        assertEq(balanceOf(savings), 57_142_857, "100 x 100 / 175, rounded down");
    }

    function test_WhenLastClaimer() external {
        _opened();
        claimBy(_terms, 0, alice);
        claimBy(_terms, 0, carol);
        assertEq(claimBy(_terms, 0, bob), 28_571_429, "50 of 175 and the dust");
        assertEq(balanceOf(address(campaigns)), 0, "nothing left");
    }

    function _opened() private {
        expired(_terms);
        campaigns.collect(_terms, 0);
    }

    function _expectNothing(address donor) private {
        vm.expectRevert(
            abi.encodeWithSelector(ICampaigns.Campaigns_NothingToClaim.selector, campaignIdOf(_terms), 0, donor)
        );
        claimBy(_terms, 0, donor);
    }
}
