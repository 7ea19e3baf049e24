// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ICampaigns} from "../../contracts/interfaces/ICampaigns.sol";
import {CampaignTerms, NO_MATCHING, NO_WAIT} from "../../contracts/types/Campaign.sol";
import {GrantTerms, MilestoneTerms} from "../../contracts/types/Grant.sol";
import {CampaignId} from "../../contracts/types/Identifiers.sol";
import {ResearchTest} from "./ResearchTest.sol";

interface IMintable {
    function mint(address to, uint256 amount) external;
    function approve(address spender, uint256 amount) external returns (bool);
}

/// @title Three donors and a campaign of scenario E-6: goal 200, or one that 175 reach
abstract contract CampaignTest is ResearchTest {
    uint128 internal constant GOAL = uint128(175 * UNIT);
    uint40 internal constant DEADLINE = START + 30 days;
    uint40 internal constant ACCEPT = 30 days;
    /// Prepaid eight times: of 175, 125 are left for two milestones, 81.25 and 43.75.
    uint64 internal constant REWARD = uint64(6_250_000);
    uint96 internal constant SMALL_BOND = uint96(10 * UNIT);

    ICampaigns internal campaigns;
    address internal organiser;
    address internal alice; // pledges 100
    address internal bob; // pledges 50
    address internal carol; // pledges 25

    function setUp() public virtual override {
        super.setUp();
        campaigns = ICampaigns(deploy("Campaigns", abi.encode(escrow)));
        organiser = makeAddr("organiser");
        (alice, bob, carol) = (makeAddr("alice"), makeAddr("bob"), makeAddr("carol"));
        equip(alice, address(usd));
        equip(bob, address(usd));
        equip(carol, address(usd));
    }

    function equip(address donor, address token) internal {
        IMintable(token).mint(donor, 1_000_000 * UNIT);
        vm.prank(donor);
        IMintable(token).approve(address(campaigns), type(uint256).max);
    }

    // TERMS

    /// @dev Conditions for two milestones; the account half comes with the launch.
    function conditionsFor(uint256 milestones) internal view virtual returns (GrantTerms memory grant) {
        grant = defaultTerms();
        grant.conditions.milestones = new MilestoneTerms[](milestones);
        for (uint40 i; i < milestones; ++i) {
            uint40 dueAt = DEADLINE + (i + 2) * 60 days;
            grant.conditions.milestones[i] =
                MilestoneTerms(dueAt, dueAt + 30 days, keccak256(abi.encode("criteria", i)), 0);
        }
        grant.conditions.policy.disputeBond = SMALL_BOND;
        seal(grant);
    }

    function defaultCampaign() internal view returns (CampaignTerms memory terms) {
        terms.organiser = organiser;
        terms.investigator = users.investigator;
        terms.token = address(usd);
        terms.review = address(review);
        terms.matching = NO_MATCHING;
        terms.goal = GOAL;
        terms.deadline = DEADLINE;
        terms.matchBy = NO_WAIT;
        terms.keeperReward = REWARD;
        terms.sharesBps = new uint16[](2);
        terms.sharesBps[0] = 6500;
        terms.sharesBps[1] = 3500;
        terms.conditionsHash = conditionsFor(2).account.conditionsHash;
        terms.salt = keccak256("campaign");
    }

    function keep(CampaignTerms storage to, CampaignTerms memory from) internal {
        to.organiser = from.organiser;
        to.investigator = from.investigator;
        to.token = from.token;
        to.review = from.review;
        to.matching = from.matching;
        to.goal = from.goal;
        to.deadline = from.deadline;
        to.matchBy = from.matchBy;
        to.keeperReward = from.keeperReward;
        to.sharesBps = from.sharesBps;
        to.conditionsHash = from.conditionsHash;
        to.salt = from.salt;
    }

    function campaignIdOf(CampaignTerms memory terms) internal view returns (CampaignId) {
        return CampaignId.wrap(keccak256(abi.encode(block.chainid, address(campaigns), terms)));
    }

    // STEPS

    function openCampaign(CampaignTerms memory terms) internal returns (CampaignId id) {
        GrantTerms memory grant = conditionsFor(terms.sharesBps.length);
        vm.prank(terms.organiser);
        id = campaigns.open(terms, grant.conditions);
    }

    function pledgeBy(CampaignTerms memory terms, address donor, uint256 amount) internal {
        vm.prank(donor);
        campaigns.pledge(terms, uint128(amount));
    }

    /// @dev 100, 50 and 25.
    function raise(CampaignTerms memory terms) internal returns (CampaignId id) {
        id = openCampaign(terms);
        pledgeBy(terms, alice, 100 * UNIT);
        pledgeBy(terms, bob, 50 * UNIT);
        pledgeBy(terms, carol, 25 * UNIT);
    }

    function launched(CampaignTerms memory terms) internal returns (GrantTerms memory grant) {
        raise(terms);
        vm.warp(terms.deadline + 1);
        campaigns.launch(terms);
        grant = conditionsFor(terms.sharesBps.length);
        grant.account = campaigns.accountOf(terms);
    }

    function accepted(CampaignTerms memory terms) internal returns (GrantTerms memory grant) {
        grant = launched(terms);
        accept(grant);
    }

    /// @dev Nobody brings evidence for the first milestone: a keeper ends it.
    function expired(CampaignTerms memory terms) internal returns (GrantTerms memory grant) {
        grant = accepted(terms);
        vm.warp(grant.conditions.milestones[0].graceEnd + 1);
        vm.prank(users.keeper);
        review.expire(grant, 0);
    }

    function claimBy(CampaignTerms memory terms, uint8 pot, address donor) internal returns (uint256 amount) {
        vm.prank(donor);
        amount = campaigns.claimShare(terms, pot, donor);
    }

    function takeBackBy(CampaignTerms memory terms, address donor) internal returns (uint256 amount) {
        vm.prank(donor);
        amount = campaigns.takeBack(terms, donor);
    }
}
