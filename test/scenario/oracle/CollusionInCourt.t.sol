// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDisputeCourt} from "../../../contracts/interfaces/IDisputeCourt.sol";
import {IInferenceOracle} from "../../../contracts/interfaces/IInferenceOracle.sol";
import {HostileConsumer} from "../../../contracts/mocks/HostileConsumer.sol";
import {RequestId} from "../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode} from "../../../contracts/types/Inference.sol";
import {OracleCourtFixture} from "../../utils/OracleCourtFixture.sol";

/// @dev The first two operators answer falsely; one watcher, the real oracle, an executor assembled on chain.
contract CollusionInCourtScenarioTest is OracleCourtFixture {
    function test_WatcherOverturnsFalseAnswer_RequesterRefundedConsumerToldColludersSlashed() external {
        (RequestId id, IDisputeCourt.SignedAnswer memory answer) = _colluded();
        assertEq(consumer.deliveries(), 1, "told at once");
        assertFalse(consumer.lastAnswer().isFinal, "but not for good");

        _commit(IDisputeCourt.Finding.WrongOutput, id, keccak256(TRUE_OUTPUT));
        _challenge(answer);

        _assertStatus(id, IInferenceOracle.Status.Overturned, "overturned");
        assertEq(consumer.takenBack(), 1, "taken back");
        assertEq(realOracle.balanceOf(requester), FEE, "refunded");
        (,,,, uint256 pot) = realOracle.configOf(config);
        assertEq(pot, 0, "nobody earned anything");
        _assertSlashed(FIRST_TWO, "both colluders");
        assertEq(registry.rewardOf(watcher), MIN_BOND, "half of two bonds");
        assertEq(BURNT.balance, MIN_BOND, "the other half");
        vm.warp(START + 2 * CHALLENGE_WINDOW);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotProposed.selector);
        realOracle.finalise(requester, answer.request, config, answer.output);
    }

    function test_GriefingCallback_WhateverConsumerDoesAtOverturn_AnswerFalls() external {
        for (uint256 mood = 1; mood <= uint256(HostileConsumer.Mood.GasBurning); ++mood) {
            uint256 snapshot = vm.snapshotState();
            (RequestId id, IDisputeCourt.SignedAnswer memory answer) = _colluded();
            _commit(IDisputeCourt.Finding.WrongOutput, id, keccak256(TRUE_OUTPUT));
            consumer.setMood(HostileConsumer.Mood(mood));
            _challenge(answer);
            _assertStatus(id, IInferenceOracle.Status.Overturned, "overturned");
            _assertSlashed(FIRST_TWO, "slashed");
            assertEq(realOracle.balanceOf(requester), FEE, "refunded");
            vm.revertToState(snapshot);
        }
    }

    function test_GriefingCallback_ConsumerReentersCourt_GainsNothing() external {
        (RequestId id, IDisputeCourt.SignedAnswer memory answer) = _colluded();
        _commit(IDisputeCourt.Finding.WrongOutput, id, keccak256(TRUE_OUTPUT));
        consumer.setReentry(
            address(bench), abi.encodeCall(IDisputeCourt.challenge, (answer, INPUT, SALT, NO_COMMITMENT))
        );
        _challenge(answer);
        assertFalse(consumer.reentrySucceeded(), "judged already");
        assertEq(
            uint256(uint32(consumer.reentryError())),
            uint256(uint32(IDisputeCourt.DisputeCourt_AlreadyJudged.selector)),
            "for that reason"
        );
        assertEq(registry.rewardOf(watcher), MIN_BOND, "paid once");
    }

    function test_GasStarvation_ConsumerGetsItsGasInFullOrNothingHappens() external {
        (RequestId id, IDisputeCourt.SignedAnswer memory answer) = _colluded();
        _commit(IDisputeCourt.Finding.WrongOutput, id, keccak256(TRUE_OUTPUT));
        uint256 successes;
        for (uint256 gasLimit = 100_000; successes == 0; gasLimit += 25_000) {
            assertLt(gasLimit, 3_000_000, "enough at last");
            vm.prank(watcher);
            try bench.challenge{gas: gasLimit}(answer, INPUT, SALT, SECRET) {
                ++successes;
            } catch {
                _assertStatus(id, IInferenceOracle.Status.Proposed, "nothing by halves");
                _assertSlashed(0, "nobody");
            }
        }
        assertEq(consumer.takenBack(), 1, "told");
        assertGe(consumer.gasSeen(), CALLBACK_GAS - 5_000, "with all its gas");
        _assertSlashed(FIRST_TWO, "both");
    }

    function test_QuorumAnswerStaysFinal_SignersSlashedAllTheSame() external {
        InferenceRequest memory request = _told(Mode.QUORUM);
        RequestId id = _open(request);
        IDisputeCourt.SignedAnswer memory answer = _fulfil(request, WRONG);
        _commit(IDisputeCourt.Finding.WrongOutput, id, keccak256(TRUE_OUTPUT));
        _challenge(answer);
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "final");
        assertEq(consumer.takenBack(), 0, "not taken back");
        _assertSlashed(FIRST_TWO, "both");
    }

    function test_SequencerDowntime_ChallengeStillOverturnsAfterItsWindow() external {
        (RequestId id, IDisputeCourt.SignedAnswer memory answer) = _colluded();
        feed.set(1, START + 1 hours);
        vm.warp(START + 2 * CHALLENGE_WINDOW);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_SequencerDown.selector);
        realOracle.finalise(requester, answer.request, config, answer.output);
        feed.set(0, START + 2 * CHALLENGE_WINDOW);
        vm.warp(START + 3 * CHALLENGE_WINDOW - 12);
        _commit(IDisputeCourt.Finding.WrongOutput, id, keccak256(TRUE_OUTPUT));
        _challenge(answer);
        _assertStatus(id, IInferenceOracle.Status.Overturned, "at the last second of the new window");
    }

    function test_PrivateAnswer_SilentDefender_FallsAndSignersSlashed() external {
        (RequestId id, InferenceRequest memory request) = _challengedPrivately();
        vm.warp(START + CHALLENGE_WINDOW + 1);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotProposed.selector);
        realOracle.finalise(requester, request, config, PRIVATE_OUTPUT);
        vm.warp(START + DEFENCE_WINDOW + 1);
        bench.resolveByTimeout(requester, request, config, PRIVATE_OUTPUT);
        _assertStatus(id, IInferenceOracle.Status.Overturned, "overturned");
        assertEq(consumer.takenBack(), 1, "taken back");
        assertEq(realOracle.balanceOf(requester), FEE, "refunded");
        assertEq(bench.balanceOf(watcher), CHALLENGE_BOND, "bond back");
        _assertSlashed(FIRST_TWO, "both");
    }

    function test_PrivateAnswer_WithheldPrivateData_ProofMadeBeforeSigningDefends() external {
        (RequestId id, InferenceRequest memory request) = _challengedPrivately();
        bytes memory proof =
            proofs.proofOf(privateModel, request.inputCommitment, bytes32(PRIVATE_OUTPUT), id, operators[0]);
        bench.defend(requester, request, config, PRIVATE_OUTPUT, operators[0], proof);
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "final at once");
        assertTrue(consumer.lastAnswer().isFinal, "told so");
        assertEq(bench.balanceOf(operators[0]), CHALLENGE_BOND, "the challenger's bond");
        _assertSlashed(0, "nobody");
        IDisputeCourt.SignedAnswer memory again = _answer(request, PRIVATE_OUTPUT, FIRST_TWO);
        vm.prank(watcher);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotProposed.selector);
        bench.challengePrivate{value: CHALLENGE_BOND}(again);
    }

    function _colluded() private returns (RequestId id, IDisputeCourt.SignedAnswer memory answer) {
        InferenceRequest memory request = _told(Mode.OPTIMISTIC);
        id = _open(request);
        answer = _fulfil(request, WRONG);
    }

    function _challengedPrivately() private returns (RequestId id, InferenceRequest memory request) {
        request = _privateAboutNobody();
        id = _open(request);
        IDisputeCourt.SignedAnswer memory answer = _fulfil(request, PRIVATE_OUTPUT);
        vm.prank(watcher);
        bench.challengePrivate{value: CHALLENGE_BOND}(answer);
        _assertStatus(id, IInferenceOracle.Status.Disputed, "held up");
    }
}
