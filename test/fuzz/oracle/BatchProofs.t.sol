// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {MerkleRoot} from "../../../contracts/libraries/MerkleRoot.sol";
import {Test} from "../../utils/Test.sol";

/// @dev The tree of a batch, seen by the court: a proof for every leaf of every size, and for nothing else.
contract BatchProofsFuzzTest is Test {
    function isUnder(bytes32[] calldata proof, bytes32 root, bytes32 leaf) external pure returns (bool) {
        return MerkleProof.verifyCalldata(proof, root, leaf);
    }

    function testFuzz_EveryLeafIsUnderItsRootAndNothingElse(uint256 seed, uint256 count, uint256 index) external view {
        count = bound(count, 1, 70);
        index = bound(index, 0, count - 1);
        bytes32 leaf = _leaves(seed, count)[index];
        bytes32[] memory proof = _proof(_leaves(seed, count), index);
        bytes32 root = MerkleRoot.compute(_leaves(seed, count));
        assertTrue(this.isUnder(proof, root, leaf), "a leaf");
        assertFalse(this.isUnder(proof, root, keccak256("no leaf")), "no leaf");
        if (count == 1) return;
        assertFalse(this.isUnder(new bytes32[](0), root, leaf), "no proof");
        proof[0] = keccak256("no neighbour");
        assertFalse(this.isUnder(proof, root, leaf), "another neighbour");
    }

    function _leaves(uint256 seed, uint256 count) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i, "leaf"));
        }
    }

    /// @dev Level by level, written out.
    function _proof(bytes32[] memory level, uint256 index) private pure returns (bytes32[] memory proof) {
        proof = new bytes32[](8);
        uint256 used;
        uint256 count = level.length;
        while (count > 1) {
            uint256 neighbour = index % 2 == 0 ? index + 1 : index - 1;
            if (neighbour < count) proof[used++] = level[neighbour];
            for (uint256 i; i < count; i += 2) {
                level[i / 2] = i + 1 < count ? _pair(level[i], level[i + 1]) : level[i];
            }
            index /= 2;
            count = (count + 1) / 2;
        }
        assembly ("memory-safe") {
            mstore(proof, used)
        }
    }

    function _pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(abi.encodePacked(a, b)) : keccak256(abi.encodePacked(b, a));
    }
}
