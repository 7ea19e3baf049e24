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
        if (from == MilestoneState.Escalated || from == MilestoneState.Disputed) return to == MilestoneState.Ruled;
        return false;
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

    function test_RevertWhen_ModuleBooksPaymentItself() external {
        walkTo(0, MilestoneState.Disputed);
        Milestone memory next = word(MilestoneState.Ruled);
        next.released = true;
        _expectBooked();
        rogue.advance(milestoneIdOf(_terms, 0), next);
        (next.released, next.refunded) = (false, true);
        _expectBooked();
        rogue.advance(milestoneIdOf(_terms, 0), next);
    }

    function test_RevertGiven_InvestigatorsSharePaid() external {
        walkTo(0, MilestoneState.Scored);
        stepWithShare(0, MilestoneState.Approved, 10_000);
        vm.warp(START + 1);
        escrow.release(_terms.account, 0, users.investigator);
        // A module that changes its mind could otherwise award the same amount to the funder.
        _expectBooked();
        step(0, MilestoneState.Disputed);
    }

    function test_RevertGiven_FundersSharePaid() external {
        walkTo(0, MilestoneState.Scored);
        stepWithShare(0, MilestoneState.Approved, 4000);
        vm.warp(START + 1);
        escrow.refund(_terms.account, 0, users.funder);
        _expectBooked();
        step(0, MilestoneState.Disputed);
    }

    function _expectBooked() private {
        vm.expectRevert(
            abi.encodeWithSelector(IResearchEscrow.ResearchEscrow_PaymentsAreBooked.selector, milestoneIdOf(_terms, 0))
        );
    }

    function _tryAll(bool allowed) private {
        uint256 tried;
        for (uint8 from = 1; from < STATES; ++from) {
            for (uint8 to; to < STATES; ++to) {
                (MilestoneState left, MilestoneState right) = (MilestoneState(from), MilestoneState(to));
                if (_isAllowed(left, right) != allowed) continue;
                uint256 snapshot = vm.snapshotState();
                walkTo(0, left);
                if (!allowed) expectIllegal(left, right);
                step(0, right);
                assertState(_terms, 0, allowed ? right : left, "state after the attempt");
                vm.revertToState(snapshot);
                ++tried;
            }
        }
        assertEq(tried, allowed ? 18 : 72, "pairs tried");
    }
}
