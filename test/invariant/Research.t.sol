// SPDX-License-Identifier: MIT
// Compiled through the IR: the old code generator cannot compile its structs.
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../contracts/interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../../contracts/interfaces/IResearchEscrow.sol";
import {GrantTerms} from "../../contracts/types/Grant.sol";
import {MilestoneId} from "../../contracts/types/Identifiers.sol";
import {GrantState, Milestone, MilestoneState} from "../../contracts/types/Milestone.sol";
import {ResearchTest} from "../utils/ResearchTest.sol";
import {Test} from "../utils/Test.sol";

/// @title Everybody around a few grants, doing what the state allows, and one who tries everything
contract ResearchHandler is ResearchTest {
    uint256 private constant MOST_GRANTS = 3;
    uint256 private constant MILESTONES = 4;

    GrantTerms[] private _grants;
    mapping(MilestoneId id => MilestoneState) private _seen;

    /// @dev The first arrow seen that is none, as text for the failure; empty while there is none.
    string public illegalArrow;
    /// @dev An amount that was payable once and is neither due nor released now.
    bool public lostApproval;
    mapping(MilestoneId id => bool) private _wasPayable;

    /// @dev How far the histories came.
    uint256 public releases;
    uint256 public refunds;
    uint256 public claims;
    mapping(MilestoneState state => uint256) public visits;

    function setUp() public override {
        super.setUp();
        offer(0);
        acceptOffer(0);
    }

    // ACTIONS

    function offer(uint256 seed) public {
        if (_grants.length == MOST_GRANTS) return;
        GrantTerms memory terms = defaultTerms();
        terms.account.startBy = now_() + 10 days;
        for (uint40 i; i < MILESTONES; ++i) {
            terms.account.amounts[i] = uint128(bound(uint256(keccak256(abi.encode(seed, i))), 1, 200_000 * UNIT));
            terms.conditions.milestones[i].dueAt = now_() + 20 days * (i + 1);
            terms.conditions.milestones[i].graceEnd = now_() + 20 days * (i + 1) + 15 days;
        }
        terms.conditions.policy.sequential = seed & 1 == 1;
        terms.conditions.policy.aiRequired = seed & 2 == 2;
        terms.conditions.policy.aiCanVeto = seed & 4 == 4;
        terms.conditions.policy.maxAttempts = uint8(1 + seed % 3);
        terms.conditions.policy.defaultSplitBps = uint16(seed % 10_001);
        terms.conditions.salt = bytes32(_grants.length);
        seal(terms);
        usd.mint(users.funder, _totalOf(terms));
        fund(terms);
        _grants.push(terms);
        _observe();
    }

    function acceptOffer(uint256 grantSeed) public {
        GrantTerms memory terms = _pick(grantSeed);
        if (stateOf(terms) == GrantState.Offered && now_() <= terms.account.startBy) accept(terms);
        _observe();
    }

    function cancelOffer(uint256 grantSeed) external {
        GrantTerms memory terms = _pick(grantSeed);
        if (stateOf(terms) == GrantState.Offered) {
            vm.prank(users.funder);
            escrow.cancel(terms.account, users.funder);
        }
        _observe();
    }

    function pass(uint256 time) public {
        vm.warp(now_() + bound(time, 1 hours, 12 days));
        _observe();
    }

    /// @dev A stretch of one milestone's life: eight steps, with a pause before some.
    function live(uint256 grantSeed, uint256 indexSeed, uint256 choices) external {
        for (uint256 i; i < 8; ++i) {
            uint256 choice = choices >> 32 * i & 0xffffffff;
            if (choice & 3 == 0) pass(uint256(keccak256(abi.encode(choice))));
            act(grantSeed, indexSeed, choice >> 2);
            if (choice & 7 == 7) collect(grantSeed, indexSeed, choice >> 3);
        }
    }

    /// @dev One thing that somebody may do with a milestone as it stands.
    function act(uint256 grantSeed, uint256 indexSeed, uint256 choice) public {
        GrantTerms memory terms = _pick(grantSeed);
        if (stateOf(terms) != GrantState.Active) return;
        uint256 index = indexSeed % MILESTONES;
        Milestone memory milestone = milestoneOf(terms, index);
        bool inTime = now_() <= milestone.deadline;
        MilestoneState state = milestone.state;
        if (state == MilestoneState.Pending) _bringOrExpire(terms, index, milestone);
        if (state == MilestoneState.Submitted) {
            if (choice % 2 != 0 && inTime) score(terms, index, int32(int256(5000 + choice % 4000)));
            else if (!inTime) review.skipScore(terms, index);
        }
        if (state == MilestoneState.Scored && inTime && choice % 8 == 0) {
            return _disputeBy(terms, index, choice & 8 == 0 ? users.funder : users.investigator);
        }
        if (state == MilestoneState.Scored || state == MilestoneState.Unscored) {
            if (inTime) _voteAnew(terms, index, milestone, choice);
            else review.escalate(terms, index);
        }
        if (state == MilestoneState.Approved && inTime && choice % 2 == 0) _disputeBy(terms, index, users.funder);
        if (state == MilestoneState.Rejected) {
            if (inTime && choice % 2 == 0) _disputeBy(terms, index, users.investigator);
            else _bringOrExpire(terms, index, milestone);
        }
        if (state == MilestoneState.Escalated || state == MilestoneState.Disputed) {
            if (!inTime) review.applyDefaultSplit(terms, index);
            else if (choice % 2 == 0) rule(terms, index, uint16(choice % 10_001));
        }
        _observe();
    }

    function collect(uint256 grantSeed, uint256 indexSeed, uint256 choice) public {
        GrantTerms memory terms = _pick(grantSeed);
        uint256 index = indexSeed % MILESTONES;
        (uint256 toInvestigator, uint256 toFunder) = escrow.dueOf(terms.account, index);
        if (choice & 1 == 1 && toInvestigator != 0) {
            escrow.release(terms.account, index, users.investigator);
            ++releases;
        }
        if (choice & 2 == 2 && toFunder != 0) {
            escrow.refund(terms.account, index, users.funder);
            ++refunds;
        }
        IMilestoneReview.Bond memory bond = review.bondOf(milestoneIdOf(terms, index));
        bool ruled = milestoneOf(terms, index).state == MilestoneState.Ruled;
        if (choice & 4 == 4 && ruled && bond.amount != 0) {
            review.claimBond(terms, index, bond.owedTo);
            ++claims;
        }
        _observe();
    }

    /// @dev Any call by an outsider, a reviewer or the arbitrator, for its own pocket. What it may not do must revert.
    function meddle(uint256 grantSeed, uint256 index, uint256 choice, uint16 share) external {
        GrantTerms memory terms = _pick(grantSeed);
        address[4] memory callers = [users.mallory, users.keeper, users.arbitrator, users.reviewers[choice % 3]];
        address caller = callers[choice % 4];
        index = index % (MILESTONES + 1);
        bytes[9] memory calls = [
            abi.encodeCall(IResearchEscrow.cancel, (terms.account, caller)),
            abi.encodeCall(IResearchEscrow.release, (terms.account, index, caller)),
            abi.encodeCall(IResearchEscrow.refund, (terms.account, index, caller)),
            abi.encodeCall(IResearchEscrow.open, (terms.account, index, milestoneOf(terms, 0))),
            abi.encodeCall(IResearchEscrow.advance, (milestoneIdOf(terms, index), milestoneOf(terms, 0))),
            abi.encodeCall(IMilestoneReview.claimBond, (terms, index, caller)),
            abi.encodeCall(IMilestoneReview.dispute, (terms, index)),
            abi.encodeCall(IMilestoneReview.rule, (terms, index, share)),
            abi.encodeCall(IMilestoneReview.submit, (terms, index, EVIDENCE, PACKAGE))
        ];
        uint256 which = (choice >> 8) % calls.length;
        vm.prank(caller);
        (bool success,) = (which < 5 ? address(escrow) : address(review)).call(calls[which]);
        // Only the arbitrator's ruling is its to make.
        if (success) assertTrue(which == 7 && caller == users.arbitrator, "an outsider's call went through");
        _observe();
    }

    // TIME ALONE

    /// @dev Calls that anyone may make, until nothing moves any more. True if every milestone is final.
    function passTimeUntilOver(uint256 rounds) external returns (bool) {
        for (uint256 round; round < rounds; ++round) {
            vm.warp(now_() + 31 days);
            bool allFinal = true;
            for (uint256 i; i < _grants.length; ++i) {
                for (uint256 index; index < MILESTONES; ++index) {
                    allFinal = _nudge(_grants[i], index) && allFinal;
                }
            }
            _observe();
            if (allFinal) return true;
        }
        return false;
    }

    /// @dev Brings everybody what is theirs, by a stranger's hand.
    function bringEverything() external {
        vm.startPrank(users.keeper);
        for (uint256 i; i < _grants.length; ++i) {
            GrantTerms memory terms = _grants[i];
            if (stateOf(terms) == GrantState.Offered) escrow.cancel(terms.account, users.funder);
            for (uint256 index; index < MILESTONES; ++index) {
                (uint256 toInvestigator, uint256 toFunder) = escrow.dueOf(terms.account, index);
                if (toInvestigator != 0) escrow.release(terms.account, index, users.investigator);
                if (toFunder != 0) escrow.refund(terms.account, index, users.funder);
                IMilestoneReview.Bond memory bond = review.bondOf(milestoneIdOf(terms, index));
                if (bond.amount != 0) review.claimBond(terms, index, bond.owedTo);
            }
        }
        vm.stopPrank();
    }

    // READINGS

    function stateOf(GrantTerms memory terms) public view returns (GrantState) {
        return escrow.grantOf(grantIdOf(terms)).state;
    }

    function sums() external view returns (uint256 remaining, uint256 bonds) {
        for (uint256 i; i < _grants.length; ++i) {
            remaining += escrow.remainingOf(_grants[i].account);
            for (uint256 index; index < MILESTONES; ++index) {
                bonds += review.bondOf(milestoneIdOf(_grants[i], index)).amount;
            }
        }
    }

    function held() external view returns (uint256 byEscrow, uint256 byReview, uint256 byParties, uint256 supply) {
        byEscrow = balanceOf(address(escrow));
        byReview = balanceOf(address(review));
        byParties = balanceOf(users.funder) + balanceOf(users.investigator);
        supply = usd.totalSupply();
    }

    // INTERNALS

    function _bringOrExpire(GrantTerms memory terms, uint256 index, Milestone memory milestone) private {
        (bool isOpen, uint40 graceEnd) = review.graceEndOf(terms, index);
        if (!isOpen) return;
        bool attemptsLeft = milestone.attempts < terms.conditions.policy.maxAttempts;
        if (now_() <= graceEnd && attemptsLeft) submit(terms, index);
        else if (now_() > milestone.deadline) review.expire(terms, index);
    }

    function _voteAnew(GrantTerms memory terms, uint256 index, Milestone memory milestone, uint256 choice) private {
        uint256 reviewer = choice % 3;
        if ((milestone.yesVotes | milestone.noVotes) >> reviewer & 1 == 0) {
            voteBy(terms, index, reviewer, choice % 5 > 1);
        }
    }

    function _disputeBy(GrantTerms memory terms, uint256 index, address party) private {
        usd.mint(party, BOND);
        dispute(terms, index, party);
        _observe();
    }

    /// @dev One permissionless step, whichever applies. True if the milestone is final or its grant never began.
    function _nudge(GrantTerms memory terms, uint256 index) private returns (bool) {
        if (stateOf(terms) != GrantState.Active) return true;
        Milestone memory milestone = milestoneOf(terms, index);
        MilestoneState state = milestone.state;
        if (state == MilestoneState.Ruled || state == MilestoneState.Refundable) return true;
        if (state == MilestoneState.Approved) return now_() > milestone.deadline;
        vm.startPrank(users.keeper);
        if (state == MilestoneState.Submitted) {
            review.skipScore(terms, index);
        } else if (state == MilestoneState.Scored || state == MilestoneState.Unscored) {
            review.escalate(terms, index);
        } else if (state == MilestoneState.Escalated || state == MilestoneState.Disputed) {
            review.applyDefaultSplit(terms, index);
        } else {
            (bool isOpen, uint40 graceEnd) = review.graceEndOf(terms, index);
            if (isOpen && now_() > graceEnd && now_() > milestone.deadline) review.expire(terms, index);
        }
        vm.stopPrank();
        return false;
    }

    /// @dev Looks at every milestone after every action.
    function _observe() private {
        for (uint256 i; i < _grants.length; ++i) {
            GrantTerms memory terms = _grants[i];
            for (uint256 index; index < MILESTONES; ++index) {
                MilestoneId id = milestoneIdOf(terms, index);
                Milestone memory milestone = milestoneOf(terms, index);
                (MilestoneState from, MilestoneState to) = (_seen[id], milestone.state);
                if (from != to && !_isArrow(from, to)) {
                    illegalArrow = string.concat(vm.toString(uint256(from)), " to ", vm.toString(uint256(to)));
                }
                if (from != to) ++visits[to];
                _seen[id] = to;
                _watchApproval(terms, index, id, milestone);
            }
        }
    }

    function _watchApproval(GrantTerms memory terms, uint256 index, MilestoneId id, Milestone memory milestone)
        private
    {
        (uint256 toInvestigator,) = escrow.dueOf(terms.account, index);
        bool isWhole = toInvestigator == terms.account.amounts[index];
        if (_wasPayable[id] && !milestone.released && !isWhole) lostApproval = true;
        if (milestone.state == MilestoneState.Approved && now_() > milestone.deadline) _wasPayable[id] = true;
        if (_wasPayable[id] && milestone.state != MilestoneState.Approved) lostApproval = true;
    }

    /// @dev The table of test/invariant/README.md, E-2, in other words than the contract's.
    function _isArrow(MilestoneState from, MilestoneState to) private pure returns (bool) {
        if (to == MilestoneState.Pending) return false;
        if (to == MilestoneState.Submitted) return from == MilestoneState.Pending || from == MilestoneState.Rejected;
        if (to == MilestoneState.Scored || to == MilestoneState.Unscored) return from == MilestoneState.Submitted;
        if (to == MilestoneState.Approved || to == MilestoneState.Rejected || to == MilestoneState.Escalated) {
            return from == MilestoneState.Scored || from == MilestoneState.Unscored;
        }
        if (to == MilestoneState.Disputed) {
            return from == MilestoneState.Scored || from == MilestoneState.Approved || from == MilestoneState.Rejected;
        }
        if (to == MilestoneState.Ruled) return from == MilestoneState.Escalated || from == MilestoneState.Disputed;
        return from == MilestoneState.Pending || from == MilestoneState.Rejected;
    }

    function _pick(uint256 seed) private view returns (GrantTerms memory) {
        return _grants[seed % _grants.length];
    }

    function _totalOf(GrantTerms memory terms) private pure returns (uint256 total) {
        for (uint256 i; i < terms.account.amounts.length; ++i) {
            total += terms.account.amounts[i];
        }
    }
}

/// @dev Numbers as in README.md beside this file.
contract ResearchInvariantTest is Test {
    ResearchHandler private _handler;

    function setUp() external {
        _handler = new ResearchHandler();
        _handler.setUp();
        bytes4[] memory selectors = new bytes4[](7);
        selectors[0] = ResearchHandler.offer.selector;
        selectors[1] = ResearchHandler.acceptOffer.selector;
        selectors[2] = ResearchHandler.cancelOffer.selector;
        selectors[3] = ResearchHandler.pass.selector;
        selectors[4] = ResearchHandler.live.selector;
        selectors[5] = ResearchHandler.collect.selector;
        selectors[6] = ResearchHandler.meddle.selector;
        targetContract(address(_handler));
        targetSelector(FuzzSelector({addr: address(_handler), selectors: selectors}));
    }

    function invariant_E1_MoneyIsConserved() external view {
        (uint256 remaining, uint256 bonds) = _handler.sums();
        (uint256 byEscrow, uint256 byReview,,) = _handler.held();
        assertEq(byEscrow, remaining, "E-1: the escrow holds what is left of every grant");
        assertEq(byReview, bonds, "E-1: the review holds every bond");
    }

    function invariant_E2_OnlyArrowsOfTheTable() external view {
        assertEq(_handler.illegalArrow(), "", "E-2: an arrow outside the table");
    }

    function invariant_E4_ApprovedAmountsAreNeverLost() external view {
        assertFalse(_handler.lostApproval(), "E-4: a payable amount is no longer due");
    }

    function invariant_E5_OnlyThePartiesHoldMoney() external view {
        (uint256 byEscrow, uint256 byReview, uint256 byParties, uint256 supply) = _handler.held();
        assertEq(byEscrow + byReview + byParties, supply, "E-5: somebody else holds money");
    }

    /// @dev E-3. Any history, then nobody but a stranger with a clock.
    /// hardhat-config: fuzz.runs = 48
    function testFuzz_E3_TimeAloneLeadsOut(uint256[12] calldata seeds) external {
        for (uint256 i; i < seeds.length; ++i) {
            (uint256 seed, uint256 kind) = (seeds[i] >> 8, seeds[i] % 8);
            if (kind == 0) _handler.offer(seed);
            else if (kind == 1) _handler.acceptOffer(seed);
            else if (kind == 2) _handler.pass(seed);
            else _handler.live(seed >> 2, seed >> 4, seed);
        }
        assertTrue(_handler.passTimeUntilOver(40), "E-3: a milestone is stuck");
        _handler.bringEverything();
        (uint256 byEscrow, uint256 byReview, uint256 byParties, uint256 supply) = _handler.held();
        assertEq(byEscrow, 0, "E-3: money is left in the escrow");
        assertEq(byReview, 0, "E-3: money is left in the review");
        assertEq(byParties, supply, "E-3: money went to somebody else");
    }

    /// @dev The handler would show nothing if it never came anywhere.
    function test_HandlerReachesMostStates() external {
        for (uint256 i; i < 1_200; ++i) {
            uint256 seed = uint256(keccak256(abi.encode(i)));
            if (i % 30 == 0) _handler.offer(seed);
            if (i % 30 == 1) _handler.acceptOffer(seed);
            _handler.live(seed >> 2, seed >> 4, seed);
            _handler.collect(seed, seed >> 8, seed >> 16);
        }
        uint256 reached;
        for (uint256 state = 1; state <= uint256(type(MilestoneState).max); ++state) {
            if (_handler.visits(MilestoneState(state)) != 0) ++reached;
        }
        // One fixed walk of a few grants does not meet every rare turn. That the campaigns do is not shown here.
        assertGt(reached, 6, "states");
        assertGt(_handler.releases(), 0, "releases");
        assertGt(_handler.refunds(), 0, "refunds");
        assertGt(_handler.claims(), 0, "claims");
    }
}
