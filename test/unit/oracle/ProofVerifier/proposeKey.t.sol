// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IProofVerifier} from "../../../../contracts/interfaces/IProofVerifier.sol";
import {ModelId} from "../../../../contracts/types/Identifiers.sol";
import {NEVER} from "../../../../contracts/types/Inference.sol";
import {KEY_BOND, KeyId, KeyState} from "../../../../contracts/types/ProofKey.sol";
import {ProofFixture} from "../../../utils/ProofFixture.sol";
import {ProofVectors} from "../../../utils/ProofVectors.sol";

contract ProofVerifierProposeKeyTest is ProofFixture {
    uint256 private constant MAINNET = 1;

    function test_RevertWhen_CallerNotAuthorised() external {
        vm.deal(mallory, KEY_BOND);
        vm.prank(mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, mallory));
        verifier.proposeKey{value: KEY_BOND}(MODEL, ProofVectors.KEY, TRANSCRIPT, true);
    }

    function test_RevertWhen_DevelopmentKeyProposedOnPublicChain() external {
        vm.chainId(MAINNET);
        _expect(abi.encodeWithSelector(IProofVerifier.ProofVerifier_DevelopmentKey.selector, MAINNET));
        verifier.proposeKey{value: KEY_BOND}(MODEL, ProofVectors.KEY, TRANSCRIPT, true);
    }

    function test_RevertWhen_ModelUnknown() external {
        ModelId unknown = ModelId.wrap(keccak256("unknown"));
        _expect(abi.encodeWithSelector(IProofVerifier.ProofVerifier_UnknownModel.selector, unknown));
        verifier.proposeKey{value: KEY_BOND}(unknown, ProofVectors.KEY, TRANSCRIPT, true);
    }

    function test_RevertWhen_ModelPublic() external {
        _expect(abi.encodeWithSelector(IProofVerifier.ProofVerifier_ModelNotPrivate.selector, PUBLIC_MODEL));
        verifier.proposeKey{value: KEY_BOND}(PUBLIC_MODEL, ProofVectors.KEY, TRANSCRIPT, true);
    }

    function test_RevertWhen_TranscriptEmpty() external {
        _expect(abi.encodeWithSelector(IProofVerifier.ProofVerifier_EmptyTranscript.selector));
        verifier.proposeKey{value: KEY_BOND}(MODEL, ProofVectors.KEY, bytes32(0), true);
    }

    function test_RevertWhen_BondTooLow() external {
        _expect(abi.encodeWithSelector(IProofVerifier.ProofVerifier_BondTooLow.selector, KEY_BOND - 1, KEY_BOND));
        verifier.proposeKey{value: KEY_BOND - 1}(MODEL, ProofVectors.KEY, TRANSCRIPT, true);
    }

    function test_RevertWhen_KeyHasAnotherLength() external {
        bytes memory longer = bytes.concat(ProofVectors.KEY, bytes32(0));
        _expect(abi.encodeWithSelector(IProofVerifier.ProofVerifier_MalformedKey.selector, longer.length));
        verifier.proposeKey{value: KEY_BOND}(MODEL, longer, TRANSCRIPT, true);
    }

    function test_RevertWhen_PointOfKeyAtInfinityOrOffItsCurve() external {
        uint16[8] memory ends = [0, 64, 192, 320, 384, 448, 512, 576];
        for (uint256 point; point < 7; ++point) {
            bytes memory key = ProofVectors.KEY;
            key[ends[point] + 31] ^= 0x01;
            _refusePoint(key, point);
            for (uint256 i = ends[point]; i < ends[point + 1]; ++i) {
                key[i] = 0;
            }
            _refusePoint(key, point);
        }
    }

    function test_RevertWhen_KeyProposedBefore() external {
        KeyId id = propose(MODEL, ProofVectors.KEY);
        _expect(abi.encodeWithSelector(IProofVerifier.ProofVerifier_AlreadyProposed.selector, id));
        verifier.proposeKey{value: KEY_BOND}(MODEL, ProofVectors.KEY, TRANSCRIPT, true);
    }

    function test_WhenCeremonyKeyProposedOnPublicChain_WaitsAsProposed() external {
        vm.chainId(MAINNET);
        vm.prank(proposer);
        KeyId id = verifier.proposeKey{value: KEY_BOND}(MODEL, ProofVectors.KEY, TRANSCRIPT, false);
        assertTrue(verifier.keyOf(id).state == KeyState.Proposed, "state");
        assertFalse(verifier.keyOf(id).development, "mark");
    }

    function test_WhenDevelopmentKeyProposedOnLocalChain_WaitsAsProposedWithMarkAndHoldsBond() external {
        KeyId expected = KeyId.wrap(keccak256(abi.encode(MODEL, keccak256(ProofVectors.KEY), TRANSCRIPT, true)));
        vm.expectEmit(address(verifier));
        emit IProofVerifier.KeyProposed(expected, MODEL, proposer, keccak256(ProofVectors.KEY), TRANSCRIPT, true);
        KeyId id = propose(MODEL, ProofVectors.KEY);
        IProofVerifier.Key memory key = verifier.keyOf(id);
        assertTrue(id == expected, "id");
        assertTrue(key.state == KeyState.Proposed, "state");
        assertTrue(key.development, "mark");
        assertEq(key.blob.code, bytes.concat(hex"00", ProofVectors.KEY), "code");
        assertEq(uint256(key.proposedAt), START, "proposed at");
        assertEq(uint256(key.endsAt), NEVER, "ends at");
        assertTrue(key.model == MODEL, "model");
        assertEq(key.transcriptHash, TRANSCRIPT, "transcript");
        assertEq(key.proposer, proposer, "proposer");
        assertEq(uint256(key.bond), KEY_BOND, "bond");
        assertEq(address(verifier).balance, KEY_BOND, "balance");
        assertFalse(verifier.isReady(MODEL), "ready");
        vm.chainId(1337);
        propose(OTHER_MODEL, ProofVectors.KEY);
    }

    function _expect(bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(proposer);
    }

    function _refusePoint(bytes memory key, uint256 point) private {
        _expect(abi.encodeWithSelector(IProofVerifier.ProofVerifier_BadKeyPoint.selector, point));
        verifier.proposeKey{value: KEY_BOND}(MODEL, key, TRANSCRIPT, true);
    }
}
