// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {Milestone, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewSkipScoreTest is ResearchTest {
    function test_RevertGiven_OracleHasTimeLeft() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        vm.warp(START + SCORE_WINDOW);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TooEarly.selector,
                milestoneIdOf(terms, 0),
                START + SCORE_WINDOW,
                START + SCORE_WINDOW
            )
        );
        review.skipScore(terms, 0);
    }

    function test_RevertGiven_MilestoneNotWaitingForScore() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        vm.warp(START + SCORE_WINDOW + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), MilestoneState.Scored
            )
        );
        review.skipScore(terms, 0);
    }

    function test_GivenOracleSilent() external {
        GrantTerms memory terms = defaultTerms();
        activate(terms);
        submit(terms, 0);
        vm.warp(START + SCORE_WINDOW + 1);
        vm.expectEmit(address(review));
        emit IMilestoneReview.ScoreSkipped(milestoneIdOf(terms, 0), 1);
        vm.prank(users.keeper);
        review.skipScore(terms, 0);
        Milestone memory milestone = milestoneOf(terms, 0);
        assertEq(uint256(milestone.state), uint256(MilestoneState.Unscored), "state");
        assertFalse(milestone.hasScore, "no score");
        assertEq(milestone.deadline, START + SCORE_WINDOW + 1 + REVIEW_WINDOW, "the panel's time");
    }
}
