// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewApplyDefaultSplitTest is ResearchTest {
    function test_RevertGiven_ArbitratorHasTimeLeft() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        dispute(terms, 0, users.funder);
        uint40 end = START + ARBITRATION_WINDOW;
        vm.warp(end);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TooEarly.selector, milestoneIdOf(terms, 0), end, end
            )
        );
        review.applyDefaultSplit(terms, 0);
    }

    function test_RevertGiven_NothingBeforeArbitrator() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        passWindow(terms, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), MilestoneState.Approved
            )
        );
        review.applyDefaultSplit(terms, 0);
    }

    function test_GivenArbitratorSilentAboutEscalation() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        escalate(terms, 0);
        passWindow(terms, 0);
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneRuled(milestoneIdOf(terms, 0), 5000, true);
        vm.prank(users.keeper);
        review.applyDefaultSplit(terms, 0);
        assertState(terms, 0, MilestoneState.Ruled, "ruled");
        assertDue(terms, 0, 50_000 * UNIT, 50_000 * UNIT);
    }

    function test_GivenArbitratorSilentAboutDispute() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        dispute(terms, 0, users.funder);
        passWindow(terms, 0);
        vm.expectEmit(address(review));
        emit IMilestoneReview.BondAwarded(milestoneIdOf(terms, 0), users.funder, BOND);
        review.applyDefaultSplit(terms, 0);
        assertEq(review.bondOf(milestoneIdOf(terms, 0)).owedTo, users.funder, "to the disputer");
        assertDue(terms, 0, 50_000 * UNIT, 50_000 * UNIT);
    }
}
