// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProofVerifier} from "../../../../contracts/interfaces/IProofVerifier.sol";
import {ModelId, RequestId} from "../../../../contracts/types/Identifiers.sol";
import {KEY_RETIREMENT, KeyId} from "../../../../contracts/types/ProofKey.sol";
import {ProofFixture} from "../../../utils/ProofFixture.sol";
import {ProofVectors} from "../../../utils/ProofVectors.sol";

contract ProofVerifierVerifyTest is ProofFixture {
    uint256 private constant ORDER = 0x30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001;
    uint256 private constant FIELD = 0x30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47;
    /// @dev Two scalar multiplications more than a bare verification needs would show.
    uint256 private constant MOST_GAS = 216_000;

    KeyId private _id;

    function setUp() public override {
        super.setUp();
        _id = putInForce(MODEL, ProofVectors.KEY);
    }

    function test_RevertGiven_NoKeyInForce() external {
        vm.expectRevert(abi.encodeWithSelector(IProofVerifier.ProofVerifier_NoKeyInForce.selector, OTHER_MODEL));
        _verifyFor(OTHER_MODEL);
    }

    function test_RevertGiven_KeyRetiredAndItsTimeOver() external {
        vm.prank(proposer);
        verifier.retireKey(_id);
        vm.warp(vm.getBlockTimestamp() + KEY_RETIREMENT);
        verifyVector();
        vm.warp(vm.getBlockTimestamp() + 1);
        vm.expectRevert(abi.encodeWithSelector(IProofVerifier.ProofVerifier_NoKeyInForce.selector, MODEL));
        verifyVector();
    }

    function test_RevertWhen_ProofHasAnotherLength() external {
        bytes memory proof = ProofVectors.PROOF;
        _refuse(bytes.concat(proof, hex"00"), _malformed(257));
        assembly ("memory-safe") {
            mstore(proof, 255)
        }
        _refuse(proof, _malformed(255));
    }

    function test_RevertWhen_CommitmentAliasAboveFieldOrder() external {
        uint256 input = uint256(ProofVectors.INPUT_COMMITMENT) + ORDER;
        uint256 output = uint256(ProofVectors.OUTPUT_COMMITMENT) + ORDER;
        bytes4 selector = IProofVerifier.ProofVerifier_SignalOutOfField.selector;
        vm.expectRevert(abi.encodeWithSelector(selector, 0, input));
        _verifySignals(input, uint256(ProofVectors.OUTPUT_COMMITMENT));
        vm.expectRevert(abi.encodeWithSelector(selector, 1, output));
        _verifySignals(uint256(ProofVectors.INPUT_COMMITMENT), output);
    }

    function test_RevertWhen_CommitmentIsAnother() external {
        vm.expectRevert(IProofVerifier.ProofVerifier_ProofRefused.selector);
        _verifySignals(uint256(ProofVectors.INPUT_COMMITMENT) ^ 1, uint256(ProofVectors.OUTPUT_COMMITMENT));
        vm.expectRevert(IProofVerifier.ProofVerifier_ProofRefused.selector);
        _verifySignals(uint256(ProofVectors.INPUT_COMMITMENT), uint256(ProofVectors.OUTPUT_COMMITMENT) ^ 1);
    }

    function test_RevertWhen_RequestIsAnother() external {
        vm.expectRevert(IProofVerifier.ProofVerifier_ProofRefused.selector);
        verifier.verify(
            MODEL,
            ProofVectors.INPUT_COMMITMENT,
            ProofVectors.OUTPUT_COMMITMENT,
            RequestId.wrap(keccak256("another request")),
            ProofVectors.PAYEE,
            ProofVectors.PROOF
        );
    }

    function test_RevertWhen_PayeeIsAnother() external {
        vm.expectRevert(IProofVerifier.ProofVerifier_ProofRefused.selector);
        verifier.verify(
            MODEL,
            ProofVectors.INPUT_COMMITMENT,
            ProofVectors.OUTPUT_COMMITMENT,
            ProofVectors.REQUEST,
            mallory,
            ProofVectors.PROOF
        );
    }

    function test_RevertWhen_ModelSwappedForOneWithAnotherKey() external {
        putInForce(OTHER_MODEL, ProofVectors.OTHER_KEY);
        vm.expectRevert(IProofVerifier.ProofVerifier_ProofRefused.selector);
        _verifyFor(OTHER_MODEL);
    }

    function test_RevertWhen_AnyWordOfProofMutated() external {
        for (uint256 i; i < 8; ++i) {
            bytes memory proof = ProofVectors.PROOF;
            _setWord(proof, i, _word(proof, i) ^ 1);
            _refuse(proof);
        }
    }

    function test_RevertWhen_PointOfProofAtInfinity() external {
        uint8[4] memory ends = [0, 2, 6, 8];
        for (uint256 point; point < 3; ++point) {
            bytes memory proof = ProofVectors.PROOF;
            for (uint256 i = ends[point]; i < ends[point + 1]; ++i) {
                _setWord(proof, i, 0);
            }
            _refuse(proof);
        }
    }

    function test_RevertWhen_CoordinateOfProofAliasAboveFieldOfCoordinates() external {
        for (uint256 i; i < 8; ++i) {
            bytes memory proof = ProofVectors.PROOF;
            _setWord(proof, i, _word(proof, i) + FIELD);
            _refuse(proof);
        }
    }

    function test_RevertWhen_PointOfProofNegated() external {
        uint8[2] memory places = [1, 7];
        for (uint256 i; i < 2; ++i) {
            bytes memory proof = ProofVectors.PROOF;
            _setWord(proof, places[i], FIELD - _word(proof, places[i]));
            _refuse(proof);
        }
    }

    function test_WhenProofHolds_ReturnsAndCostsLittleMoreThanCurveOperations() external view {
        bytes memory proof = ProofVectors.PROOF;
        uint256 before = gasleft();
        verifier.verify(
            MODEL,
            ProofVectors.INPUT_COMMITMENT,
            ProofVectors.OUTPUT_COMMITMENT,
            ProofVectors.REQUEST,
            ProofVectors.PAYEE,
            proof
        );
        assertLe(before - gasleft(), MOST_GAS, "gas");
    }

    function _verifyFor(ModelId model) private view {
        verifier.verify(
            model,
            ProofVectors.INPUT_COMMITMENT,
            ProofVectors.OUTPUT_COMMITMENT,
            ProofVectors.REQUEST,
            ProofVectors.PAYEE,
            ProofVectors.PROOF
        );
    }

    function _verifySignals(uint256 input, uint256 output) private view {
        verifier.verify(
            MODEL, bytes32(input), bytes32(output), ProofVectors.REQUEST, ProofVectors.PAYEE, ProofVectors.PROOF
        );
    }

    function _refuse(bytes memory proof) private {
        _refuse(proof, abi.encodeWithSelector(IProofVerifier.ProofVerifier_ProofRefused.selector));
    }

    function _refuse(bytes memory proof, bytes memory reason) private {
        vm.expectRevert(reason);
        verifier.verify(
            MODEL,
            ProofVectors.INPUT_COMMITMENT,
            ProofVectors.OUTPUT_COMMITMENT,
            ProofVectors.REQUEST,
            ProofVectors.PAYEE,
            proof
        );
    }

    function _malformed(uint256 length) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IProofVerifier.ProofVerifier_MalformedProof.selector, length);
    }

    function _word(bytes memory proof, uint256 index) private pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := mload(add(add(proof, 32), mul(index, 32)))
        }
    }

    function _setWord(bytes memory proof, uint256 index, uint256 value) private pure {
        assembly ("memory-safe") {
            mstore(add(add(proof, 32), mul(index, 32)), value)
        }
    }
}
