// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../../../../contracts/interfaces/IDisputeCourt.sol";
import {CourtOracle} from "../../../../contracts/mocks/CourtMocks.sol";
import {RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode} from "../../../../contracts/types/Inference.sol";
import {CourtFixture} from "../../../utils/CourtFixture.sol";

contract DisputeCourtCommitTest is CourtFixture {
    bytes32 private constant COMMITMENT = keccak256("a commitment");

    IDisputeCourt.SignedAnswer private answer;
    RequestId private id;
    bytes32 private watchers;

    function setUp() public override {
        super.setUp();
        InferenceRequest memory request = _request(Mode.OPTIMISTIC);
        answer = _proposed(request, WRONG, FIRST_TWO);
        id = _idOf(request);
        watchers = _commitmentOf(watcher, IDisputeCourt.Finding.WrongOutput, id, keccak256(RIGHT));
    }

    function test_WhenCommitmentMade_RecordsBlockAndTime() external {
        vm.expectEmit(address(bench));
        emit IDisputeCourt.Committed(watcher, COMMITMENT);
        vm.prank(watcher);
        bench.commit(COMMITMENT);
        (uint64 blockNumber, uint40 committedAt) = bench.commitmentOf(COMMITMENT);
        assertEq(uint256(blockNumber), START_BLOCK, "block");
        assertEq(uint256(committedAt), START, "time");
    }

    function test_RevertGiven_CommitmentCopiedBySomebodyElse_StaysAsOldAsItIs() external {
        _commitWrongOutput(id);
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_AlreadyCommitted.selector, watchers));
        bench.commit(watchers);
        _challenge(answer);
        _assertSlashed(FIRST_TWO, "usable all the same");
    }

    function test_GivenCommitmentExpired_IsMadeAnew() external {
        bench.commit(COMMITMENT);
        vm.warp(START + 1 days + 1);
        bench.commit(COMMITMENT);
        (, uint40 committedAt) = bench.commitmentOf(COMMITMENT);
        assertEq(uint256(committedAt), START + 1 days + 1, "anew");
    }

    function test_GivenCommitmentUsed_IsMadeAnew() external {
        _commitWrongOutput(id);
        _challenge(answer);
        (uint64 blockNumber,) = bench.commitmentOf(watchers);
        assertEq(uint256(blockNumber), 0, "used up");
        _commitWrongOutput(id);
        (blockNumber,) = bench.commitmentOf(watchers);
        assertEq(uint256(blockNumber), START_BLOCK + 1, "anew");
    }

    function test_RevertWhen_FrontRunnerCopiesChallenge_WantsCommitmentOfItsOwn() external {
        _commitWrongOutput(id);
        bytes32 malloryWants = _commitmentOf(users.mallory, IDisputeCourt.Finding.WrongOutput, id, keccak256(RIGHT));
        vm.prank(users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NotCommitted.selector, malloryWants));
        bench.challenge(answer, INPUT, SALT, SECRET);
        _challenge(answer);
        assertEq(registry.rewardOf(watcher), MIN_BOND, "half of two bonds");
        assertEq(registry.rewardOf(users.mallory), 0, "nothing");
    }

    function test_WhenFrontRunnerOverturnsWithoutCommitment_LeavesRewardToWhoCommitted() external {
        _commitWrongOutput(id);
        vm.expectEmit(address(bench));
        emit IDisputeCourt.AnswerChallenged(id, users.mallory, IDisputeCourt.Finding.WrongOutput, 0, true);
        vm.prank(users.mallory);
        bench.challenge(answer, INPUT, SALT, NO_COMMITMENT);
        _assertFate(id, CourtOracle.Fate.Overturned, "overturned");
        _assertSlashed(0, "by nobody yet");

        vm.expectEmit(address(bench));
        emit IDisputeCourt.AnswerChallenged(id, watcher, IDisputeCourt.Finding.WrongOutput, FIRST_TWO, false);
        _challenge(answer);
        assertEq(registry.rewardOf(watcher), MIN_BOND, "half of two bonds");
        assertEq(registry.rewardOf(users.mallory), 0, "nothing");
    }

    function test_RevertWhen_CommitmentAndChallengeInSameBlock() external {
        vm.startPrank(watcher);
        bench.commit(watchers);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_CommittedThisBlock.selector, watchers));
        bench.challenge(answer, INPUT, SALT, SECRET);
        vm.stopPrank();
    }

    function test_RevertWhen_ReorderedBlockPutsChallengeBeforeCommitment() external {
        vm.startPrank(watcher);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NotCommitted.selector, watchers));
        bench.challenge(answer, INPUT, SALT, SECRET);
        bench.commit(watchers);
        vm.stopPrank();
        vm.roll(START_BLOCK + 1);
        _challenge(answer);
        _assertSlashed(FIRST_TWO, "a block later it works");
    }

    function test_RevertWhen_CommitmentToAnotherOutput() external {
        _commit(IDisputeCourt.Finding.WrongOutput, id, keccak256(WRONG));
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NotCommitted.selector, watchers));
        _challenge(answer);
    }

    function test_RevertGiven_CommitmentExpiredBeforeChallenge() external {
        vm.prank(watcher);
        bench.commit(watchers);
        vm.roll(START_BLOCK + 1);
        vm.warp(START + 1 days + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IDisputeCourt.DisputeCourt_CommitmentExpired.selector, watchers, START + 1 days)
        );
        _challenge(answer);
    }

    function test_RevertWhen_CommitmentUsedTwice() external {
        _commitWrongOutput(id);
        _challenge(answer);
        vm.expectRevert(abi.encodeWithSelector(IDisputeCourt.DisputeCourt_NotCommitted.selector, watchers));
        _challenge(answer);
    }

    function test_WhenCommittedBlockBeforeLastSecondOfWindow_OverturnsAtLastSecond() external {
        vm.warp(START + CHALLENGE_WINDOW - 12);
        _commitWrongOutput(id);
        assertEq(vm.getBlockTimestamp(), START + CHALLENGE_WINDOW, "the last second");
        _challenge(answer);
        _assertFate(id, CourtOracle.Fate.Overturned, "overturned");
    }
}
