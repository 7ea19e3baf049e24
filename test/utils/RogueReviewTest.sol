// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IResearchEscrow} from "../../contracts/interfaces/IResearchEscrow.sol";
import {RogueReview} from "../../contracts/mocks/ReviewMocks.sol";
import {GrantTerms} from "../../contracts/types/Grant.sol";
import {MilestoneId} from "../../contracts/types/Identifiers.sol";
import {Milestone, MilestoneState} from "../../contracts/types/Milestone.sol";
import {ResearchTest} from "./ResearchTest.sol";

/// @dev What every token of the tests does beside ERC-20.
interface IMintable {
    function mint(address to, uint256 amount) external;
}

/// @title An active grant whose review module obeys the test: what is left is what the escrow itself enforces
abstract contract RogueReviewTest is ResearchTest {
    uint64 internal constant KEEPER_REWARD = 3_000_000; // of tUSD: 3
    uint256 internal constant REWARDS = 4 * KEEPER_REWARD; // that a milestone prepays
    uint256 internal constant DEPOSIT = TOTAL + 4 * REWARDS;
    uint40 internal constant DEADLINE = START + 1 days; // of every word here

    RogueReview internal rogue;
    GrantTerms internal _terms;

    function setUp() public virtual override {
        super.setUp();
        rogue = new RogueReview(escrow);
        usd.mint(users.funder, 4 * DEPOSIT);
        keep(_terms, rogueTerms(address(usd), "first"));
        start(_terms);
    }

    // GRANTS

    /// @dev The grant of scenario E-1 in any token, with rewards, under the obedient module.
    function rogueTerms(address token, bytes32 salt) internal view returns (GrantTerms memory terms) {
        terms = defaultTerms();
        terms.account.review = address(rogue);
        terms.account.token = token;
        terms.account.keeperReward = KEEPER_REWARD;
        terms.conditions.salt = salt;
        seal(terms);
    }

    function start(GrantTerms memory terms) internal {
        fund(terms);
        rogue.setAnswer(grantIdOf(terms));
        accept(terms);
    }

    /// @dev The grant at hand from now on: one in another token, which is listed and given to the funder.
    function startIn(address token) internal {
        escrow.listToken(token);
        IMintable(token).mint(users.funder, DEPOSIT);
        vm.prank(users.funder);
        // Some tokens return nothing.
        (bool success,) = token.call(abi.encodeWithSignature("approve(address,uint256)", escrow, DEPOSIT));
        assertTrue(success, "approved");
        GrantTerms memory terms = rogueTerms(token, "in another token");
        start(terms);
        keep(_terms, terms);
    }

    // WORDS

    function word(MilestoneState state) internal pure returns (Milestone memory next) {
        next.state = state;
        next.deadline = DEADLINE;
    }

    /// @dev Brings milestone `index` into `state` along the table.
    function walkTo(uint256 index, MilestoneState state) internal {
        if (state == MilestoneState.Pending) return;
        if (state == MilestoneState.Payable) return walkToPayable(index, 10_000, 1);
        if (state == MilestoneState.Refundable) return rogue.open(_terms.account, index, word(state));
        rogue.open(_terms.account, index, word(MilestoneState.Submitted));
        if (state == MilestoneState.Submitted) return;
        if (state == MilestoneState.Unscored) return step(index, state);
        step(index, MilestoneState.Scored);
        if (state == MilestoneState.Scored) return;
        if (state != MilestoneState.Ruled) return step(index, state);
        step(index, MilestoneState.Disputed);
        step(index, state);
    }

    function step(uint256 index, MilestoneState state) internal {
        rogue.advance(idOf(index), word(state));
    }

    function stepWithShare(uint256 index, MilestoneState state, uint16 payeeBps) internal {
        Milestone memory next = word(state);
        next.payeeBps = payeeBps;
        rogue.advance(idOf(index), next);
    }

    /// @dev Approved and past its window.
    function walkToApproved(uint256 index) internal {
        walkTo(index, MilestoneState.Scored);
        stepWithShare(index, MilestoneState.Approved, 10_000);
        if (now_() <= DEADLINE) vm.warp(DEADLINE + 1);
    }

    function walkToRuled(uint256 index, uint16 payeeBps) internal {
        walkTo(index, MilestoneState.Scored);
        stepWithShare(index, MilestoneState.Ruled, payeeBps);
    }

    /// @dev Worth dollars, and without the price that says what it pays.
    function walkToPriced(uint256 index, MilestoneState state, uint16 payeeBps) internal {
        Milestone memory next = word(MilestoneState.Submitted);
        next.priced = true;
        rogue.open(_terms.account, index, next);
        if (state == MilestoneState.Submitted) return;
        next.state = MilestoneState.Scored;
        rogue.advance(idOf(index), next);
        (next.state, next.payeeBps) = (state, payeeBps);
        rogue.advance(idOf(index), next);
    }

    function walkToPayable(uint256 index, uint16 payeeBps, uint256 payeeAmount) internal {
        walkToPriced(index, MilestoneState.Ruled, payeeBps);
        rogue.fixAmount(_terms.account, index, payeeAmount);
    }

    function idOf(uint256 index) internal view returns (MilestoneId) {
        return milestoneIdOf(_terms, index);
    }

    // TAKING

    function releaseBy(address caller, uint256 index) internal returns (uint256) {
        vm.prank(caller);
        return escrow.release(_terms.account, index);
    }

    function refundBy(address caller, uint256 index) internal returns (uint256) {
        vm.prank(caller);
        return escrow.refund(_terms.account, index);
    }

    // REFUSALS

    /// @dev About milestone 0.
    function expectIllegal(MilestoneState from, MilestoneState to) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_IllegalTransition.selector, idOf(0), from, to)
        );
    }

    function expectFinal(uint256 index, MilestoneState state) internal {
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_MilestoneIsFinal.selector, idOf(index), state, DEADLINE
            )
        );
    }

    function expectNotYours(address caller, address owed) internal {
        vm.expectRevert(abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_NotYours.selector, caller, owed));
    }

    function expectNothingDue(uint256 index, MilestoneState state, uint40 deadline, bool released, bool refunded)
        internal
    {
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_NothingDue.selector, idOf(index), state, deadline, released, refunded
            )
        );
    }
}
