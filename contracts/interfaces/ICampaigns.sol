// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Campaign, CampaignState, CampaignTerms, DonorDispute, Pledge, Pot} from "../types/Campaign.sol";
import {Conditions, GrantAccount, GrantTerms} from "../types/Grant.sol";
import {CampaignId, GrantId, MilestoneId} from "../types/Identifiers.sol";

/// @title Crowdfunding of research grants
/// @notice Donors pledge until a deadline. Under the goal everyone pulls its own pledge back. From the goal on anyone
/// launches the grant: this contract becomes its funder in the escrow, over all that was raised, so that donors' money
/// moves for evidence only. What the escrow gives back is shared among the donors by their pledges, to the unit: each
/// pulls floor(pot x pledge / raised), and whoever is last takes what is left.
///
/// CampaignId = keccak256(abi.encode(chainid, this contract, terms)). Nobody but donors, the escrow and a review module's
/// bonds moves money here; there is no owner. This contract signs nothing (no ERC-1271) and offers no settlement, so what
/// takes both parties' word (replacing terms, settling, terminating) never happens to a grant that it funds.
/// @dev Warning: the terms choose the review module. A module that is not what it says can give the investigator all that
/// was raised, and keep bonds; it reaches no other campaign's money. The arbitrator is theirs too, and rules as it likes.
/// @dev Warning: all campaigns are one funder to a review module, and share its record of the AI's drift: strangers can
/// lower a campaign's autoReleaseCap, to nothing, and undo that; never raise it over what the conditions say.
/// @dev Warning: as with the escrow, the token list is the only guard against a token that begins to shrink or to take
/// fees: it harms the campaigns in that token.
interface ICampaigns {
    event CampaignOpened(CampaignId indexed id, address indexed organiser, CampaignTerms terms, Conditions conditions);
    event Pledged(CampaignId indexed id, address indexed donor, uint128 amount, uint128 raised);
    event MatchAdded(CampaignId indexed id, uint128 amount, uint128 raised);
    event CampaignLaunched(CampaignId indexed id, GrantId indexed grantId, GrantAccount account);
    event CampaignAbandoned(CampaignId indexed id);
    event PledgeReturned(CampaignId indexed id, address indexed donor, address to, uint128 amount);
    event PotOpened(CampaignId indexed id, uint8 indexed pot, uint128 amount);
    event ShareClaimed(CampaignId indexed id, uint8 indexed pot, address indexed donor, address to, uint128 amount);
    event DonorDisputed(CampaignId indexed id, MilestoneId indexed milestoneId, address indexed donor, uint96 bond);
    /// @notice A donor spoke to the arbitrator, which logs what was said.
    event DonorEvidence(CampaignId indexed id, MilestoneId indexed milestoneId, address indexed donor);
    event DonorBondReturned(
        CampaignId indexed id, MilestoneId indexed milestoneId, address indexed donor, address to, uint96 bond
    );

    error Campaigns_NotOrganiser(address caller, address organiser);
    error Campaigns_TokenNotListed(address token);
    error Campaigns_TermsOutOfRange(uint128 goal, uint40 deadline, uint40 matchBy);
    error Campaigns_PartyMissing(address investigator, address review);
    error Campaigns_MilestonesOutOfRange(uint256 count, uint256 maximum);
    error Campaigns_SharesOutOfRange(uint256 index, uint256 sum);
    /// @notice Thrown when the goal would leave a milestone without an amount.
    error Campaigns_GoalTooSmall(uint128 goal, uint256 rewards);
    error Campaigns_OtherConditions(bytes32 stated, bytes32 actual);
    error Campaigns_WrongState(CampaignId id, CampaignState state);
    error Campaigns_TooEarly(CampaignId id, uint256 from, uint256 now_);
    error Campaigns_TooLate(CampaignId id, uint256 until, uint256 now_);
    error Campaigns_GoalNotMet(CampaignId id, uint256 raised, uint256 goal);
    error Campaigns_GoalMet(CampaignId id, uint256 raised, uint256 goal);
    error Campaigns_ZeroAmount();
    error Campaigns_PledgeShort(address token, uint256 stated, uint256 received);
    error Campaigns_NotMatching(address caller, address matching);
    error Campaigns_NoPledge(CampaignId id, address donor);
    error Campaigns_NothingToClaim(CampaignId id, uint8 pot, address donor);
    error Campaigns_NoPot(CampaignId id, uint8 pot);
    error Campaigns_PotIsOpen(CampaignId id, uint8 pot);
    error Campaigns_NotYetRefunded(CampaignId id, uint8 pot);
    error Campaigns_PledgeTooSmall(CampaignId id, uint256 pledge, uint256 needed);
    error Campaigns_OtherGrant(GrantId id, GrantId expected);
    error Campaigns_AlreadyDisputed(CampaignId id, uint256 index, address donor);
    /// @notice Thrown when a review module does not take the bond of the dispute that it opens.
    error Campaigns_BondNotTaken(address review, uint256 left);
    /// @notice Thrown when the grant's arbitrator is a key, which is told things elsewhere.
    error Campaigns_ArbitratorHasNoCode(address arbitrator);
    /// @notice Thrown when somebody else than the donor directs the donor's bond elsewhere.
    error Campaigns_NotYours(address caller, address owed, address to);
    error Campaigns_ZeroRecipient();

    /// @notice Opens a campaign of the caller's; logs the conditions whole, for donors to read.
    function open(CampaignTerms calldata terms, Conditions calldata conditions) external returns (CampaignId id);
    /// @notice Pledges, until the deadline; binding. What counts is what arrives.
    function pledge(CampaignTerms calldata terms, uint128 amount) external returns (uint128 raised);
    /// @notice Adds to a campaign that met its goal, between its deadline and its launch. Its matching contract only. A
    /// match of nothing says that none will come.
    function addMatch(CampaignTerms calldata terms, uint128 amount) external;
    /// @notice Funds the grant with all that was raised: amounts by the shares, rounded so that they sum exactly. Anyone,
    /// after the deadline; where a match is waited for, once it has come or `matchBy` is over.
    function launch(CampaignTerms calldata terms) external returns (GrantId id);
    /// @notice Gives up a campaign that met its goal and was not launched for ACCEPT_WINDOW after it could have been.
    function abandon(CampaignTerms calldata terms) external;
    /// @notice Pulls the caller's own pledge back: the goal was not met, or the campaign was abandoned.
    function takeBack(CampaignTerms calldata terms, address to) external returns (uint128 amount);

    /// @notice Fetches what the escrow owes for one milestone, or (WHOLE_POT) the deposit of a grant that nobody
    /// accepted, and opens it as a pot. Anyone; also where somebody else had the escrow pay it.
    function collect(CampaignTerms calldata terms, uint8 pot) external returns (uint128 amount);
    /// @notice Pulls the caller's share of a pot, once.
    function claimShare(CampaignTerms calldata terms, uint8 pot, address to) external returns (uint128 amount);
    /// @notice Disputes a milestone in the donors' name, for the policy's bond: a donor of at least DONOR_SAY_BPS of the
    /// pledges, the match not counted.
    function dispute(CampaignTerms calldata terms, GrantTerms calldata grant, uint256 index) external;
    /// @notice Brings what a donor has to say, by its address (say ipfs://...), before the grant's arbitrator, if that is
    /// an IArbitratorAdapter: the same donors, whoever disputed.
    function submitEvidence(
        CampaignTerms calldata terms,
        GrantTerms calldata grant,
        uint256 index,
        string calldata evidence
    ) external;
    /// @notice Fetches a settled bond that the donors' side is owed. A disputing donor's own goes back to that donor, who
    /// may direct it anywhere; anyone else brings it there. The investigator's becomes a pot (BOND_POT + index), whatever
    /// `to`.
    function collectBond(CampaignTerms calldata terms, GrantTerms calldata grant, uint256 index, address to) external;

    function campaignIdOf(CampaignTerms calldata terms) external view returns (CampaignId id);
    function campaignOf(CampaignId id) external view returns (Campaign memory);
    function pledgeOf(CampaignId id, address donor) external view returns (Pledge memory);
    function potOf(CampaignId id, uint8 pot) external view returns (Pot memory);
    function disputeOf(CampaignId id, uint256 index) external view returns (DonorDispute memory);
    /// @notice What `donor` would get by `claimShare` now.
    function shareOf(CampaignTerms calldata terms, uint8 pot, address donor) external view returns (uint128 amount);
    /// @notice Whether pledges reached the goal; final after the deadline.
    function isGoalMet(CampaignTerms calldata terms) external view returns (bool);
    /// @notice The grant's money half as launched, for the investigator to sign with the conditions.
    function accountOf(CampaignTerms calldata terms) external view returns (GrantAccount memory);
}
