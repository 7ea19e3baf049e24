// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchEscrow} from "../../../../contracts/interfaces/IResearchEscrow.sol";
import {RogueReview} from "../../../../contracts/mocks/ReviewMocks.sol";
import {Milestone, MilestoneState} from "../../../../contracts/types/Milestone.sol";
import {RogueReviewTest} from "../../../utils/RogueReviewTest.sol";

contract ResearchEscrowAdvanceTest is RogueReviewTest {
    uint8 private constant STATES = uint8(type(MilestoneState).max) + 1;

    /// @dev The arrows written out a second time, in words.
    function _isAllowed(MilestoneState from, MilestoneState to) private pure returns (bool) {
        // Both parties together, or the arbitrator, end whatever is not final.
        if (to == MilestoneState.Ruled) return true;
        if (from == MilestoneState.Submitted) return to == MilestoneState.Scored || to == MilestoneState.Unscored;
        if (from == MilestoneState.Scored || from == MilestoneState.Unscored) {
            return to == from || to == MilestoneState.Approved || to == MilestoneState.Rejected
                || to == MilestoneState.Escalated
                || (from == MilestoneState.Scored && (to == MilestoneState.Disputed || to == MilestoneState.Submitted));
        }
        if (from == MilestoneState.Approved) return to == MilestoneState.Disputed;
        if (from == MilestoneState.Rejected) {
            return to == MilestoneState.Submitted || to == MilestoneState.Disputed || to == MilestoneState.Refundable;
        }
        return false;
    }

    function _isFinal(MilestoneState state) private pure returns (bool) {
        return state == MilestoneState.Ruled || state == MilestoneState.Refundable || state == MilestoneState.Payable;
    }

    function test_RevertGiven_MilestoneNeverOpened() external {
        expectIllegal(MilestoneState.Pending, MilestoneState.Submitted);
        step(0, MilestoneState.Submitted);
    }

    function test_RevertWhen_AnotherModuleWritesSameMilestone() external {
        walkTo(0, MilestoneState.Submitted);
        RogueReview other = new RogueReview(escrow);
        // In the other module's own namespace the milestone is still Pending.
        expectIllegal(MilestoneState.Pending, MilestoneState.Scored);
        other.advance(milestoneIdOf(_terms, 0), word(MilestoneState.Scored));
        assertState(_terms, 0, MilestoneState.Submitted, "untouched");
    }

    function test_RevertWhen_ArrowNotInTable() external {
        _tryAll(false);
    }

    function test_WhenArrowInTable() external {
        _tryAll(true);
    }

    function test_RevertWhen_ShareOverWhole() external {
        walkTo(0, MilestoneState.Disputed);
        vm.expectRevert(
            abi.encodeWithSelector(
                IResearchEscrow.ResearchEscrow_ShareOutOfRange.selector, milestoneIdOf(_terms, 0), 10_001
            )
        );
        stepWithShare(0, MilestoneState.Ruled, 10_001);
    }

    function test_WhenModuleBooksPaymentsItself() external {
        walkTo(0, MilestoneState.Submitted);
        rogue.reward(_terms.account, 0, users.keeper);
        Milestone memory next = word(MilestoneState.Scored);
        (next.released, next.refunded, next.keeperCalls) = (true, true, 0);
        rogue.advance(idOf(0), next);
        Milestone memory written = milestoneOf(_terms, 0);
        assertFalse(written.released || written.refunded, "nothing is paid");
        assertEq(written.keeperCalls, 1, "the reward stays counted");
    }

    function test_RevertWhen_ModuleChangesPricing() external {
        walkTo(0, MilestoneState.Submitted);
        Milestone memory next = word(MilestoneState.Scored);
        next.priced = true;
        _expectPricingIsFixed(0, false);
        rogue.advance(idOf(0), next);
        walkToPriced(1, MilestoneState.Submitted, 0);
        _expectPricingIsFixed(1, true);
        step(1, MilestoneState.Scored);
    }

    function test_RevertGiven_MilestoneFinal() external {
        uint256 tried;
        for (uint8 from = 1; from < STATES; ++from) {
            if (!_isFinal(MilestoneState(from))) continue;
            for (uint8 to; to < STATES; ++to) {
                uint256 snapshot = vm.snapshotState();
                walkTo(0, MilestoneState(from));
                expectFinal(0, MilestoneState(from));
                step(0, MilestoneState(to));
                vm.revertToState(snapshot);
                ++tried;
            }
        }
        assertEq(tried, 33, "pairs tried");
    }

    function test_RevertGiven_ApprovedAndPastItsWindow() external {
        walkTo(0, MilestoneState.Approved);
        walkToPriced(1, MilestoneState.Approved, 10_000);
        vm.warp(DEADLINE);
        uint256 snapshot = vm.snapshotState();
        step(0, MilestoneState.Disputed);
        vm.revertToState(snapshot);
        vm.warp(DEADLINE + 1);
        expectFinal(0, MilestoneState.Approved);
        step(0, MilestoneState.Disputed);
        // One that only waits for its price is decided as well.
        Milestone memory next = word(MilestoneState.Disputed);
        next.priced = true;
        expectFinal(1, MilestoneState.Approved);
        rogue.advance(idOf(1), next);
    }

    function test_RevertGiven_InvestigatorsSharePaid() external {
        walkToApproved(0);
        releaseBy(users.investigator, 0);
        // A module that changes its mind could otherwise award the same amount to the funder.
        expectFinal(0, MilestoneState.Approved);
        step(0, MilestoneState.Disputed);
    }

    function test_RevertGiven_FundersSharePaid() external {
        walkToRuled(0, 4000);
        refundBy(users.funder, 0);
        expectFinal(0, MilestoneState.Ruled);
        stepWithShare(0, MilestoneState.Ruled, 10_000);
    }

    function _expectPricingIsFixed(uint256 index, bool priced) private {
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_PricingIsFixed.selector, idOf(index), priced)
        );
    }

    function _tryAll(bool allowed) private {
        uint256 tried;
        for (uint8 from = 1; from < STATES; ++from) {
            for (uint8 to; to < STATES; ++to) {
                (MilestoneState left, MilestoneState right) = (MilestoneState(from), MilestoneState(to));
                if (_isFinal(left) || _isAllowed(left, right) != allowed) continue;
                uint256 snapshot = vm.snapshotState();
                walkTo(0, left);
                if (!allowed) expectIllegal(left, right);
                step(0, right);
                assertState(_terms, 0, allowed ? right : left, "state after the attempt");
                vm.revertToState(snapshot);
                ++tried;
            }
        }
        assertEq(tried, allowed ? 23 : 54, "pairs tried");
    }
}
