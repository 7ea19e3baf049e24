// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {IArbitratorAdapter} from "../interfaces/IArbitratorAdapter.sol";
import {IBondPurse} from "../interfaces/IBondPurse.sol";
import {ICampaigns} from "../interfaces/ICampaigns.sol";
import {IMilestoneReview} from "../interfaces/IMilestoneReview.sol";
import {CampaignShares} from "../libraries/CampaignShares.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {BOND_POT, Campaign, CampaignState, CampaignTerms, DONOR_SAY_BPS, DonorDispute} from "../types/Campaign.sol";
import {GrantTerms} from "../types/Grant.sol";
import {CampaignId, GrantId, MilestoneId} from "../types/Identifiers.sol";
import {CampaignBook} from "./CampaignBook.sol";

/// @title Disputes in the donors' name
/// @dev The only calls out of a campaign to code that its organiser chose: the review module and the arbitrator. While such
/// code runs it may have the escrow pay any campaign's refund, so nothing that comes to this contract meanwhile says whose
/// it is. Hence a donor's bond is paid straight to the donor, and one that all donors share comes by a purse to which
/// nothing else comes.
abstract contract DonorSay is CampaignBook {
    using SafeERC20 for IERC20;

    // IMMUTABLES

    IBondPurse public immutable PURSE;

    // CONSTRUCTOR

    constructor(IBondPurse purse) {
        PURSE = purse;
    }

    // DISPUTES

    /// @inheritdoc ICampaigns
    function dispute(CampaignTerms calldata terms, GrantTerms calldata grant, uint256 index) external nonReentrant {
        (CampaignId id, MilestoneId milestoneId) = _milestoneOf(terms, grant, index);
        // Check: a donor with a say, and nobody disputed for the donors before.
        _requireSay(id, terms.matching);
        DonorDispute storage record = _disputes[id][index];
        if (record.donor != address(0)) revert Campaigns_AlreadyDisputed(id, index, record.donor);

        // Effect: the bond is this donor's.
        uint96 bond = grant.conditions.policy.disputeBond;
        record.donor = msg.sender;
        record.bond = bond;
        emit DonorDisputed(id, milestoneId, msg.sender, bond);

        // Interaction: the review takes the bond, all of it, and checks what the grant's terms say.
        IERC20 token = IERC20(terms.token);
        _pull(terms.token, bond);
        token.forceApprove(terms.review, bond);
        IMilestoneReview(terms.review).dispute(grant, index);
        uint256 left = token.allowance(address(this), terms.review);
        if (left != 0) revert Campaigns_BondNotTaken(terms.review, left);
    }

    /// @inheritdoc ICampaigns
    function submitEvidence(
        CampaignTerms calldata terms,
        GrantTerms calldata grant,
        uint256 index,
        string calldata evidence
    ) external nonReentrant {
        (CampaignId id, MilestoneId milestoneId) = _milestoneOf(terms, grant, index);
        // Check: a donor with a say, and the arbitrator that both parties froze.
        _requireSay(id, terms.matching);
        bytes32 conditionsHash = GrantHash.hash(grant.conditions);
        if (conditionsHash != terms.conditionsHash) {
            revert Campaigns_OtherConditions(terms.conditionsHash, conditionsHash);
        }
        address arbitrator = grant.conditions.arbitrator;
        if (arbitrator.code.length == 0) revert Campaigns_ArbitratorHasNoCode(arbitrator);
        emit DonorEvidence(id, milestoneId, msg.sender);

        // Interaction: the last step. No money moves, nothing is approved, and the arbitrator learns only that this
        // contract speaks about this grant.
        IArbitratorAdapter(arbitrator).submitEvidence(grant, index, evidence);
    }

    /// @inheritdoc ICampaigns
    function collectBond(CampaignTerms calldata terms, GrantTerms calldata grant, uint256 index, address to)
        external
        nonReentrant
    {
        (CampaignId id, MilestoneId milestoneId) = _milestoneOf(terms, grant, index);
        DonorDispute memory record = _disputes[id][index];
        if (record.donor != address(0)) {
            // Check: the donor chooses freely; others only bring the donor its money.
            if (msg.sender != record.donor && to != record.donor) {
                revert Campaigns_NotYours(msg.sender, record.donor, to);
            }
            if (to == address(0)) revert Campaigns_ZeroRecipient();
            emit DonorBondReturned(id, milestoneId, record.donor, to, record.bond);
            // Interaction: past this contract.
            IMilestoneReview(terms.review).claimBond(grant, index, to);
        } else {
            _openBondPot(id, terms, grant, index);
        }
    }

    // INTERNALS

    /// @dev The investigator disputed and lost.
    function _openBondPot(CampaignId id, CampaignTerms calldata terms, GrantTerms calldata grant, uint256 index)
        private
    {
        uint8 number = BOND_POT + uint8(index); // Safe cast: a milestone of a launched grant, at most 32.
        _requireNoPot(id, number);
        IERC20 token = IERC20(terms.token);
        // Interaction: first here, since what counts is what arrives; nothing else comes to the purse, and the guard holds.
        uint256 before = token.balanceOf(address(PURSE));
        IMilestoneReview(terms.review).claimBond(grant, index, address(PURSE));
        uint256 received = token.balanceOf(address(PURSE)) - before;
        if (received == 0 || received > type(uint96).max) revert Campaigns_NotYetRefunded(id, number);
        // Effect
        _openPot(id, number, received);
    }

    /// @dev These are the terms of the grant that the campaign launched, and of one of its milestones.
    function _milestoneOf(CampaignTerms calldata terms, GrantTerms calldata grant, uint256 index)
        private
        view
        returns (CampaignId id, MilestoneId milestoneId)
    {
        Campaign storage campaign;
        (id, campaign) = _find(terms, CampaignState.Launched);
        GrantId grantId = GrantHash.idOf(grant.account);
        GrantId expected = ESCROW.grantIdOf(_accountOf(terms, campaign));
        if (grantId != expected) revert Campaigns_OtherGrant(grantId, expected);
        uint256 count = terms.sharesBps.length;
        if (index >= count) revert Campaigns_MilestonesOutOfRange(index, count - 1);
        milestoneId = GrantHash.milestoneIdOf(grantId, index);
    }

    /// @dev Of what donors pledged until the deadline: a match, which may be the organiser's own, buys no say and dilutes
    /// none.
    function _requireSay(CampaignId id, address matching) private view {
        uint256 pledged = _pledges[id][msg.sender].amount;
        Campaign storage campaign = _campaigns[id];
        uint256 matched = campaign.matched;
        if (msg.sender == matching) pledged -= matched;
        // Rounded up, so that the share is reached.
        uint256 whole = CampaignShares.WHOLE_BPS;
        uint256 needed = ((campaign.raised - matched) * DONOR_SAY_BPS + whole - 1) / whole;
        if (pledged < needed) revert Campaigns_PledgeTooSmall(id, pledged, needed);
    }
}
