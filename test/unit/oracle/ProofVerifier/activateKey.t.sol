// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IProofVerifier} from "../../../../contracts/interfaces/IProofVerifier.sol";
import {BUILD_QUORUM, KEY_DELAY, KEY_RETIREMENT, KeyId, KeyState} from "../../../../contracts/types/ProofKey.sol";
import {ProofFixture} from "../../../utils/ProofFixture.sol";
import {ProofVectors} from "../../../utils/ProofVectors.sol";

contract ProofVerifierActivateKeyTest is ProofFixture {
    KeyId private _id;

    function setUp() public override {
        super.setUp();
        _id = propose(MODEL, ProofVectors.KEY);
    }

    function test_RevertWhen_BuilderSetByAnybodyElseThanGovernance() external {
        vm.prank(mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, mallory));
        verifier.setBuilder(mallory, true);
    }

    function test_RevertWhen_SignatureDeliveredGivenKeyDoesNotWait_Attesting() external {
        KeyId unknown = KeyId.wrap(keccak256("unknown"));
        bytes memory signature = buildSignature(MODEL, ProofVectors.KEY, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IProofVerifier.ProofVerifier_WrongState.selector, unknown, KeyState.None)
        );
        verifier.attestKey(unknown, builders[0].account, signature);
    }

    function test_RevertWhen_SignatureDeliveredGivenSignerNoBuilder_AttestingForSigner() external {
        vm.prank(proposer);
        verifier.setBuilder(builders[0].account, false);
        bytes memory signature = buildSignature(MODEL, ProofVectors.KEY, 0);
        vm.expectRevert(abi.encodeWithSelector(IProofVerifier.ProofVerifier_NotBuilder.selector, builders[0].account));
        verifier.attestKey(_id, builders[0].account, signature);
    }

    function test_RevertWhen_SignatureDeliveredGivenBuilderAttestedAlready_AttestingTwice() external {
        attest(_id, MODEL, ProofVectors.KEY, 0);
        bytes memory signature = buildSignature(MODEL, ProofVectors.KEY, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IProofVerifier.ProofVerifier_AlreadyAttested.selector, _id, builders[0].account)
        );
        verifier.attestKey(_id, builders[0].account, signature);
    }

    function test_RevertWhen_SignatureDeliveredGivenForAnotherKeyOrByAnotherAccount_Attesting() external {
        bytes memory forOther = buildSignature(MODEL, ProofVectors.OTHER_KEY, 0);
        bytes memory forOtherModel = buildSignature(OTHER_MODEL, ProofVectors.KEY, 0);
        bytes memory byOther = buildSignature(MODEL, ProofVectors.KEY, 1);
        _refuseSignature(forOther);
        _refuseSignature(forOtherModel);
        _refuseSignature(byOther);
    }

    function test_WhenSignatureDeliveredGivenGood_RecordsAttestation() external {
        vm.expectEmit(address(verifier));
        emit IProofVerifier.KeyAttested(_id, builders[2].account);
        attest(_id, MODEL, ProofVectors.KEY, 2);
        assertTrue(verifier.hasAttested(_id, builders[2].account), "attested");
        assertFalse(verifier.hasAttested(_id, builders[0].account), "silent");
        assertTrue(verifier.isBuilder(builders[0].account), "builder");
    }

    function test_RevertGiven_KeyDoesNotWaitAnyMore_Activating() external {
        _attestTwice();
        vm.warp(START + KEY_DELAY);
        verifier.activateKey(_id, accounts(0, 1));
        vm.expectRevert(abi.encodeWithSelector(IProofVerifier.ProofVerifier_WrongState.selector, _id, KeyState.Active));
        verifier.activateKey(_id, accounts(0, 1));
    }

    function test_RevertWhen_DelayNotOver_ActivatingSoEarly() external {
        _attestTwice();
        vm.warp(START + KEY_DELAY - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IProofVerifier.ProofVerifier_TooEarly.selector, _id, START + KEY_DELAY - 1, START + KEY_DELAY
            )
        );
        verifier.activateKey(_id, accounts(0, 1));
    }

    function test_RevertWhen_FewerBuildersThanQuorumNamed_ActivatingWithoutQuorum() external {
        _attestTwice();
        vm.warp(START + KEY_DELAY);
        address[] memory one = new address[](1);
        one[0] = builders[0].account;
        vm.expectRevert(
            abi.encodeWithSelector(IProofVerifier.ProofVerifier_QuorumMissing.selector, _id, 1, BUILD_QUORUM)
        );
        verifier.activateKey(_id, one);
    }

    function test_RevertWhen_BuildersNamedTwiceOrOutOfOrder_Activating() external {
        _attestTwice();
        vm.warp(START + KEY_DELAY);
        bytes4 selector = IProofVerifier.ProofVerifier_BuildersOutOfOrder.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, _id, builders[0].account));
        verifier.activateKey(_id, accounts(0, 0));
        vm.expectRevert(abi.encodeWithSelector(selector, _id, builders[0].account));
        verifier.activateKey(_id, accounts(1, 0));
    }

    function test_RevertWhen_NamedBuilderNoLongerRegistered_ActivatingForRemovedBuilder() external {
        _attestTwice();
        vm.warp(START + KEY_DELAY);
        vm.prank(proposer);
        verifier.setBuilder(builders[1].account, false);
        vm.expectRevert(abi.encodeWithSelector(IProofVerifier.ProofVerifier_NotBuilder.selector, builders[1].account));
        verifier.activateKey(_id, accounts(0, 1));
    }

    function test_RevertWhen_NamedBuilderHasNotAttested_ActivatingForSilentBuilder() external {
        attest(_id, MODEL, ProofVectors.KEY, 0);
        vm.warp(START + KEY_DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IProofVerifier.ProofVerifier_NotAttested.selector, _id, builders[2].account)
        );
        verifier.activateKey(_id, accounts(0, 2));
    }

    function test_RevertGiven_ModelHasAnotherKeyInForce_ActivatingSecondOne() external {
        _attestTwice();
        vm.warp(START + KEY_DELAY);
        verifier.activateKey(_id, accounts(0, 1));
        KeyId second = propose(MODEL, ProofVectors.OTHER_KEY);
        attest(second, MODEL, ProofVectors.OTHER_KEY, 0);
        attest(second, MODEL, ProofVectors.OTHER_KEY, 1);
        vm.warp(START + 2 * KEY_DELAY);
        vm.expectRevert(abi.encodeWithSelector(IProofVerifier.ProofVerifier_ModelHasKey.selector, MODEL));
        verifier.activateKey(second, accounts(0, 1));
        vm.prank(proposer);
        verifier.retireKey(_id);
        vm.expectRevert(abi.encodeWithSelector(IProofVerifier.ProofVerifier_ModelHasKey.selector, MODEL));
        verifier.activateKey(second, accounts(0, 1));
        vm.warp(START + 2 * KEY_DELAY + KEY_RETIREMENT + 1);
        verifier.activateKey(second, accounts(0, 1));
        assertTrue(verifier.keyIdOf(MODEL) == second, "the next key");
        uint40 takenOver = START + 2 * KEY_DELAY + KEY_RETIREMENT + 1;
        assertFalse(verifier.isInForceSince(MODEL, takenOver - 1), "it cannot check proofs made before");
        assertTrue(verifier.isInForceSince(MODEL, takenOver), "but those made since");
        verifier.releaseKey(_id);
        assertTrue(verifier.isReady(MODEL), "the old key's release leaves the next one alone");
    }

    function test_WhenEverythingInOrder_PutsKeyInForce() external {
        _attestTwice();
        vm.warp(START + KEY_DELAY);
        vm.expectEmit(address(verifier));
        emit IProofVerifier.KeyActivated(_id, MODEL);
        verifier.activateKey(_id, accounts(0, 1));
        assertTrue(verifier.isReady(MODEL), "ready");
        assertTrue(verifier.keyIdOf(MODEL) == _id, "in force");
        assertTrue(verifier.keyOf(_id).state == KeyState.Active, "state");
        verifyVector();
    }

    function _attestTwice() private {
        attest(_id, MODEL, ProofVectors.KEY, 0);
        attest(_id, MODEL, ProofVectors.KEY, 1);
    }

    function _refuseSignature(bytes memory signature) private {
        vm.expectRevert(
            abi.encodeWithSelector(IProofVerifier.ProofVerifier_BadBuilderSignature.selector, _id, builders[0].account)
        );
        verifier.attestKey(_id, builders[0].account, signature);
    }
}
