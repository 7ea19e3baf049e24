// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import {ICampaigns} from "../interfaces/ICampaigns.sol";
import {IMatchingRounds} from "../interfaces/IMatchingRounds.sol";
import {MerkleRoot} from "../libraries/MerkleRoot.sol";
import {QuadraticMatching} from "../libraries/QuadraticMatching.sol";
import {CampaignState, CampaignTerms} from "../types/Campaign.sol";
import {CampaignId, RoundId} from "../types/Identifiers.sol";
import {MatchLine, RoundState, RoundTerms} from "../types/Matching.sol";
import {MatchingBook} from "./MatchingBook.sol";
import {UniqueDonors} from "./UniqueDonors.sol";

/// @title MatchingRounds
contract MatchingRounds is UniqueDonors {
    using SafeERC20 for IERC20;

    // CONSTANTS

    uint40 public constant MAX_ROUND = 365 days;
    uint40 public constant MAX_POST_WINDOW = 90 days;
    uint40 public constant MIN_CHALLENGE_WINDOW = 1 days;
    uint40 public constant MAX_CHALLENGE_WINDOW = 30 days;
    uint96 public constant MIN_BOND = 2; // so that both halves are something

    // CONSTRUCTOR

    constructor(ICampaigns campaigns) MatchingBook(campaigns) EIP712("MatchingRounds", "1") {}

    // ROUNDS

    /// @inheritdoc IMatchingRounds
    function openRound(RoundTerms calldata terms) external nonReentrant returns (RoundId id) {
        // Check: a round of the caller's own, that counts and ends.
        if (msg.sender != terms.sponsor) revert MatchingRounds_NotSponsor(msg.sender, terms.sponsor);
        _requireTerms(terms);
        id = _idOf(terms);
        Round storage round = _rounds[id];
        if (round.state != RoundState.None) revert MatchingRounds_WrongState(id, round.state);

        // Effect
        round.state = RoundState.Open;
        round.postUntil = terms.postBy;
        emit RoundOpened(id, terms.sponsor, terms);

        // Interaction: what counts is what arrives.
        _pull(terms.token, terms.pool);
    }

    // RESULT

    /// @inheritdoc IMatchingRounds
    function post(RoundTerms calldata terms, MatchLine[] calldata lines) external nonReentrant returns (bytes32 root) {
        (RoundId id, Round storage round) = _find(terms, RoundState.Open);
        // Check: after the count, in time, a line for each campaign, with sums that can be paid.
        _requireAfter(id, terms.endsAt);
        _requireNotAfter(id, round.postUntil);
        root = _rootOf(id, round, terms.pool, lines);

        // Effect
        MatchLine calldata last = lines[lines.length - 1];
        uint40 finalAt = uint40(block.timestamp) + terms.challengeWindow;
        round.state = RoundState.Posted;
        round.finalAt = finalAt;
        round.poster = msg.sender;
        round.root = root;
        round.rawTotal = last.rawSum;
        round.matchTotal = last.matchSum;
        emit ResultPosted(id, msg.sender, root, finalAt, lines);

        // Interaction: the bond.
        _pull(terms.token, terms.bond);
    }

    /// @inheritdoc IMatchingRounds
    function refute(
        RoundTerms calldata terms,
        CampaignTerms calldata campaign,
        uint256 index,
        MatchLine calldata line,
        bytes32[] calldata proof,
        MatchLine calldata previous,
        bytes32[] calldata previousProof
    ) external nonReentrant {
        (RoundId id, Round storage round) = _find(terms, RoundState.Posted);
        _requireNotAfter(id, round.finalAt);
        // Check: two neighbouring lines of this result, the later one wrong.
        _requireLines(id, round.root, index, line, proof, previous, previousProof);
        _requireCampaign(id, line, campaign);
        if (_isRight(terms, round.rawTotal, campaign, line, previous)) revert MatchingRounds_LineIsRight(id, index);

        // Effect: half of the bond to the caller. The rest is owed to nobody, so nobody refutes itself for nothing.
        uint256 reward = terms.bond / 2;
        _owed[id][msg.sender] += reward;
        uint40 postUntil = _postUntilAfterRefutation(terms, round.postUntil);
        round.state = RoundState.Open;
        round.postUntil = postUntil;
        delete round.finalAt;
        delete round.poster;
        delete round.root;
        delete round.rawTotal;
        delete round.matchTotal;
        emit ResultRefuted(id, msg.sender, index, reward, terms.bond - reward, postUntil);
    }

    /// @inheritdoc IMatchingRounds
    function close(RoundTerms calldata terms) external {
        RoundId id = _idOf(terms);
        Round storage round = _rounds[id];
        if (round.state == RoundState.Posted) {
            // Check: nobody can refute it any more.
            _requireAfter(id, round.finalAt);
            // Effect: bond to the poster, what no campaign gets to the sponsor.
            round.state = RoundState.Final;
            _owed[id][round.poster] += terms.bond;
            _owed[id][terms.sponsor] += terms.pool - round.matchTotal;
            emit RoundFinalised(id);
        } else if (round.state == RoundState.Open) {
            // Check: nobody can post any more.
            _requireAfter(id, round.postUntil);
            // Effect
            round.state = RoundState.Lapsed;
            _owed[id][terms.sponsor] += terms.pool;
            emit RoundLapsed(id);
        } else {
            revert MatchingRounds_WrongState(id, round.state);
        }
    }

    // PAYMENTS

    /// @inheritdoc IMatchingRounds
    function pay(
        RoundTerms calldata terms,
        CampaignTerms calldata campaign,
        uint256 index,
        MatchLine calldata line,
        bytes32[] calldata proof,
        MatchLine calldata previous,
        bytes32[] calldata previousProof
    ) external nonReentrant {
        (RoundId id, Round storage round) = _find(terms, RoundState.Final);
        // Check: its line of the final result, once.
        _requireLines(id, round.root, index, line, proof, previous, previousProof);
        CampaignId campaignId = _requireCampaign(id, line, campaign);
        Entry storage entry = _entries[campaignId];
        if (entry.isPaid) revert MatchingRounds_AlreadyPaid(id, campaignId);

        // Effect: sums of a posted result do not fall, and end at what was set aside.
        entry.isPaid = true;
        uint128 amount = line.matchSum - previous.matchSum;
        if (!_takesMatch(campaign, campaignId)) {
            _owed[id][terms.sponsor] += amount;
            emit MatchReturned(id, campaignId, amount);
            return;
        }
        emit MatchPaid(id, campaignId, amount);

        // Interaction: the campaign takes exactly this.
        IERC20(terms.token).forceApprove(address(CAMPAIGNS), amount);
        CAMPAIGNS.addMatch(campaign, amount);
    }

    /// @inheritdoc IMatchingRounds
    function withdraw(RoundTerms calldata terms, address to) external nonReentrant returns (uint256 amount) {
        RoundId id = _idOf(terms);
        // Check: something is owed.
        amount = _owed[id][msg.sender];
        if (amount == 0) revert MatchingRounds_NothingToWithdraw(id, msg.sender);
        if (to == address(0)) revert MatchingRounds_ZeroRecipient();

        // Effect
        _owed[id][msg.sender] = 0;
        emit Withdrawn(id, msg.sender, to, amount);

        // Interaction
        IERC20(terms.token).safeTransfer(to, amount);
    }

    /// @inheritdoc IMatchingRounds
    function recover(RoundTerms calldata terms, CampaignTerms calldata campaign, uint8 pot) external nonReentrant {
        // Check: a campaign of this round; what is here of its pledge is this round's, for it is in no other.
        RoundId id = _idOf(terms);
        CampaignId campaignId = _requireIn(id, campaign);
        bool abandoned = CAMPAIGNS.campaignOf(campaignId).state == CampaignState.Abandoned;

        // Interaction: first here, since what counts is what arrives; campaigns and token call nobody.
        uint256 before = IERC20(terms.token).balanceOf(address(this));
        if (abandoned) CAMPAIGNS.takeBack(campaign, address(this));
        else CAMPAIGNS.claimShare(campaign, pot, address(this));
        uint256 received = IERC20(terms.token).balanceOf(address(this)) - before;

        // Effect
        _owed[id][terms.sponsor] += received;
        emit MatchRecovered(id, campaignId, pot, received);
    }

    // INTERNALS

    /// @dev The root over lines that name the round's campaigns in order and whose sums never fall nor exceed the pool.
    function _rootOf(RoundId id, Round storage round, uint128 pool, MatchLine[] calldata lines)
        private
        view
        returns (bytes32)
    {
        uint256 length = round.campaigns.length;
        if (lines.length != length || length == 0) revert MatchingRounds_LineCount(lines.length, length);
        bytes32[] memory leaves = new bytes32[](length);
        uint256 rawSum;
        uint128 matchSum;
        for (uint256 i; i < length; ++i) {
            MatchLine calldata line = lines[i];
            CampaignId campaign = round.campaigns[i];
            if (CampaignId.unwrap(line.campaign) != CampaignId.unwrap(campaign)) {
                revert MatchingRounds_OtherCampaign(i, line.campaign, campaign);
            }
            if (line.rawSum < rawSum || line.matchSum < matchSum || line.matchSum > pool) {
                revert MatchingRounds_SumsOutOfRange(i);
            }
            (rawSum, matchSum) = (line.rawSum, line.matchSum);
            leaves[i] = _leafOf(id, i, line);
        }
        return MerkleRoot.compute(leaves);
    }

    /// @dev Hashed twice, so that no inner node, of 64 bytes, passes for a leaf.
    function _leafOf(RoundId id, uint256 index, MatchLine calldata line) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(id, index, line.campaign, line.rawSum, line.matchSum))));
    }

    function _requireLines(
        RoundId id,
        bytes32 root,
        uint256 index,
        MatchLine calldata line,
        bytes32[] calldata proof,
        MatchLine calldata previous,
        bytes32[] calldata previousProof
    ) private pure {
        _requireLine(id, root, index, line, proof);
        if (index != 0) {
            _requireLine(id, root, index - 1, previous, previousProof);
        } else if (previous.rawSum != 0 || previous.matchSum != 0) {
            revert MatchingRounds_OtherLine(id, index, root);
        }
    }

    function _requireLine(RoundId id, bytes32 root, uint256 index, MatchLine calldata line, bytes32[] calldata proof)
        private
        pure
    {
        if (!MerkleProof.verifyCalldata(proof, root, _leafOf(id, index, line))) {
            revert MatchingRounds_OtherLine(id, index, root);
        }
    }

    function _requireCampaign(RoundId id, MatchLine calldata line, CampaignTerms calldata terms)
        private
        view
        returns (CampaignId campaign)
    {
        campaign = CAMPAIGNS.campaignIdOf(terms);
        if (CampaignId.unwrap(campaign) != CampaignId.unwrap(line.campaign)) {
            revert MatchingRounds_NotRegistered(id, campaign);
        }
    }

    /// @dev Whether a line follows from the one before. By induction a result whose lines all do is the right one, and one
    /// that is not right has a line that does not. Posted sums never fall, so `rawSum` is at most the total.
    function _isRight(
        RoundTerms calldata terms,
        uint256 rawTotal,
        CampaignTerms calldata campaign,
        MatchLine calldata line,
        MatchLine calldata previous
    ) private view returns (bool) {
        uint256 raw;
        if (CAMPAIGNS.isGoalMet(campaign)) raw = QuadraticMatching.rawOf(_tallies[line.campaign]);
        // As a difference, which no made-up sum can have overflow.
        if (line.rawSum - previous.rawSum != raw) return false;
        uint256 match_ = QuadraticMatching.matchOf(terms.pool, terms.cap, previous.rawSum, line.rawSum, rawTotal);
        return line.matchSum - previous.matchSum == match_;
    }

    /// @dev The match can still be part of the grant.
    function _takesMatch(CampaignTerms calldata campaign, CampaignId id) private view returns (bool) {
        return CAMPAIGNS.campaignOf(id).state == CampaignState.Open && CAMPAIGNS.isGoalMet(campaign);
    }

    function _postUntilAfterRefutation(RoundTerms calldata terms, uint40 postUntil) private view returns (uint40) {
        uint40 until = uint40(block.timestamp) + REPOST_WINDOW;
        uint40 latest = _latestPostOf(terms);
        if (until > latest) until = latest;
        return until > postUntil ? until : postUntil;
    }

    function _requireTerms(RoundTerms calldata terms) private view {
        bool counts = terms.endsAt > block.timestamp && terms.endsAt <= block.timestamp + MAX_ROUND;
        bool posts = terms.postBy > terms.endsAt && terms.postBy <= uint256(terms.endsAt) + MAX_POST_WINDOW;
        bool challenges = terms.challengeWindow >= MIN_CHALLENGE_WINDOW && terms.challengeWindow <= MAX_CHALLENGE_WINDOW;
        if (terms.pool == 0 || !counts || !posts || !challenges) {
            revert MatchingRounds_TermsOutOfRange(terms.pool, terms.endsAt, terms.postBy, terms.challengeWindow);
        }
        if (terms.issuer == address(0) || terms.cap == 0 || terms.bond < MIN_BOND) {
            revert MatchingRounds_TermsMissing(terms.issuer, terms.cap, terms.bond);
        }
    }
}
