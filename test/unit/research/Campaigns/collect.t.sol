// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaigns} from "../../../../contracts/interfaces/ICampaigns.sol";
import {CampaignState, CampaignTerms, Pot, WHOLE_POT} from "../../../../contracts/types/Campaign.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {CampaignId} from "../../../../contracts/types/Identifiers.sol";
import {CampaignTest} from "../../../utils/CampaignTest.sol";

contract CampaignsCollectTest is CampaignTest {
    CampaignTerms private _terms;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultCampaign());
    }

    function test_RevertGiven_CampaignNotLaunched() external {
        CampaignId id = raise(_terms);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_WrongState.selector, id, CampaignState.Open));
        campaigns.collect(_terms, 0);
    }

    function test_RevertWhen_NoSuchPot() external {
        launched(_terms);
        _expectNoPot(2);
        _expectNoPot(33);
        _expectNoPot(64);
    }

    function test_RevertGiven_MilestoneNotFinal() external {
        accepted(_terms);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_NotYetRefunded.selector, campaignIdOf(_terms), 0));
        campaigns.collect(_terms, 0);
    }

    function test_GivenMilestoneExpired_WhenAnyoneCalls() external {
        expired(_terms);
        // 81.25 and three of four prepaid rewards of 6.25.
        vm.expectEmit(address(campaigns));
        emit ICampaigns.PotOpened(campaignIdOf(_terms), 0, uint128(100 * UNIT));
        vm.prank(users.keeper);
        assertEq(campaigns.collect(_terms, 0), 100 * UNIT, "amount and unspent rewards");
        _assertPot(0, 100 * UNIT);
        assertEq(balanceOf(address(campaigns)), 100 * UNIT, "came");
    }

    function test_GivenStrangerHadMilestonePaid() external {
        GrantTerms memory grant = expired(_terms);
        vm.prank(users.mallory);
        escrow.refund(grant.account, 0);
        assertEq(balanceOf(address(campaigns)), 100 * UNIT, "came before anybody asked");
        assertEq(campaigns.collect(_terms, 0), 100 * UNIT, "known all the same");
        _assertPot(0, 100 * UNIT);
    }

    function test_RevertGiven_PotOpenedBefore() external {
        expired(_terms);
        campaigns.collect(_terms, 0);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_PotIsOpen.selector, campaignIdOf(_terms), 0));
        campaigns.collect(_terms, 0);
    }

    function test_RevertGiven_OfferCanStillBeAccepted_WhenWholePotAskedFor() external {
        launched(_terms);
        uint256 startBy = campaigns.accountOf(_terms).startBy;
        vm.warp(startBy);
        vm.expectRevert(
            abi.encodeWithSelector(ICampaigns.Campaigns_TooEarly.selector, campaignIdOf(_terms), startBy + 1, startBy)
        );
        campaigns.collect(_terms, WHOLE_POT);
    }

    function test_RevertGiven_GrantAccepted_WhenWholePotAskedFor() external {
        accepted(_terms);
        _expectNoPot(WHOLE_POT);
    }

    function test_GivenOfferOver_WhenAnyoneCollectsWholePot() external {
        launched(_terms);
        vm.warp(uint256(campaigns.accountOf(_terms).startBy) + 1);
        assertEq(campaigns.collect(_terms, WHOLE_POT), 175 * UNIT, "the deposit");
        _assertPot(WHOLE_POT, 175 * UNIT);
    }

    function test_GivenStrangerCancelledOffer_WhenAnyoneCollectsWholePot() external {
        GrantTerms memory grant = launched(_terms);
        vm.warp(uint256(grant.account.startBy) + 1);
        vm.prank(users.mallory);
        escrow.cancel(grant.account);
        assertEq(campaigns.collect(_terms, WHOLE_POT), 175 * UNIT, "the deposit");
        _assertPot(WHOLE_POT, 175 * UNIT);
        assertEq(balanceOf(address(campaigns)), 175 * UNIT, "once");
    }

    function _assertPot(uint8 number, uint256 amount) private view {
        Pot memory pot = campaigns.potOf(campaignIdOf(_terms), number);
        assertEq(pot.amount, amount, "pot");
        assertEq(pot.left, amount, "nothing claimed");
        assertTrue(pot.isOpen, "open");
    }

    function _expectNoPot(uint8 pot) private {
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_NoPot.selector, campaignIdOf(_terms), pot));
        campaigns.collect(_terms, pot);
    }
}
