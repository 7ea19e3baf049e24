// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewEscalateTest is ResearchTest {
    function test_RevertGiven_PanelHasTimeLeft() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        uint40 end = START + REVIEW_WINDOW;
        vm.warp(end);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TooEarly.selector, milestoneIdOf(terms, 0), end, end
            )
        );
        review.escalate(terms, 0);
    }

    function test_RevertGiven_MilestoneNotBeforePanel() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        passWindow(terms, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), MilestoneState.Approved
            )
        );
        review.escalate(terms, 0);
    }

    function test_GivenPanelSilentAboutScoredMilestone() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        voteBy(terms, 0, 0, true);
        passWindow(terms, 0);
        uint40 end = START + REVIEW_WINDOW + 1 + ARBITRATION_WINDOW;
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneEscalated(milestoneIdOf(terms, 0), end);
        vm.prank(users.keeper);
        review.escalate(terms, 0);
        assertState(terms, 0, MilestoneState.Escalated, "escalated");
        assertEq(milestoneOf(terms, 0).deadline, end, "the arbitrator's time");
    }

    function test_GivenPanelSilentAboutUnscoredMilestone() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        skip(terms, 0);
        escalate(terms, 0);
        assertState(terms, 0, MilestoneState.Escalated, "escalated");
    }
}
