// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../../contracts/interfaces/IMilestoneReview.sol";
import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {GrantTerms} from "../../../../contracts/types/Grant.sol";
import {MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../../utils/ResearchTest.sol";

interface IFront {
    function REVIEW_DESK() external view returns (address);
}

contract MilestoneReviewPerformUpkeepTest is ResearchTest {
    function test_RevertWhen_DataNamesNoRewardedCall() external {
        GrantTerms memory terms = defaultTerms();
        toApproved(terms, 0);
        bytes4[5] memory others = [
            IMilestoneReview.dispute.selector,
            IMilestoneReview.rule.selector,
            IMilestoneReview.acceptSettlement.selector,
            IMilestoneReview.performUpkeep.selector,
            IMilestoneReview.submit.selector
        ];
        for (uint256 i; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_NothingToDo.selector, others[i]));
            vm.prank(users.funder);
            review.performUpkeep(abi.encodeWithSelector(others[i], terms, 0));
        }
    }

    function test_RevertWhen_DataTooShortToNameCall() external {
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_NothingToDo.selector, bytes4(0)));
        review.performUpkeep("");
    }

    function test_RevertWhen_CallTooEarly() external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IMilestoneReview.MilestoneReview_TooEarly.selector,
                milestoneIdOf(terms, 0),
                START + REVIEW_WINDOW,
                START
            )
        );
        review.performUpkeep(abi.encodeCall(IMilestoneReview.escalate, (terms, 0)));
    }

    function test_RevertWhen_DeskCalledByItself() external {
        IMilestoneReview desk = IMilestoneReview(IFront(address(review)).REVIEW_DESK());
        GrantTerms memory terms = defaultTerms();
        vm.expectRevert(IMilestoneReview.MilestoneReview_NotDelegated.selector);
        desk.performUpkeep(abi.encodeCall(IMilestoneReview.escalate, (terms, 0)));
        vm.expectRevert(IMilestoneReview.MilestoneReview_NotDelegated.selector);
        desk.escalate(terms, 0);
        vm.expectRevert(IMilestoneReview.MilestoneReview_NotDelegated.selector);
        desk.rule(terms, 0, 0);
    }

    function test_WhenKeeperMovesMilestoneOn() external {
        GrantTerms memory terms = defaultTerms();
        terms.account.keeperReward = uint64(2 * UNIT);
        activate(terms);
        assertEq(balanceOf(address(escrow)), TOTAL + 4 * 4 * 2 * UNIT, "four rewards a milestone, prepaid");
        submit(terms, 0);
        _perform(terms, IMilestoneReview.skipScore.selector, 2 * UNIT);
        _perform(terms, IMilestoneReview.escalate.selector, 4 * UNIT);
        _perform(terms, IMilestoneReview.applyDefaultSplit.selector, 6 * UNIT);
        assertState(terms, 0, MilestoneState.Ruled, "through");
        assertDue(terms, 0, 50_000 * UNIT, 50_000 * UNIT + 2 * UNIT);
    }

    function _perform(GrantTerms memory terms, bytes4 step, uint256 earned) private {
        passWindow(terms, 0);
        vm.expectEmit(address(escrow));
        emit IResearchEscrow.KeeperRewarded(milestoneIdOf(terms, 0), users.keeper, 2 * UNIT);
        vm.prank(users.keeper);
        review.performUpkeep(abi.encodeWithSelector(step, terms, 0));
        assertEq(balanceOf(users.keeper), earned, "paid to the keeper");
    }
}
