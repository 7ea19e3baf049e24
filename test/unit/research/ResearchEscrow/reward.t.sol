// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {MoodyToken, ReentrantToken} from "../../../../contracts/mocks/OddTokens.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {RogueReviewTest} from "../../../utils/RogueReviewTest.sol";

contract ResearchEscrowRewardTest is RogueReviewTest {
    function test_RevertWhen_CallerNotReviewModuleOfTerms() external {
        walkTo(0, MilestoneState.Submitted);
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_NotReview.selector, users.mallory, address(rogue))
        );
        vm.prank(users.mallory);
        escrow.reward(_terms.account, 0, users.mallory);
    }

    function test_RevertGiven_MilestoneHasNoWordYet() external {
        expectIllegal(MilestoneState.Pending, MilestoneState.Pending);
        _reward();
        // Otherwise a module could take out of an offer what its cancellation gives back in full.
        GrantTerms memory offered = rogueTerms(address(usd), "only offered");
        fund(offered);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_IllegalTransition.selector);
        rogue.reward(offered.account, 0, users.keeper);
    }

    function test_GivenAllFourRewardsEarned() external {
        walkTo(0, MilestoneState.Submitted);
        for (uint256 i; i < 5; ++i) {
            _reward();
        }
        assertEq(balanceOf(users.keeper), REWARDS, "four and no fifth");
        assertEq(milestoneOf(_terms, 0).keeperCalls, 4, "counted");
        assertEq(escrow.remainingOf(_terms.account), DEPOSIT - REWARDS, "the other milestones keep theirs");
    }

    function test_GivenFunderTookTheRest() external {
        walkTo(0, MilestoneState.Refundable);
        refundBy(users.funder, 0);
        _reward();
        assertEq(balanceOf(users.keeper), 0, "nothing is left to earn");
        assertEq(milestoneOf(_terms, 0).keeperCalls, 0, "nor counted");
    }

    function test_GivenGrantPrepaysNoRewards() external {
        GrantTerms memory terms = rogueTerms(address(usd), "for nothing");
        terms.account.keeperReward = 0;
        start(terms);
        keep(_terms, terms);
        walkTo(0, MilestoneState.Submitted);
        _reward();
        assertEq(balanceOf(users.keeper), 0, "nothing");
        assertEq(milestoneOf(_terms, 0).keeperCalls, 0, "nor counted");
    }

    function test_WhenTokenRefuses() external {
        MoodyToken token = new MoodyToken();
        startIn(address(token));
        walkTo(0, MilestoneState.Submitted);
        for (uint256 mood = 1; mood <= uint256(type(MoodyToken.Mood).max); ++mood) {
            token.setMood(MoodyToken.Mood(mood));
            _reward();
            assertEq(milestoneOf(_terms, 0).keeperCalls, 0, "not counted");
        }
        assertEq(escrow.remainingOf(_terms.account), token.balanceOf(address(escrow)), "all is still there");
        token.setMood(MoodyToken.Mood.Honest);
        _reward();
        assertEq(token.balanceOf(users.keeper), KEEPER_REWARD, "paid once it can be");
    }

    function test_WhenTokenCallsBackForAnotherReward() external {
        ReentrantToken token = _startReentrant();
        // The module itself calls back, so it has the right to.
        token.prepare(address(rogue), abi.encodeCall(rogue.reward, (_terms.account, 0, users.mallory)));
        _reward();
        _assertGuarded(token);
        assertEq(token.balanceOf(users.mallory), 0, "no second reward");
        assertEq(milestoneOf(_terms, 0).keeperCalls, 1, "counted once");
    }

    function test_WhenTokenCallsBackForRefund() external {
        ReentrantToken token = _startReentrant();
        stepWithShare(0, MilestoneState.Ruled, 0);
        token.prepare(address(escrow), abi.encodeCall(IResearchEscrow.refund, (_terms.account, 0)));
        _reward();
        _assertGuarded(token);
        assertFalse(milestoneOf(_terms, 0).refunded, "not refunded meanwhile");
        assertEq(escrow.remainingOf(_terms.account), token.balanceOf(address(escrow)), "books and balance agree");
    }

    function test_WhenModuleRewardsKeeper() external {
        walkTo(2, MilestoneState.Submitted);
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.KeeperRewarded(idOf(2), users.keeper, KEEPER_REWARD);
        rogue.reward(_terms.account, 2, users.keeper);
        assertEq(balanceOf(users.keeper), KEEPER_REWARD, "paid");
        assertEq(milestoneOf(_terms, 2).keeperCalls, 1, "counted");
        assertEq(escrow.remainingOf(_terms.account), DEPOSIT - KEEPER_REWARD, "out of the grant");
        stepWithShare(2, MilestoneState.Ruled, 0);
        assertDue(_terms, 2, 0, 150_000 * UNIT + 3 * KEEPER_REWARD);
    }

    function _startReentrant() private returns (ReentrantToken token) {
        token = new ReentrantToken();
        startIn(address(token));
        walkTo(0, MilestoneState.Scored);
    }

    function _assertGuarded(ReentrantToken token) private view {
        assertFalse(token.succeeded(), "inner call refused");
        assertEq(
            token.result(),
            abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector),
            "by the guard"
        );
    }

    function _reward() private {
        rogue.reward(_terms.account, 0, users.keeper);
    }
}
