// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {ReentrantToken} from "../../../../contracts/mocks/OddTokens.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneId} from "../../../../contracts/types/Identifiers.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract ResearchEscrowReleaseTest is ResearchTest {
    function test_RevertGiven_MilestoneNotFinal() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        _expectNothingDue(terms, 0, MilestoneState.Scored, START + REVIEW_WINDOW, false, false);
    }

    function test_RevertGiven_ChallengeWindowOpen() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        vm.warp(START + CHALLENGE_WINDOW);
        _expectNothingDue(terms, 0, MilestoneState.Approved, START + CHALLENGE_WINDOW, false, false);
    }

    function test_RevertGiven_MilestoneRefundable() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        uint40 graceEnd = terms.conditions.milestones[0].graceEnd;
        vm.warp(graceEnd + 1);
        review.expire(terms, 0);
        _expectNothingDue(terms, 0, MilestoneState.Refundable, graceEnd, false, false);
    }

    function test_RevertGiven_ShareReleasedBefore() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        passWindow(terms, 0);
        escrow.release(terms.account, 0, users.investigator);
        _expectNothingDue(terms, 0, MilestoneState.Approved, START + CHALLENGE_WINDOW, true, false);
    }

    function test_RevertWhen_MilestoneDoesNotExist() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        _expectNothingDue(terms, 4, MilestoneState.Pending, 0, false, false);
        _expectNothingDue(terms, type(uint256).max, MilestoneState.Pending, 0, false, false);
    }

    function test_RevertWhen_SomebodyElseDirectsMoneyElsewhere() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        passWindow(terms, 0);
        address[3] memory others = [users.mallory, users.funder, users.arbitrator];
        for (uint256 i; i < others.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IResearchEscrow.ResearchEscrow_NotYours.selector, others[i], users.investigator, others[i]
                )
            );
            vm.prank(others[i]);
            escrow.release(terms.account, 0, others[i]);
        }
    }

    function test_RevertWhen_RecipientZero() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        passWindow(terms, 0);
        vm.expectRevert(IResearchEscrow.ResearchEscrow_ZeroRecipient.selector);
        vm.prank(users.investigator);
        escrow.release(terms.account, 0, address(0));
    }

    function test_GivenApprovedAndUnchallenged_WhenInvestigatorNamesAnotherAccount() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        passWindow(terms, 0);
        address rescue = makeAddr("rescue");
        vm.prank(users.investigator);
        uint256 amount = escrow.release(terms.account, 0, rescue);
        assertEq(amount, 100_000 * UNIT, "amount");
        assertEq(balanceOf(rescue), amount, "paid");
        assertEq(escrow.remainingOf(terms.account), 400_000 * UNIT, "remaining");
    }

    function test_GivenApprovedAndUnchallenged_WhenAnyoneBringsInvestigatorItsMoney() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        passWindow(terms, 0);
        uint256 before = balanceOf(users.investigator);
        vm.prank(users.keeper);
        escrow.release(terms.account, 0, users.investigator);
        assertEq(balanceOf(users.investigator) - before, 100_000 * UNIT, "paid");
    }

    function test_GivenApprovedAndUnchallenged_WhenTokenUnlistedSince() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        passWindow(terms, 0);
        escrow.unlistToken(address(usd));
        uint256 before = balanceOf(users.investigator);
        escrow.release(terms.account, 0, users.investigator);
        assertEq(balanceOf(users.investigator) - before, 100_000 * UNIT, "paid");
    }

    function test_GivenApprovedAndUnchallenged_WhenTokenCallsBackToReleaseAgain() external {
        ReentrantToken token = new ReentrantToken();
        escrow.listToken(address(token));
        token.mint(users.funder, TOTAL);
        vm.prank(users.funder);
        token.approve(address(escrow), TOTAL);
        GrantTerms memory terms = defaultTerms();
        terms.account.token = address(token);
        toApproved(terms, 0);
        passWindow(terms, 0);
        token.prepare(address(escrow), abi.encodeCall(IResearchEscrow.release, (terms.account, 0, users.investigator)));
        escrow.release(terms.account, 0, users.investigator);
        assertFalse(token.succeeded(), "second release refused");
        assertEq(token.balanceOf(users.investigator), 100_000 * UNIT, "paid once");
    }

    function test_GivenRulingSplitMilestone() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.amounts[0] = 10_001;
        toApproved(terms, 0);
        dispute(terms, 0, users.funder);
        rule(terms, 0, 3333);
        MilestoneId id = milestoneIdOf(terms, 0);
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.MilestoneReleased(id, 3333);
        escrow.release(terms.account, 0, users.investigator);
        assertDue(terms, 0, 0, 6668);
        assertTrue(milestoneOf(terms, 0).released, "booked");
    }

    function _expectNothingDue(
        GrantTerms memory terms,
        uint256 index,
        MilestoneState state,
        uint40 deadline,
        bool released,
        bool refunded
    ) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_NothingDue.selector,
                milestoneIdOf(terms, index),
                state,
                deadline,
                released,
                refunded
            )
        );
        vm.prank(users.investigator);
        escrow.release(terms.account, index, users.investigator);
    }
}
