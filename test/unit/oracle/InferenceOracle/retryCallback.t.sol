// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {HostileConsumer} from "../../../../contracts/mocks/HostileConsumer.sol";
import {ConsentId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest} from "../../../../contracts/types/Inference.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";

contract InferenceOracleRetryCallbackTest is OracleFixture {
    function test_RevertGiven_CallbackDidNotFail() external {
        InferenceRequest memory request = _callbackRequest();
        RequestId id = _open(request);
        _expectNoFailedCallback(request, id, IInferenceOracle.Status.Pending);
        _fulfil(request);
        _expectNoFailedCallback(request, id, IInferenceOracle.Status.Fulfilled);
    }

    function test_RevertWhen_OutputNotSigned() external {
        (InferenceRequest memory request, RequestId id) = _failed();
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_OtherOutput.selector, id));
        oracle.retryCallback(users.requester, request, hex"0001e241fffffff6");
    }

    function test_RevertGiven_ConsentEndedSince() external {
        ConsentId consentId = _grantConsent();
        InferenceRequest memory request = _personalRequest(consentId);
        request.callback = address(consumer);
        request.callbackGasLimit = CALLBACK_GAS;
        request.fee = oracle.quoteFee(peopleModel, CALLBACK_GAS);
        consumer.setMood(HostileConsumer.Mood.Reverting);
        RequestId id = _open(request);
        _fulfil(request);
        consumer.setMood(HostileConsumer.Mood.Friendly);
        vm.prank(users.patient);
        consents.revokeAll();

        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ConsentNotLive.selector, consentId));
        oracle.retryCallback(users.requester, request, COMMITMENT);
        _assertStatus(id, IInferenceOracle.Status.CallbackFailed, "never delivered");
    }

    function test_RevertWhen_ConsumerFailsAgain_StaysRetryable() external {
        (InferenceRequest memory request, RequestId id) = _failed();
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_CallbackFailedAgain.selector,
                id,
                abi.encodeWithSelector(HostileConsumer.HostileConsumer_NoThanks.selector, id)
            )
        );
        oracle.retryCallback(users.requester, request, OUTPUT);
        _assertStatus(id, IInferenceOracle.Status.CallbackFailed, "still retryable");
    }

    function test_RevertWhen_CallerBringsLessThanCallbacksGas() external {
        (InferenceRequest memory request, RequestId id) = _failed();
        consumer.setMood(HostileConsumer.Mood.Friendly);
        bytes memory data = abi.encodeCall(oracle.retryCallback, (users.requester, request, OUTPUT));
        (bool delivered,) = address(oracle).call{gas: CALLBACK_GAS}(data);
        assertFalse(delivered, "starved");
        _assertStatus(id, IInferenceOracle.Status.CallbackFailed, "still retryable");
    }

    function test_WhenConsumerTakesItNow_FulfilledOnceWithAtLeastGasAskedFor() external {
        (InferenceRequest memory request, RequestId id) = _failed();
        consumer.setMood(HostileConsumer.Mood.Friendly);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.CallbackDelivered(id);
        vm.prank(users.mallory); // anyone may
        oracle.retryCallback(users.requester, request, OUTPUT);
        assertEq(consumer.deliveries(), 1, "told");
        assertGt(consumer.gasSeen(), CALLBACK_GAS, "with all there was");
        _expectNoFailedCallback(request, id, IInferenceOracle.Status.Fulfilled);
    }

    function _failed() private returns (InferenceRequest memory request, RequestId id) {
        consumer.setMood(HostileConsumer.Mood.Reverting);
        request = _callbackRequest();
        id = _open(request);
        _fulfil(request);
    }

    function _expectNoFailedCallback(InferenceRequest memory request, RequestId id, IInferenceOracle.Status status)
        private
    {
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_NoFailedCallback.selector, id, status));
        oracle.retryCallback(users.requester, request, OUTPUT);
    }
}
