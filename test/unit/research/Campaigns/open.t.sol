// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICampaigns} from "../../../../contracts/interfaces/ICampaigns.sol";
import {CampaignState, CampaignTerms} from "../../../../contracts/types/Campaign.sol";
import {CampaignId} from "../../../../contracts/types/Identifiers.sol";
import {CampaignTest} from "../../../utils/CampaignTest.sol";

contract CampaignsOpenTest is CampaignTest {
    function test_RevertWhen_CallerNotOrganiser() external {
        CampaignTerms memory terms = defaultCampaign();
        terms.organiser = users.mallory;
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_NotOrganiser.selector, organiser, users.mallory));
        vm.prank(organiser);
        campaigns.open(terms, conditionsFor(2).conditions);
    }

    function test_RevertWhen_TokenNotListed() external {
        CampaignTerms memory terms = defaultCampaign();
        escrow.unlistToken(address(usd));
        _expectRefused(terms, abi.encodeWithSelector(ICampaigns.Campaigns_TokenNotListed.selector, address(usd)));
    }

    function test_RevertWhen_PartyMissing() external {
        CampaignTerms memory terms = defaultCampaign();
        terms.investigator = address(0);
        _expectRefused(
            terms, abi.encodeWithSelector(ICampaigns.Campaigns_PartyMissing.selector, address(0), address(review))
        );
    }

    function test_RevertWhen_DeadlinePassedOrTooFar() external {
        CampaignTerms memory terms = defaultCampaign();
        terms.deadline = START;
        _expectTimes(terms);
        terms.deadline = START + 365 days + 1;
        _expectTimes(terms);
    }

    function test_RevertWhen_WaitForMatchDoesNotSuitMatching() external {
        CampaignTerms memory terms = defaultCampaign();
        terms.matchBy = DEADLINE + 1; // nobody to match
        _expectTimes(terms);
        terms.matching = users.mallory;
        terms.matchBy = DEADLINE - 1;
        _expectTimes(terms);
        terms.matchBy = DEADLINE + 365 days + 1;
        _expectTimes(terms);
    }

    function test_RevertWhen_NoMilestoneOrTooMany() external {
        CampaignTerms memory terms = defaultCampaign();
        terms.sharesBps = new uint16[](0);
        _expectRefused(terms, abi.encodeWithSelector(ICampaigns.Campaigns_MilestonesOutOfRange.selector, 0, 32));
        terms.sharesBps = new uint16[](33);
        _expectRefused(terms, abi.encodeWithSelector(ICampaigns.Campaigns_MilestonesOutOfRange.selector, 33, 32));
    }

    function test_RevertWhen_SharesDoNotSumToAll() external {
        CampaignTerms memory terms = defaultCampaign();
        terms.sharesBps[1] = 3499;
        _expectRefused(terms, abi.encodeWithSelector(ICampaigns.Campaigns_SharesOutOfRange.selector, 2, 9999));
        terms.sharesBps[1] = 3501;
        _expectRefused(terms, abi.encodeWithSelector(ICampaigns.Campaigns_SharesOutOfRange.selector, 1, 10_001));
    }

    function test_RevertWhen_OneShareZero() external {
        CampaignTerms memory terms = defaultCampaign();
        (terms.sharesBps[0], terms.sharesBps[1]) = (10_000, 0);
        _expectRefused(terms, abi.encodeWithSelector(ICampaigns.Campaigns_SharesOutOfRange.selector, 1, 10_000));
    }

    function test_RevertWhen_GoalTooSmallForRewardsOrAmounts() external {
        CampaignTerms memory terms = defaultCampaign();
        terms.goal = 8 * REWARD;
        _expectRefused(
            terms, abi.encodeWithSelector(ICampaigns.Campaigns_GoalTooSmall.selector, terms.goal, 8 * REWARD)
        );
        terms.goal = 8 * REWARD + 2; // 3,500 of two units round down to none
        _expectRefused(
            terms, abi.encodeWithSelector(ICampaigns.Campaigns_GoalTooSmall.selector, terms.goal, 8 * REWARD)
        );
    }

    function test_RevertWhen_ConditionsAreOthers() external {
        CampaignTerms memory terms = defaultCampaign();
        bytes32 actual = terms.conditionsHash;
        terms.conditionsHash = keccak256("others");
        _expectRefused(
            terms, abi.encodeWithSelector(ICampaigns.Campaigns_OtherConditions.selector, terms.conditionsHash, actual)
        );
    }

    function test_RevertGiven_CampaignOpenedBefore() external {
        CampaignTerms memory terms = defaultCampaign();
        CampaignId id = openCampaign(terms);
        _expectRefused(terms, abi.encodeWithSelector(ICampaigns.Campaigns_WrongState.selector, id, CampaignState.Open));
    }

    function test_WhenTermsAreSound() external {
        CampaignTerms memory terms = defaultCampaign();
        CampaignId id = campaignIdOf(terms);
        vm.expectEmit(address(campaigns));
        emit ICampaigns.CampaignOpened(id, organiser, terms, conditionsFor(2).conditions);
        openCampaign(terms);
        assertEq(CampaignId.unwrap(campaigns.campaignIdOf(terms)), CampaignId.unwrap(id), "id");
        assertEq(uint256(campaigns.campaignOf(id).state), uint256(CampaignState.Open), "open");
    }

    function _expectTimes(CampaignTerms memory terms) private {
        _expectRefused(
            terms,
            abi.encodeWithSelector(
                ICampaigns.Campaigns_TermsOutOfRange.selector, terms.goal, terms.deadline, terms.matchBy
            )
        );
    }

    function _expectRefused(CampaignTerms memory terms, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(organiser);
        campaigns.open(terms, conditionsFor(2).conditions);
    }
}
