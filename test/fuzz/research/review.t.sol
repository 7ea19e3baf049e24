// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMilestoneReview} from "../../../contracts/interfaces/IMilestoneReview.sol";
import {PanelVotes} from "../../../contracts/libraries/PanelVotes.sol";
import {GrantTerms} from "../../../contracts/types/Grant.sol";
import {Milestone, MilestoneState} from "../../../contracts/types/Milestone.sol";
import {ResearchTest} from "../../utils/ResearchTest.sol";

contract ReviewFuzzTest is ResearchTest {
    function decode(bytes calldata output) external pure returns (int32) {
        return PanelVotes.decodeScore(output);
    }

    function testFuzz_ScoreIsBigEndianInt32(int32 value) external view {
        assertEq(int256(this.decode(abi.encodePacked(value))), int256(value), "round trip");
    }

    function testFuzz_VotesAreCounted(uint32 votes) external pure {
        uint256 expected;
        for (uint256 i; i < 32; ++i) {
            expected += votes >> i & 1;
        }
        assertEq(PanelVotes.count(votes), expected, "bits");
    }

    /// @dev Whatever is ruled, both shares together are the amount, to the unit.
    function testFuzz_SplitSumsExactly(uint128 amount, uint16 payeeBps) external {
        amount = uint128(bound(amount, 1, type(uint128).max / 4));
        payeeBps = uint16(bound(payeeBps, 0, 10_000));
        GrantTerms memory terms = defaultTerms();
        terms.account.amounts[0] = amount;
        usd.mint(users.funder, amount);
        toRejected(terms, 0);
        dispute(terms, 0, users.investigator);
        rule(terms, 0, payeeBps);

        (uint256 toInvestigator, uint256 toFunder) = escrow.dueOf(terms.account, 0);
        assertEq(toInvestigator + toFunder, amount, "sum");
        assertEq(toInvestigator, uint256(amount) * payeeBps / 10_000, "floor for the investigator");
        uint256 before = balanceOf(address(escrow));
        if (toInvestigator != 0) escrow.release(terms.account, 0);
        if (toFunder != 0) escrow.refund(terms.account, 0);
        assertEq(before - balanceOf(address(escrow)), amount, "left the escrow");
    }

    /// @dev Any score, policy and sequence of votes: the verdict is what a plain count says.
    function testFuzz_PanelDecidesByTheCount(int32 value, uint8 votes, bool aiCanVeto, bool scored) external {
        GrantTerms memory terms = defaultTerms();
        terms.conditions.policy.aiCanVeto = aiCanVeto;
        seal(terms);
        activate(terms);
        submit(terms, 0);
        if (scored) score(terms, 0, value);
        else skip(terms, 0);
        commitAll(terms, 0, votes);
        bool vetoed = aiCanVeto && (!scored || value < MIN_SCORE);
        (uint256 yes, uint256 no) = (0, 0);
        MilestoneState open = scored ? MilestoneState.Scored : MilestoneState.Unscored;
        MilestoneState expected = open;
        for (uint256 i; i < 3 && expected == open; ++i) {
            bool approve_ = votes >> i & 1 == 1;
            revealBy(terms, 0, i, approve_);
            if (approve_) ++yes;
            else ++no;
            if (yes >= (vetoed ? 3 : 2)) expected = MilestoneState.Approved;
            if (no >= 2) expected = MilestoneState.Rejected;
        }
        assertState(terms, 0, expected, "verdict");
    }

    /// @dev Nobody's sealed vote opens to anything else: one other field is another commitment.
    function testFuzz_CommitmentsOpenToOneVote(uint8 field, bytes32 other, bool inFavour) external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        commitAll(terms, 0, inFavour ? 7 : 0);
        vm.assume(other != REASONS && other != saltOf(0));
        field = field % 4;
        address reviewer = users.reviewers[field == 0 ? 1 : 0];
        bool approve_ = field == 1 ? !inFavour : inFavour;
        bytes32 reasons = field == 2 ? other : REASONS;
        bytes32 salt = field == 3 ? other : saltOf(0);
        (bool opened,) = address(review)
            .call(abi.encodeCall(IMilestoneReview.revealVote, (terms, 0, 1, reviewer, approve_, reasons, salt)));
        assertFalse(opened, "refused");
        revealBy(terms, 0, 0, inFavour);
    }

    /// @dev The cap halves with every recent disagreement, and is never more than the policy's.
    function testFuzz_CapHalvesWithDisagreements(uint8 decisions, uint32 agreed, uint128 cap) external {
        uint256 count = bound(decisions, 0, 6);
        uint256 expected = cap;
        for (uint256 i; i < count; ++i) {
            GrantTerms memory terms = defaultTerms();
            for (uint256 j; j < 4; ++j) {
                terms.account.amounts[j] = 1;
            }
            terms.conditions.salt = bytes32(i);
            seal(terms);
            bool agrees = agreed >> i & 1 == 1;
            toScored(terms, 0, agrees ? POOR_SCORE : GOOD_SCORE);
            reject(terms, 0);
            if (!agrees) expected /= 2;
        }
        assertEq(review.autoReleaseCapOf(users.funder, MODEL, cap), expected, "halved as often as people disagreed");
    }

    /// @dev No answer of another shape than four bytes is a score.
    function testFuzz_OtherSizesAreNoScore(bytes calldata output) external {
        vm.assume(output.length != 4);
        vm.expectRevert(abi.encodeWithSelector(IMilestoneReview.MilestoneReview_NotOneScore.selector, output.length));
        this.decode(output);
    }

    /// @dev A word survives storage as it was written: no field overlaps another.
    function testFuzz_WordFieldsAreIndependent(
        uint40[2] calldata times,
        uint32 window,
        uint16[2] calldata votes,
        int32 value
    ) external {
        GrantTerms memory terms = defaultTerms();
        toScored(terms, 0, GOOD_SCORE);
        Milestone memory next;
        next.state = MilestoneState.Scored;
        next.attempts = uint8(window);
        (next.yesVotes, next.noVotes) = (votes[0], votes[1]);
        next.hasScore = votes[0] > votes[1];
        next.score = value;
        next.payeeBps = uint16(window % 10_001);
        next.reviewWindow = window;
        (next.submittedAt, next.deadline) = (times[0], times[1]);
        vm.prank(address(review));
        escrow.advance(milestoneIdOf(terms, 0), next);
        assertEq(abi.encode(milestoneOf(terms, 0)), abi.encode(next), "word");
    }
}
