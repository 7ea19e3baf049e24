// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {IBondPurse} from "../interfaces/IBondPurse.sol";
import {ICampaigns} from "../interfaces/ICampaigns.sol";
import {IResearchEscrow} from "../interfaces/IResearchEscrow.sol";
import {CampaignShares} from "../libraries/CampaignShares.sol";
import {GrantHash} from "../libraries/GrantHash.sol";
import {
    ACCEPT_WINDOW,
    BOND_POT,
    Campaign,
    CampaignState,
    CampaignTerms,
    NO_MATCHING,
    NO_WAIT,
    Pledge,
    Pot,
    WHOLE_POT
} from "../types/Campaign.sol";
import {Conditions, GrantAccount} from "../types/Grant.sol";
import {CampaignId, GrantId} from "../types/Identifiers.sol";
import {GrantState} from "../types/Milestone.sol";
import {CampaignBook} from "./CampaignBook.sol";
import {DonorSay} from "./DonorSay.sol";

/// @title BondPurse
contract BondPurse is IBondPurse {
    using SafeERC20 for IERC20;

    address public immutable CAMPAIGNS = msg.sender;

    /// @inheritdoc IBondPurse
    function pay(address token, address to, uint256 amount) external {
        if (msg.sender != CAMPAIGNS) revert BondPurse_NotCampaigns(msg.sender, CAMPAIGNS);
        IERC20(token).safeTransfer(to, amount);
    }
}

/// @title Campaigns
contract Campaigns is DonorSay {
    using SafeERC20 for IERC20;

    // CONSTANTS

    uint256 public constant MAX_MILESTONES = 32;
    /// @notice Longest time for pledges, and from then for a match.
    uint40 public constant MAX_PERIOD = 365 days;

    // CONSTRUCTOR

    constructor(IResearchEscrow escrow) CampaignBook(escrow) DonorSay(new BondPurse()) {}

    // RAISING

    /// @inheritdoc ICampaigns
    function open(CampaignTerms calldata terms, Conditions calldata conditions) external returns (CampaignId id) {
        // Check: a campaign of the caller's own, that can end and be launched, in a listed token.
        if (msg.sender != terms.organiser) revert Campaigns_NotOrganiser(msg.sender, terms.organiser);
        if (!ESCROW.isListed(terms.token)) revert Campaigns_TokenNotListed(terms.token);
        if (terms.investigator == address(0) || terms.review == address(0)) {
            revert Campaigns_PartyMissing(terms.investigator, terms.review);
        }
        _requireTimes(terms);
        _requireShares(terms);
        bytes32 conditionsHash = GrantHash.hash(conditions);
        if (conditionsHash != terms.conditionsHash) {
            revert Campaigns_OtherConditions(terms.conditionsHash, conditionsHash);
        }
        id = _idOf(terms);
        Campaign storage campaign = _campaigns[id];
        if (campaign.state != CampaignState.None) revert Campaigns_WrongState(id, campaign.state);

        // Effect: one word; the terms stay in calldata.
        campaign.state = CampaignState.Open;
        emit CampaignOpened(id, terms.organiser, terms, conditions);
    }

    /// @inheritdoc ICampaigns
    function pledge(CampaignTerms calldata terms, uint128 amount) external nonReentrant returns (uint128 raised) {
        // Check: open, in time, something.
        (CampaignId id, Campaign storage campaign) = _find(terms, CampaignState.Open);
        if (block.timestamp > terms.deadline) revert Campaigns_TooLate(id, terms.deadline, block.timestamp);
        if (amount == 0) revert Campaigns_ZeroAmount();

        // Effect
        raised = campaign.raised + amount;
        campaign.raised = raised;
        _pledges[id][msg.sender].amount += amount;
        emit Pledged(id, msg.sender, amount, raised);

        // Interaction: what counts is what arrives.
        _pull(terms.token, amount);
    }

    /// @inheritdoc ICampaigns
    function addMatch(CampaignTerms calldata terms, uint128 amount) external nonReentrant {
        // Check: by the matching contract, after the deadline, and the goal was met without it.
        if (msg.sender != terms.matching) revert Campaigns_NotMatching(msg.sender, terms.matching);
        (CampaignId id, Campaign storage campaign) = _find(terms, CampaignState.Open);
        _requireAfter(id, terms.deadline);
        _requireGoalMet(id, terms, campaign);

        // Effect: a pledge like any other, yet none that counts for the goal.
        uint128 raised = campaign.raised + amount;
        campaign.raised = raised;
        campaign.matched += amount;
        campaign.hasMatch = true;
        _pledges[id][msg.sender].amount += amount;
        emit MatchAdded(id, amount, raised);

        // Interaction
        if (amount != 0) _pull(terms.token, amount);
    }

    // LAUNCH

    /// @inheritdoc ICampaigns
    function launch(CampaignTerms calldata terms) external nonReentrant returns (GrantId id) {
        // Check: the goal was met, and no match is waited for any more.
        (CampaignId campaignId, Campaign storage campaign) = _find(terms, CampaignState.Open);
        _requireAfter(campaignId, campaign.hasMatch ? terms.deadline : _waitsUntil(terms));
        _requireGoalMet(campaignId, terms, campaign);

        // Effect: from here on the grant's terms are what they are.
        campaign.state = CampaignState.Launched;
        campaign.launchedAt = uint40(block.timestamp);
        GrantAccount memory account = _accountOf(terms, campaign);

        // Interaction: the escrow takes exactly what was raised.
        IERC20(terms.token).forceApprove(address(ESCROW), campaign.raised);
        id = ESCROW.createFund(account);
        emit CampaignLaunched(campaignId, id, account);
    }

    /// @inheritdoc ICampaigns
    function abandon(CampaignTerms calldata terms) external nonReentrant {
        // Check: anybody could have launched it for long.
        (CampaignId id, Campaign storage campaign) = _find(terms, CampaignState.Open);
        _requireAfter(id, uint256(_waitsUntil(terms)) + ACCEPT_WINDOW);
        _requireGoalMet(id, terms, campaign);

        // Effect: every pledge goes back.
        campaign.state = CampaignState.Abandoned;
        emit CampaignAbandoned(id);
    }

    /// @inheritdoc ICampaigns
    function takeBack(CampaignTerms calldata terms, address to) external nonReentrant returns (uint128 amount) {
        // Check: nothing came of the campaign, and the caller has a pledge there.
        CampaignId id = _idOf(terms);
        Campaign storage campaign = _campaigns[id];
        if (campaign.state != CampaignState.Abandoned) {
            if (campaign.state != CampaignState.Open) revert Campaigns_WrongState(id, campaign.state);
            _requireAfter(id, terms.deadline);
            if (_isGoalMet(terms, campaign)) revert Campaigns_GoalMet(id, campaign.raised, terms.goal);
        }
        if (to == address(0)) revert Campaigns_ZeroRecipient();
        Pledge storage pledge_ = _pledges[id][msg.sender];
        amount = pledge_.amount;
        if (amount == 0) revert Campaigns_NoPledge(id, msg.sender);

        // Effect: what was raised stays as it was, so that the goal stays missed.
        pledge_.amount = 0;
        emit PledgeReturned(id, msg.sender, to, amount);

        // Interaction
        IERC20(terms.token).safeTransfer(to, amount);
    }

    // WHAT COMES BACK

    /// @inheritdoc ICampaigns
    function collect(CampaignTerms calldata terms, uint8 pot) external nonReentrant returns (uint128 amount) {
        // Check: a pot that can be, and is not open yet.
        (CampaignId id, Campaign storage campaign) = _find(terms, CampaignState.Launched);
        _requireNoPot(id, pot);
        GrantAccount memory account = _accountOf(terms, campaign);
        uint256 received;
        // Interaction: first here, since what counts is what arrives; escrow and listed token call nobody.
        if (pot == WHOLE_POT) received = _collectWhole(id, account, campaign.raised);
        else if (pot < account.amounts.length) received = _collectMilestone(id, account, pot);
        else revert Campaigns_NoPot(id, pot);

        // Effect
        amount = _openPot(id, pot, received);
    }

    /// @inheritdoc ICampaigns
    function claimShare(CampaignTerms calldata terms, uint8 pot, address to)
        external
        nonReentrant
        returns (uint128 amount)
    {
        // Check: an open pot, and a pledge that has not had its share.
        (CampaignId id, Campaign storage campaign) = _find(terms, CampaignState.Launched);
        Pot storage open_ = _pots[id][pot];
        if (!open_.isOpen) revert Campaigns_NoPot(id, pot);
        if (to == address(0)) revert Campaigns_ZeroRecipient();
        Pledge storage pledge_ = _pledges[id][msg.sender];
        uint128 pledged = pledge_.amount;
        if (pledged == 0 || _hasClaimed(pledge_, pot)) revert Campaigns_NothingToClaim(id, pot, msg.sender);
        amount = _shareOf(open_, pledged, campaign.raised);

        // Effect: a share of nothing is taken too, so that somebody is the last.
        pledge_.claimed |= uint128(1) << pot;
        open_.settled += pledged;
        open_.left -= amount;
        emit ShareClaimed(id, pot, msg.sender, to, amount);

        // Interaction
        if (amount == 0) return 0;
        if (pot >= BOND_POT) PURSE.pay(terms.token, to, amount);
        else IERC20(terms.token).safeTransfer(to, amount);
    }

    // INTERNALS

    /// @dev The deposit of a grant that nobody accepted.
    function _collectWhole(CampaignId id, GrantAccount memory account, uint256 raised) private returns (uint256) {
        GrantState state = ESCROW.grantOf(ESCROW.grantIdOf(account)).state;
        // Somebody else had it paid: all that was raised, for so much the escrow took.
        if (state == GrantState.Cancelled) return raised;
        if (state != GrantState.Offered) revert Campaigns_NoPot(id, WHOLE_POT);
        _requireAfter(id, account.startBy);
        uint256 before = IERC20(account.token).balanceOf(address(this));
        ESCROW.cancel(account);
        return IERC20(account.token).balanceOf(address(this)) - before;
    }

    /// @dev What a final milestone leaves.
    function _collectMilestone(CampaignId id, GrantAccount memory account, uint8 index) private returns (uint256) {
        (bool isFinal,, uint256 toFunder) = ESCROW.sharesOf(account, index);
        if (!isFinal || toFunder == 0) revert Campaigns_NotYetRefunded(id, index);
        GrantId grantId = ESCROW.grantIdOf(account);
        bool refunded = ESCROW.milestoneOf(account.review, ESCROW.milestoneIdOf(grantId, index)).refunded;
        // Somebody else had it paid: the word is closed, and says how much for good.
        if (refunded) return toFunder;
        uint256 before = IERC20(account.token).balanceOf(address(this));
        ESCROW.refund(account, index);
        return IERC20(account.token).balanceOf(address(this)) - before;
    }

    function _requireTimes(CampaignTerms calldata terms) private view {
        bool inTime = terms.deadline > block.timestamp && terms.deadline <= block.timestamp + MAX_PERIOD;
        bool waits = terms.matchBy >= terms.deadline && terms.matchBy <= uint256(terms.deadline) + MAX_PERIOD;
        bool consistent = terms.matching == NO_MATCHING ? terms.matchBy == NO_WAIT : waits;
        if (!inTime || !consistent) revert Campaigns_TermsOutOfRange(terms.goal, terms.deadline, terms.matchBy);
    }

    /// @dev Whoever raises the goal can launch: no milestone is left without an amount.
    function _requireShares(CampaignTerms calldata terms) private pure {
        uint256 count = terms.sharesBps.length;
        if (count == 0 || count > MAX_MILESTONES) revert Campaigns_MilestonesOutOfRange(count, MAX_MILESTONES);
        uint256 rewards = CampaignShares.rewardsOf(count, terms.keeperReward);
        if (terms.goal <= rewards) revert Campaigns_GoalTooSmall(terms.goal, rewards);
        uint256 sum;
        for (uint256 i; i < count; ++i) {
            uint16 share = terms.sharesBps[i];
            sum += share;
            if (share == 0 || sum > CampaignShares.WHOLE_BPS) revert Campaigns_SharesOutOfRange(i, sum);
            if (!CampaignShares.isWorthIt(terms.goal - rewards, share)) {
                revert Campaigns_GoalTooSmall(terms.goal, rewards);
            }
        }
        if (sum != CampaignShares.WHOLE_BPS) revert Campaigns_SharesOutOfRange(count, sum);
    }
}
