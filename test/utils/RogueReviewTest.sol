// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IResearchEscrow} from "../../contracts/interfaces/IResearchEscrow.sol";
import {RogueReview} from "../../contracts/mocks/ReviewMocks.sol";
import {GrantTerms} from "../../contracts/types/Grant.sol";
import {Milestone, MilestoneState} from "../../contracts/types/Milestone.sol";
import {ResearchTest} from "./ResearchTest.sol";

/// @title An active grant whose review module obeys the test: what is left is what the escrow itself enforces
abstract contract RogueReviewTest is ResearchTest {
    uint64 internal constant KEEPER_REWARD = 3_000_000; // of tUSD: 3

    RogueReview internal rogue;
    GrantTerms internal _terms;

    function setUp() public virtual override {
        super.setUp();
        rogue = new RogueReview(escrow);
        keep(_terms, defaultTerms());
        _terms.account.review = address(rogue);
        _terms.account.keeperReward = KEEPER_REWARD;
        fund(_terms);
        rogue.setAnswer(grantIdOf(_terms));
        accept(_terms);
    }

    function word(MilestoneState state) internal pure returns (Milestone memory next) {
        next.state = state;
    }

    /// @dev Brings milestone `index` into `state` along the table.
    function walkTo(uint256 index, MilestoneState state) internal {
        if (state == MilestoneState.Pending) return;
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
        rogue.advance(milestoneIdOf(_terms, index), word(state));
    }

    function stepWithShare(uint256 index, MilestoneState state, uint16 payeeBps) internal {
        Milestone memory next = word(state);
        next.payeeBps = payeeBps;
        rogue.advance(milestoneIdOf(_terms, index), next);
    }

    /// @dev About milestone 0.
    function expectIllegal(MilestoneState from, MilestoneState to) internal {
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_IllegalTransition.selector, milestoneIdOf(_terms, 0), from, to
            )
        );
    }
}
