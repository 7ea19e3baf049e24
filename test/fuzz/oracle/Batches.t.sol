// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IInferenceOracle} from "../../../contracts/interfaces/IInferenceOracle.sol";
import {MerkleRoot} from "../../../contracts/libraries/MerkleRoot.sol";
import {InferenceRequest} from "../../../contracts/types/Inference.sol";
import {BatchFixture} from "../../utils/BatchFixture.sol";

contract BatchesFuzzTest is BatchFixture {
    /// @dev The root the contract computes is the one whose proofs OpenZeppelin's library takes.
    function testFuzz_EveryLeafIsUnderRoot(uint256 size, uint256 seed) external pure {
        size = bound(size, 1, 40);
        bytes32[] memory list = new bytes32[](size);
        for (uint256 i; i < size; ++i) {
            list[i] = keccak256(abi.encode(seed, i, "leaf", size));
        }
        for (uint256 i; i < size; ++i) {
            bytes32[] memory proof = _proofOf(list, i);
            bytes32[] memory copy = new bytes32[](size);
            for (uint256 j; j < size; ++j) {
                copy[j] = list[j];
            }
            assertTrue(MerkleProof.verify(proof, MerkleRoot.compute(copy), list[i]), "under the root");
        }
    }

    /// @dev Whatever became of the others: exactly the pending ones are settled, once, and every wei is accounted for.
    function testFuzz_SettlesExactlyWhatIsPending(uint256 size, uint256 fates) external {
        size = bound(size, 1, 8);
        uint256 held;
        uint256 pending;
        for (uint256 i; i < size; ++i) {
            uint256 fate = fates >> (2 * i) & 3;
            InferenceRequest memory request = _request();
            request.nonce = 500 + i;
            _add(request, OUTPUT);
            if (fate == 0) continue; // never opened
            _open(request);
            held += request.fee;
            if (fate == 1) _fulfil(request);
            else if (fate == 2) _refuse(request);
            else ++pending;
        }
        assertEq(_fulfilBatch(), pending, "settled");
        assertEq(_accountedFor(), held, "every wei");
        assertEq(address(oracle).balance, held, "held");
        assertEq(_fulfilBatch(), 0, "and never again");
    }

    function _refuse(InferenceRequest memory request) private {
        IInferenceOracle.RefusalReason reason = IInferenceOracle.RefusalReason.PayloadUnavailable;
        bytes memory attestation = _attest(_refusalDigest(_idOf(request), reason, config), FIRST_TWO);
        vm.prank(users.keeper);
        oracle.refuse(users.requester, request, reason, config, attestation);
    }

    function _proofOf(bytes32[] memory level, uint256 index) private pure returns (bytes32[] memory proof) {
        bytes32[] memory found = new bytes32[](8);
        uint256 depth;
        while (level.length > 1) {
            uint256 sibling = index ^ 1;
            if (sibling < level.length) found[depth++] = level[sibling];
            level = _parents(level);
            index /= 2;
        }
        proof = new bytes32[](depth);
        for (uint256 i; i < depth; ++i) {
            proof[i] = found[i];
        }
    }
}
