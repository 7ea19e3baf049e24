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
        expectIllegal(MilestoneState.Pending, MilestoneState.Ruled);
        rogue.open(_terms.account, 0, word(MilestoneState.Ruled));
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
