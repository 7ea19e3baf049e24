// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IInferenceOracle} from "../../../../contracts/interfaces/IInferenceOracle.sol";
import {ProofBook} from "../../../../contracts/mocks/ProofBook.sol";
import {ConsentId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {InferenceRequest, Mode, NOT_ABOUT_A_PERSON, Provenance} from "../../../../contracts/types/Inference.sol";
import {ModesFixture} from "../../../utils/ModesFixture.sol";

contract InferenceOracleFulfilWithProofTest is ModesFixture {
    function test_RevertGiven_ModelPublic() external {
        InferenceRequest memory request = _publicRequest(Mode.PROVEN);
        vm.prank(users.requester);
        vm.expectRevert(
            abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ModeNotOffered.selector, Mode.PROVEN, publicModel)
        );
        oracle.requestInference{value: request.fee}(request, NO_PROOF);
    }

    function test_RevertGiven_NotPending() external {
        InferenceRequest memory request = _privateRequest(Mode.PROVEN, NOT_ABOUT_A_PERSON);
        bytes memory proof = _proof(request, users.mallory);
        vm.expectPartialRevert(IInferenceOracle.InferenceOracle_NotPending.selector);
        _prove(request, users.mallory, proof);
    }

    function test_RevertGiven_ModeOnChain() external {
        InferenceRequest memory request = _publicRequest(Mode.ONCHAIN);
        RequestId id = _open(request);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_WrongMode.selector, id, Mode.ONCHAIN));
        _prove(request, users.mallory, "");
    }

    function test_RevertGiven_ConsumerWaitsForScores() external {
        for (uint256 i; i < 2; ++i) {
            InferenceRequest memory request =
                _privateRequest(i == 0 ? Mode.QUORUM : Mode.OPTIMISTIC, NOT_ABOUT_A_PERSON);
            RequestId id = _open(request);
            bytes memory proof = _proof(request, users.mallory);
            vm.expectRevert(
                abi.encodeWithSelector(IInferenceOracle.InferenceOracle_WrongMode.selector, id, request.mode)
            );
            _prove(request, users.mallory, proof);
        }
    }

    function test_RevertWhen_ProofOfAnotherPayee() external {
        InferenceRequest memory request = _privateRequest(Mode.PROVEN, NOT_ABOUT_A_PERSON);
        _open(request);
        bytes memory proof = _proof(request, users.relayer);
        vm.expectRevert(abi.encodeWithSelector(ProofBook.ProofBook_Refused.selector));
        _prove(request, users.mallory, proof);
    }

    function test_RevertWhen_ProofOfAnotherRequest() external {
        InferenceRequest memory request = _privateRequest(Mode.PROVEN, NOT_ABOUT_A_PERSON);
        bytes memory proof = _proof(request, users.mallory);
        request.nonce = 2;
        _open(request);
        vm.expectRevert(abi.encodeWithSelector(ProofBook.ProofBook_Refused.selector));
        _prove(request, users.mallory, proof);
    }

    function test_RevertGiven_KeyKilledInFlight() external {
        InferenceRequest memory request = _privateRequest(Mode.PROVEN, NOT_ABOUT_A_PERSON);
        RequestId id = _open(request);
        bytes memory proof = _proof(request, users.mallory);
        proofs.setReady(privateModel, false);
        vm.expectRevert(abi.encodeWithSelector(ProofBook.ProofBook_Refused.selector));
        _prove(request, users.mallory, proof);
        _expire(request);
        _assertStatus(id, IInferenceOracle.Status.Expired, "refunded in the end");
    }

    function test_RevertWhen_ExtractionNotAttested_ProvenanceNeverLowered() external {
        InferenceRequest memory request = _privateRequest(Mode.PROVEN, NOT_ABOUT_A_PERSON);
        request.provenance = Provenance.COMMITTEE_EXTRACTED;
        RequestId id = _open(request);
        bytes memory proof = _proof(request, users.mallory);
        vm.expectRevert(abi.encodeWithSelector(IInferenceOracle.InferenceOracle_ExtractionNotAttested.selector, id));
        _prove(request, users.mallory, proof);
        oracle.fulfilWithProof(users.requester, request, PROVEN_OUTPUT, users.mallory, proof, _extraction(id));
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "with the committee's word");
    }

    function test_GivenConsentRevokedInFlight_DropsPaysPayeesWorkRefundsRest() external {
        ConsentId consentId = _grantConsent();
        InferenceRequest memory request = _privateRequest(Mode.PROVEN, consentId);
        request.fee += 7 gwei;
        RequestId id = _open(request);
        bytes memory proof = _proof(request, users.mallory);
        vm.prank(users.patient);
        consents.revoke(consentId);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceDropped(id, consentId, 7 gwei);
        _prove(request, users.mallory, proof);
        _assertStatus(id, IInferenceOracle.Status.ConsentRevoked, "dropped");
        assertEq(oracle.balanceOf(users.mallory), COMPUTE_FEE, "work");
        assertEq(oracle.balanceOf(users.requester), 7 gwei, "rest");
    }

    function test_GivenPrivateRequestWithConsentPending_TakesItOver() external {
        for (uint256 i; i < 2; ++i) {
            InferenceRequest memory request = _privateRequest(i == 0 ? Mode.QUORUM : Mode.OPTIMISTIC, _grantConsent());
            request.nonce = 10 + i;
            RequestId id = _open(request);
            _prove(request, users.mallory, _proof(request, users.mallory));
            _assertStatus(id, IInferenceOracle.Status.Fulfilled, "taken over");
            vm.warp(START + 10 * (i + 1)); // another consent
        }
    }

    function test_WhenProofHolds_PaysPayeeTellsCommitmentFinalAtOnce() external {
        InferenceRequest memory request = _heard(_privateRequest(Mode.PROVEN, NOT_ABOUT_A_PERSON));
        RequestId id = _open(request);
        bytes memory proof = _proof(request, users.mallory);
        vm.expectEmit(address(oracle));
        emit IInferenceOracle.InferenceProven(id, users.mallory, PROVEN_OUTPUT);
        vm.prank(users.relayer); // whoever submits
        oracle.fulfilWithProof(users.requester, request, PROVEN_OUTPUT, users.mallory, proof, NO_EXTRACTION);
        assertEq(oracle.balanceOf(users.mallory), request.fee, "payee");
        assertEq(consumer.lastAnswer().output, abi.encodePacked(PROVEN_OUTPUT), "commitment");
        assertEq(uint256(consumer.lastAnswer().mode), uint256(Mode.PROVEN), "known by its mode");
        assertTrue(consumer.lastAnswer().isFinal, "final");
        _assertStatus(id, IInferenceOracle.Status.Fulfilled, "at once");
    }

    function _prove(InferenceRequest memory request, address payee, bytes memory proof) private {
        oracle.fulfilWithProof(users.requester, request, PROVEN_OUTPUT, payee, proof, NO_EXTRACTION);
    }
}
