// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {RogueReview} from "../../../../contracts/mocks/ReviewMocks.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {GrantState, Milestone, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {RogueReviewTest} from "../../../utils/RogueReviewTest.sol";

contract ResearchEscrowOpenTest is RogueReviewTest {
    function test_RevertWhen_CallerNotReviewModuleOfTerms() external {
        RogueReview other = new RogueReview(escrow);
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_NotReview.selector, address(other), address(rogue))
        );
        other.open(_terms.account, 0, word(MilestoneState.Submitted));
    }

    function test_RevertGiven_GrantOnlyOffered() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.review = address(rogue);
        terms.account.startBy -= 1;
        fund(terms);
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_WrongGrantState.selector,
                grantIdOf(terms),
                GrantState.Offered,
                GrantState.Active
            )
        );
        rogue.open(terms.account, 0, word(MilestoneState.Submitted));
    }

    function test_RevertWhen_MilestoneDoesNotExist() external {
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_NoSuchMilestone.selector, grantIdOf(_terms), 4, 4)
        );
        rogue.open(_terms.account, 4, word(MilestoneState.Submitted));
    }

    function test_RevertGiven_MilestoneOpenAlready() external {
        rogue.open(_terms.account, 0, word(MilestoneState.Submitted));
        expectIllegal(MilestoneState.Submitted, MilestoneState.Scored);
        rogue.open(_terms.account, 0, word(MilestoneState.Scored));
    }

    function test_RevertWhen_FirstStateMayNotFollowPending() external {
        MilestoneState[3] memory states = [MilestoneState.Approved, MilestoneState.Scored, MilestoneState.Payable];
        for (uint256 i; i < states.length; ++i) {
            expectIllegal(MilestoneState.Pending, states[i]);
            rogue.open(_terms.account, 0, word(states[i]));
        }
    }

    function test_RevertWhen_ShareOverWhole() external {
        Milestone memory next = word(MilestoneState.Ruled);
        next.payeeBps = 10_001;
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_ShareOutOfRange.selector, idOf(0), 10_001)
        );
        rogue.open(_terms.account, 0, next);
    }

    function test_WhenPartiesEndMilestoneThatNeverBegan() external {
        Milestone memory next = word(MilestoneState.Ruled);
        next.payeeBps = 2500;
        rogue.open(_terms.account, 1, next);
        assertDue(_terms, 1, 37_500 * UNIT, 112_500 * UNIT + REWARDS);
    }

    function test_WhenModuleBooksPaymentsInFirstWord() external {
        Milestone memory next = word(MilestoneState.Refundable);
        (next.released, next.refunded, next.keeperCalls) = (true, true, 4);
        rogue.open(_terms.account, 0, next);
        Milestone memory written = milestoneOf(_terms, 0);
        assertFalse(written.released || written.refunded, "nothing is paid");
        assertEq(written.keeperCalls, 0, "nobody was rewarded");
        assertDue(_terms, 0, 0, 100_000 * UNIT + REWARDS);
    }

    function test_WhenModuleOpensMilestoneOfActiveGrant() external {
        Milestone memory next = word(MilestoneState.Submitted);
        next.attempts = 1;
        next.deadline = START + 1;
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.MilestoneOpened(milestoneIdOf(_terms, 1), grantIdOf(_terms), 1, MilestoneState.Submitted);
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.MilestoneAdvanced(
            milestoneIdOf(_terms, 1), MilestoneState.Pending, MilestoneState.Submitted
        );
        rogue.open(_terms.account, 1, next);
        assertEq(abi.encode(milestoneOf(_terms, 1)), abi.encode(next), "the word as written");
    }
}
