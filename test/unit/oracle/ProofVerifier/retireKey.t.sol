// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofVerifier} from "../../../../contracts/interfaces/IProofVerifier.sol";
import {NEVER} from "../../../../contracts/types/Inference.sol";
import {KEY_BOND, KEY_RETIREMENT, KeyId, KeyState} from "../../../../contracts/types/ProofKey.sol";
import {ProofFixture} from "../../../utils/ProofFixture.sol";
import {ProofVectors} from "../../../utils/ProofVectors.sol";

contract ProofVerifierRetireKeyTest is ProofFixture {
    function test_RevertWhen_CallerDidNotProposeKey() external {
        KeyId id = propose(MODEL, ProofVectors.KEY);
        vm.prank(mallory);
        vm.expectRevert(abi.encodeWithSelector(IProofVerifier.ProofVerifier_NotProposer.selector, id, mallory));
        verifier.retireKey(id);
    }

    function test_RevertGiven_KeyRetiresAlready_RetiringAgain() external {
        KeyId id = putInForce(MODEL, ProofVectors.KEY);
        _retire(id);
        vm.expectRevert(abi.encodeWithSelector(IProofVerifier.ProofVerifier_WrongState.selector, id, KeyState.Retiring));
        _retire(id);
    }

    function test_GivenKeyStillWaits_OverAtOnceAndCreditsBond() external {
        KeyId id = propose(MODEL, ProofVectors.KEY);
        _retire(id);
        assertTrue(verifier.keyOf(id).state == KeyState.Released, "state");
        assertEq(verifier.balanceOf(proposer), KEY_BOND, "bond");
    }

    function test_GivenKeyInForce_TakesNoNewRequestsAndEndsWhenLongestRequestOver() external {
        KeyId id = putInForce(MODEL, ProofVectors.KEY);
        uint256 end = vm.getBlockTimestamp() + KEY_RETIREMENT;
        vm.expectEmit(address(verifier));
        emit IProofVerifier.KeyRetired(id, uint40(end));
        _retire(id);
        assertFalse(verifier.isReady(MODEL), "ready");
        assertEq(uint256(verifier.keyOf(id).endsAt), end, "ends at");
        assertNotEq(uint256(verifier.keyOf(id).endsAt), uint256(NEVER), "ends");
        verifyVector();
    }

    function test_RevertWhen_KeyReleasedThatDoesNotRetire() external {
        KeyId id = putInForce(MODEL, ProofVectors.KEY);
        vm.expectRevert(abi.encodeWithSelector(IProofVerifier.ProofVerifier_WrongState.selector, id, KeyState.Active));
        verifier.releaseKey(id);
    }

    function test_RevertWhen_KeyReleasedBeforeItsEnd_SoEarly() external {
        KeyId id = putInForce(MODEL, ProofVectors.KEY);
        uint256 end = vm.getBlockTimestamp() + KEY_RETIREMENT;
        _retire(id);
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(IProofVerifier.ProofVerifier_TooEarly.selector, id, end, end + 1));
        verifier.releaseKey(id);
    }

    function test_WhenKeyReleasedAfterItsEnd_CreditsBondAndLeavesModelWithoutKey() external {
        KeyId id = putInForce(MODEL, ProofVectors.KEY);
        _retire(id);
        vm.warp(vm.getBlockTimestamp() + KEY_RETIREMENT + 1);
        vm.expectEmit(address(verifier));
        emit IProofVerifier.KeyReleased(id, proposer, KEY_BOND);
        verifier.releaseKey(id);
        assertEq(verifier.balanceOf(proposer), KEY_BOND, "bond");
        assertTrue(KeyId.unwrap(verifier.keyIdOf(MODEL)) == bytes32(0), "no key");
    }

    function test_RevertWhen_NothingOwedToCallerWhoWithdraws() external {
        vm.prank(mallory);
        vm.expectRevert(abi.encodeWithSelector(IProofVerifier.ProofVerifier_NothingToWithdraw.selector, mallory));
        verifier.withdraw(payable(mallory));
    }

    function test_RevertWhen_ReceiverOfWithdrawalRefuses() external {
        _retire(propose(MODEL, ProofVectors.KEY));
        vm.expectRevert(
            abi.encodeWithSelector(IProofVerifier.ProofVerifier_TransferFailed.selector, address(models), KEY_BOND)
        );
        vm.prank(proposer);
        verifier.withdraw(payable(address(models)));
    }

    function test_WhenBondWithdrawn_PaysOnce() external {
        _retire(propose(MODEL, ProofVectors.KEY));
        address receiver = makeAddr("receiver");
        vm.expectEmit(address(verifier));
        emit IProofVerifier.Withdrawn(proposer, receiver, KEY_BOND);
        vm.prank(proposer);
        assertEq(verifier.withdraw(payable(receiver)), KEY_BOND, "returned");
        assertEq(receiver.balance, KEY_BOND, "paid");
        assertEq(verifier.balanceOf(proposer), 0, "balance");
    }

    function _retire(KeyId id) private {
        vm.prank(proposer);
        verifier.retireKey(id);
    }
}
