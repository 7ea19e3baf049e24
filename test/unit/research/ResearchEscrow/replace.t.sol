// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {OneKeyWallet} from "../../../../contracts/mocks/ReviewMocks.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {GrantId} from "../../../../contracts/types/Identifiers.sol";
import {Grant, GrantState, Milestone, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {RogueReviewTest} from "../../../utils/RogueReviewTest.sol";

contract ResearchEscrowReplaceTest is RogueReviewTest {
    // Milestone 0 is worth 100,000 tUSD and its rewards, the other three are undecided.
    uint256 private constant UNDECIDED = 400_000 * UNIT + 3 * REWARDS;

    function test_RevertGiven_GrantOnlyOffered() external {
        GrantTerms memory offered = rogueTerms(address(usd), "only offered");
        fund(offered);
        GrantTerms memory next = _next(UNDECIDED);
        keep(_terms, offered);
        _expectWrongState(grantIdOf(offered), GrantState.Offered, GrantState.Active);
        _replace(next);
    }

    function test_RevertGiven_ReplacementOfferedByItself() external {
        GrantTerms memory next = _nextOfAll();
        usd.mint(users.funder, DEPOSIT);
        fund(next);
        _expectWrongState(grantIdOf(next), GrantState.Offered, GrantState.None);
        _replace(next);
    }

    function test_RevertWhen_ReplacementBetweenOtherPartiesOrInAnotherToken() external {
        for (uint256 field; field < 3; ++field) {
            GrantTerms memory next = _nextOfAll();
            if (field == 0) next.account.funder = users.mallory;
            if (field == 1) next.account.investigator = users.mallory;
            if (field == 2) next.account.token = users.mallory;
            vm.expectRevert(
                abi.encodeWithSelector(
                    IResearchEscrow.ResearchEscrow_OtherParties.selector, grantIdOf(_terms), grantIdOf(next)
                )
            );
            _replace(next);
        }
    }

    function test_RevertWhen_ReplacementsOfferOver() external {
        GrantTerms memory next = _nextOfAll();
        vm.warp(next.account.startBy + 1);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_StartByOutOfRange.selector);
        _replace(next);
    }

    function test_RevertWhen_ReplacementStaysOpenTooLong() external {
        GrantTerms memory next = _nextOfAll();
        next.account.startBy = START + 365 days + 1;
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_StartByOutOfRange.selector);
        _replace(next);
    }

    function test_RevertWhen_FunderDidNotSign() external {
        GrantTerms memory next = _nextOfAll();
        bytes memory investigators = signLong(investigatorKey, _digest(next));
        _expectInvalid(users.funder, next);
        escrow.replace(_terms.account, next, investigators, investigators);
    }

    function test_RevertWhen_InvestigatorDidNotSign() external {
        GrantTerms memory next = _nextOfAll();
        bytes memory funders = signLong(funderKey, _digest(next));
        _expectInvalid(users.investigator, next);
        vm.prank(users.funder);
        escrow.replace(_terms.account, next, funders, funders);
    }

    function test_RevertWhen_SignaturesOverAnotherReplacement() external {
        GrantTerms memory next = _nextOfAll();
        GrantTerms memory signed = _nextOfAll();
        signed.account.amounts[0] -= 1;
        _expectInvalid(users.funder, next);
        _replaceBy(next, _digest(signed));
    }

    function test_RevertWhen_SignaturesAcceptReplacementInsteadOfReplacing() external {
        GrantTerms memory next = _nextOfAll();
        _expectInvalid(users.funder, next);
        _replaceBy(next, digestOf(next));
    }

    function test_RevertWhen_ReviewModuleConfirmsAnotherGrant() external {
        GrantTerms memory next = _nextOfAll();
        bytes32 digest = _digest(next);
        rogue.setAnswer(grantIdOf(_terms));
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_TermsNotConfirmed.selector, grantIdOf(next), grantIdOf(_terms)
            )
        );
        escrow.replace(_terms.account, next, signLong(funderKey, digest), signLong(investigatorKey, digest));
    }

    function test_RevertWhen_ReplacementDoesNotTakeOverExactlyWhatIsUndecided() external {
        walkToRuled(0, 6000);
        _expectOtherDeposit(UNDECIDED + 1);
        _replace(_next(UNDECIDED + 1));
        _expectOtherDeposit(UNDECIDED - 1);
        _replace(_next(UNDECIDED - 1));
        _replace(_next(UNDECIDED));
    }

    function test_RevertGiven_MilestoneUnderReview() external {
        MilestoneState[7] memory states = [
            MilestoneState.Submitted,
            MilestoneState.Scored,
            MilestoneState.Unscored,
            MilestoneState.Approved,
            MilestoneState.Rejected,
            MilestoneState.Escalated,
            MilestoneState.Disputed
        ];
        GrantTerms memory next = _nextOfAll();
        for (uint256 i; i < states.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            walkTo(2, states[i]);
            vm.expectRevert(
                abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_MilestoneUnderReview.selector, idOf(2), states[i])
            );
            _replace(next);
            vm.revertToState(snapshot);
        }
    }

    function test_RevertGiven_EverythingDecided() external {
        for (uint256 i; i < 4; ++i) {
            walkToRuled(i, 5000);
        }
        vm.expectRevert(abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_OtherDeposit.selector, 0, 1 + REWARDS));
        _replace(_next(1 + REWARDS));
    }

    function test_RevertWhen_SameSignaturesBroughtAgain() external {
        GrantTerms memory next = _nextOfAll();
        _replace(next);
        _expectWrongState(grantIdOf(next), GrantState.Active, GrantState.None);
        _replace(next);
    }

    function test_GivenPartySmartWallet() external {
        OneKeyWallet wallet = new OneKeyWallet(users.investigator);
        GrantTerms memory terms = rogueTerms(address(usd), "of a wallet");
        terms.account.investigator = address(wallet);
        start(terms);
        keep(_terms, terms);
        GrantTerms memory next = _nextOfAll();
        next.account.investigator = address(wallet);
        _replace(next);
        assertEq(uint256(escrow.grantOf(grantIdOf(next)).state), uint256(GrantState.Active), "active");
    }

    function test_GivenSomeMilestonesDecided() external {
        walkToRuled(0, 6000);
        GrantTerms memory next = _next(UNDECIDED);
        _replace(next);
        assertDue(_terms, 0, 60_000 * UNIT, 40_000 * UNIT + REWARDS);
        assertEq(escrow.remainingOf(_terms.account), 100_000 * UNIT + REWARDS, "left under the old terms");
        assertEq(escrow.remainingOf(next.account), UNDECIDED, "left under the new ones");
        releaseBy(users.investigator, 0);
        refundBy(users.funder, 0);
        assertEq(escrow.remainingOf(_terms.account), 0, "paid out");
        assertEq(balanceOf(address(escrow)), UNDECIDED, "books and balance agree");
    }

    function test_GivenPricedMilestoneWaitsForItsPrice() external {
        walkToPriced(0, MilestoneState.Ruled, 10_000);
        _replace(_next(UNDECIDED));
        rogue.fixAmount(_terms.account, 0, 30_000 * UNIT);
        assertDue(_terms, 0, 30_000 * UNIT, 70_000 * UNIT + REWARDS);
    }

    function test_GivenThereAre32Milestones() external {
        GrantTerms memory terms = rogueTerms(address(usd), "long");
        terms.account.amounts = new uint128[](32);
        for (uint256 i; i < 32; ++i) {
            terms.account.amounts[i] = uint128(UNIT);
        }
        start(terms);
        keep(_terms, terms);
        GrantTerms memory next = _next(32 * UNIT + 32 * REWARDS);
        bytes32 digest = _digest(next);
        bytes memory funders = signLong(funderKey, digest);
        bytes memory investigators = signLong(investigatorKey, digest);
        rogue.setAnswer(grantIdOf(next));
        uint256 before = gasleft();
        escrow.replace(_terms.account, next, funders, investigators);
        // Of 16,777,216 that a transaction may use.
        assertLt(before - gasleft(), 3_000_000, "gas");
        assertEq(escrow.remainingOf(_terms.account), 0, "all moved");
    }

    /// @dev Signed before the rejection, kept in a drawer, brought when nothing else saves what was rejected for good.
    function test_RevertGiven_RejectedForGoodSinceSigning() external {
        GrantTerms memory next = _nextOfAll();
        walkTo(0, MilestoneState.Rejected);
        vm.warp(uint256(milestoneOf(_terms, 0).deadline) + 1);
        next.account.startBy = now_();
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_MilestoneUnderReview.selector, idOf(0), MilestoneState.Rejected
            )
        );
        _replace(next);
    }

    function test_RevertGiven_FunderOfferedAndCancelledReplacement() external {
        GrantTerms memory next = _nextOfAll();
        usd.mint(users.funder, DEPOSIT);
        fund(next);
        vm.prank(users.funder);
        escrow.cancel(next.account);
        _expectWrongState(grantIdOf(next), GrantState.Cancelled, GrantState.None);
        _replace(next);
    }

    function test_GivenOthersPending() external {
        walkToRuled(0, 6000);
        uint256 moved = UNDECIDED;
        GrantTerms memory next = _next(moved);
        uint256 held = balanceOf(address(escrow));
        for (uint256 i = 1; i < 4; ++i) {
            vm.expectEmit(address(escrow));
            emit IResearchEscrow.MilestoneOpened(idOf(i), grantIdOf(_terms), i, MilestoneState.Refundable);
            vm.expectEmit(address(escrow));
            emit IResearchEscrow.MilestoneAdvanced(idOf(i), MilestoneState.Pending, MilestoneState.Refundable);
        }
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.GrantAccepted(grantIdOf(next), next);
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.GrantReplaced(grantIdOf(_terms), grantIdOf(next), moved);
        _replace(next);

        assertEq(balanceOf(address(escrow)), held, "no token moved");
        Grant memory grant = escrow.grantOf(grantIdOf(next));
        assertEq(uint256(grant.state), uint256(GrantState.Active), "active");
        assertEq(grant.acceptedAt, START, "accepted at");
        assertEq(grant.deposit, moved, "deposit");
        for (uint256 i = 1; i < 4; ++i) {
            _assertClosed(i);
        }
    }

    function _assertClosed(uint256 index) private {
        Milestone memory closed = milestoneOf(_terms, index);
        assertEq(uint256(closed.state), uint256(MilestoneState.Refundable), "closed");
        assertTrue(closed.refunded, "its money is gone");
        assertDue(_terms, index, 0, 0);
        expectNothingDue(index, MilestoneState.Refundable, START, false, true);
        refundBy(users.funder, index);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_MilestoneIsFinal.selector);
        step(index, MilestoneState.Submitted);
        vm.expectPartialRevert(IResearchEscrow.ResearchEscrow_IllegalTransition.selector);
        rogue.open(_terms.account, index, word(MilestoneState.Submitted));
    }

    // STEPS

    /// @dev Terms of one milestone that hold `deposit` in all.
    function _next(uint256 deposit) private view returns (GrantTerms memory next) {
        next = rogueTerms(address(usd), "replacement");
        next.account.amounts = new uint128[](1);
        next.account.amounts[0] = uint128(deposit - REWARDS);
    }

    function _nextOfAll() private view returns (GrantTerms memory) {
        return _next(DEPOSIT);
    }

    function _digest(GrantTerms memory next) private view returns (bytes32) {
        return replacementDigest(grantIdOf(_terms), next);
    }

    function _replace(GrantTerms memory next) private {
        _replaceBy(next, _digest(next));
    }

    function _replaceBy(GrantTerms memory next, bytes32 digest) private {
        bytes memory funders = signLong(funderKey, digest);
        bytes memory investigators = signLong(investigatorKey, digest);
        // Not `rogue.setAnswer`: that would be the call that a revert is expected of.
        vm.mockCall(address(rogue), abi.encodeCall(rogue.checkTerms, (next)), abi.encode(grantIdOf(next)));
        vm.prank(users.keeper);
        escrow.replace(_terms.account, next, funders, investigators);
    }

    // REFUSALS

    function _expectInvalid(address signer, GrantTerms memory next) private {
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_InvalidSignature.selector, signer, _digest(next))
        );
    }

    function _expectWrongState(GrantId id, GrantState state, GrantState needed) private {
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_WrongGrantState.selector, id, state, needed)
        );
    }

    function _expectOtherDeposit(uint256 deposit) private {
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_OtherDeposit.selector, UNDECIDED, deposit)
        );
    }
}
