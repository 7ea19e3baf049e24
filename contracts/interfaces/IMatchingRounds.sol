// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {CampaignTerms} from "../types/Campaign.sol";
import {CampaignId, RoundId} from "../types/Identifiers.sol";
import {MatchLine, RoundState, RoundTerms, Tally, UniquenessCredential} from "../types/Matching.sol";

/// @title Quadratic matching of campaigns
/// @notice A sponsor's pool is shared in proportion to raw = (sum of sqrt(c_i))^2 - sum of c_i over what each unique
/// donor i gave (Buterin, Hitzig, Weyl: Liberal Radicalism, 2018), at most `cap` a campaign. A person counts once: the
/// issuer signs one nullifier a person and round (EIP-712 domain "MatchingRounds" version "1"; ERC-5267), and each
/// nullifier is one donor's. Organiser and investigator of a campaign never count for it.
///
/// The result is computed off chain from events and posted whole, with a bond; the chain keeps its Merkle root. Until
/// its challenge window ends anyone refutes it by one line: the chain recomputes that campaign's raw from its own tally
/// and the match from that; half of the bond is the refuter's, the rest is burned (it stays here and is nobody's). With
/// total = rawSum of the last line:
///
///   upTo(i) = floor(pool x rawSum_i / total + 1/2)       match_i = min(cap, upTo(i) - upTo(i - 1))
///
/// so the uncapped matches sum exactly to the pool. A match is a pledge to its campaign: it moves milestone by milestone,
/// and what comes back of it goes back to the sponsor. Campaigns that missed their goal have raw 0.
///
/// Leaf i of the root is keccak256(bytes.concat(keccak256(abi.encode(round, i, campaign, rawSum, matchSum)))); neighbours
/// are hashed as sorted pairs, an odd one out is carried up. RoundId = keccak256(abi.encode(chainid, this contract, terms)).
/// @dev Warning: a result that nobody recomputes within its window stands, right or wrong. It moves at most the pool, and
/// only to campaigns of the round that met their goal.
/// @dev Warning: whoever the issuer gives two keys counts twice.
interface IMatchingRounds {
    event RoundOpened(RoundId indexed id, address indexed sponsor, RoundTerms terms);
    /// @dev The organiser's wish; the sponsor admits it.
    event CampaignEntered(RoundId indexed id, CampaignId indexed campaign);
    event CampaignRegistered(RoundId indexed id, CampaignId indexed campaign, uint256 index);
    /// @dev `amount` is the donor's whole pledge, which replaces what was counted before.
    event DonorCounted(
        RoundId indexed id, CampaignId indexed campaign, address indexed donor, bytes32 nullifier, uint128 amount
    );
    event ResultPosted(RoundId indexed id, address indexed poster, bytes32 root, uint40 finalAt, MatchLine[] lines);
    event ResultRefuted(
        RoundId indexed id, address indexed refuter, uint256 index, uint256 reward, uint256 burned, uint40 postUntil
    );
    event RoundFinalised(RoundId indexed id);
    event RoundLapsed(RoundId indexed id);
    event MatchPaid(RoundId indexed id, CampaignId indexed campaign, uint128 amount);
    /// @dev The campaign can take no match any more: back to the sponsor.
    event MatchReturned(RoundId indexed id, CampaignId indexed campaign, uint128 amount);
    event MatchRecovered(RoundId indexed id, CampaignId indexed campaign, uint8 pot, uint256 amount);
    event Withdrawn(RoundId indexed id, address indexed account, address to, uint256 amount);

    error MatchingRounds_NotSponsor(address caller, address sponsor);
    error MatchingRounds_NotOrganiser(address caller, address organiser);
    error MatchingRounds_TermsOutOfRange(uint128 pool, uint40 endsAt, uint40 postBy, uint40 challengeWindow);
    error MatchingRounds_TermsMissing(address issuer, uint128 cap, uint96 bond);
    error MatchingRounds_WrongState(RoundId id, RoundState state);
    error MatchingRounds_DepositShort(address token, uint256 stated, uint256 received);
    /// @notice Thrown when a campaign is in another token, not matched from here, ends too late, or waits too briefly.
    error MatchingRounds_CampaignNotForRound(CampaignId campaign, uint40 latestDeadline, uint40 earliestMatchBy);
    error MatchingRounds_NotEntered(RoundId id, CampaignId campaign);
    error MatchingRounds_AlreadyRegistered(RoundId id, CampaignId campaign);
    error MatchingRounds_TooManyCampaigns(uint256 maximum);
    error MatchingRounds_NotRegistered(RoundId id, CampaignId campaign);
    error MatchingRounds_TooEarly(RoundId id, uint256 from, uint256 now_);
    error MatchingRounds_TooLate(RoundId id, uint256 until, uint256 now_);
    error MatchingRounds_NotUnique(bytes32 nullifier, address donor, address countedDonor);
    error MatchingRounds_CredentialExpired(uint40 expiresAt);
    error MatchingRounds_InvalidCredential(address issuer, bytes32 digest);
    error MatchingRounds_SelfMatch(CampaignId campaign, address donor);
    error MatchingRounds_NothingNew(CampaignId campaign, address donor, uint128 amount);
    /// @notice Thrown when more was given than square roots are summed of.
    error MatchingRounds_AmountTooLarge(CampaignId campaign, address donor, uint128 amount);
    /// @notice Thrown when a posted line names another campaign than was registered there.
    error MatchingRounds_OtherCampaign(uint256 index, CampaignId campaign, CampaignId registered);
    /// @notice Thrown when sums of posted lines fall, or the matches exceed the pool.
    error MatchingRounds_SumsOutOfRange(uint256 index);
    error MatchingRounds_LineCount(uint256 lines, uint256 campaigns);
    error MatchingRounds_OtherLine(RoundId id, uint256 index, bytes32 root);
    /// @notice Thrown when a challenged line is right.
    error MatchingRounds_LineIsRight(RoundId id, uint256 index);
    error MatchingRounds_AlreadyPaid(RoundId id, CampaignId campaign);
    error MatchingRounds_NothingToWithdraw(RoundId id, address account);
    error MatchingRounds_ZeroRecipient();

    /// @notice Opens a round and takes its pool from the caller, its sponsor.
    function openRound(RoundTerms calldata terms) external returns (RoundId id);
    /// @notice Asks for a place in a round: an open campaign of the same token that names this contract for its match,
    /// ends within the round, and waits for the match until `latestPayOf`. Its organiser; a later wish replaces an earlier
    /// one until a sponsor admits it, so a campaign is in one round at most.
    function enter(RoundTerms calldata terms, CampaignTerms calldata campaign) external;
    /// @notice Admits a campaign that asked for it. The sponsor, who thereby keeps out campaigns made to fill the round.
    function register(RoundTerms calldata terms, CampaignTerms calldata campaign) external returns (uint256 index);
    /// @notice Counts what a unique donor has pledged to a campaign by now, until the round's end; anyone who has the
    /// credential.
    function count(
        RoundTerms calldata terms,
        CampaignTerms calldata campaign,
        UniquenessCredential calldata credential,
        bytes calldata signature
    ) external;
    /// @notice Posts the result, one line a campaign in the order of registration, with the bond. Anyone, after the
    /// round's end.
    function post(RoundTerms calldata terms, MatchLine[] calldata lines) external returns (bytes32 root);
    /// @notice Shows one line to be wrong: reverts if it is right. Another result may then be posted for REPOST_WINDOW,
    /// yet never later than one window and REPOST_WINDOW after `postBy`: nobody keeps a round open by refuting itself.
    /// @param proof Of line `index`, and of the line before in `previousProof`; for index 0 `previous` is all zero.
    function refute(
        RoundTerms calldata terms,
        CampaignTerms calldata campaign,
        uint256 index,
        MatchLine calldata line,
        bytes32[] calldata proof,
        MatchLine calldata previous,
        bytes32[] calldata previousProof
    ) external;
    /// @notice Makes an unrefuted result final and gives its bond back; or ends a round that got none. Anyone.
    function close(RoundTerms calldata terms) external;
    /// @notice Pays one campaign's match into it, or back to the sponsor if the campaign can take none. Anyone.
    function pay(
        RoundTerms calldata terms,
        CampaignTerms calldata campaign,
        uint256 index,
        MatchLine calldata line,
        bytes32[] calldata proof,
        MatchLine calldata previous,
        bytes32[] calldata previousProof
    ) external;
    /// @notice Pulls what the caller is owed: bonds, rewards, and for the sponsor what the matches left of the pool.
    function withdraw(RoundTerms calldata terms, address to) external returns (uint256 amount);
    /// @notice Fetches the share of a match that came back, for the sponsor (see ICampaigns.claimShare), or all of it if
    /// the campaign was abandoned. Anyone.
    function recover(RoundTerms calldata terms, CampaignTerms calldata campaign, uint8 pot) external;

    function roundIdOf(RoundTerms calldata terms) external view returns (RoundId id);
    /// @notice Until when a final result of these terms can always be paid: the least `matchBy` of the round's campaigns.
    function latestPayOf(RoundTerms calldata terms) external pure returns (uint40);
    /// @notice Last second at which a result is taken, as it stands.
    function postUntilOf(RoundId id) external view returns (uint40);
    /// @notice The round that a campaign asked for last, and its index there once admitted.
    function roundOf(CampaignId campaign) external view returns (RoundId id, bool isRegistered, uint256 index);
    function isPaid(CampaignId campaign) external view returns (bool);
    /// @notice What a campaign of this tally gets, in the arithmetic of results: also off chain, to make one.
    function rawOf(Tally calldata tally) external pure returns (uint256 raw);
    function stateOf(RoundId id) external view returns (RoundState);
    function campaignsOf(RoundId id) external view returns (CampaignId[] memory);
    function tallyOf(RoundId id, CampaignId campaign) external view returns (Tally memory);
    function countedOf(RoundId id, CampaignId campaign, address donor) external view returns (uint128 amount);
    function donorOf(RoundId id, bytes32 nullifier) external view returns (address donor);
    function resultOf(RoundId id) external view returns (bytes32 root, address poster, uint40 finalAt, uint256 rawTotal);
    function balanceOf(RoundId id, address account) external view returns (uint256);
}
