// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {Attestation} from "../../../../contracts/libraries/Attestation.sol";
import {HostileConsumer} from "../../../../contracts/mocks/HostileConsumer.sol";
import {ConfigDigest, ConsentId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode} from "../../../../contracts/types/Inference.sol";
import {BatchFixture} from "../../../utils/BatchFixture.sol";
import {Vm} from "../../../utils/Vm.sol";

contract InferenceOracleFulfilBatchTest is BatchFixture {
    function test_RevertWhen_NoAnswer() external {
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_BatchSizeOutOfRange.selector, 0, 1_024));
        oracle.fulfilBatch(_entries(), outputs, config, uint64(START_BLOCK), "");
    }

    function test_RevertWhen_MoreThan1024Answers() external {
        IInferenceOracle.BatchEntry[] memory many = new IInferenceOracle.BatchEntry[](1_025);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_BatchSizeOutOfRange.selector, 1_025, 1_024)
        );
        oracle.fulfilBatch(many, "", config, uint64(START_BLOCK), "");
    }

    function test_RevertWhen_ObservedBlockInFuture() external {
        _add(_openNth(0), OUTPUT);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_ObservedBlockInFuture.selector);
        oracle.fulfilBatch(_entries(), outputs, config, uint64(START_BLOCK + 1), "");
    }

    function test_RevertWhen_AnswersReorderedAcrossPairs() external {
        for (uint256 i; i < 3; ++i) {
            _add(_openNth(i), OUTPUT);
        }
        bytes memory attestation = _attestBatch();
        IInferenceOracle.BatchEntry[] memory reordered = _entries();
        (reordered[0], reordered[2]) = (reordered[2], reordered[0]);
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.fulfilBatch(reordered, outputs, config, uint64(START_BLOCK), attestation);
    }

    function test_RevertWhen_AnswerLeftOutOrAdded() external {
        _add(_openNth(0), OUTPUT);
        bytes memory ofOne = _attestBatch();
        _add(_openNth(1), OUTPUT);
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.fulfilBatch(_entries(), outputs, config, uint64(START_BLOCK), ofOne);
    }

    function test_RevertWhen_AnotherOutputThanSigned() external {
        _add(_openNth(0), OUTPUT);
        bytes memory attestation = _attestBatch();
        outputs = hex"0001e241fffffff6";
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.fulfilBatch(_entries(), outputs, config, uint64(START_BLOCK), attestation);
    }

    function test_RevertWhen_SignedForAnotherConfig() external {
        _add(_openNth(0), OUTPUT);
        bytes memory attestation = _attestBatch();
        ConfigDigest next = _setConfig(0, N, F, T);
        oracle.adoptConfig(next);
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.fulfilBatch(_entries(), outputs, next, uint64(START_BLOCK), attestation);
    }

    function test_WhenAnswerGivenTwice_SettledAndPaidOnce() external {
        InferenceRequest memory request = _openNth(0);
        _add(request, OUTPUT);
        _add(request, hex"00000001");
        assertEq(_fulfilBatch(), 1, "the first counts");
        (,, bytes26 digest) = oracle.recordOf(_idOf(request));
        assertEq(bytes32(digest), bytes32(bytes26(keccak256(OUTPUT))), "the first one's output");
        assertEq(_pot(), request.fee, "paid once");
    }

    function test_GivenSomeCannotBeTaken_SkipsThemAndHarmsNoOther() external {
        InferenceRequest memory settled = _openNth(0);
        _fulfil(settled);
        InferenceRequest memory late = _openNth(1);
        InferenceRequest memory neverOpened = _request();
        neverOpened.nonce = 999;
        InferenceRequest memory optimistic = _publicRequest(Mode.OPTIMISTIC);
        _open(optimistic);
        InferenceRequest memory good = _request();
        good.nonce = 2;
        good.deadline += 1 hours;
        _open(good);
        InferenceRequest memory empty = _request();
        empty.nonce = 3;
        empty.deadline += 1 hours;
        _open(empty);
        vm.warp(late.deadline + 1);
        _add(settled, OUTPUT);
        _add(late, OUTPUT);
        _add(neverOpened, OUTPUT);
        _add(optimistic, OUTPUT);
        _add(empty, "");
        _add(good, OUTPUT);
        uint256 before = _pot();
        assertEq(_fulfilBatch(), 1, "one of six");
        _assertStatus(_idOf(good), IInferenceOracle.Status.Fulfilled, "the good one");
        _assertStatus(_idOf(late), IInferenceOracle.Status.Pending, "too late");
        _assertStatus(_idOf(optimistic), IInferenceOracle.Status.Pending, "another mode");
        _assertStatus(_idOf(empty), IInferenceOracle.Status.Pending, "no output");
        assertEq(_pot() - before, good.fee, "paid for it");
        _expire(late);
    }

    function test_GivenConsents_TakesLiveDropsRevokedSkipsOtherVersion() external {
        ConsentId live = _grantConsent();
        vm.warp(START + 1);
        ConsentId revoked = _grantConsent();
        InferenceRequest memory good = _personalRequest(live);
        InferenceRequest memory dropped = _personalRequest(revoked);
        InferenceRequest memory other = _personalRequest(live);
        other.nonce = 2;
        _open(good);
        _open(dropped);
        _open(other);
        _add(good, COMMITMENT);
        _add(dropped, COMMITMENT);
        _add(other, COMMITMENT);
        entries[2].consentVersion -= 1;
        vm.prank(users.patient);
        consents.revoke(revoked);
        assertEq(_fulfilBatch(), 1, "one");
        _assertStatus(_idOf(good), IInferenceOracle.Status.Fulfilled, "live");
        _assertStatus(_idOf(dropped), IInferenceOracle.Status.ConsentRevoked, "dropped");
        _assertStatus(_idOf(other), IInferenceOracle.Status.Pending, "skipped");
        assertEq(_pot(), good.fee + COMPUTE_FEE, "work paid");
        assertEq(oracle.balanceOf(users.requester), dropped.fee - COMPUTE_FEE, "rest refunded");
    }

    function test_GivenCallbacks_RunsNoneLeavesEachToAnyone() external {
        consumer.setMood(HostileConsumer.Mood.GasBurning);
        InferenceRequest memory first = _callbackRequest();
        InferenceRequest memory second = _callbackRequest();
        second.nonce = 2;
        _open(first);
        _open(second);
        _add(first, OUTPUT);
        _add(second, OUTPUT);
        assertEq(_fulfilBatch(), 2, "both");
        assertEq(consumer.gasSeen(), 0, "nobody called");
        _assertStatus(_idOf(first), IInferenceOracle.Status.CallbackFailed, "to be delivered");
        consumer.setMood(HostileConsumer.Mood.Friendly);
        oracle.retryCallback(users.requester, second, OUTPUT);
        _assertStatus(_idOf(second), IInferenceOracle.Status.Fulfilled, "alone");
        _assertStatus(_idOf(first), IInferenceOracle.Status.CallbackFailed, "untouched");
    }

    function test_GivenConfigReplacedInFlight_SettlesWithinGrace() external {
        _add(_openNth(0), OUTPUT);
        bytes memory attestation = _attestBatch();
        oracle.adoptConfig(_setConfig(3, N, F, T));
        assertEq(oracle.fulfilBatch(_entries(), outputs, config, uint64(START_BLOCK), attestation), 1, "grace");
    }

    function test_WhenTMembersSignedRoot_SettlesEachPaysOnceTellsEachOutput() external {
        uint256 fees;
        for (uint256 i; i < 5; ++i) {
            InferenceRequest memory request = _openNth(i);
            _add(request, i % 2 == 0 ? OUTPUT : bytes(hex"0000002a"));
            fees += request.fee;
        }
        vm.recordLogs();
        assertEq(_fulfilBatch(), 5, "all");
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 6, "one for each and one for all");
        assertEq(logs[1].topics[0], IInferenceOracle.InferenceBatched.selector, "InferenceBatched");
        assertEq(abi.decode(logs[1].data, (bytes)), hex"0000002a", "its output");
        assertEq(logs[5].topics[0], IInferenceOracle.BatchFulfilled.selector, "BatchFulfilled");
        assertEq(logs[5].topics[1], _root(), "root");
        for (uint256 i; i < 5; ++i) {
            (IInferenceOracle.Status status,, bytes26 digest) = oracle.recordOf(RequestId.wrap(logs[i].topics[1]));
            assertEq(uint256(status), uint256(IInferenceOracle.Status.Fulfilled), "settled");
            bytes memory output = i % 2 == 0 ? OUTPUT : bytes(hex"0000002a");
            assertEq(bytes32(digest), bytes32(bytes26(keccak256(output))), "each its own");
        }
        assertEq(_pot(), fees, "pot");
    }
}
