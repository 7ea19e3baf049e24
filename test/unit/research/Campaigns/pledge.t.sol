// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaigns} from "../../../../contracts/interfaces/ICampaigns.sol";
import {FeeToken, ReentrantToken} from "../../../../contracts/mocks/OddTokens.sol";
import {Campaign, CampaignState, CampaignTerms} from "../../../../contracts/types/Campaign.sol";
import {CampaignId} from "../../../../contracts/types/Identifiers.sol";
import {CampaignTest} from "../../../utils/CampaignTest.sol";

contract CampaignsPledgeTest is CampaignTest {
    function test_RevertGiven_CampaignNotOpen() external {
        CampaignTerms memory terms = defaultCampaign();
        vm.expectRevert(
            abi.encodeWithSelector(ICampaigns.Campaigns_WrongState.selector, campaignIdOf(terms), CampaignState.None)
        );
        pledgeBy(terms, alice, UNIT);
    }

    function test_RevertWhen_DeadlinePassed() external {
        CampaignTerms memory terms = defaultCampaign();
        CampaignId id = openCampaign(terms);
        vm.warp(DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_TooLate.selector, id, DEADLINE, DEADLINE + 1));
        pledgeBy(terms, alice, UNIT);
    }

    function test_RevertWhen_AmountZero() external {
        CampaignTerms memory terms = defaultCampaign();
        openCampaign(terms);
        vm.expectRevert(ICampaigns.Campaigns_ZeroAmount.selector);
        pledgeBy(terms, alice, 0);
    }

    function test_RevertWhen_TokenTakesFee() external {
        FeeToken token = FeeToken(deploy("FeeToken", ""));
        CampaignTerms memory terms = _listed(address(token));
        vm.expectRevert(
            abi.encodeWithSelector(ICampaigns.Campaigns_PledgeShort.selector, address(token), 100 * UNIT, 98 * UNIT)
        );
        pledgeBy(terms, alice, 100 * UNIT);
    }

    function test_WhenTokenComesBackDuringPledge() external {
        ReentrantToken token = ReentrantToken(deploy("ReentrantToken", ""));
        CampaignTerms memory terms = _listed(address(token));
        token.prepare(address(campaigns), abi.encodeCall(ICampaigns.pledge, (terms, 1)));
        pledgeBy(terms, alice, 100 * UNIT);
        assertFalse(token.succeeded(), "the second pledge");
        assertEq(campaigns.campaignOf(campaignIdOf(terms)).raised, 100 * UNIT, "the first counts, once");
    }

    function test_WhenLastSecondAndSecondPledge() external {
        CampaignTerms memory terms = defaultCampaign();
        CampaignId id = openCampaign(terms);
        pledgeBy(terms, alice, 60 * UNIT);
        vm.warp(DEADLINE);
        vm.expectEmit(address(campaigns));
        emit ICampaigns.Pledged(id, alice, uint128(40 * UNIT), uint128(100 * UNIT));
        pledgeBy(terms, alice, 40 * UNIT);

        Campaign memory campaign = campaigns.campaignOf(id);
        assertEq(campaign.raised, 100 * UNIT, "raised");
        assertEq(campaigns.pledgeOf(id, alice).amount, 100 * UNIT, "both added up");
        assertEq(balanceOf(address(campaigns)), 100 * UNIT, "held");
        assertFalse(campaigns.isGoalMet(terms), "goal");
    }

    function _listed(address token) private returns (CampaignTerms memory terms) {
        escrow.listToken(token);
        equip(alice, token);
        terms = defaultCampaign();
        terms.token = token;
        openCampaign(terms);
    }
}
