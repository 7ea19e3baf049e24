// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {Attestation} from "../../../../contracts/libraries/Attestation.sol";
import {ConfigDigest, ConsentId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceReport, InferenceRequest} from "../../../../contracts/types/Inference.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";
import {Vm} from "../../../utils/Vm.sol";

contract InferenceOracleFulfilTest is OracleFixture {
    function test_RevertGiven_RequestNeverOpened() external {
        InferenceRequest memory request = _request();
        _expectFulfilRevert(request, _report(), _notPending(request, IInferenceOracle.Status.None));
    }

    function test_RevertGiven_RequestFulfilledAlready() external {
        InferenceRequest memory request = _request();
        _open(request);
        _fulfil(request);
        _expectFulfilRevert(request, _report(), _notPending(request, IInferenceOracle.Status.Fulfilled));
    }

    function test_RevertGiven_RequestExpired() external {
        InferenceRequest memory request = _request();
        _open(request);
        _expire(request);
        _expectFulfilRevert(request, _report(), _notPending(request, IInferenceOracle.Status.Expired));
    }

    function test_RevertWhen_DeadlinePassed() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        vm.warp(request.deadline + 1);
        _expectFulfilRevert(
            request,
            _report(),
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_DeadlinePassed.selector, id, request.deadline)
        );
        vm.warp(request.deadline);
        _fulfil(request);
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "the last second counts");
    }

    function test_RevertWhen_OutputEmpty() external {
        _expectOutputRevert("");
    }

    function test_RevertWhen_OutputLongerThanMaximum() external {
        _expectOutputRevert(new bytes(4_097));
    }

    function test_RevertWhen_OutputAboutPersonNoCommitment() external {
        InferenceRequest memory request = _personalRequest(_grantConsent());
        _open(request);
        InferenceReport memory report = _reportFor(request);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_NotACommitment.selector, 8));
        oracle.fulfil(users.requester, request, report, OUTPUT, "");
    }

    function test_RevertGiven_ConfigUnknown() external {
        InferenceRequest memory request = _request();
        _open(request);
        InferenceReport memory report = _report();
        report.configDigest = ConfigDigest.wrap(keccak256("nobody's"));
        _expectFulfilRevert(
            request,
            report,
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_UnknownConfig.selector, report.configDigest)
        );
    }

    function test_RevertGiven_ConfigExpired() external {
        InferenceRequest memory request = _request();
        request.deadline = START + 3 days;
        _open(request);
        oracle.adoptConfig(_setConfig(3, N, F, T));
        vm.warp(START + GRACE + 1);
        _expectFulfilRevert(
            request,
            _report(),
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ConfigExpired.selector, config, START + GRACE)
        );
    }

    function test_GivenConfigReplacedAndGraceRuns_SettlesAnswerInFlight() external {
        InferenceRequest memory request = _request();
        request.deadline = START + 3 days;
        RequestId id = _open(request);
        ConfigDigest next = _setConfig(3, N, F, T);
        oracle.adoptConfig(next);
        vm.warp(START + GRACE);
        _fulfil(request);
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "settled by the old committee");
        assertEq(_pot(), request.fee, "to the old committee's pot");
        (,,,, uint256 nextPot) = oracle.configOf(next);
        assertEq(nextPot, 0, "not to the new one's");
    }

    function test_RevertWhen_ObservedBlockInFuture() external {
        InferenceRequest memory request = _request();
        _open(request);
        InferenceReport memory report = _report();
        report.observedBlock = uint64(START_BLOCK + 1);
        _expectFulfilRevert(
            request,
            report,
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_ObservedBlockInFuture.selector, START_BLOCK + 1, START_BLOCK
            )
        );
    }

    function test_RevertWhen_ConsentVersionReportedWithoutConsent() external {
        InferenceRequest memory request = _request();
        _open(request);
        InferenceReport memory report = _report();
        report.consentVersion = START;
        _expectFulfilRevert(
            request,
            report,
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ConsentVersionMismatch.selector, START, 0)
        );
    }

    function test_RevertWhen_ConsentVersionDiffers() external {
        InferenceRequest memory request = _personalRequest(_grantConsent());
        _open(request);
        InferenceReport memory report = _reportFor(request);
        report.consentVersion -= 1;
        _expectFulfilRevert(
            request,
            report,
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ConsentVersionMismatch.selector, START - 1, START)
        );
    }

    function test_RevertWhen_ReportSignedForAnotherContract() external {
        InferenceRequest memory request = _request();
        _open(request);
        InferenceReport memory report = _report();
        bytes memory attestation = _attestReport(request, report);
        oracle = _newOracle();
        oracle.adoptConfig(config);
        _open(request);
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.fulfil(users.requester, request, report, OUTPUT, attestation);
    }

    function test_RevertWhen_ReportSignedForAnotherChain() external {
        InferenceRequest memory request = _request();
        _open(request);
        InferenceReport memory report = _report();
        bytes memory attestation = _attestReport(request, report);
        vm.chainId(block.chainid + 1);
        RequestId twin = _open(request);
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.fulfil(users.requester, request, report, OUTPUT, attestation);
        _assertStatus(twin, IInferenceOracle.Status.Pending, "the other chain's request waits");
    }

    function test_RevertWhen_ReportSignedForAnotherRequest() external {
        InferenceRequest memory request = _request();
        _open(request);
        InferenceReport memory report = _report();
        bytes memory attestation = _attestReport(request, report);
        request.nonce = 2;
        _open(request);
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.fulfil(users.requester, request, report, OUTPUT, attestation);
    }

    function test_RevertWhen_AnotherOutputSubmittedThanSigned() external {
        InferenceRequest memory request = _request();
        _open(request);
        InferenceReport memory report = _report();
        bytes memory attestation = _attestReport(request, report);
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.fulfil(users.requester, request, report, hex"0001e241fffffff6", attestation);
    }

    function test_RevertWhen_FewerThanTSigned() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        InferenceReport memory report = _report();
        bytes memory attestation = _attest(_reportDigest(id, report, keccak256(OUTPUT)), 1);
        vm.expectRevert(abi.encodeWithSelector(Attestation.Attestation_WrongLength.selector, 68, 132));
        oracle.fulfil(users.requester, request, report, OUTPUT, attestation);
    }

    function test_GivenConsentRevokedInFlight_DropsAnswerPaysComputeRefundsRest() external {
        ConsentId consentId = _grantConsent();
        InferenceRequest memory request = _personalRequest(consentId);
        RequestId id = _open(request);
        InferenceReport memory report = _reportFor(request);
        bytes memory attestation = _attestReport(request, report);
        vm.prank(users.patient);
        consents.revoke(consentId);

        vm.recordLogs();
        oracle.fulfil(users.requester, request, report, COMMITMENT, attestation);

        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1, "one event");
        assertEq(logs[0].topics[0], IInferenceOracle.InferenceDropped.selector, "InferenceDropped");
        assertEq(logs[0].data, abi.encode(7 gwei), "no output in it");
        (IInferenceOracle.Status status,, bytes26 outputDigest) = oracle.recordOf(id);
        assertEq(uint256(status), uint256(IInferenceOracle.Status.ConsentRevoked), "status");
        assertEq(bytes32(outputDigest), bytes32(0), "no digest");
        assertEq(_pot(), COMPUTE_FEE, "work paid");
        assertEq(oracle.balanceOf(users.requester), 7 gwei, "rest refunded");
    }

    function test_GivenNewRequestsPaused_SettlesAllTheSame() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        vm.prank(users.admin);
        oracle.setPaused(true);
        _fulfil(request);
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "settled");
    }

    function test_WhenPersonConsents_KeepsCommitment() external {
        InferenceRequest memory request = _personalRequest(_grantConsent());
        RequestId id = _open(request);
        _fulfil(request);
        (IInferenceOracle.Status status,, bytes26 outputDigest) = oracle.recordOf(id);
        assertEq(uint256(status), uint256(IInferenceOracle.Status.Fulfilled), "settled");
        assertEq(bytes32(outputDigest), bytes32(bytes26(bytes32(COMMITMENT))), "the commitment itself");
    }

    function test_WhenTMembersSigned_StoresDigestAddsFeeTellsOutputAndSigners() external {
        InferenceRequest memory request = _request();
        request.fee += 5 gwei;
        RequestId id = _open(request);
        InferenceReport memory report = _report();
        uint32 secondAndFourth = 10;
        bytes memory attestation = _attest(_reportDigest(id, report, keccak256(OUTPUT)), secondAndFourth);
        vm.warp(START + 30);

        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceFulfilled(id, config, secondAndFourth, OUTPUT);
        vm.prank(users.mallory); // anyone may submit
        oracle.fulfil(users.requester, request, report, OUTPUT, attestation);

        (IInferenceOracle.Status status, uint40 recordedAt, bytes26 outputDigest) = oracle.recordOf(id);
        assertEq(uint256(status), uint256(IInferenceOracle.Status.Fulfilled), "status");
        assertEq(uint256(recordedAt), START + 30, "settled at");
        assertEq(bytes32(outputDigest), bytes32(bytes26(keccak256(OUTPUT))), "digest");
        assertEq(_pot(), request.fee, "whole fee");
        assertEq(oracle.balanceOf(users.requester), 0, "nothing back");
        assertEq(oracle.balanceOf(users.mallory), 0, "nothing to the submitter");
    }

    function _notPending(InferenceRequest memory request, IInferenceOracle.Status status)
        private
        view
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IInferenceOracle.InferenceOracle_NotPending.selector, _idOf(request), status);
    }

    function _expectFulfilRevert(InferenceRequest memory request, InferenceReport memory report, bytes memory reason)
        private
    {
        bytes memory attestation = _attestReport(request, report);
        vm.expectRevert(reason);
        oracle.fulfil(users.requester, request, report, _outputOf(request), attestation);
    }

    function _expectOutputRevert(bytes memory output) private {
        InferenceRequest memory request = _request();
        _open(request);
        InferenceReport memory report = _report();
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_OutputSizeOutOfRange.selector, output.length, 4_096)
        );
        oracle.fulfil(users.requester, request, report, output, "");
    }
}
