// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {Attestation} from "../../../../contracts/libraries/Attestation.sol";
import {HostileConsumer} from "../../../../contracts/mocks/HostileConsumer.sol";
import {ConsentId, ModelId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceReport, InferenceRequest, Mode, NOT_ABOUT_A_PERSON} from "../../../../contracts/types/Inference.sol";
import {ModesFixture} from "../../../utils/ModesFixture.sol";
import {Vm} from "../../../utils/Vm.sol";

contract InferenceOracleProposeTest is ModesFixture {
    function test_RevertGiven_ModelHasNoExecutor() external {
        InferenceRequest memory request = _publicRequest(Mode.OPTIMISTIC);
        request.modelId = plainModel;
        _expectOpenRevert(
            request,
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_ModeNotOffered.selector, Mode.OPTIMISTIC, plainModel
            )
        );
    }

    function test_RevertGiven_PrivateModelHasNoKey() external {
        proofs.setReady(privateModel, false);
        InferenceRequest memory request = _privateRequest(Mode.OPTIMISTIC, NOT_ABOUT_A_PERSON);
        _expectOpenRevert(
            request,
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_ModeNotOffered.selector, Mode.OPTIMISTIC, privateModel
            )
        );
    }

    function test_RevertGiven_PublicModelAndConsent_ChallengeWouldPublishInput() external {
        InferenceRequest memory request = _publicRequest(Mode.OPTIMISTIC);
        request.consentId = _grantConsent();
        _expectOpenRevert(
            request,
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_PublicReexecutionForbidden.selector, publicModel, request.consentId
            )
        );
    }

    function test_RevertWhen_PublicAnswerSignedWithoutTraces() external {
        InferenceRequest memory request = _publicRequest(Mode.OPTIMISTIC);
        RequestId id = _open(request);
        InferenceReport memory report = _report();
        bytes memory attestation = _attest(_reportDigest(id, report, keccak256(SCORE)), FIRST_TWO);
        vm.expectRevert(abi.encodeWithSelector(Attestation.Attestation_WrongLength.selector, 132, 196));
        oracle.fulfil(users.requester, request, report, SCORE, attestation);
    }

    function test_RevertWhen_PrivateAnswerSignedWithTraces() external {
        InferenceRequest memory request = _privateRequest(Mode.OPTIMISTIC, NOT_ABOUT_A_PERSON);
        RequestId id = _open(request);
        InferenceReport memory report = _report();
        bytes memory attestation = _traced(id, report, keccak256(SCORE), FIRST_TWO);
        vm.expectRevert(abi.encodeWithSelector(Attestation.Attestation_WrongLength.selector, 196, 132));
        oracle.fulfil(users.requester, request, report, SCORE, attestation);
    }

    function test_RevertWhen_TraceSwappedForAnother() external {
        InferenceRequest memory request = _publicRequest(Mode.OPTIMISTIC);
        RequestId id = _open(request);
        InferenceReport memory report = _report();
        bytes memory attestation = _traced(id, report, keccak256(SCORE), FIRST_TWO);
        attestation[99] ^= 0x01; // last byte of the first trace
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.fulfil(users.requester, request, report, SCORE, attestation);
    }

    function test_RevertWhen_AttestationReplayedForAnotherRequest() external {
        InferenceRequest memory request = _publicRequest(Mode.OPTIMISTIC);
        RequestId id = _open(request);
        InferenceReport memory report = _report();
        bytes memory attestation = _traced(id, report, keccak256(SCORE), FIRST_TWO);
        request.nonce = 2;
        _open(request);
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.fulfil(users.requester, request, report, SCORE, attestation);
    }

    function test_RevertWhen_AttestationReplayedForAnotherConfig() external {
        InferenceRequest memory request = _publicRequest(Mode.OPTIMISTIC);
        RequestId id = _open(request);
        InferenceReport memory report = _report();
        bytes memory attestation = _traced(id, report, keccak256(SCORE), FIRST_TWO);
        // The same members, so the same signers: but another committee.
        report.configDigest = _setConfig(0, N, F, T);
        oracle.adoptConfig(report.configDigest);
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.fulfil(users.requester, request, report, SCORE, attestation);
    }

    function test_RevertWhen_AttestationReplayedOnAnotherChain() external {
        InferenceRequest memory request = _publicRequest(Mode.OPTIMISTIC);
        RequestId id = _open(request);
        InferenceReport memory report = _report();
        bytes memory attestation = _traced(id, report, keccak256(SCORE), FIRST_TWO);
        vm.chainId(block.chainid + 1);
        _open(request);
        vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
        oracle.fulfil(users.requester, request, report, SCORE, attestation);
    }

    function test_RevertGiven_ModeOnChainOrProven() external {
        InferenceRequest memory request = _publicRequest(Mode.ONCHAIN);
        for (uint256 i; i < 2; ++i) {
            if (i == 1) request = _privateRequest(Mode.PROVEN, NOT_ABOUT_A_PERSON);
            RequestId id = _open(request);
            InferenceReport memory report = _report();
            vm.expectRevert(
                abi.encodeWithSelector(IInferenceOracle.InferenceOracle_WrongMode.selector, id, request.mode)
            );
            oracle.fulfil(users.requester, request, report, SCORE, "");
        }
    }

    function test_GivenConsentRevokedInFlight_DropsAnswer() external {
        ConsentId consentId = _grantConsent();
        InferenceRequest memory request = _privateRequest(Mode.OPTIMISTIC, consentId);
        RequestId id = _open(request);
        InferenceReport memory report = _reportFor(request);
        bytes memory attestation = _attest(_reportDigest(id, report, bytes32(COMMITMENT)), FIRST_TWO);
        vm.prank(users.patient);
        consents.revoke(consentId);
        oracle.fulfil(users.requester, request, report, COMMITMENT, attestation);
        _assertStatus(id, IInferenceOracle.Status.ConsentRevoked, "dropped");
        assertEq(_pot(), COMPUTE_FEE, "work paid");
    }

    function test_WhenConsumerFails_ProposesAllTheSameAndLeavesNothingToRetry() external {
        HostileConsumer.Mood[4] memory moods = [
            HostileConsumer.Mood.Reverting,
            HostileConsumer.Mood.RevertBomb,
            HostileConsumer.Mood.GasBurning,
            HostileConsumer.Mood.ReturnBomb
        ];
        for (uint256 i; i < moods.length; ++i) {
            consumer.setMood(moods[i]);
            InferenceRequest memory request = _heard(_publicRequest(Mode.OPTIMISTIC));
            request.nonce = i;
            RequestId id = _open(request);
            _propose(request, SCORE);
            _assertStatus(id, IInferenceOracle.Status.Proposed, "proposed");
            vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NoFailedCallback.selector);
            oracle.retryCallback(users.requester, request, SCORE);
        }
    }

    function test_WhenConsumerTriesToFinaliseInside_RefusedThere() external {
        InferenceRequest memory request = _heard(_publicRequest(Mode.OPTIMISTIC));
        RequestId id = _open(request);
        consumer.setReentry(address(oracle), abi.encodeCall(oracle.finalise, (users.requester, request, config, SCORE)));
        _propose(request, SCORE);
        assertEq(
            bytes32(consumer.reentryError()),
            bytes32(IInferenceOracle.InferenceOracle_StillOpenToChallenge.selector),
            "window"
        );
        _assertStatus(id, IInferenceOracle.Status.Proposed, "proposed");
    }

    function test_WhenTMembersSignedTheirOwnTraces_RecordsProposalPaysNobodyTellsNotFinal() external {
        InferenceRequest memory request = _heard(_publicRequest(Mode.OPTIMISTIC));
        RequestId id = _open(request);
        vm.warp(START + 30);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceProposed(id, config, FIRST_TWO, START + 30 + CHALLENGE_WINDOW, SCORE);
        _propose(request, SCORE);

        (IInferenceOracle.Status status, uint40 recordedAt, bytes26 digest) = oracle.recordOf(id);
        assertEq(uint256(status), uint256(IInferenceOracle.Status.Proposed), "status");
        assertEq(uint256(recordedAt), START + 30, "proposed at");
        assertEq(
            bytes32(digest), bytes32(bytes26(keccak256(abi.encode(keccak256(SCORE), config)))), "output and committee"
        );
        assertEq(_accountedFor(), 0, "nobody is paid");
        assertFalse(consumer.lastAnswer().isFinal, "not final");
        assertEq(uint256(consumer.lastAnswer().mode), uint256(Mode.OPTIMISTIC), "mode");
    }

    function test_WhenPrivate_TakesOneDigestForAll() external {
        ConsentId consentId = _grantConsent();
        InferenceRequest memory request = _privateRequest(Mode.OPTIMISTIC, consentId);
        RequestId id = _open(request);
        _propose(request, COMMITMENT);
        _assertStatus(id, IInferenceOracle.Status.Proposed, "proposed");
    }

    function _expectOpenRevert(InferenceRequest memory request, bytes memory reason) private {
        vm.prank(users.requester);
        vm.expectRevert(reason);
        oracle.requestInference{value: request.fee}(request, NO_PROOF);
    }
}
