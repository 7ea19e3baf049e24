// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../contracts/interfaces/IMilestoneReview.sol";
import {OddFeed} from "../../../contracts/mocks/OddFeeds.sol";
import {GrantTerms, Policy, Valuation} from "../../../contracts/types/Grant.sol";
import {InferenceAnswer} from "../../../contracts/types/Inference.sol";
import {GrantState, Milestone, MilestoneState} from "../../../contracts/types/Milestone.sol";
import {ResearchRights} from "./ResearchRights.sol";

/// @title Everybody around a few grants, doing what the state allows, and those who try everything
/// @dev A step is chosen among those that suit the state, and time moves to the ends of windows: a clock that runs
/// freely passes all windows, and every milestone is refunded before anybody acts.
contract ResearchHandler is ResearchRights {
    uint256 private constant STEPS_OF_A_LIFE = 8;

    uint128 private constant FALLBACK_PRICE = 97_000_000; // 0.97 dollars

    uint256 public swaps;
    uint256 private _offers;
    address private _feed;

    function setUp() public override {
        super.setUp();
        _feed = deploy("OddFeed", "");
        OddFeed(_feed).setDecimals(8);
        offer(0);
        _acceptOrCancel(_grants[0], 0);
    }

    // GRANTS

    function offer(uint256 seed) public {
        uint256 place = _freePlace();
        if (place >= MOST_OFFERS) return;
        GrantTerms memory terms = defaultTerms();
        terms.account.startBy = now_() + 10 days;
        for (uint40 i; i < MILESTONES; ++i) {
            terms.account.amounts[i] = uint128(bound(uint256(keccak256(abi.encode(seed, i))), 1, 200_000 * UNIT));
            terms.conditions.milestones[i].dueAt = now_() + 30 days * (i + 1);
            terms.conditions.milestones[i].graceEnd = now_() + 30 days * (i + 1) + 15 days;
        }
        terms.conditions.policy.sequential = seed & 1 == 1;
        terms.conditions.policy.aiRequired = seed & 2 == 2;
        terms.conditions.policy.aiCanVeto = seed & 4 == 4;
        terms.conditions.policy.maxAttempts = uint8(1 + seed % 3);
        terms.conditions.policy.defaultSplitBps = uint16(seed % 10_001);
        terms.conditions.policy.autoReleaseCap = uint128((seed >> 8) % 3 * 60_000 * UNIT);
        terms.conditions.salt = bytes32(++_offers);
        if (seed >> 16 & 1 == 1) _inDollars(terms);
        if (seed >> 17 & 1 == 1) terms.account.keeperReward = uint64(1 + (seed >> 18) % (5 * UNIT));
        seal(terms);
        usd.mint(users.funder, _totalOf(terms));
        fund(terms);
        _putAt(place, terms);
        _observe();
    }

    /// @dev Any stretch, however it lies to the windows.
    function pass(uint256 time) public {
        vm.warp(now_() + bound(time, 1, 3 days));
        _observe();
    }

    /// @dev Both parties put other terms in the place of a grant's undecided ones.
    function swap(uint256 seed) public {
        GrantTerms memory terms = _pick(seed);
        uint256 place = _freePlace();
        if (place == MOST_GRANTS || stateOf(terms) != GrantState.Active) return;
        uint256 moved = _movableOf(terms);
        if (moved < 4) return;
        GrantTerms memory next = _pick(seed);
        next.account.keeperReward = 0;
        next.account.startBy = now_();
        for (uint40 i; i < MILESTONES; ++i) {
            next.account.amounts[i] = uint128(i == 3 ? moved - moved / 4 * 3 : moved / 4);
            next.conditions.milestones[i].dueAt = now_() + 30 days * (i + 1);
            next.conditions.milestones[i].graceEnd = now_() + 30 days * (i + 1) + 15 days;
        }
        next.conditions.salt = bytes32(++_offers);
        if (_isPriced(next)) _inDollars(next);
        seal(next);
        _replaceBy(terms, next);
        ++swaps;
        _observe();
        _putAt(place, next);
        _observe();
    }

    // MILESTONES

    /// @dev A stretch of one milestone's life, with hands that reach for its money on the way.
    function live(uint256 place, uint256 index, uint256 seed) external {
        for (uint256 i; i < STEPS_OF_A_LIFE; ++i) {
            uint256 die = uint256(keccak256(abi.encode(seed, i)));
            act(place, index, die);
            if (die >> 128 & 3 == 0) grasp(place, index, die >> 130);
            if (die >> 128 & 3 == 1) meddle(place, index, die >> 130, uint16(die >> 240));
        }
    }

    /// @dev One thing that somebody may do with a grant or one of its milestones as it stands.
    function act(uint256 place, uint256 index, uint256 die) public {
        GrantTerms memory terms = _pick(place);
        GrantState state = stateOf(terms);
        if (state == GrantState.Offered) _acceptOrCancel(terms, die);
        if (state == GrantState.Active) _actOn(terms, _indexToActOn(terms, index % MILESTONES), die);
        // A grant that is over makes room for the next.
        offer(die);
        _observe();
    }

    /// @dev A stranger brings the parties what is theirs.
    function collect(uint256 place, uint256 index, uint256 choice) external {
        GrantTerms memory terms = _pick(place);
        _bring(terms, index % MILESTONES, choice);
        _observe();
    }

    // ROGUES

    /// @dev One who tries to take everything there is, rightful or not, to its own pocket.
    function grasp(uint256 place, uint256 index, uint256 choice) public {
        GrantTerms memory terms = _pick(place);
        // Every other time a party: only a party has rights that it can overstep.
        address caller = choice & 1 == 0 ? _partyOf(choice >> 1) : _outsiderOf(choice >> 1);
        index = index % (MILESTONES + 1);
        for (uint256 kind; kind < uint256(Taking.Cancel); ++kind) {
            _take(Taking(kind), terms, index, caller, caller);
        }
        // An offer is not ended at every touch.
        if (stateOf(terms) != GrantState.Offered || choice >> 8 & 3 == 0) {
            _take(Taking.Cancel, terms, index, caller, caller);
        }
        _observe();
    }

    /// @dev Every call that decides something, by one who may not make it, or not now.
    function meddle(uint256 place, uint256 index, uint256 choice, uint16 share) public {
        GrantTerms memory terms = _pick(place);
        address caller = choice & 1 == 0 ? _partyOf(choice >> 1) : _outsiderOf(choice >> 1);
        for (uint256 which; which <= uint256(type(Call).max); ++which) {
            _overstep(terms, index % MILESTONES, Call(which), caller, share);
        }
        _observe();
    }

    // TIME ALONE

    /// @dev Calls that anyone may make, until nothing moves any more. True if every milestone is final.
    function passTimeUntilOver(uint256 rounds) external returns (bool) {
        for (uint256 round; round < rounds; ++round) {
            vm.warp(now_() + 31 days);
            bool allFinal = true;
            for (uint256 place; place < _grants.length; ++place) {
                for (uint256 index; index < MILESTONES; ++index) {
                    allFinal = _nudge(_grants[place], index) && allFinal;
                }
            }
            _observe();
            if (allFinal) return true;
        }
        return false;
    }

    /// @dev Brings everybody what is theirs, by a stranger's hand.
    function bringEverything() external {
        for (uint256 place; place < _grants.length; ++place) {
            GrantTerms memory terms = _grants[place];
            _take(Taking.Cancel, terms, 0, users.keeper, users.funder);
            for (uint256 index; index < MILESTONES; ++index) {
                _bring(terms, index, type(uint256).max);
            }
        }
    }

    // STEPS

    function _acceptOrCancel(GrantTerms memory terms, uint256 die) private {
        bool isOpen = now_() <= terms.account.startBy;
        if (isOpen && die % 4 == 3) _passEndOf(terms.account.startBy, die >> 8);
        else if (isOpen) accept(terms);
        else _take(Taking.Cancel, terms, 0, users.keeper, users.funder);
    }

    /// @dev The milestone asked for; the next where there is nothing left to do; in a sequential grant, the one that it
    /// waits for.
    function _indexToActOn(GrantTerms memory terms, uint256 index) private view returns (uint256) {
        for (uint256 i; i < MILESTONES && _isOver(terms, index); ++i) {
            index = (index + 1) % MILESTONES;
        }
        for (; index != 0; --index) {
            (bool isOpen,) = review.graceEndOf(terms, index);
            if (isOpen) break;
        }
        return index;
    }

    function _isOver(GrantTerms memory terms, uint256 index) private view returns (bool) {
        Milestone memory milestone = milestoneOf(terms, index);
        if (milestone.state == MilestoneState.Approved && !milestone.priced) return milestone.released;
        (bool isFinal,,) = escrow.sharesOf(terms.account, index);
        (uint256 toInvestigator, uint256 toFunder) = escrow.dueOf(terms.account, index);
        uint256 bond = review.bondOf(milestoneIdOf(terms, index)).amount;
        return isFinal && toInvestigator == 0 && toFunder == 0 && bond == 0;
    }

    function _actOn(GrantTerms memory terms, uint256 index, uint256 die) private {
        // Now and then both agree, whatever anybody else would have said.
        if (die >> 216 & 0xff == 1) return _terminate(terms, die);
        if (die >> 224 & 0x3f == 2 && _settle(terms, index, die)) return;
        Milestone memory milestone = milestoneOf(terms, index);
        MilestoneState state = milestone.state;
        bool inTime = now_() <= milestone.deadline;
        bool isOver = state == MilestoneState.Refundable || state == MilestoneState.Payable;
        if (state == MilestoneState.Ruled || (state == MilestoneState.Approved && !inTime)) {
            if (milestone.priced) return _fixPrice(terms, index, die);
            isOver = true;
        }
        if (isOver) return _bring(terms, index, die);
        // Some of everybody sleep.
        if (inTime && die % 6 == 0) return _passEndOf(milestone.deadline, die >> 8);
        die >>= 16;
        if (state == MilestoneState.Pending) _submitOrExpire(terms, index, milestone, die);
        if (state == MilestoneState.Submitted) _scoreOrSkip(terms, index, inTime, die);
        if (state == MilestoneState.Scored || state == MilestoneState.Unscored) {
            _decide(terms, index, milestone, die);
        }
        if (state == MilestoneState.Approved && die % 3 == 0) _disputeBy(terms, index, users.funder);
        if (state == MilestoneState.Rejected) {
            if (inTime && die % 3 == 0) _disputeBy(terms, index, users.investigator);
            else _submitOrExpire(terms, index, milestone, die >> 8);
        }
        if (state == MilestoneState.Escalated || state == MilestoneState.Disputed) {
            if (inTime) _ruleFor(terms, index, _shareFrom(die));
            else _split(terms, index);
        }
    }

    /// @dev True if there was something to settle.
    function _settle(GrantTerms memory terms, uint256 index, uint256 die) private returns (bool) {
        Milestone memory milestone = milestoneOf(terms, index);
        MilestoneState state = milestone.state;
        if (state == MilestoneState.Pending || state > MilestoneState.Disputed) return false;
        bool hasVerdict = state == MilestoneState.Approved || state == MilestoneState.Rejected;
        if (hasVerdict && now_() > milestone.deadline) return false;
        _settleAt(terms, index, _shareFrom(die));
        return true;
    }

    /// @dev By a price of the moment, or, of a feed that has died, by that of the terms.
    function _fixPrice(GrantTerms memory terms, uint256 index, uint256 die) private {
        uint256 price = 50_000_000 + die % 100_000_000;
        if (die & 3 == 0) {
            price = FALLBACK_PRICE;
            vm.warp(now_() + 8 days);
        } else {
            OddFeed(_feed).setRound([uint256(1), price, now_(), now_(), 1]);
        }
        _noteFixed(terms, index, price);
        review.fixPrice(terms, index);
        _noteReward(terms, index);
    }

    function _split(GrantTerms memory terms, uint256 index) private {
        review.applyDefaultSplit(terms, index);
        _noteReward(terms, index);
    }

    function _submitOrExpire(GrantTerms memory terms, uint256 index, Milestone memory milestone, uint256 die) private {
        (bool isOpen, uint40 graceEnd) = review.graceEndOf(terms, index);
        if (!isOpen) return;
        bool attemptsLeft = milestone.attempts < terms.conditions.policy.maxAttempts;
        if (attemptsLeft && now_() <= graceEnd) {
            if (die % 8 == 0) _passEndOf(graceEnd, die >> 8);
            else _bringEvidence(terms, index, milestone.attempts + 1);
        } else if (now_() <= milestone.deadline) {
            _passEndOf(milestone.deadline, die >> 8);
        } else {
            review.expire(terms, index);
            _noteReward(terms, index);
        }
    }

    /// @dev What was rejected is not taken again: each attempt brings another package.
    function _bringEvidence(GrantTerms memory terms, uint256 index, uint256 attempt) private {
        vm.prank(users.investigator);
        review.submit(terms, index, EVIDENCE, keccak256(abi.encode(PACKAGE, attempt)));
    }

    function _score(GrantTerms memory terms, uint256 index, int32 value) private {
        InferenceAnswer memory answer = answerFor(terms, index, value);
        answer.payloadHash = keccak256(abi.encode(PACKAGE, uint256(milestoneOf(terms, index).attempts)));
        oracle.deliver(review, REQUEST, answer);
    }

    function _scoreOrSkip(GrantTerms memory terms, uint256 index, bool inTime, uint256 die) private {
        if (inTime) return _score(terms, index, int32(int256(5000 + die % 4000)));
        review.skipScore(terms, index);
        _noteReward(terms, index);
    }

    function _decide(GrantTerms memory terms, uint256 index, Milestone memory milestone, uint256 die) private {
        if (now_() > milestone.deadline) {
            review.escalate(terms, index);
            return _noteReward(terms, index);
        }
        if (milestone.state == MilestoneState.Scored && die % 8 == 0) {
            return _disputeBy(terms, index, _partyOf(die >> 8));
        }
        if (_isForScoreAlone(terms, index, milestone)) {
            review.autoApprove(terms, index);
            return _noteReward(terms, index);
        }
        _vote(terms, index, milestone, die);
    }

    function _isForScoreAlone(GrantTerms memory terms, uint256 index, Milestone memory milestone)
        private
        view
        returns (bool)
    {
        if (milestone.state != MilestoneState.Scored || milestone.score < MIN_SCORE) return false;
        Policy memory policy = terms.conditions.policy;
        uint256 cap = review.autoReleaseCapOf(users.funder, terms.conditions.modelId, policy.autoReleaseCap);
        return terms.account.amounts[index] <= cap;
    }

    /// @dev Somebody seals a vote; once that is over, somebody opens one.
    function _vote(GrantTerms memory terms, uint256 index, Milestone memory milestone, uint256 die) private {
        IMilestoneReview.Ballot memory ballot = review.ballotOf(milestoneIdOf(terms, index));
        uint40 revealsFrom = milestone.deadline - REVEAL_WINDOW;
        bool isSealing = now_() <= revealsFrom && ballot.committed != ballot.seats;
        uint256 done = isSealing ? ballot.committed : milestone.yesVotes | milestone.noVotes;
        for (uint256 i; i < 3; ++i) {
            uint256 reviewer = ((die >> 8) + i) % 3;
            bool inFavour = _isInFavour(terms, index, milestone.attempts, reviewer);
            if (done >> reviewer & 1 == 1) continue;
            if (isSealing) return commitBy(terms, index, reviewer, inFavour);
            if (ballot.committed >> reviewer & 1 == 1) return revealBy(terms, index, reviewer, inFavour);
        }
        // All have voted, as far as they did, and nothing is decided.
        _passEndOf(milestone.deadline, die >> 16);
    }

    function _isInFavour(GrantTerms memory terms, uint256 index, uint8 attempt, uint256 reviewer)
        private
        pure
        returns (bool)
    {
        return uint256(keccak256(abi.encode(milestoneIdOf(terms, index), attempt, reviewer))) & 1 == 1;
    }

    /// @dev To the last second of a window, or to the first after it.
    function _passEndOf(uint40 deadline, uint256 die) private {
        vm.warp(die & 1 == 0 && now_() < deadline ? deadline : deadline + 1);
    }

    /// @dev What of a milestone's money is due, by a stranger's hand; the bits of `choice` say which.
    function _bring(GrantTerms memory terms, uint256 index, uint256 choice) private {
        if (choice & 1 == 1) _take(Taking.Release, terms, index, users.keeper, users.investigator);
        if (choice & 2 == 2) _take(Taking.Refund, terms, index, users.keeper, users.funder);
        address owner = review.bondOf(milestoneIdOf(terms, index)).owedTo;
        if (choice & 4 == 4 && owner != address(0)) _take(Taking.ClaimBond, terms, index, owner, owner);
    }

    /// @dev One permissionless step, whichever applies. True if the milestone is final or its grant never began.
    function _nudge(GrantTerms memory terms, uint256 index) private returns (bool) {
        if (stateOf(terms) != GrantState.Active) return true;
        Milestone memory milestone = milestoneOf(terms, index);
        MilestoneState state = milestone.state;
        if (state == MilestoneState.Refundable || state == MilestoneState.Payable) return true;
        if (state == MilestoneState.Approved && now_() <= milestone.deadline) return false;
        if (state == MilestoneState.Ruled || state == MilestoneState.Approved) {
            if (milestone.priced) _nudgePrice(terms, index, milestone);
            return !milestone.priced;
        }
        if (state == MilestoneState.Submitted) {
            review.skipScore(terms, index);
        } else if (state == MilestoneState.Scored || state == MilestoneState.Unscored) {
            review.escalate(terms, index);
        } else if (state == MilestoneState.Escalated || state == MilestoneState.Disputed) {
            review.applyDefaultSplit(terms, index);
        } else {
            (bool isOpen, uint40 graceEnd) = review.graceEndOf(terms, index);
            if (!isOpen || now_() <= graceEnd || now_() <= milestone.deadline) return false;
            review.expire(terms, index);
        }
        _noteReward(terms, index);
        return false;
    }

    /// @dev The feed has died with everybody else.
    function _nudgePrice(GrantTerms memory terms, uint256 index, Milestone memory milestone) private {
        if (now_() <= milestone.deadline + 8 days) return;
        _noteFixed(terms, index, FALLBACK_PRICE);
        review.fixPrice(terms, index);
        _noteReward(terms, index);
    }

    function _inDollars(GrantTerms memory terms) private view {
        terms.conditions.valuation = Valuation(_feed, 1 hours, FALLBACK_PRICE);
        for (uint256 i; i < MILESTONES; ++i) {
            // About what the amount is worth, in units of 10^-8 dollars.
            terms.conditions.milestones[i].usdAmount = terms.account.amounts[i] * 100;
        }
    }

    // PEOPLE

    function _partyOf(uint256 choice) private view returns (address) {
        return choice & 1 == 0 ? users.funder : users.investigator;
    }

    function _outsiderOf(uint256 choice) private view returns (address) {
        address[4] memory outsiders = [users.mallory, users.keeper, users.arbitrator, users.reviewers[choice % 3]];
        return outsiders[(choice >> 8) % 4];
    }

    function _shareFrom(uint256 die) private pure returns (uint16) {
        if (die % 4 == 0) return 0;
        if (die % 4 == 1) return 10_000;
        return uint16((die >> 8) % 10_001);
    }
}
