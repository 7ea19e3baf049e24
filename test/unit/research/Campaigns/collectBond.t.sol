// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaigns} from "../../../../contracts/interfaces/ICampaigns.sol";
import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {BOND_POT, CampaignTerms} from "../../../../contracts/types/Campaign.sol";
import {GrantAccount, GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {CampaignTest} from "../../../utils/CampaignTest.sol";

contract CampaignsCollectBondTest is CampaignTest {
    CampaignTerms private _terms;
    GrantTerms private _grant;
    GrantAccount private _victim;

    function setUp() public override {
        super.setUp();
        keep(_terms, defaultCampaign());
    }

    function test_RevertWhen_GrantIsNotTheCampaigns() external {
        _disputedByCarol();
        GrantTerms memory other = conditionsFor(2);
        vm.expectRevert(
            abi.encodeWithSelector(ICampaigns.Campaigns_OtherGrant.selector, grantIdOf(other), grantIdOf(_grant))
        );
        campaigns.collectBond(_terms, other, 0, carol);
    }

    function test_RevertGiven_DisputeStillOpen() external {
        _disputedByCarol();
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(_grant, 0), MilestoneState.Disputed
            )
        );
        campaigns.collectBond(_terms, _grant, 0, carol);
    }

    function test_RevertGiven_DonorLost() external {
        _disputedByCarol();
        rule(_grant, 0, 10_000);
        vm.expectRevert();
        campaigns.collectBond(_terms, _grant, 0, carol);
    }

    function test_RevertWhen_StrangerDirectsDonorsBond() external {
        _disputedByCarol();
        rule(_grant, 0, 0);
        vm.expectRevert(
            abi.encodeWithSelector(ICampaigns.Campaigns_NotYours.selector, users.mallory, carol, users.mallory)
        );
        vm.prank(users.mallory);
        campaigns.collectBond(_terms, _grant, 0, users.mallory);
    }

    function test_GivenDonorWon_WhenAnyoneBringsBondToDonor() external {
        _disputedByCarol();
        rule(_grant, 0, 9999);
        uint256 before = balanceOf(carol);
        vm.expectEmit(address(campaigns));
        emit ICampaigns.DonorBondReturned(campaignIdOf(_terms), milestoneIdOf(_grant, 0), carol, carol, SMALL_BOND);
        vm.prank(users.keeper);
        campaigns.collectBond(_terms, _grant, 0, carol);
        assertEq(balanceOf(carol) - before, SMALL_BOND, "her own bond");
        assertEq(balanceOf(address(campaigns)), 0, "past this contract");
    }

    function test_GivenDonorWon_WhenDonorDirectsBondElsewhere() external {
        _disputedByCarol();
        rule(_grant, 0, 0);
        vm.prank(carol);
        campaigns.collectBond(_terms, _grant, 0, makeAddr("savings"));
        assertEq(balanceOf(makeAddr("savings")), SMALL_BOND, "where she wants it");
    }

    function test_GivenArbitratorSilent_WhenBondGoesBackToDonor() external {
        _disputedByCarol();
        passWindow(_grant, 0);
        review.applyDefaultSplit(_grant, 0);
        vm.prank(carol);
        campaigns.collectBond(_terms, _grant, 0, makeAddr("savings"));
        assertEq(balanceOf(makeAddr("savings")), SMALL_BOND, "hers again");
    }

    function test_GivenInvestigatorLostDispute() external {
        _toDecided(false);
        dispute(_grant, 0, users.investigator);
        rule(_grant, 0, 0);
        campaigns.collectBond(_terms, _grant, 0, address(0));
        assertEq(campaigns.potOf(campaignIdOf(_terms), BOND_POT).amount, SMALL_BOND, "a pot of all donors");
        assertEq(claimBy(_terms, BOND_POT, alice), 5_714_285, "10 x 100 / 175");
        assertEq(claimBy(_terms, BOND_POT, bob), 2_857_142, "10 x 50 / 175");
        assertEq(claimBy(_terms, BOND_POT, carol), 1_428_573, "the rest");

        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_PotIsOpen.selector, campaignIdOf(_terms), BOND_POT));
        campaigns.collectBond(_terms, _grant, 0, address(0));
    }

    /// @dev As a review module that has another campaign's refund paid while its own bond is asked for.
    function claimBond(GrantTerms calldata, uint256, address) external {
        escrow.refund(_victim, 0);
    }

    function test_RevertGiven_ModuleBringsOthersMoneyInstead() external {
        GrantTerms memory victim = expired(_terms);
        _victim = victim.account;
        CampaignTerms memory own = defaultCampaign();
        (own.review, own.deadline) = (address(this), now_() + 1 days);
        GrantTerms memory grant = launched(own);

        vm.expectRevert(
            abi.encodeWithSelector(ICampaigns.Campaigns_NotYetRefunded.selector, campaignIdOf(own), BOND_POT)
        );
        campaigns.collectBond(own, grant, 0, address(0));
        assertEq(campaigns.collect(_terms, 0), 100 * UNIT, "the other's refund is the other's");
    }

    function test_RevertWhen_StrangerPushesDonorsBond() external {
        _disputedByCarol();
        rule(_grant, 0, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_NotYours.selector,
                users.mallory,
                address(campaigns),
                address(campaigns)
            )
        );
        vm.prank(users.mallory);
        review.claimBond(_grant, 0, address(campaigns));
    }

    function _disputedByCarol() private {
        _toDecided(true);
        vm.prank(carol);
        campaigns.dispute(_terms, _grant, 0);
    }

    function _toDecided(bool inFavour) private {
        GrantTerms memory grant = accepted(_terms);
        submit(grant, 0);
        score(grant, 0, GOOD_SCORE);
        if (inFavour) approve(grant, 0);
        else reject(grant, 0);
        keep(_grant, grant);
    }
}
