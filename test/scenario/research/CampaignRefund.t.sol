// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CampaignState, CampaignTerms} from "../../../contracts/types/Campaign.sol";
import {GrantTerms} from "../../../contracts/types/Grant.sol";
import {CampaignId} from "../../../contracts/types/Identifiers.sol";
import {CampaignTest} from "../../utils/CampaignTest.sol";

/// @title Scenario E-6: a goal missed, and a part of a grant that comes back, shared to the unit
contract CampaignRefundScenario is CampaignTest {
    function test_E6_GoalMissed() external {
        CampaignTerms memory terms = defaultCampaign();
        terms.goal = uint128(200 * UNIT);
        CampaignId id = raise(terms);
        assertEq(campaigns.campaignOf(id).raised, 175 * UNIT, "raised 175 of 200");
        vm.warp(DEADLINE + 1);
        uint256[3] memory before = [balanceOf(alice), balanceOf(bob), balanceOf(carol)];
        assertEq(takeBackBy(terms, carol), 25 * UNIT, "carol's own");
        assertEq(takeBackBy(terms, alice), 100 * UNIT, "alice's own");
        assertEq(takeBackBy(terms, bob), 50 * UNIT, "bob's own");
        assertEq(balanceOf(alice) - before[0], 100 * UNIT, "alice has it");
        assertEq(balanceOf(bob) - before[1], 50 * UNIT, "bob has it");
        assertEq(balanceOf(carol) - before[2], 25 * UNIT, "carol has it");
        assertEq(balanceOf(address(campaigns)), 0, "nothing is left");
    }

    /// @dev 175 raised, 50 of them prepaid rewards, 81.25 for the first milestone. It is never brought; the keeper that
    /// ends it earns 6.25, and 100.000000 come back.
    function test_E6_PartComesBack() external {
        CampaignTerms memory terms = defaultCampaign();
        expired(terms);
        assertEq(balanceOf(users.keeper), 6_250_000, "the keeper's reward");
        assertEq(campaigns.collect(terms, 0), 100_000_000, "100.000000");
        assertEq(claimBy(terms, 0, alice), 57_142_857, "57.142857");
        assertEq(claimBy(terms, 0, bob), 28_571_428, "28.571428");
        assertEq(claimBy(terms, 0, carol), 14_285_715, "14.285714 and the dust of 0.000001");
        assertEq(balanceOf(address(campaigns)), 0, "nothing is left");
        assertEq(uint256(campaigns.campaignOf(campaignIdOf(terms)).state), uint256(CampaignState.Launched), "state");
    }

    /// @dev The dust is the last claimer's, whoever that is; the pots of two milestones do not mix.
    function test_E6_AnyOrder_TwoPots() external {
        CampaignTerms memory terms = defaultCampaign();
        GrantTerms memory grant = expired(terms);
        vm.warp(grant.conditions.milestones[1].graceEnd + 1);
        vm.prank(users.keeper);
        review.expire(grant, 1);
        campaigns.collect(terms, 0);
        assertEq(claimBy(terms, 0, carol), 14_285_714, "14.285714");
        assertEq(campaigns.collect(terms, 1), 62_500_000, "43.75 and three rewards");
        assertEq(claimBy(terms, 0, bob), 28_571_428, "28.571428");
        assertEq(claimBy(terms, 1, alice), 35_714_285, "62.5 x 100 / 175");
        assertEq(claimBy(terms, 0, alice), 57_142_858, "57.142857 and the dust");
        assertEq(claimBy(terms, 1, carol), 8_928_571, "62.5 x 25 / 175");
        assertEq(claimBy(terms, 1, bob), 17_857_144, "the rest");
        assertEq(balanceOf(address(campaigns)), 0, "nothing is left");
    }
}
