// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {Attestation} from "../../../../contracts/libraries/Attestation.sol";
import {NetworkExecutor} from "../../../../contracts/libraries/NetworkExecutor.sol";
import {HostileConsumer} from "../../../../contracts/mocks/HostileConsumer.sol";
import {SumExecutor} from "../../../../contracts/mocks/CourtMocks.sol";
import {NO_SUCCESSOR} from "../../../../contracts/types/Inference.sol";
import {RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode, NOT_ABOUT_A_PERSON, Provenance} from "../../../../contracts/types/Inference.sol";
import {ModesFixture} from "../../../utils/ModesFixture.sol";

contract InferenceOracleAnswerOnChainTest is ModesFixture {
    function test_RevertGiven_NotPending() external {
        InferenceRequest memory request = _publicRequest(Mode.ONCHAIN);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotPending.selector);
        _answerOnChain(request, INPUT);
        _open(request);
        _answerOnChain(request, INPUT);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotPending.selector);
        _answerOnChain(request, INPUT);
    }

    function test_RevertGiven_ProposedAlready() external {
        InferenceRequest memory request = _publicRequest(Mode.OPTIMISTIC);
        _open(request);
        _propose(request, WRONG_SCORE);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotPending.selector);
        _answerOnChain(request, INPUT);
    }

    function test_RevertWhen_DeadlinePassed() external {
        InferenceRequest memory request = _publicRequest(Mode.ONCHAIN);
        _open(request);
        vm.warp(request.deadline + 1);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_DeadlinePassed.selector);
        _answerOnChain(request, INPUT);
    }

    function test_RevertGiven_ModeProven() external {
        InferenceRequest memory request = _privateRequest(Mode.PROVEN, NOT_ABOUT_A_PERSON);
        RequestId id = _open(request);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_WrongMode.selector, id, Mode.PROVEN));
        _answerOnChain(request, INPUT);
    }

    function test_RevertGiven_PrivateModel_AlsoAsUpgrade() external {
        InferenceRequest memory request = _privateRequest(Mode.QUORUM, NOT_ABOUT_A_PERSON);
        request.inputCommitment = _commitmentOf(INPUT);
        _open(request);
        _expectForbidden(request);
        request.mode = Mode.OPTIMISTIC;
        _open(request);
        _expectForbidden(request);
        request.mode = Mode.ONCHAIN;
        vm.prank(users.requester);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_PublicReexecutionForbidden.selector);
        oracle.requestInference{value: request.fee}(request, NO_PROOF);
    }

    function test_RevertGiven_RequestNamesConsent_AlsoAsUpgrade() external {
        InferenceRequest memory request = _publicRequest(Mode.QUORUM);
        request.consentId = _grantConsent();
        _open(request);
        _expectForbidden(request);
        request.mode = Mode.ONCHAIN;
        vm.prank(users.requester);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_PublicReexecutionForbidden.selector);
        oracle.requestInference{value: request.fee}(request, NO_PROOF);
    }

    function test_RevertGiven_ModelHasNoExecutor() external {
        InferenceRequest memory request = _publicRequest(Mode.QUORUM);
        request.modelId = plainModel;
        _open(request);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ModeNotOffered.selector, Mode.ONCHAIN, plainModel)
        );
        _answerOnChain(request, INPUT);
    }

    function test_GivenExecutorAttachedLater_TakenOverBySync() external {
        InferenceRequest memory request = _publicRequest(Mode.QUORUM);
        request.modelId = plainModel;
        RequestId id = _open(request);
        models.attachExecutor(plainModel);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.ModelSynced(plainModel, address(executor), type(uint40).max, 0);
        oracle.syncModel(plainModel);
        _answerOnChain(request, INPUT);
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "answered");
    }

    function test_RevertWhen_InputOrSaltAnotherThanCommitted() external {
        InferenceRequest memory request = _publicRequest(Mode.ONCHAIN);
        RequestId id = _open(request);
        bytes memory other = hex"000003ff07fd";
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_OtherInput.selector, id, _commitmentOf(other), request.inputCommitment
            )
        );
        _answerOnChain(request, other);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_OtherInput.selector);
        oracle.answerOnChain(users.requester, request, INPUT, bytes32(0), NO_EXTRACTION);
    }

    function test_RevertWhen_InputMalformed() external {
        InferenceRequest memory request = _publicRequest(Mode.ONCHAIN);
        bytes memory outOfRange = hex"000003ff07ff";
        request.inputCommitment = _commitmentOf(outOfRange);
        _open(request);
        vm.expectPartialRevert(NetworkExecutor.NetworkExecutor_CallFailed.selector);
        _answerOnChain(request, outOfRange);
    }

    function test_WhenCallerStarvesNetworkOfGas_RevertsNeverAnswersWrongly() external {
        executor.setMood(SumExecutor.Mood.Laborious);
        InferenceRequest memory request = _publicRequest(Mode.ONCHAIN);
        RequestId id = _open(request);
        bytes memory data = abi.encodeCall(oracle.answerOnChain, (users.requester, request, INPUT, SALT, NO_EXTRACTION));
        bool starved;
        for (uint256 gas = 60_000; gas < 600_000; gas += 20_000) {
            uint256 snapshot = vm.snapshotState();
            (bool answered, bytes memory result) = address(oracle).call{gas: gas}(data);
            if (answered) assertEq(abi.decode(result, (bytes)), SCORE, "the right answer or none");
            else if (bytes4(result) == NetworkExecutor.NetworkExecutor_CallFailed.selector) starved = true;
            if (!answered) _assertStatus(id, IInferenceOracle.Status.Pending, "nothing happened");
            vm.revertToState(snapshot);
        }
        assertTrue(starved, "the range holds starved runs");
    }

    function test_RevertWhen_ExtractionNotAttested_ProvenanceNeverLowered() external {
        InferenceRequest memory request = _publicRequest(Mode.ONCHAIN);
        request.provenance = Provenance.COMMITTEE_EXTRACTED;
        Mode[3] memory modes = [Mode.ONCHAIN, Mode.QUORUM, Mode.OPTIMISTIC];
        for (uint256 i; i < modes.length; ++i) {
            request.mode = modes[i];
            RequestId id = _open(request);
            vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ExtractionNotAttested.selector, id));
            _answerOnChain(request, INPUT);
            bytes memory forged = _extraction(RequestId.wrap(keccak256("another request")));
            vm.expectPartialRevert(Attestation.Attestation_WrongSigner.selector);
            oracle.answerOnChain(users.requester, request, INPUT, SALT, forged);
        }
    }

    function test_WhenCommitteeAttestsExtraction_Answers() external {
        InferenceRequest memory request = _publicRequest(Mode.ONCHAIN);
        request.provenance = Provenance.COMMITTEE_EXTRACTED;
        RequestId id = _open(request);
        oracle.answerOnChain(users.requester, request, INPUT, SALT, _extraction(id));
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "answered");
    }

    function test_RevertWhen_ExtractionSentThatProvenanceDoesNotTake() external {
        InferenceRequest memory request = _publicRequest(Mode.ONCHAIN);
        RequestId id = _open(request);
        bytes memory extraction = _extraction(id);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ProvenanceProofUnexpected.selector));
        oracle.answerOnChain(users.requester, request, INPUT, SALT, extraction);
    }

    function test_GivenModelDeprecatedInFlight_AnswersAllTheSame() external {
        InferenceRequest memory request = _publicRequest(Mode.ONCHAIN);
        RequestId id = _open(request);
        vm.prank(users.admin);
        models.deprecate(publicModel, NO_SUCCESSOR, START + 1);
        oracle.syncModel(publicModel);
        vm.warp(START + 2);
        _answerOnChain(request, INPUT);
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "in flight stays valid");
    }

    function test_GivenQuorumOrOptimisticPending_TakesItOver() external {
        for (uint256 i; i < 2; ++i) {
            InferenceRequest memory request = _publicRequest(i == 0 ? Mode.QUORUM : Mode.OPTIMISTIC);
            RequestId id = _open(request);
            _answerOnChain(request, INPUT);
            _assertStatus(id, IInferenceOracle.Status.Fulfilled, "taken over");
            assertEq(oracle.balanceOf(users.mallory), (i + 1) * request.fee, "for the fee");
        }
        assertEq(_pot(), 0, "the committee did nothing");
    }

    function test_WhenConsumerFails_SettlesAllTheSame() external {
        InferenceRequest memory request = _heard(_publicRequest(Mode.ONCHAIN));
        RequestId id = _open(request);
        consumer.setMood(HostileConsumer.Mood.RevertBomb);
        _answerOnChain(request, INPUT);
        _assertStatus(id, IInferenceOracle.Status.CallbackFailed, "failed, retryable");
        assertEq(oracle.balanceOf(users.mallory), request.fee, "paid");
        consumer.setMood(HostileConsumer.Mood.Friendly);
        oracle.retryCallback(users.requester, request, SCORE);
        assertEq(consumer.lastAnswer().output, SCORE, "told");
    }

    function test_WhenVectorRight_RunsNetworkSettlesAtOncePaysAnswererTellsFinal() external {
        InferenceRequest memory request = _heard(_publicRequest(Mode.ONCHAIN));
        RequestId id = _open(request);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceComputed(id, users.mallory, SCORE);
        assertEq(_answerOnChain(request, INPUT), SCORE, "the network's own");

        (IInferenceOracle.Status status,, bytes26 digest) = oracle.recordOf(id);
        assertEq(uint256(status), uint256(IInferenceOracle.Status.Fulfilled), "status");
        assertEq(bytes32(digest), bytes32(bytes26(keccak256(SCORE))), "digest");
        assertEq(_accountedFor(), request.fee, "every wei");
        assertEq(oracle.balanceOf(users.mallory), request.fee, "to the answerer");
        assertTrue(consumer.lastAnswer().isFinal, "final");
        assertEq(uint256(consumer.lastAnswer().mode), uint256(Mode.ONCHAIN), "mode");
    }

    function _expectForbidden(InferenceRequest memory request) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_PublicReexecutionForbidden.selector, request.modelId, request.consentId
            )
        );
        _answerOnChain(request, INPUT);
    }
}
