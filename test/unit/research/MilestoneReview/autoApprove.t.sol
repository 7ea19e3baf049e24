// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {Milestone, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

contract MilestoneReviewAutoApproveTest is ResearchTest {
    function test_RevertGiven_MilestoneHasNoScore() external {
        GrantTerms memory terms = _terms(100_000 * UNIT);
        activate(terms);
        submit(terms, 0);
        _expectWrongState(terms, MilestoneState.Submitted);
        skip(terms, 0);
        _expectWrongState(terms, MilestoneState.Unscored);
    }

    function test_RevertGiven_TimeOfPanelOver() external {
        GrantTerms memory terms = _terms(100_000 * UNIT);
        toScored(terms, 0, GOOD_SCORE);
        passWindow(terms, 0);
        vm.expectPartialRevert(IMilestoneReview.MilestoneReview_TooLate.selector);
        review.autoApprove(terms, 0);
    }

    function test_RevertGiven_ScoreNotFinal() external {
        GrantTerms memory terms = _terms(100_000 * UNIT);
        activate(terms);
        submit(terms, 0);
        scoreProvisionally(terms, 0, GOOD_SCORE);
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_ScoreNotFinal.selector, REQUEST));
        review.autoApprove(terms, 0);
    }

    function test_RevertGiven_ScoreTooLow() external {
        GrantTerms memory terms = _terms(100_000 * UNIT);
        toScored(terms, 0, MIN_SCORE - 1);
        _expectRefused(terms, MIN_SCORE - 1, 100_000 * UNIT);
    }

    function test_RevertGiven_AmountOverCap() external {
        GrantTerms memory terms = _terms(100_000 * UNIT - 1);
        toScored(terms, 0, type(int32).max);
        _expectRefused(terms, type(int32).max, 100_000 * UNIT - 1);
    }

    function test_RevertGiven_PolicyHasNoCap() external {
        GrantTerms memory terms = _terms(0);
        toScored(terms, 0, type(int32).max);
        _expectRefused(terms, type(int32).max, 0);
    }

    function test_RevertGiven_PeopleDisagreedLately() external {
        GrantTerms memory terms = _terms(199_999 * UNIT);
        toScored(terms, 1, GOOD_SCORE);
        reject(terms, 1);
        submit(terms, 0);
        score(terms, 0, GOOD_SCORE);
        _expectRefused(terms, GOOD_SCORE, 199_999 * UNIT / 2);
    }

    function test_RevertGiven_PanelDecided() external {
        GrantTerms memory terms = _terms(100_000 * UNIT);
        toScored(terms, 0, GOOD_SCORE);
        reject(terms, 0);
        _expectWrongState(terms, MilestoneState.Rejected);
    }

    function test_GivenGoodFinalScoreOfSmallAmount() external {
        GrantTerms memory terms = _terms(100_000 * UNIT);
        toScored(terms, 0, MIN_SCORE);
        vm.warp(START + REVIEW_WINDOW); // The panel's last second.
        uint40 end = START + REVIEW_WINDOW + CHALLENGE_WINDOW;
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneAutoApproved(milestoneIdOf(terms, 0), MIN_SCORE, 100_000 * UNIT);
        vm.expectEmit(address(review));
        emit IMilestoneReview.MilestoneApproved(milestoneIdOf(terms, 0), 1, end);
        vm.prank(users.keeper);
        review.autoApprove(terms, 0);
        Milestone memory milestone = milestoneOf(terms, 0);
        assertEq(uint256(milestone.state), uint256(MilestoneState.Approved), "approved");
        assertEq(milestone.deadline, end, "challenge window");
        assertDue(terms, 0, 0, 0);
        vm.warp(end + 1);
        assertDue(terms, 0, 100_000 * UNIT, 0);
        assertEq(uint256(review.agreementOf(users.funder, MODEL).decisions), 0, "nobody decided");
    }

    function test_GivenProvisionalScoreBecameFinalUnsaid() external {
        GrantTerms memory terms = _terms(100_000 * UNIT);
        activate(terms);
        submit(terms, 0);
        scoreProvisionally(terms, 0, GOOD_SCORE);
        oracle.setStatus(REQUEST, IInferenceOracle.Status.Fulfilled);
        review.checkStep(IMilestoneReview.autoApprove.selector, terms, 0);
        review.autoApprove(terms, 0);
        assertState(terms, 0, MilestoneState.Approved, "approved");
    }

    function test_GivenApprovalDisputed() external {
        GrantTerms memory terms = _terms(100_000 * UNIT);
        toScored(terms, 0, GOOD_SCORE);
        review.autoApprove(terms, 0);
        vm.warp(START + CHALLENGE_WINDOW);
        dispute(terms, 0, users.funder);
        rule(terms, 0, 0);
        assertDue(terms, 0, 0, 100_000 * UNIT);
    }

    function _terms(uint256 cap) private view returns (GrantTerms memory terms) {
        terms = defaultTerms();
        terms.conditions.policy.autoReleaseCap = uint128(cap);
        seal(terms);
    }

    function _expectWrongState(GrantTerms memory terms, MilestoneState state) private {
        vm.expectRevert(
            abi.encodeWithSelector(IMilestoneReview.MilestoneReview_WrongState.selector, milestoneIdOf(terms, 0), state)
        );
        review.autoApprove(terms, 0);
    }

    function _expectRefused(GrantTerms memory terms, int32 value, uint256 cap) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_AutoReleaseRefused.selector,
                milestoneIdOf(terms, 0),
                value,
                100_000 * UNIT,
                cap
            )
        );
        review.autoApprove(terms, 0);
    }
}
