// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceConsumer} from "../../../../contracts/interfaces/IInferenceConsumer.sol";
import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {BoundedCalls} from "../../../../contracts/libraries/BoundedCalls.sol";
import {AnswerBook} from "../../../../contracts/mocks/AnswerBook.sol";
import {HostileConsumer} from "../../../../contracts/mocks/HostileConsumer.sol";
import {RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceAnswer, InferenceReport, InferenceRequest} from "../../../../contracts/types/Inference.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";
import {Vm} from "../../../utils/Vm.sol";

contract InferenceOracleCallbackTest is OracleFixture {
    function test_WhenConsumerTakesAnswer_GetsExactlyGasAskedForAndEveryField() external {
        InferenceRequest memory request = _callbackRequest();
        RequestId id = _open(request);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.CallbackDelivered(id);
        _fulfil(request);

        assertLe(consumer.gasSeen(), CALLBACK_GAS, "no more than asked for");
        assertGt(consumer.gasSeen(), CALLBACK_GAS - 1_000, "no less but for the entry");
        assertEq(RequestId.unwrap(consumer.lastId()), RequestId.unwrap(id), "id");
        InferenceAnswer memory answer = consumer.lastAnswer();
        InferenceAnswer memory expected = InferenceAnswer({
            requester: users.requester,
            modelId: request.modelId,
            payloadHash: request.payloadHash,
            inputCommitment: request.inputCommitment,
            consentId: request.consentId,
            provenance: request.provenance,
            mode: request.mode,
            isFinal: true,
            valueAtRisk: request.valueAtRisk,
            nonce: request.nonce,
            output: OUTPUT
        });
        assertEq(abi.encode(answer), abi.encode(expected), "answer");
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "status");
    }

    function test_WhenConsumerReverts_SettlesAllTheSameAndRecordsReason() external {
        consumer.setMood(HostileConsumer.Mood.Reverting);
        InferenceRequest memory request = _callbackRequest();
        RequestId id = _open(request);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.CallbackReverted(
            id, abi.encodeWithSelector(HostileConsumer.HostileConsumer_NoThanks.selector, id)
        );
        _fulfil(request);
        _assertStatus(id, IInferenceOracle.Status.CallbackFailed, "status");
        assertEq(_pot(), request.fee, "fee earned all the same");
    }

    function test_WhenConsumerRevertsWithBomb_Copies256BytesOfIt() external {
        consumer.setMood(HostileConsumer.Mood.RevertBomb);
        assertEq(_reasonOfFailure().length, 256, "copied");
    }

    function test_WhenConsumerReturnsBomb_CountsAsDelivered() external {
        consumer.setMood(HostileConsumer.Mood.ReturnBomb);
        InferenceRequest memory request = _callbackRequest();
        RequestId id = _open(request);
        _fulfil(request);
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "status");
    }

    function test_WhenConsumerBurnsGas_SettlesAllTheSame() external {
        consumer.setMood(HostileConsumer.Mood.GasBurning);
        assertEq(_reasonOfFailure().length, 0, "no reason given");
    }

    function test_WhenCallbackHasNoCode_CountsAsFailed() external {
        InferenceRequest memory request = _callbackRequest();
        request.callback = users.mallory;
        RequestId id = _open(request);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.CallbackReverted(id, "");
        _fulfil(request);
        _assertStatus(id, IInferenceOracle.Status.CallbackFailed, "status");
    }

    function test_WhenSubmitterBringsTooLittleGas_RevertsWholeFulfilment() external {
        InferenceRequest memory request = _callbackRequest();
        RequestId id = _open(request);
        InferenceReport memory report = _report();
        bytes memory data =
            abi.encodeCall(oracle.fulfil, (users.requester, request, report, OUTPUT, _attestReport(request, report)));
        bool starved;
        // From hardly anything to more than enough: it is all or nothing.
        for (uint256 gas = 60_000; gas < 700_000; gas += 20_000) {
            uint256 snapshot = vm.snapshotState();
            (bool settled, bytes memory reason) = address(oracle).call{gas: gas}(data);
            if (settled) {
                assertEq(consumer.deliveries(), 1, "told with all its gas");
                _assertStatus(id, IInferenceOracle.Status.Fulfilled, "never a failed callback");
            } else {
                if (bytes4(reason) == BoundedCalls.BoundedCalls_InsufficientGas.selector) starved = true;
                _assertStatus(id, IInferenceOracle.Status.Pending, "nothing happened");
            }
            vm.revertToState(snapshot);
        }
        assertTrue(starved, "the range holds starved calls");
    }

    function test_WhenSubmitterStarvesConsentCheck_RevertsRatherThanDropsAnswer() external {
        InferenceRequest memory request = _personalRequest(_grantConsent());
        RequestId id = _open(request);
        InferenceReport memory report = _reportFor(request);
        bytes memory data = abi.encodeCall(
            oracle.fulfil, (users.requester, request, report, COMMITMENT, _attestReport(request, report))
        );
        bool starved;
        for (uint256 gas = 30_000; gas < 200_000; gas += 5_000) {
            uint256 snapshot = vm.snapshotState();
            (bool settled, bytes memory reason) = address(oracle).call{gas: gas}(data);
            if (bytes4(reason) == BoundedCalls.BoundedCalls_InsufficientGas.selector) starved = true;
            _assertStatus(
                id,
                settled ? IInferenceOracle.Status.Fulfilled : IInferenceOracle.Status.Pending,
                "never dropped for want of gas"
            );
            vm.revertToState(snapshot);
        }
        assertTrue(starved, "the range holds starved calls");
    }

    function test_WhenConsumerSubmitsAnswerAgain_RefusedInside() external {
        InferenceRequest memory request = _callbackRequest();
        RequestId id = _open(request);
        InferenceReport memory report = _report();
        consumer.setReentry(
            address(oracle),
            abi.encodeCall(oracle.fulfil, (users.requester, request, report, OUTPUT, _attestReport(request, report)))
        );
        _assertRefusedInside(request, id, IInferenceOracle.InferenceOracle_NotPending.selector);
    }

    function test_WhenConsumerRetriesInsideCallback_RefusedInside() external {
        InferenceRequest memory request = _callbackRequest();
        RequestId id = _open(request);
        consumer.setReentry(address(oracle), abi.encodeCall(oracle.retryCallback, (users.requester, request, OUTPUT)));
        _assertRefusedInside(request, id, IInferenceOracle.InferenceOracle_NoFailedCallback.selector);
    }

    function test_WhenConsumerLetsNobodyButOracleIn_TakesAnswerAndRefusesMallory() external {
        AnswerBook book = new AnswerBook(oracle);
        InferenceRequest memory request = _callbackRequest();
        request.callback = address(book);
        RequestId id = _open(request);
        _fulfil(request);
        assertEq(book.answers(id), keccak256(OUTPUT), "answer");

        InferenceAnswer memory forged;
        vm.prank(users.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceConsumer.InferenceConsumer_NotOracle.selector, users.mallory, address(oracle)
            )
        );
        book.onInference(id, forged);
    }

    function _reasonOfFailure() private returns (bytes memory reason) {
        InferenceRequest memory request = _callbackRequest();
        RequestId id = _open(request);
        vm.recordLogs();
        _fulfil(request);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs[1].topics[0], IInferenceOracle.CallbackReverted.selector, "CallbackReverted");
        _assertStatus(id, IInferenceOracle.Status.CallbackFailed, "status");
        return abi.decode(logs[1].data, (bytes));
    }

    function _assertRefusedInside(InferenceRequest memory request, RequestId id, bytes4 selector) private {
        _fulfil(request);
        assertFalse(consumer.reentrySucceeded(), "refused");
        assertEq(bytes32(consumer.reentryError()), bytes32(selector), "for the right reason");
        assertEq(consumer.deliveries(), 1, "told once");
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "settled once");
        assertEq(_pot(), request.fee, "paid once");
    }
}
