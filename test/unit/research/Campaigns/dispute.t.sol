// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaigns} from "../../../../contracts/interfaces/ICampaigns.sol";
import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {CampaignState, CampaignTerms, DonorDispute} from "../../../../contracts/types/Campaign.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {CampaignId, GrantId} from "../../../../contracts/types/Identifiers.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {CampaignTest} from "../../../utils/CampaignTest.sol";

contract CampaignsDisputeTest is CampaignTest {
    CampaignTerms private _terms;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultCampaign());
    }

    function test_RevertGiven_CampaignNotLaunched() external {
        CampaignId id = raise(_terms);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_WrongState.selector, id, CampaignState.Open));
        campaigns.dispute(_terms, conditionsFor(2), 0);
    }

    function test_RevertWhen_GrantIsNotTheCampaigns() external {
        GrantTerms memory grant = _approved();
        GrantId expected = grantIdOf(grant);
        grant.account.startBy += 1;
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_OtherGrant.selector, grantIdOf(grant), expected));
        vm.prank(alice);
        campaigns.dispute(_terms, grant, 0);
    }

    function test_RevertWhen_NoSuchMilestone() external {
        GrantTerms memory grant = _approved();
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_MilestonesOutOfRange.selector, 2, 1));
        vm.prank(alice);
        campaigns.dispute(_terms, grant, 2);
    }

    function test_RevertWhen_DonorPledgedLessThanTwentieth() external {
        raise(_terms);
        equip(users.mallory, address(usd));
        pledgeBy(_terms, users.mallory, 9_210_526); // 5 % of 184.210526 is 9.210527, rounded up
        GrantTerms memory grant = _approvedFrom();
        CampaignId id = campaignIdOf(_terms);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_PledgeTooSmall.selector, id, 9_210_526, 9_210_527));
        vm.prank(users.mallory);
        campaigns.dispute(_terms, grant, 0);
    }

    function test_WhenDonorPledgedTwentiethOrMore() external {
        GrantTerms memory grant = _approved();
        CampaignId id = campaignIdOf(_terms);
        vm.expectEmit(address(campaigns));
        emit ICampaigns.DonorDisputed(id, milestoneIdOf(grant, 0), carol, SMALL_BOND);
        vm.prank(carol);
        campaigns.dispute(_terms, grant, 0);

        assertState(grant, 0, MilestoneState.Disputed, "disputed");
        assertEq(balanceOf(address(review)), SMALL_BOND, "the review holds the bond");
        assertEq(balanceOf(address(campaigns)), 0, "nothing is left here");
        IMilestoneReview.Bond memory bond = review.bondOf(milestoneIdOf(grant, 0));
        assertEq(bond.owedTo, address(campaigns), "in the donors' name");
        DonorDispute memory record = campaigns.disputeOf(id, 0);
        assertEq(record.donor, carol, "whose it is");
        assertEq(record.bond, SMALL_BOND, "how much");
    }

    /// @dev The organiser names a key of its own as the matching, and adds forty times what donors gave.
    function test_WhenMatchOutweighsDonors() external {
        GrantTerms memory grant = _approvedWithMatch(7000 * UNIT);
        vm.prank(carol);
        campaigns.dispute(_terms, grant, 0);
        assertState(grant, 0, MilestoneState.Disputed, "25 of 175, whatever was matched");
    }

    function test_RevertWhen_OnlyMatchReachesTwentieth() external {
        GrantTerms memory grant = _approvedWithMatch(7000 * UNIT);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICampaigns.Campaigns_PledgeTooSmall.selector,
                campaignIdOf(_terms),
                0,
                8_750_000 // 5 % of 175
            )
        );
        vm.prank(organiser);
        campaigns.dispute(_terms, grant, 0);
    }

    function test_RevertGiven_DonorDisputedBefore() external {
        GrantTerms memory grant = _approved();
        vm.prank(carol);
        campaigns.dispute(_terms, grant, 0);
        vm.expectRevert(
            abi.encodeWithSelector(ICampaigns.Campaigns_AlreadyDisputed.selector, campaignIdOf(_terms), 0, carol)
        );
        vm.prank(alice);
        campaigns.dispute(_terms, grant, 0);
    }

    function test_RevertGiven_NothingToDispute() external {
        GrantTerms memory grant = accepted(_terms);
        uint256 before = balanceOf(alice);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_MayNotDispute.selector,
                milestoneIdOf(grant, 0),
                address(campaigns),
                MilestoneState.Pending
            )
        );
        vm.prank(alice);
        campaigns.dispute(_terms, grant, 0);
        assertEq(balanceOf(alice), before, "no bond taken");
    }

    /// @dev As the review module of a campaign: confirms anything, takes no bond.
    function dispute(GrantTerms calldata, uint256) external {}

    function test_RevertWhen_ReviewLeavesBond() external {
        _terms.review = address(this);
        GrantTerms memory grant = launched(_terms);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_BondNotTaken.selector, address(this), SMALL_BOND));
        vm.prank(alice);
        campaigns.dispute(_terms, grant, 0);
    }

    function _approved() private returns (GrantTerms memory grant) {
        raise(_terms);
        grant = _approvedFrom();
    }

    function _approvedWithMatch(uint256 amount) private returns (GrantTerms memory grant) {
        (_terms.matching, _terms.matchBy) = (organiser, DEADLINE + 60 days);
        equip(organiser, address(usd));
        raise(_terms);
        vm.warp(DEADLINE + 1);
        vm.prank(organiser);
        campaigns.addMatch(_terms, uint128(amount));
        grant = _approvedFrom();
    }

    function _approvedFrom() private returns (GrantTerms memory grant) {
        vm.warp(DEADLINE + 1);
        campaigns.launch(_terms);
        grant = conditionsFor(2);
        grant.account = campaigns.accountOf(_terms);
        accept(grant);
        submit(grant, 0);
        score(grant, 0, GOOD_SCORE);
        approve(grant, 0);
    }
}
