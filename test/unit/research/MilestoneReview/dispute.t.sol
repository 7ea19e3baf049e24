// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {FeeToken} from "../../../../contracts/mocks/OddTokens.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewDisputeTest is ResearchTest {
    function test_RevertWhen_CallerIsNoParty() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        _expectMayNot(terms, users.mallory, MilestoneState.Approved);
        _expectMayNot(terms, users.arbitrator, MilestoneState.Approved);
    }

    function test_RevertWhen_FunderDisputesRejection() external {
        GrantTerms memory terms = defaultTerms();
        toRejected(terms, 0);
        _expectMayNot(terms, users.funder, MilestoneState.Rejected);
    }

    function test_RevertWhen_InvestigatorDisputesApproval() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        _expectMayNot(terms, users.investigator, MilestoneState.Approved);
    }

    function test_RevertGiven_WindowOver() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        uint40 end = START + CHALLENGE_WINDOW;
        vm.warp(end + 1);
        _expectTooLate(terms, end);
    }

    function test_RevertGiven_MilestoneDisputedAlready() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        dispute(terms, 0, users.funder);
        _expectMayNot(terms, users.funder, MilestoneState.Disputed);
        _expectMayNot(terms, users.investigator, MilestoneState.Disputed);
    }

    function test_RevertGiven_ApprovedShareReleased() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        passWindow(terms, 0);
        escrow.release(terms.account, 0);
        _expectTooLate(terms, START + CHALLENGE_WINDOW);
    }

    function test_RevertWhen_TokenTakesFeeFromBond() external {
        // A token that began to take a fee after the grant was funded.
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        FeeToken fee = new FeeToken();
        vm.etch(address(usd), address(fee).code);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_BondShort.selector, address(usd), BOND, uint256(BOND) * 98 / 100
            )
        );
        vm.prank(users.funder);
        review.dispute(terms, 0);
    }

    function test_RevertWhen_DisputerHasNotApprovedBond() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        vm.prank(users.funder);
        usd.approve(address(review), BOND - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(review), BOND - 1, BOND)
        );
        vm.prank(users.funder);
        review.dispute(terms, 0);
    }

    function test_WhenFunderDisputesApproval() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        uint256 before = balanceOf(users.funder);
        vm.warp(START + CHALLENGE_WINDOW);
        uint40 end = START + CHALLENGE_WINDOW + ARBITRATION_WINDOW;
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneDisputed(milestoneIdOf(terms, 0), users.funder, BOND, end);
        vm.prank(users.funder);
        review.dispute(terms, 0);
        assertState(terms, 0, MilestoneState.Disputed, "disputed");
        assertEq(milestoneOf(terms, 0).deadline, end, "the arbitrator's time");
        assertEq(before - balanceOf(users.funder), BOND, "bond taken");
        assertEq(balanceOf(address(review)), BOND, "bond held");
        assertEq(review.bondOf(milestoneIdOf(terms, 0)).owedTo, users.funder, "owed to the disputer so far");
        assertDue(terms, 0, 0, 0);
    }

    function test_WhenInvestigatorDisputesRejection() external {
        GrantTerms memory terms = defaultTerms();
        toRejected(terms, 0);
        dispute(terms, 0, users.investigator);
        assertState(terms, 0, MilestoneState.Disputed, "disputed");
        assertEq(balanceOf(address(review)), BOND, "bond held");
    }

    function test_GivenMilestoneScored_WhenInvestigatorDisputesIt() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, POOR_SCORE);
        dispute(terms, 0, users.investigator);
        assertState(terms, 0, MilestoneState.Disputed, "disputed");
    }

    function test_GivenMilestoneScored_WhenFunderDisputesIt() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        dispute(terms, 0, users.funder);
        assertState(terms, 0, MilestoneState.Disputed, "disputed");
    }

    function _expectMayNot(GrantTerms memory terms, address caller, MilestoneState state) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_MayNotDispute.selector, milestoneIdOf(terms, 0), caller, state
            )
        );
        vm.prank(caller);
        review.dispute(terms, 0);
    }

    function _expectTooLate(GrantTerms memory terms, uint40 end) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TooLate.selector, milestoneIdOf(terms, 0), end, end + 1
            )
        );
        vm.prank(users.funder);
        review.dispute(terms, 0);
    }
}
