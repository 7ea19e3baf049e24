// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ICampaigns} from "../interfaces/ICampaigns.sol";
import {IMatchingRounds} from "../interfaces/IMatchingRounds.sol";
import {QuadraticMatching} from "../libraries/QuadraticMatching.sol";
import {CampaignTerms} from "../types/Campaign.sol";
import {CampaignId, RoundId} from "../types/Identifiers.sol";
import {RoundState, RoundTerms, Tally} from "../types/Matching.sol";

/// @title What every step of a round starts from: storage, the terms and the clock
abstract contract MatchingBook is IMatchingRounds, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev A round's state and its result, if one is posted.
    struct Round {
        // slot 0
        RoundState state;
        /// Last second at which a result is taken.
        uint40 postUntil;
        /// Last second at which the result can be refuted.
        uint40 finalAt;
        address poster;
        // slot 1
        bytes32 root;
        // slot 2: `rawSum` of the last line
        uint256 rawTotal;
        // slot 3: `matchSum` of the last line
        uint128 matchTotal;
        // slot 4
        CampaignId[] campaigns;
    }

    /// @dev Where a campaign takes part.
    struct Entry {
        // slot 0
        RoundId round;
        // slot 1
        /// Index in the round, plus one; NOT_ADMITTED before.
        uint16 place;
        bool isPaid;
    }

    // IMMUTABLES

    ICampaigns public immutable CAMPAIGNS;

    // CONSTANTS

    /// @notice Time for another result after one was refuted.
    uint40 public constant REPOST_WINDOW = 3 days;
    /// @notice Time to pay out a result, at least, before a campaign stops waiting.
    uint40 public constant PAY_WINDOW = 3 days;
    uint16 internal constant NOT_ADMITTED = 0;
    bytes32 internal constant NO_NULLIFIER = 0;

    // STORAGE

    mapping(RoundId id => Round) internal _rounds;
    mapping(RoundId id => mapping(address account => uint256)) internal _owed;
    /// @dev A campaign is in one round at most, so what belongs to it is kept under its own id.
    mapping(CampaignId campaign => Entry) internal _entries;
    mapping(CampaignId campaign => Tally) internal _tallies;
    mapping(CampaignId campaign => mapping(address donor => uint128 amount)) internal _counted;
    /// @dev One person, one donor: both ways.
    mapping(RoundId id => mapping(bytes32 nullifier => address donor)) internal _donors;
    mapping(RoundId id => mapping(address donor => bytes32 nullifier)) internal _nullifiers;

    // CONSTRUCTOR

    constructor(ICampaigns campaigns) {
        CAMPAIGNS = campaigns;
    }

    // VIEWS

    /// @inheritdoc IMatchingRounds
    function roundIdOf(RoundTerms calldata terms) external view returns (RoundId) {
        return _idOf(terms);
    }

    /// @inheritdoc IMatchingRounds
    function latestPayOf(RoundTerms calldata terms) external pure returns (uint40) {
        return _latestPayOf(terms);
    }

    /// @inheritdoc IMatchingRounds
    function stateOf(RoundId id) external view returns (RoundState) {
        return _rounds[id].state;
    }

    /// @inheritdoc IMatchingRounds
    function postUntilOf(RoundId id) external view returns (uint40) {
        return _rounds[id].postUntil;
    }

    /// @inheritdoc IMatchingRounds
    function campaignsOf(RoundId id) external view returns (CampaignId[] memory) {
        return _rounds[id].campaigns;
    }

    /// @inheritdoc IMatchingRounds
    function roundOf(CampaignId campaign) external view returns (RoundId id, bool isRegistered, uint256 index) {
        Entry memory entry = _entries[campaign];
        isRegistered = entry.place != NOT_ADMITTED;
        return (entry.round, isRegistered, isRegistered ? entry.place - 1 : 0);
    }

    /// @inheritdoc IMatchingRounds
    function isPaid(CampaignId campaign) external view returns (bool) {
        return _entries[campaign].isPaid;
    }

    /// @inheritdoc IMatchingRounds
    function tallyOf(RoundId id, CampaignId campaign) external view returns (Tally memory tally) {
        if (_isIn(id, campaign)) return _tallies[campaign];
    }

    /// @inheritdoc IMatchingRounds
    function countedOf(RoundId id, CampaignId campaign, address donor) external view returns (uint128 amount) {
        if (_isIn(id, campaign)) return _counted[campaign][donor];
    }

    /// @inheritdoc IMatchingRounds
    function donorOf(RoundId id, bytes32 nullifier) external view returns (address donor) {
        return _donors[id][nullifier];
    }

    /// @inheritdoc IMatchingRounds
    function resultOf(RoundId id)
        external
        view
        returns (bytes32 root, address poster, uint40 finalAt, uint256 rawTotal)
    {
        Round storage round = _rounds[id];
        return (round.root, round.poster, round.finalAt, round.rawTotal);
    }

    /// @inheritdoc IMatchingRounds
    function balanceOf(RoundId id, address account) external view returns (uint256) {
        return _owed[id][account];
    }

    /// @inheritdoc IMatchingRounds
    function rawOf(Tally calldata tally) external pure returns (uint256 raw) {
        return QuadraticMatching.rawOf(tally);
    }

    // INTERNALS

    function _idOf(RoundTerms calldata terms) internal view returns (RoundId) {
        return RoundId.wrap(keccak256(abi.encode(block.chainid, address(this), terms)));
    }

    function _find(RoundTerms calldata terms, RoundState needed)
        internal
        view
        returns (RoundId id, Round storage round)
    {
        id = _idOf(terms);
        round = _rounds[id];
        if (round.state != needed) revert MatchingRounds_WrongState(id, round.state);
    }

    /// @dev When the last result that can be posted at all is final, and PAY_WINDOW more: a first one by `postBy`, refuted
    /// at the end of its window, another within REPOST_WINDOW.
    function _latestPayOf(RoundTerms calldata terms) internal pure returns (uint40) {
        return _latestPostOf(terms) + terms.challengeWindow + PAY_WINDOW;
    }

    function _latestPostOf(RoundTerms calldata terms) internal pure returns (uint40) {
        return terms.postBy + terms.challengeWindow + REPOST_WINDOW;
    }

    function _isIn(RoundId id, CampaignId campaign) internal view returns (bool) {
        Entry storage entry = _entries[campaign];
        return RoundId.unwrap(entry.round) == RoundId.unwrap(id) && entry.place != NOT_ADMITTED;
    }

    function _requireIn(RoundId id, CampaignTerms calldata terms) internal view returns (CampaignId campaign) {
        campaign = CAMPAIGNS.campaignIdOf(terms);
        if (!_isIn(id, campaign)) revert MatchingRounds_NotRegistered(id, campaign);
    }

    function _requireNotAfter(RoundId id, uint256 time) internal view {
        if (block.timestamp > time) revert MatchingRounds_TooLate(id, time, block.timestamp);
    }

    function _requireAfter(RoundId id, uint256 time) internal view {
        if (block.timestamp <= time) revert MatchingRounds_TooEarly(id, time + 1, block.timestamp);
    }

    /// @dev Takes `amount` from the caller and refuses tokens that deliver less.
    function _pull(address token, uint256 amount) internal {
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        if (received < amount) revert MatchingRounds_DepositShort(token, amount, received);
    }
}
