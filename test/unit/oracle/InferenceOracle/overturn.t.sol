// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {HostileConsumer} from "../../../../contracts/mocks/HostileConsumer.sol";
import {ConfigDigest, ConsentId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode} from "../../../../contracts/types/Inference.sol";
import {ModesFixture} from "../../../utils/ModesFixture.sol";

contract InferenceOracleOverturnTest is ModesFixture {
    function test_RevertWhen_CallerNotCourt() external {
        InferenceRequest memory request = _proposed();
        vm.prank(users.admin);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_NotCourt.selector, users.admin, court));
        oracle.overturn(users.requester, request, config, WRONG_SCORE);
    }

    function test_GivenNothingProposed_SaysFalse() external {
        InferenceRequest memory request = _publicRequest(Mode.OPTIMISTIC);
        assertFalse(_overturn(request, WRONG_SCORE), "never opened");
        _open(request);
        assertFalse(_overturn(request, WRONG_SCORE), "pending");
    }

    function test_GivenAnswerByQuorum_SaysFalse() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        _fulfil(request);
        assertFalse(_overturn(request, OUTPUT), "final at once");
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "untouched");
    }

    function test_WhenAnotherAnswerThanProposed_SaysFalse() external {
        InferenceRequest memory request = _proposed();
        assertFalse(_overturn(request, SCORE), "another output");
        assertFalse(_overturn(request, ""), "no output at all");
        vm.prank(court);
        bool overturned = oracle.overturn(users.requester, request, ConfigDigest.wrap(keccak256("other")), WRONG_SCORE);
        assertFalse(overturned, "another committee");
        _assertStatus(_idOf(request), IInferenceOracle.Status.Proposed, "untouched");
    }

    function test_GivenWindowOver_SaysFalse() external {
        InferenceRequest memory request = _proposed();
        vm.warp(START + CHALLENGE_WINDOW + 1);
        assertFalse(_overturn(request, WRONG_SCORE), "too late");
        vm.warp(START + CHALLENGE_WINDOW);
        assertTrue(_overturn(request, WRONG_SCORE), "the last second counts");
    }

    function test_GivenSequencerDownOrJustUp_WindowOpenStill() external {
        InferenceRequest memory request = _proposed();
        vm.warp(START + 3 days);
        feed.set(1, START + 60);
        uint256 snapshot = vm.snapshotState();
        assertTrue(_overturn(request, WRONG_SCORE), "down");
        vm.revertToState(snapshot);
        feed.set(0, START + 3 days - CHALLENGE_WINDOW);
        assertTrue(_overturn(request, WRONG_SCORE), "just up");
    }

    function test_GivenDisputed_OverturnsHoweverLate() external {
        InferenceRequest memory request = _proposed();
        vm.prank(court);
        oracle.dispute(users.requester, request, config, keccak256(WRONG_SCORE));
        vm.warp(START + 30 days);
        assertTrue(_overturn(request, WRONG_SCORE), "since it was disputed in time");
        _assertStatus(_idOf(request), IInferenceOracle.Status.Overturned, "status");
    }

    function test_GivenOverturnedAlready_SaysFalse() external {
        InferenceRequest memory request = _proposed();
        assertTrue(_overturn(request, WRONG_SCORE), "once");
        assertFalse(_overturn(request, WRONG_SCORE), "not twice");
        assertEq(oracle.balanceOf(users.requester), request.fee, "refunded once");
    }

    function test_WhenConsumerFails_RefundsAllTheSameAndRecordsFailureForRetry() external {
        HostileConsumer.Mood[3] memory moods =
            [HostileConsumer.Mood.Reverting, HostileConsumer.Mood.RevertBomb, HostileConsumer.Mood.GasBurning];
        for (uint256 i; i < moods.length; ++i) {
            uint256 snapshot = vm.snapshotState();
            InferenceRequest memory request = _heard(_publicRequest(Mode.OPTIMISTIC));
            RequestId id = _open(request);
            _propose(request, WRONG_SCORE);
            consumer.setMood(moods[i]);
            assertTrue(_overturn(request, WRONG_SCORE), "overturned");
            _assertStatus(id, IInferenceOracle.Status.Overturned, "status");
            assertEq(oracle.balanceOf(users.requester), request.fee, "whole fee");
            vm.expectPartialRevert(IInferenceOracle.InferenceOracle_CallbackFailedAgain.selector);
            oracle.retryCallback(users.requester, request, WRONG_SCORE);

            consumer.setMood(HostileConsumer.Mood.Friendly);
            vm.prank(users.mallory); // anyone
            oracle.retryCallback(users.requester, request, WRONG_SCORE);
            assertEq(consumer.takenBack(), 1, "told now");
            _assertStatus(id, IInferenceOracle.Status.Overturned, "overturned it stays");
            vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NoFailedCallback.selector);
            oracle.retryCallback(users.requester, request, WRONG_SCORE);
            vm.revertToState(snapshot);
        }
    }

    function test_WhenConsumerRetriesInside_RefusedThere() external {
        InferenceRequest memory request = _heard(_publicRequest(Mode.OPTIMISTIC));
        _open(request);
        _propose(request, WRONG_SCORE);
        consumer.setReentry(
            address(oracle), abi.encodeCall(oracle.retryCallback, (users.requester, request, WRONG_SCORE))
        );
        _overturn(request, WRONG_SCORE);
        assertEq(
            bytes32(consumer.reentryError()),
            bytes32(IInferenceOracle.InferenceOracle_NoFailedCallback.selector),
            "told once"
        );
        assertEq(consumer.takenBack(), 1, "told");
    }

    function test_GivenConsentEnded_TellsAllTheSame() external {
        ConsentId consentId = _grantConsent();
        InferenceRequest memory request = _heard(_privateRequest(Mode.OPTIMISTIC, consentId));
        _open(request);
        _propose(request, COMMITMENT);
        vm.prank(users.patient);
        consents.revoke(consentId);
        assertTrue(_overturn(request, COMMITMENT), "overturned");
        assertEq(consumer.takenBack(), 1, "told to take it back");
    }

    function test_WhenThisVeryAnswerIsProposed_RefundsWholeFeeAndTellsConsumerWithExactGas() external {
        InferenceRequest memory request = _heard(_publicRequest(Mode.OPTIMISTIC));
        RequestId id = _open(request);
        _propose(request, WRONG_SCORE);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceOverturned(id, request.fee);
        assertTrue(_overturn(request, WRONG_SCORE), "overturned");

        assertEq(oracle.balanceOf(users.requester), request.fee, "whole fee");
        assertEq(_pot(), 0, "nobody earned anything");
        assertEq(consumer.takenBack(), 1, "told");
        assertLe(consumer.gasSeen(), CALLBACK_GAS, "no more gas than asked for");
        assertGt(consumer.gasSeen(), CALLBACK_GAS - 1_000, "no less but for the entry");
        assertEq(consumer.lastAnswer().output, WRONG_SCORE, "of the answer that was told");
        assertFalse(consumer.lastAnswer().isFinal, "which was not final");
    }

    function _proposed() private returns (InferenceRequest memory request) {
        request = _publicRequest(Mode.OPTIMISTIC);
        _open(request);
        _propose(request, WRONG_SCORE);
    }
}
