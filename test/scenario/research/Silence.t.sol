// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {OddFeed} from "../../../contracts/mocks/OddFeeds.sol";
import {GrantTerms} from "../../../contracts/types/Grant.sol";
import {Milestone, MilestoneState} from "../../../contracts/types/Milestone.sol";
import {DollarGrants} from "../../utils/DollarGrants.sol";

/// @title From every state time alone leads to an end
/// @dev Everybody falls silent at once; a keeper who knows nothing asks what is to be done and does it. In the end every
/// unit has left the escrow and the review, without a call by anybody whom the terms name.
contract SilenceScenarioTest is DollarGrants {
    enum Stage {
        Pending,
        Submitted,
        Scored,
        ScoredProvisionally,
        Unscored,
        Revealing,
        ApprovedByScore,
        Approved,
        Rejected,
        Escalated,
        DisputedByFunder,
        DisputedByInvestigator,
        Settled
    }

    uint256 private constant STAGES = uint256(type(Stage).max) + 1;
    uint256 private constant MAX_ROUNDS = 60;
    uint64 private constant REWARD = 5e6;

    /// @dev Answers until the grant starts.
    OddFeed private _dying;

    function test_ParallelGrantEndsFromEveryState() external {
        GrantTerms memory terms = defaultTerms();
        _endsFromEveryStage(terms);
    }

    function test_SequentialGrantEndsFromEveryState() external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.sequential = true;
        _endsFromEveryStage(terms);
    }

    function test_CascadingGrantEndsFromEveryState() external {
        GrantTerms memory terms = defaultTerms();
        (terms.conditions.policy.sequential, terms.conditions.policy.cascade) = (true, true);
        _endsFromEveryStage(terms);
    }

    function test_DollarGrantWithDeadFeedEndsFromEveryState() external {
        _dying = new OddFeed();
        _endsFromEveryStage(dollarTermsBy(address(_dying)));
    }

    function _endsFromEveryStage(GrantTerms memory terms) private {
        terms.account.keeperReward = REWARD;
        terms.conditions.policy.autoReleaseCap = uint128(100_000 * UNIT);
        seal(terms);
        for (uint256 stage; stage < STAGES; ++stage) {
            uint256 start = vm.snapshotState();
            activate(terms);
            if (address(_dying) != address(0)) {
                _dying.setFaults(OddFeed.Fault.Reverts, OddFeed.Fault.Reverts);
            }
            _reach(terms, Stage(stage));
            _waitUntilDecided(terms);
            _payOut(terms);
            vm.revertToState(start);
        }
    }

    function _reach(GrantTerms memory terms, Stage stage) private {
        if (stage == Stage.Pending) return;
        submit(terms, 0);
        if (stage == Stage.Submitted) return;
        if (stage == Stage.Unscored) return skip(terms, 0);
        if (stage == Stage.ScoredProvisionally) return scoreProvisionally(terms, 0, GOOD_SCORE);
        bool isPoor = stage == Stage.Rejected || stage == Stage.DisputedByInvestigator || stage == Stage.Revealing;
        score(terms, 0, isPoor ? POOR_SCORE : GOOD_SCORE);
        if (stage == Stage.Scored) return;
        if (stage == Stage.Revealing) return voteBy(terms, 0, 1, true);
        if (stage == Stage.ApprovedByScore) return review.autoApprove(terms, 0);
        if (stage == Stage.Approved) return approve(terms, 0);
        if (stage == Stage.Rejected) return reject(terms, 0);
        if (stage == Stage.Escalated) return escalate(terms, 0);
        if (stage == Stage.DisputedByFunder) return dispute(terms, 0, users.funder);
        if (stage == Stage.DisputedByInvestigator) return dispute(terms, 0, users.investigator);
        vm.prank(users.funder);
        review.offerSettlement(terms, 0, 4000, START + 1 days);
        vm.prank(users.investigator);
        review.acceptSettlement(terms, 0, 4000);
    }

    /// @dev Time passes only when nobody can do anything.
    function _waitUntilDecided(GrantTerms memory terms) private {
        for (uint256 round; round < MAX_ROUNDS; ++round) {
            bool isAllPayable = true;
            bool hasMoved;
            for (uint256 i; i < 4; ++i) {
                if (_isPayable(terms, i)) continue;
                isAllPayable = false;
                (bool needed, bytes memory data) = review.checkUpkeep(abi.encode(terms, i));
                if (!needed) continue;
                vm.prank(users.keeper);
                review.performUpkeep(data);
                hasMoved = true;
            }
            if (isAllPayable) return;
            if (!hasMoved) vm.warp(uint256(now_()) + 15 days);
        }
        assertTrue(false, "never ends");
    }

    function _payOut(GrantTerms memory terms) private {
        uint256 parties = balanceOf(users.funder) + balanceOf(users.investigator) + balanceOf(users.keeper);
        uint256 held = balanceOf(address(escrow)) + balanceOf(address(review));
        for (uint256 i; i < 4; ++i) {
            (uint256 toInvestigator, uint256 toFunder) = escrow.dueOf(terms.account, i);
            vm.startPrank(users.keeper);
            if (toInvestigator != 0) escrow.release(terms.account, i);
            if (toFunder != 0) escrow.refund(terms.account, i);
            vm.stopPrank();
            address owed = review.bondOf(milestoneIdOf(terms, i)).owedTo;
            if (owed != address(0)) review.claimBond(terms, i, owed);
        }
        uint256 after_ = balanceOf(users.funder) + balanceOf(users.investigator) + balanceOf(users.keeper);
        assertEq(after_ - parties, held, "all of it left");
        assertEq(balanceOf(address(escrow)), 0, "the escrow is empty");
        assertEq(balanceOf(address(review)), 0, "the review is empty");
    }

    function _isPayable(GrantTerms memory terms, uint256 index) private view returns (bool) {
        Milestone memory milestone = milestoneOf(terms, index);
        MilestoneState state = milestone.state;
        if (state == MilestoneState.Refundable || state == MilestoneState.Payable) return true;
        bool isDecided =
            state == MilestoneState.Ruled || (state == MilestoneState.Approved && now_() > milestone.deadline);
        return isDecided && !milestone.priced;
    }
}
