// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IArbitrator} from "../../../../contracts/interfaces/IArbitrator.sol";
import {IArbitratorAdapter} from "../../../../contracts/interfaces/IArbitratorAdapter.sol";
import {ICampaigns} from "../../../../contracts/interfaces/ICampaigns.sol";
import {ArbitratorMock} from "../../../../contracts/mocks/ArbitratorMock.sol";
import {CampaignState, CampaignTerms} from "../../../../contracts/types/Campaign.sol";
import {GrantAccount, GrantTerms} from "../../../../contracts/types/Grant.sol";
import {CampaignId, GrantId, MilestoneId} from "../../../../contracts/types/Identifiers.sol";
import {Milestone} from "../../../../contracts/types/Milestone.sol";
import {CampaignTest} from "../../../utils/CampaignTest.sol";

contract CampaignsSubmitEvidenceTest is CampaignTest {
    string private constant SAID = "ipfs://what-donors-say";

    ArbitratorMock private _court;
    IArbitratorAdapter private _adapter;
    /// The arbitrator of every grant.
    address private _arbitrator;
    CampaignTerms private _terms;
    // What a hostile arbitrator works with.
    GrantAccount private _victim;
    uint256 private _refused;

    function setUp() public override {
        super.setUp();
        _court = new ArbitratorMock(0);
        _adapter = IArbitratorAdapter(deploy("ArbitratorAdapter", abi.encode(_court, escrow, hex"01", "ipfs://rules")));
        _arbitrator = address(_adapter);
        keep(_terms, defaultCampaign());
    }

    function conditionsFor(uint256 milestones) internal view override returns (GrantTerms memory grant) {
        grant = super.conditionsFor(milestones);
        grant.conditions.arbitrator = _arbitrator;
        seal(grant);
    }

    function test_RevertGiven_CampaignNotLaunched() external {
        CampaignId id = raise(_terms);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_WrongState.selector, id, CampaignState.Open));
        _sayBy(alice, conditionsFor(2));
    }

    function test_RevertWhen_GrantIsNotCampaigns() external {
        GrantTerms memory grant = _disputedByCarol();
        GrantId expected = grantIdOf(grant);
        grant.account.startBy += 1;
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_OtherGrant.selector, grantIdOf(grant), expected));
        _sayBy(alice, grant);
    }

    function test_RevertWhen_ConditionsAreOthers() external {
        GrantTerms memory grant = _disputedByCarol();
        bytes32 stated = _terms.conditionsHash;
        _arbitrator = address(this);
        grant.conditions.arbitrator = address(this);
        bytes32 actual = conditionsFor(2).account.conditionsHash;
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_OtherConditions.selector, stated, actual));
        _sayBy(alice, grant);
    }

    function test_RevertWhen_NoSuchMilestone() external {
        GrantTerms memory grant = _disputedByCarol();
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_MilestonesOutOfRange.selector, 2, 1));
        vm.prank(alice);
        campaigns.submitEvidence(_terms, grant, 2, SAID);
    }

    function test_RevertWhen_DonorPledgedLessThanTwentieth() external {
        raise(_terms);
        equip(users.mallory, address(usd));
        pledgeBy(_terms, users.mallory, 9_210_526); // 5 % of 184.210526 is 9.210527, rounded up
        GrantTerms memory grant = _disputedFrom();
        CampaignId id = campaignIdOf(_terms);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_PledgeTooSmall.selector, id, 9_210_526, 9_210_527));
        _sayBy(users.mallory, grant);
    }

    function test_RevertWhen_StrangerSubmits() external {
        GrantTerms memory grant = _disputedByCarol();
        CampaignId id = campaignIdOf(_terms);
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_PledgeTooSmall.selector, id, 0, 8_750_000));
        _sayBy(organiser, grant);
    }

    function test_RevertWhen_ArbitratorHasNoCode() external {
        _arbitrator = users.arbitrator;
        keep(_terms, defaultCampaign());
        GrantTerms memory grant = _disputedByCarol();
        vm.expectRevert(abi.encodeWithSelector(ICampaigns.Campaigns_ArbitratorHasNoCode.selector, users.arbitrator));
        _sayBy(alice, grant);
    }

    function test_RevertGiven_NothingToDecide() external {
        GrantTerms memory grant = accepted(_terms);
        Milestone memory milestone = milestoneOf(grant, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IArbitratorAdapter.ArbitratorAdapter_NotInDispute.selector, milestoneIdOf(grant, 0), milestone
            )
        );
        _sayBy(alice, grant);
    }

    function test_GivenSomebodyElseDisputed() external {
        GrantTerms memory grant = _disputedByCarol();
        _expectHeard(grant, alice);
        _sayBy(alice, grant);
        _expectHeard(grant, carol);
        _sayBy(carol, grant);
    }

    function test_GivenInvestigatorDisputed() external {
        GrantTerms memory grant = accepted(_terms);
        submit(grant, 0);
        score(grant, 0, GOOD_SCORE);
        reject(grant, 0);
        dispute(grant, 0, users.investigator);
        _expectHeard(grant, bob);
        _sayBy(bob, grant);
    }

    /// @dev As the arbitrator of a campaign: tries to do something with everybody's money while it listens.
    function submitEvidence(GrantTerms calldata grant, uint256 index, string calldata) external {
        CampaignTerms memory terms = _terms;
        _tryBack(abi.encodeCall(ICampaigns.submitEvidence, (terms, grant, index, SAID)));
        _tryBack(abi.encodeCall(ICampaigns.dispute, (terms, grant, index)));
        _tryBack(abi.encodeCall(ICampaigns.collectBond, (terms, grant, index, address(this))));
        _tryBack(abi.encodeCall(ICampaigns.collect, (terms, 0)));
        _tryBack(abi.encodeCall(ICampaigns.claimShare, (terms, 0, address(this))));
        _tryBack(abi.encodeCall(ICampaigns.takeBack, (terms, address(this))));
        escrow.refund(_victim, 0);
    }

    function test_WhenArbitratorIsHostile() external {
        GrantTerms memory victim = expired(_terms);
        _victim = victim.account;
        CampaignTerms memory honest = _terms;
        _arbitrator = address(this);
        CampaignTerms memory own = defaultCampaign();
        (own.deadline, own.salt) = (now_() + 1 days, "hostile");
        keep(_terms, own);
        GrantTerms memory grant = launched(own);
        uint256 before = balanceOf(address(campaigns));

        _sayBy(alice, grant);
        assertEq(_refused, 6, "every call back");
        assertEq(balanceOf(address(campaigns)) - before, 100 * UNIT, "the other's refund came");
        assertEq(balanceOf(address(this)), 0, "nothing for the arbitrator");
        assertEq(campaigns.collect(honest, 0), 100 * UNIT, "and is the other's");
    }

    function _tryBack(bytes memory data) private {
        (bool done, bytes memory reason) = address(campaigns).call(data);
        bool guarded = bytes4(reason) == ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        if (!done && guarded) ++_refused;
    }

    function _expectHeard(GrantTerms memory grant, address donor) private {
        MilestoneId milestoneId = milestoneIdOf(grant, 0);
        vm.expectEmit(address(campaigns));
        emit ICampaigns.DonorEvidence(campaignIdOf(_terms), milestoneId, donor);
        vm.expectEmit(address(_adapter));
        emit IArbitratorAdapter.Evidence(
            IArbitrator(address(_court)), uint256(MilestoneId.unwrap(milestoneId)), address(campaigns), SAID
        );
    }

    function _sayBy(address donor, GrantTerms memory grant) private {
        vm.prank(donor);
        campaigns.submitEvidence(_terms, grant, 0, SAID);
    }

    function _disputedByCarol() private returns (GrantTerms memory grant) {
        raise(_terms);
        grant = _disputedFrom();
    }

    function _disputedFrom() private returns (GrantTerms memory grant) {
        vm.warp(DEADLINE + 1);
        campaigns.launch(_terms);
        grant = conditionsFor(2);
        grant.account = campaigns.accountOf(_terms);
        accept(grant);
        submit(grant, 0);
        score(grant, 0, GOOD_SCORE);
        approve(grant, 0);
        vm.prank(carol);
        campaigns.dispute(_terms, grant, 0);
    }
}
