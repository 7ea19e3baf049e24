// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IMilestoneReview} from "../../../contracts/interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../../../contracts/interfaces/IResearchEscrow.sol";
import {BlocklistToken, FeeToken, RebasingToken, ReentrantToken} from "../../../contracts/mocks/OddTokens.sol";
import {GrantTerms} from "../../../contracts/types/Grant.sol";
import {ModelId, RequestId} from "../../../contracts/types/Identifiers.sol";
import {InferenceAnswer} from "../../../contracts/types/Inference.sol";
import {GrantState, MilestoneState} from "../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../utils/ResearchTest.sol";

/// @title The acceptance scenarios of research grants, with their exact numbers
contract ResearchGrantScenarioTest is ResearchTest {
    function test_E1_GrantPaysItsFirstMilestone() external {
        GrantTerms memory terms = defaultTerms();
        uint256 before = balanceOf(users.investigator);
        activate(terms);
        assertEq(balanceOf(address(escrow)), 500_000_000_000, "500,000.000000 tUSD");
        submit(terms, 0);
        score(terms, 0, 8200);
        approve(terms, 0);
        assertState(terms, 0, MilestoneState.Approved, "two of three");
        vm.warp(START + 5 days);
        assertDue(terms, 0, 0, 0);
        vm.warp(START + 5 days + 1);
        vm.prank(users.investigator);
        escrow.release(terms.account, 0);
        assertEq(balanceOf(users.investigator) - before, 100_000_000_000, "pulled 100,000");
        assertEq(balanceOf(address(escrow)), 400_000_000_000, "400,000 left");
        assertEq(escrow.remainingOf(terms.account), 400_000_000_000, "of this grant");
    }

    function test_E2_FunderCannotTakeAnythingBackAfterAcceptance() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        vm.startPrank(users.funder);
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_WrongGrantState.selector,
                grantIdOf(terms),
                GrantState.Active,
                GrantState.Offered
            )
        );
        escrow.cancel(terms.account);
        for (uint256 i; i < 4; ++i) {
            vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_NothingDue.selector);
            escrow.refund(terms.account, i);
        }
        vm.stopPrank();
        // Other criteria are another grant, which nobody signed.
        GrantTerms memory changed = defaultTerms();
        changed.conditions.milestones[0].criteriaHash = keccak256("harder criteria");
        seal(changed);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_WrongGrantState.selector);
        vm.prank(users.investigator);
        review.submit(changed, 0, EVIDENCE, PACKAGE);
        assertEq(escrow.remainingOf(terms.account), TOTAL, "untouched");
    }

    function test_E3_VetoDisputedAndSplit() external {
        GrantTerms memory terms = defaultTerms();
        (uint256 investigatorBefore, uint256 funderBefore) =
            (balanceOf(users.investigator), balanceOf(users.funder) - TOTAL);
        activate(terms);
        submit(terms, 1);
        score(terms, 1, 6100);
        approve(terms, 1);
        assertState(terms, 1, MilestoneState.Scored, "the veto holds against two of three");
        dispute(terms, 1, users.investigator);
        assertEq(investigatorBefore - balanceOf(users.investigator), 1_000_000_000, "bond of 1,000");
        rule(terms, 1, 6000);
        escrow.release(terms.account, 1);
        escrow.refund(terms.account, 1);
        review.claimBond(terms, 1, users.investigator);
        assertEq(balanceOf(users.investigator) - investigatorBefore, 90_000_000_000, "90,000 and the bond");
        assertEq(balanceOf(users.funder) - funderBefore, 60_000_000_000, "60,000");
        assertEq(balanceOf(address(review)), 0, "no bond left");
        assertEq(escrow.remainingOf(terms.account), 350_000_000_000, "the rest stays");
    }

    function test_E4_RejectedForGoodWithoutCascade() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.sequential = true;
        seal(terms);
        toApproved(terms, 0);
        passWindow(terms, 0);
        for (uint256 attempt; attempt < 3; ++attempt) {
            _bring(terms, 1, keccak256(abi.encode("package", attempt)));
            assertState(terms, 1, MilestoneState.Rejected, "rejected");
        }
        vm.expectRevert(
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_AttemptsUsedUp.selector, milestoneIdOf(terms, 1), 3)
        );
        vm.prank(users.investigator);
        review.submit(terms, 1, EVIDENCE, PACKAGE);
        passWindow(terms, 1);
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneExpired(milestoneIdOf(terms, 1));
        review.expire(terms, 1);
        assertDue(terms, 1, 0, 150_000_000_000);
        // The third milestone's money stays, and it may be brought now.
        assertState(terms, 2, MilestoneState.Pending, "not cascaded");
        assertDue(terms, 2, 0, 0);
        submit(terms, 2);
        assertState(terms, 2, MilestoneState.Submitted, "goes on");
    }

    function test_E5_NobodyWinsBySilence() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        vm.warp(START + REVIEW_WINDOW + 1);
        review.escalate(terms, 0);
        vm.warp(uint256(now_()) + 30 days + 1);
        review.applyDefaultSplit(terms, 0);
        assertDue(terms, 0, 50_000_000_000, 50_000_000_000);
    }

    function test_E7_FeeToken() external {
        FeeToken token = new FeeToken();
        GrantTerms memory terms = _grantIn(address(token));
        token.mint(users.funder, 1000);
        vm.expectRevert(abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_Underfunded.selector, token, 1000, 980));
        vm.prank(users.funder);
        escrow.createFund(terms.account);
    }

    function test_E7_RebasingTokenIsNotListedAndHarmsNoOtherToken() external {
        RebasingToken token = new RebasingToken();
        token.mint(users.funder, 1000);
        vm.prank(users.funder);
        token.approve(address(escrow), 1000);
        GrantTerms memory rebasing = _smallGrantIn(address(token));
        fund(rebasing);
        bytes memory signature = signLong(investigatorKey, digestOf(rebasing));
        vm.expectRevert(abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_TokenNotListed.selector, token));
        escrow.accept(rebasing, signature);
        vm.prank(users.funder);
        escrow.cancel(rebasing.account);
        assertEq(token.balanceOf(users.funder), 1000, "never started, given back");

        // Listed by mistake, it takes only its own grant down.
        rebasing = _grantIn(address(token));
        rebasing.conditions.salt = keccak256("listed");
        seal(rebasing);
        toApproved(rebasing, 0);
        token.shrink(address(escrow), 4); // 996 are left, 997 are owed
        GrantTerms memory sound = defaultTerms();
        sound.conditions.salt = keccak256("another grant");
        seal(sound);
        toApproved(sound, 0);
        passWindow(sound, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, address(escrow), 996, 997)
        );
        escrow.release(rebasing.account, 0);
        uint256 before = balanceOf(users.investigator);
        escrow.release(sound.account, 0);
        assertEq(balanceOf(users.investigator) - before, 100_000_000_000, "the sound token pays");
    }

    function test_E7_BlocklistedInvestigatorBlocksNobody() external {
        BlocklistToken token = new BlocklistToken();
        GrantTerms memory terms = _grantIn(address(token));
        terms.account.amounts = new uint128[](4);
        for (uint256 i; i < 4; ++i) {
            terms.account.amounts[i] = 250;
        }
        token.mint(users.funder, 1000);
        toApproved(terms, 0);
        token.setBlocked(users.investigator, true);
        vm.warp(terms.conditions.milestones[1].graceEnd + 1);
        review.expire(terms, 1);
        escrow.refund(terms.account, 1);
        assertEq(token.balanceOf(users.funder), 250, "the funder has its refund");
        vm.expectRevert(abi.encodeWithSelector(BlocklistToken.BlocklistToken_Blocked.selector, users.investigator));
        escrow.release(terms.account, 0);
        address rescue = makeAddr("rescue");
        vm.prank(users.investigator);
        escrow.releaseTo(terms.account, 0, rescue);
        assertEq(token.balanceOf(rescue), 250, "and the investigator its money, elsewhere");
    }

    function test_E9_OracleDownPeoplePay() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        skip(terms, 0);
        // Where a score may veto, its absence takes a supermajority: two of three do not approve.
        commitAll(terms, 0, 7);
        revealBy(terms, 0, 0, true);
        revealBy(terms, 0, 1, true);
        assertState(terms, 0, MilestoneState.Unscored, "two of three");
        revealBy(terms, 0, 2, true);
        passWindow(terms, 0);
        escrow.release(terms.account, 0);
        assertEq(escrow.remainingOf(terms.account), 400_000_000_000, "paid by people");
    }

    function test_E9_ModelThatTheTermsDoNotNameCannotScore() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        InferenceAnswer memory answer = answerFor(terms, 0, 9999);
        answer.modelId = ModelId.wrap(keccak256("unknown model"));
        vm.expectPartialRevert(IMilestoneReview.MilestoneReview_OtherAnswer.selector);
        oracle.deliver(review, REQUEST, answer);
        assertState(terms, 0, MilestoneState.Submitted, "unchanged");
    }

    function test_E9_ReentrantTokenGetsNothingTwice() external {
        ReentrantToken token = new ReentrantToken();
        GrantTerms memory terms = _grantIn(address(token));
        token.mint(users.funder, 1000);
        toApproved(terms, 0);
        passWindow(terms, 0);
        token.prepare(address(escrow), abi.encodeCall(IResearchEscrow.release, (terms.account, 0)));
        escrow.release(terms.account, 0);
        assertFalse(token.succeeded(), "the inner release reverted");
        assertEq(token.balanceOf(users.investigator), 1000 - 3, "paid once");
    }

    function test_E9_ExpiredFourthMilestoneIsRefundedByAnyone() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        vm.warp(terms.conditions.milestones[3].graceEnd + 1);
        uint256 before = balanceOf(users.funder);
        vm.startPrank(users.keeper);
        review.expire(terms, 3);
        escrow.refund(terms.account, 3);
        vm.stopPrank();
        assertEq(balanceOf(users.funder) - before, 100_000_000_000, "100,000 back");
    }

    /// @dev One more attempt, scored poorly and rejected.
    function _bring(GrantTerms memory terms, uint256 index, bytes32 package) private {
        vm.prank(users.investigator);
        review.submit(terms, index, EVIDENCE, package);
        InferenceAnswer memory answer = answerFor(terms, index, POOR_SCORE);
        answer.payloadHash = package;
        oracle.deliver(review, REQUEST, answer);
        reject(terms, index);
    }

    /// @dev Four milestones of 1,000 units in all, in a token that gets listed and approved.
    function _grantIn(address token) private returns (GrantTerms memory terms) {
        escrow.listToken(token);
        vm.prank(users.funder);
        BlocklistToken(token).approve(address(escrow), type(uint256).max);
        return _smallGrantIn(token);
    }

    function _smallGrantIn(address token) private view returns (GrantTerms memory terms) {
        terms = defaultTerms();
        terms.account.token = token;
        terms.account.amounts[0] = 997;
        for (uint256 i = 1; i < 4; ++i) {
            terms.account.amounts[i] = 1;
        }
    }

    function test_OverturnedScorePaysNothing() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        scoreProvisionally(terms, 0, GOOD_SCORE);
        for (uint256 i; i < 3; ++i) {
            vm.expectPartialRevert(IMilestoneReview.MilestoneReview_ScoreNotFinal.selector);
            vm.prank(users.reviewers[i]);
            review.commitVote(terms, 0, 1, keccak256("sealed"));
        }
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_NothingDue.selector);
        vm.prank(users.investigator);
        escrow.release(terms.account, 0);

        vm.warp(START + 1 days);
        overturn(terms, 0, GOOD_SCORE);
        assertState(terms, 0, MilestoneState.Submitted, "as if never scored");
        assertEq(escrow.remainingOf(terms.account), TOTAL, "nothing paid");

        oracle.deliver(review, RequestId.wrap(keccak256("second request")), answerFor(terms, 0, POOR_SCORE));
        approve(terms, 0);
        assertState(terms, 0, MilestoneState.Scored, "the right score vetoes");
    }

    function test_ScoreThatNeverBecomesFinalHoldsNothingUp() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        scoreProvisionally(terms, 0, GOOD_SCORE);
        escalate(terms, 0);
        passWindow(terms, 0);
        review.applyDefaultSplit(terms, 0);
        assertDue(terms, 0, 50_000 * UNIT, 50_000 * UNIT);
    }
}
