// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ICampaigns} from "../interfaces/ICampaigns.sol";
import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {CampaignShares} from "../libraries/CampaignShares.sol";
import {
    ACCEPT_WINDOW,
    Campaign,
    CampaignState,
    CampaignTerms,
    DonorDispute,
    NO_MATCHING,
    Pledge,
    Pot
} from "../types/Campaign.sol";
import {GrantAccount} from "../types/Grant.sol";
import {CampaignId} from "../types/Identifiers.sol";

/// @title What every step of a campaign starts from: storage, the terms, and what is derived from both
abstract contract CampaignBook is ICampaigns, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    // IMMUTABLES

    IResearchEscrow public immutable ESCROW;

    // STORAGE

    // slot 0
    mapping(CampaignId id => Campaign) internal _campaigns;
    // slot 1
    mapping(CampaignId id => mapping(address donor => Pledge)) internal _pledges;
    // slot 2
    mapping(CampaignId id => mapping(uint8 pot => Pot)) internal _pots;
    // slot 3: who stands for the donors in a milestone's dispute
    mapping(CampaignId id => mapping(uint256 index => DonorDispute)) internal _disputes;

    // CONSTRUCTOR

    constructor(IResearchEscrow escrow) {
        ESCROW = escrow;
    }

    // VIEWS

    /// @inheritdoc ICampaigns
    function campaignIdOf(CampaignTerms calldata terms) external view returns (CampaignId) {
        return _idOf(terms);
    }

    /// @inheritdoc ICampaigns
    function campaignOf(CampaignId id) external view returns (Campaign memory) {
        return _campaigns[id];
    }

    /// @inheritdoc ICampaigns
    function pledgeOf(CampaignId id, address donor) external view returns (Pledge memory) {
        return _pledges[id][donor];
    }

    /// @inheritdoc ICampaigns
    function potOf(CampaignId id, uint8 pot) external view returns (Pot memory) {
        return _pots[id][pot];
    }

    /// @inheritdoc ICampaigns
    function disputeOf(CampaignId id, uint256 index) external view returns (DonorDispute memory) {
        return _disputes[id][index];
    }

    /// @inheritdoc ICampaigns
    function shareOf(CampaignTerms calldata terms, uint8 pot, address donor) external view returns (uint128 amount) {
        CampaignId id = _idOf(terms);
        Pledge memory pledge_ = _pledges[id][donor];
        if (_hasClaimed(pledge_, pot)) return 0;
        return _shareOf(_pots[id][pot], pledge_.amount, _campaigns[id].raised);
    }

    /// @inheritdoc ICampaigns
    function isGoalMet(CampaignTerms calldata terms) external view returns (bool) {
        return _isGoalMet(terms, _campaigns[_idOf(terms)]);
    }

    /// @inheritdoc ICampaigns
    function accountOf(CampaignTerms calldata terms) external view returns (GrantAccount memory) {
        (, Campaign storage campaign) = _find(terms, CampaignState.Launched);
        return _accountOf(terms, campaign);
    }

    // INTERNALS

    function _idOf(CampaignTerms calldata terms) internal view returns (CampaignId) {
        return CampaignId.wrap(keccak256(abi.encode(block.chainid, address(this), terms)));
    }

    function _find(CampaignTerms calldata terms, CampaignState needed)
        internal
        view
        returns (CampaignId id, Campaign storage campaign)
    {
        id = _idOf(terms);
        campaign = _campaigns[id];
        if (campaign.state != needed) revert Campaigns_WrongState(id, campaign.state);
    }

    /// @dev Pledges alone reach the goal; the match comes on top.
    function _isGoalMet(CampaignTerms calldata terms, Campaign storage campaign) internal view returns (bool) {
        return campaign.state != CampaignState.None && campaign.raised - campaign.matched >= terms.goal;
    }

    function _requireGoalMet(CampaignId id, CampaignTerms calldata terms, Campaign storage campaign) internal view {
        if (!_isGoalMet(terms, campaign)) revert Campaigns_GoalNotMet(id, campaign.raised, terms.goal);
    }

    function _requireAfter(CampaignId id, uint256 time) internal view {
        if (block.timestamp <= time) revert Campaigns_TooEarly(id, time + 1, block.timestamp);
    }

    /// @dev Last second at which nobody but the match has a say.
    function _waitsUntil(CampaignTerms calldata terms) internal pure returns (uint40) {
        return terms.matching == NO_MATCHING ? terms.deadline : terms.matchBy;
    }

    /// @dev The money half of the grant that a launched campaign funds: the same for good, since neither the terms nor
    /// `raised` and `launchedAt` change after the launch.
    function _accountOf(CampaignTerms calldata terms, Campaign storage campaign)
        internal
        view
        returns (GrantAccount memory account)
    {
        account.funder = address(this);
        account.investigator = terms.investigator;
        account.token = terms.token;
        account.review = terms.review;
        account.startBy = campaign.launchedAt + ACCEPT_WINDOW;
        account.keeperReward = terms.keeperReward;
        account.amounts = CampaignShares.amountsOf(campaign.raised, terms.sharesBps, terms.keeperReward);
        account.conditionsHash = terms.conditionsHash;
    }

    function _hasClaimed(Pledge memory pledge_, uint8 pot) internal pure returns (bool) {
        return pledge_.claimed >> pot & 1 != 0;
    }

    /// @dev Whoever completes the pledges takes what is left, dust and all.
    function _shareOf(Pot storage pot, uint128 pledge_, uint128 raised) internal view returns (uint128) {
        if (pledge_ == 0 || !pot.isOpen) return 0;
        if (pot.settled + pledge_ == raised) return pot.left;
        return CampaignShares.shareDown(pot.amount, pledge_, raised);
    }

    function _openPot(CampaignId id, uint8 number, uint256 received) internal returns (uint128 amount) {
        amount = uint128(received); // Safe cast: a part of what was raised, or a bond, which has 96 bits.
        Pot storage pot = _pots[id][number];
        pot.amount = amount;
        pot.left = amount;
        pot.isOpen = true;
        emit PotOpened(id, number, amount);
    }

    function _requireNoPot(CampaignId id, uint8 number) internal view {
        if (_pots[id][number].isOpen) revert Campaigns_PotIsOpen(id, number);
    }

    /// @dev Takes `amount` from the caller and refuses tokens that deliver less.
    function _pull(address token, uint256 amount) internal {
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        if (received < amount) revert Campaigns_PledgeShort(token, amount, received);
    }
}
