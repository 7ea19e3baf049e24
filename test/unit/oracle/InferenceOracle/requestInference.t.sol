// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttesterRegistry} from "../../../../contracts/interfaces/IAttesterRegistry.sol";
import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {NetworkFiles} from "../../../utils/NetworkFiles.sol";
import {ConsentId, ModelId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode, NO_SUCCESSOR, Provenance} from "../../../../contracts/types/Inference.sol";
import {Eip712} from "../../../utils/Eip712.sol";
import {OracleFixture} from "../../../utils/OracleFixture.sol";

contract InferenceOracleRequestInferenceTest is OracleFixture {
    function test_RevertGiven_NewRequestsPaused() external {
        vm.prank(users.admin);
        oracle.setPaused(true);
        _expectOpenRevert(_request(), abi.encodeWithSelector(IInferenceOracle.InferenceOracle_Paused.selector));
    }

    function test_RevertWhen_ModeNotOffered() external {
        InferenceRequest memory request = _request();
        request.mode = Mode.PROVEN;
        _expectOpenRevert(
            request,
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ModeNotOffered.selector, Mode.PROVEN, plainModel)
        );
    }

    function test_RevertWhen_DeadlineNow() external {
        InferenceRequest memory request = _request();
        request.deadline = START;
        _expectDeadlineRevert(request);
    }

    function test_RevertWhen_DeadlinePastLongestLifetime() external {
        InferenceRequest memory request = _request();
        request.deadline = START + 30 days + 1;
        _expectDeadlineRevert(request);
        request.deadline = START + 30 days;
        _assertStatus(_open(request), IInferenceOracle.Status.Pending, "longest lifetime");
    }

    function test_RevertWhen_CallbackGasOverMaximum() external {
        InferenceRequest memory request = _callbackRequest();
        request.callbackGasLimit = oracle.MAX_CALLBACK_GAS() + 1;
        _expectOpenRevert(
            request,
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_CallbackGasOutOfRange.selector, 2_000_001, 2_000_000
            )
        );
    }

    function test_RevertWhen_GasAskedWithoutCallback() external {
        InferenceRequest memory request = _request();
        request.callbackGasLimit = 1;
        _expectOpenRevert(
            request, abi.encodeWithSelector(IInferenceOracle.InferenceOracle_CallbackGasOutOfRange.selector, 1, 0)
        );
    }

    function test_RevertWhen_ValueDiffersFromStatedFee() external {
        InferenceRequest memory request = _request();
        vm.prank(users.requester);
        vm.expectRevert(
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_FeeMismatch.selector, uint256(COMPUTE_FEE) + 1, COMPUTE_FEE
            )
        );
        oracle.requestInference{value: COMPUTE_FEE + 1}(request, NO_PROOF);
    }

    function test_RevertWhen_FeeBelowQuote() external {
        InferenceRequest memory request = _callbackRequest();
        uint96 quote = request.fee;
        request.fee -= 1 gwei;
        _expectOpenRevert(
            request, abi.encodeWithSelector(IInferenceOracle.InferenceOracle_FeeTooLow.selector, quote - 1 gwei, quote)
        );
    }

    function test_RevertWhen_FeeNotInGwei() external {
        InferenceRequest memory request = _request();
        request.fee += 1;
        _expectOpenRevert(
            request, abi.encodeWithSelector(IInferenceOracle.InferenceOracle_FeeNotInGwei.selector, COMPUTE_FEE + 1)
        );
    }

    function test_RevertWhen_FeeOverWhatPotsHold() external {
        InferenceRequest memory request = _request();
        uint96 maximum = 2 ** 40 * 1 gwei;
        request.fee = maximum + 1 gwei;
        vm.deal(users.requester, request.fee);
        _expectOpenRevert(
            request, abi.encodeWithSelector(IInferenceOracle.InferenceOracle_FeeTooHigh.selector, request.fee, maximum)
        );
    }

    function test_RevertWhen_ModelUnknown() external {
        InferenceRequest memory request = _request();
        request.modelId = ModelId.wrap(keccak256("no such model"));
        _expectOpenRevert(
            request, abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ModelNotActive.selector, request.modelId)
        );
    }

    function test_RevertGiven_ModelDeprecated_FromDateOnOnceSynced() external {
        vm.prank(users.admin);
        models.deprecate(plainModel, NO_SUCCESSOR, START + 10);
        oracle.syncModel(plainModel);
        vm.warp(START + 9);
        _open(_request());
        vm.warp(START + 10);
        _expectOpenRevert(
            _request(), abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ModelNotActive.selector, plainModel)
        );
    }

    function test_RevertWhen_ModelAboutPeopleGetsNoConsent() external {
        InferenceRequest memory request = _request();
        request.modelId = peopleModel;
        _expectOpenRevert(
            request, abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ConsentRequired.selector, peopleModel)
        );
    }

    function test_RevertWhen_ConsentNotLive() external {
        ConsentId consentId = _grantConsent();
        vm.prank(users.patient);
        consents.revoke(consentId);
        _expectOpenRevert(
            _personalRequest(consentId),
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ConsentNotLive.selector, consentId)
        );
    }

    function test_RevertWhen_ProofSentThatProvenanceDoesNotTake() external {
        InferenceRequest memory request = _request();
        for (uint256 i; i < 2; ++i) {
            request.provenance = i == 0 ? Provenance.REQUESTER : Provenance.COMMITTEE_EXTRACTED;
            vm.prank(users.requester);
            vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ProvenanceProofUnexpected.selector));
            oracle.requestInference{value: request.fee}(request, hex"00");
        }
    }

    function test_RevertWhen_IssuersProofOfAnotherInput() external {
        InferenceRequest memory request = _request();
        request.provenance = Provenance.ISSUER_SIGNED;
        bytes memory proof = _issuerProof(request);
        request.inputCommitment = keccak256("made up");
        vm.prank(users.requester);
        vm.expectPartialRevert(IAttesterRegistry.AttesterRegistry_OtherInput.selector);
        oracle.requestInference{value: request.fee}(request, proof);
    }

    function test_WhenIssuersProofRight_Opens() external {
        InferenceRequest memory request = _request();
        request.provenance = Provenance.ISSUER_SIGNED;
        bytes memory proof = _issuerProof(request);
        vm.prank(users.requester);
        RequestId id = oracle.requestInference{value: request.fee}(request, proof);
        _assertStatus(id, IInferenceOracle.Status.Pending, "opened");
    }

    function test_RevertGiven_SameRequestOpenedBefore_WhateverBecameOfIt() external {
        InferenceRequest memory request = _request();
        RequestId id = _open(request);
        _expectAlreadyOpened(request, id, IInferenceOracle.Status.Pending);
        uint256 snapshot = vm.snapshotState();
        _fulfil(request);
        _expectAlreadyOpened(request, id, IInferenceOracle.Status.Fulfilled);
        vm.revertToState(snapshot);
        _expire(request);
        vm.warp(START); // the same words are only open again on a clock that runs backwards
        _expectAlreadyOpened(request, id, IInferenceOracle.Status.Expired);
    }

    function test_RevertWhen_WordOfCalldataHasDirtyBits() external {
        InferenceRequest memory request = _request();
        uint256[7] memory narrow = [uint256(4), 5, 6, 7, 8, 9, 10];
        for (uint256 i; i < narrow.length; ++i) {
            bytes memory data = abi.encodeCall(IInferenceOracle.requestInference, (request, NO_PROOF));
            data[4 + 32 * narrow[i]] = 0x01;
            vm.prank(users.requester);
            (bool opened,) = address(oracle).call{value: request.fee}(data);
            assertFalse(opened, "a dirty word");
        }
    }

    function test_GivenNobodySyncedModel_SyncsItAndOpens() external {
        vm.prank(users.admin);
        ModelId fresh = models.register(NetworkFiles.valid(), keccak256("fresh"), 0);
        _activate(models, fresh);
        InferenceRequest memory request = _request();
        request.modelId = fresh;
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.ModelSynced(fresh, address(0), type(uint40).max, 0);
        _assertStatus(_open(request), IInferenceOracle.Status.Pending, "opened");
    }

    function test_WhenConsentNamedAndLive_Opens() external {
        RequestId id = _open(_personalRequest(_grantConsent()));
        _assertStatus(id, IInferenceOracle.Status.Pending, "opened");
    }

    function test_WhenAllInOrder_StoresPendingTellsRequestAndHoldsFee() external {
        InferenceRequest memory request = _request();
        RequestId expected = _idOf(request);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceRequested(expected, users.requester, request);
        RequestId id = _open(request);

        assertEq(RequestId.unwrap(id), RequestId.unwrap(expected), "id");
        assertEq(RequestId.unwrap(oracle.requestIdOf(users.requester, request)), RequestId.unwrap(id), "requestIdOf");
        (IInferenceOracle.Status status, uint40 recordedAt, bytes26 outputDigest) = oracle.recordOf(id);
        assertEq(uint256(status), uint256(IInferenceOracle.Status.Pending), "pending");
        assertEq(uint256(recordedAt), START, "opened at");
        assertEq(bytes32(outputDigest), bytes32(0), "no output yet");
        assertEq(address(oracle).balance, request.fee, "held");
    }

    function _issuerProof(InferenceRequest memory request) private returns (bytes memory) {
        (address hospital, uint256 key) = makeAddrAndKey("hospital");
        vm.prank(users.admin);
        attesters.setAttester(hospital, Provenance.ISSUER_SIGNED, START + 365 days, 0);
        IAttesterRegistry.InputAttestation memory attestation =
            IAttesterRegistry.InputAttestation(request.payloadHash, request.inputCommitment, START - 60, START + 60);
        bytes32 typehash = keccak256(
            "InputAttestation(bytes32 payloadHash,bytes32 inputCommitment,uint40 measuredAt,uint40 validUntil)"
        );
        bytes32 digest = Eip712.digest(
            "AttesterRegistry", block.chainid, address(attesters), keccak256(abi.encode(typehash, attestation))
        );
        return abi.encode(attestation, hospital, signLong(key, digest));
    }

    function _expectOpenRevert(InferenceRequest memory request, bytes memory reason) private {
        vm.prank(users.requester);
        vm.expectRevert(reason);
        oracle.requestInference{value: request.fee}(request, NO_PROOF);
    }

    function _expectDeadlineRevert(InferenceRequest memory request) private {
        _expectOpenRevert(
            request,
            abi.encodeWithSelector(
                IInferenceOracle.InferenceOracle_DeadlineOutOfRange.selector,
                request.deadline,
                START + 1,
                START + 30 days
            )
        );
    }

    function _expectAlreadyOpened(InferenceRequest memory request, RequestId id, IInferenceOracle.Status status)
        private
    {
        _expectOpenRevert(
            request, abi.encodeWithSelector(IInferenceOracle.InferenceOracle_AlreadyOpened.selector, id, status)
        );
    }
}
