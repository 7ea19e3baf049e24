// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {ConfigDigest, ConsentId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceReport, InferenceRequest, Mode, NOT_ABOUT_A_PERSON} from "../../../../contracts/types/Inference.sol";
import {BatchFixture} from "../../../utils/BatchFixture.sol";

/// @dev Two of four must sign, each with a bond of one ether: two ether back an answer.
contract InferenceOracleValueAtRiskTest is BatchFixture {
    uint96 private constant MOST = 1 ether;

    function test_RevertWhen_OneRequestOverHalfOfBacking() external {
        InferenceRequest memory request = _risky(1, MOST + 1);
        vm.prank(users.requester);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ValueNotCovered.selector, MOST + 1, MOST)
        );
        oracle.requestInference{value: request.fee}(request, NO_PROOF);
    }

    function test_RevertGiven_ExposureOfCommitteeFull() external {
        _open(_risky(1, MOST));
        InferenceRequest memory request = _risky(2, 1);
        vm.prank(users.requester);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ExposureFull.selector, config, MOST, 1, MOST)
        );
        oracle.requestInference{value: request.fee}(request, NO_PROOF);
    }

    function test_RevertWhen_QuorumOnPrivateInput_NobodyCouldShowItWrong() external {
        InferenceRequest memory request = _risky(1, 1);
        request.modelId = privateModel;
        vm.prank(users.requester);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ValueNotCovered.selector, 1, 0));
        oracle.requestInference{value: request.fee}(request, NO_PROOF);
    }

    function test_WhenOpened_BooksAgainstCurrentCommittee() external {
        InferenceRequest memory request = _risky(1, MOST);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.ExposureOpened(_idOf(request), config, MOST);
        RequestId id = _open(request);
        _assertBooked(id, config, MOST, 0);
        assertEq(oracle.openExposureOf(config), MOST, "open");
    }

    function test_GivenNothingAtRisk_BooksNothing() external {
        InferenceRequest memory request = _risky(1, 0);
        RequestId id = _open(request);
        _fulfil(request);
        _assertBooked(id, ConfigDigest.wrap(0), 0, 0);
    }

    function test_WhenAnotherCommitteeAnswers_MovesToIt() external {
        InferenceRequest memory request = _risky(1, MOST);
        RequestId id = _open(request);
        ConfigDigest next = _setConfig(3, N, F, T);
        oracle.adoptConfig(next);
        _fulfilBy(request, next, 3);
        _assertBooked(id, next, MOST, START + CHALLENGE_WINDOW);
        assertEq(oracle.openExposureOf(config), 0, "no longer here");
        assertEq(oracle.openExposureOf(next), MOST, "but there");
    }

    function test_RevertWhen_OtherCommitteeCannotTakeIt_WhichBlocksNoRefund() external {
        InferenceRequest memory request = _risky(1, MOST);
        RequestId id = _open(request);
        ConfigDigest next = _setConfig(3, N, F, T);
        oracle.adoptConfig(next);
        _open(_risky(2, MOST));
        InferenceReport memory report = _report();
        report.configDigest = next;
        bytes memory attestation = _attestFrom(_reportDigest(id, report, keccak256(OUTPUT)), FIRST_TWO, 3);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ExposureFull.selector, next, MOST, MOST, MOST)
        );
        oracle.fulfil(users.requester, request, report, OUTPUT, attestation);
        _expire(request);
        assertEq(oracle.openExposureOf(config), 0, "let go");
        assertEq(oracle.balanceOf(users.requester), request.fee - KEEPER_REWARD, "refunded");
    }

    function test_WhenFulfilledByQuorum_StaysForWindowThenAnyoneCloses() external {
        InferenceRequest memory request = _risky(1, MOST);
        RequestId id = _open(request);
        _fulfil(request);
        _assertBooked(id, config, MOST, START + CHALLENGE_WINDOW);
        vm.warp(START + CHALLENGE_WINDOW);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_ExposureStillOpen.selector, id, START + CHALLENGE_WINDOW
            )
        );
        oracle.closeExposure(id);
        vm.warp(START + CHALLENGE_WINDOW + 1);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.ExposureClosed(id, config, MOST);
        vm.prank(users.mallory);
        oracle.closeExposure(id);
        assertEq(oracle.openExposureOf(config), 0, "let go");
    }

    function test_RevertGiven_Unanswered_ClosesForNobody() external {
        RequestId id = _open(_risky(1, MOST));
        vm.warp(START + 30 days);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ExposureStillOpen.selector, id, 0));
        oracle.closeExposure(id);
    }

    function test_GivenRefusedOrExpired_LetsGo() external {
        InferenceRequest memory request = _risky(1, MOST);
        RequestId id = _open(request);
        IInferenceOracle.RefusalReason reason = IInferenceOracle.RefusalReason.PayloadUnavailable;
        oracle.refuse(users.requester, request, reason, config, _attest(_refusalDigest(id, reason, config), FIRST_TWO));
        assertEq(oracle.openExposureOf(config), 0, "refused");
        request = _risky(2, MOST);
        _open(request);
        _expire(request);
        assertEq(oracle.openExposureOf(config), 0, "expired");
    }

    function test_GivenConsentDropped_LetsGo() external {
        ConsentId consentId = _grantConsent();
        InferenceRequest memory request = _personalRequest(consentId);
        request.modelId = privateModel;
        request.mode = Mode.OPTIMISTIC;
        request.valueAtRisk = MOST;
        _open(request);
        InferenceReport memory report = _reportFor(request);
        bytes memory attestation = _attestReport(request, report);
        vm.prank(users.patient);
        consents.revoke(consentId);
        oracle.fulfil(users.requester, request, report, COMMITMENT, attestation);
        assertEq(oracle.openExposureOf(config), 0, "let go");
    }

    function test_GivenOptimistic_StaysUntilFinalOrOverturned() external {
        InferenceRequest memory request = _publicRequest(Mode.OPTIMISTIC);
        request.valueAtRisk = MOST;
        RequestId id = _open(request);
        _propose(request, SCORE);
        _assertBooked(id, config, MOST, 0);
        uint256 snapshot = vm.snapshotState();
        _overturn(request, SCORE);
        assertEq(oracle.openExposureOf(config), 0, "overturned");
        vm.revertToState(snapshot);
        vm.warp(START + CHALLENGE_WINDOW + 1);
        _finalise(request, SCORE);
        assertEq(oracle.openExposureOf(config), 0, "final");
    }

    function test_GivenTakenOverOnChain_LetsGo() external {
        InferenceRequest memory request = _publicRequest(Mode.QUORUM);
        request.valueAtRisk = MOST;
        _open(request);
        _answerOnChain(request, INPUT);
        assertEq(oracle.openExposureOf(config), 0, "let go");
    }

    function test_GivenModeWithoutCommittee_BooksNone() external {
        InferenceRequest memory request = _publicRequest(Mode.ONCHAIN);
        request.valueAtRisk = type(uint96).max;
        RequestId id = _open(request);
        _assertBooked(id, ConfigDigest.wrap(0), 0, 0);
        request = _privateRequest(Mode.PROVEN, NOT_ABOUT_A_PERSON);
        request.valueAtRisk = type(uint96).max;
        _open(request);
        _expire(request);
        assertEq(oracle.openExposureOf(config), 0, "none");
    }

    function test_WhenBatchMovesMoreThanCommitteeCanTake_SkipsIt() external {
        InferenceRequest memory first = _risky(1, MOST / 2);
        InferenceRequest memory second = _risky(2, MOST / 2);
        _open(first);
        _open(second);
        ConfigDigest old = config;
        config = _setConfig(0, N, F, T);
        oracle.adoptConfig(config);
        _open(_risky(3, MOST / 2));
        _add(first, OUTPUT);
        _add(second, OUTPUT);
        assertEq(_fulfilBatch(), 1, "there is room for one");
        _assertBooked(_idOf(first), config, MOST / 2, START + CHALLENGE_WINDOW);
        _assertBooked(_idOf(second), old, MOST / 2, 0);
        _assertStatus(_idOf(second), IInferenceOracle.Status.Pending, "skipped");
    }

    function _risky(uint256 nonce, uint96 value) private view returns (InferenceRequest memory request) {
        request = _request();
        request.nonce = nonce;
        request.valueAtRisk = value;
    }

    function _fulfilBy(InferenceRequest memory request, ConfigDigest digest, uint256 first) private {
        InferenceReport memory report = _report();
        report.configDigest = digest;
        bytes memory attestation =
            _attestFrom(_reportDigest(_idOf(request), report, keccak256(OUTPUT)), FIRST_TWO, first);
        oracle.fulfil(users.requester, request, report, OUTPUT, attestation);
    }

    function _assertBooked(RequestId id, ConfigDigest digest, uint96 value, uint256 closableAt) private view {
        (ConfigDigest booked, uint96 amount, uint40 until) = oracle.exposureOf(id);
        assertEq(ConfigDigest.unwrap(booked), ConfigDigest.unwrap(digest), "committee");
        assertEq(uint256(amount), value, "value");
        assertEq(uint256(until), closableAt, "closable at");
    }
}
