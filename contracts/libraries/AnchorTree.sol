// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Merkle tree in which a leaf has one place
/// @notice A leaf's index says at each level, from its lowest bit on, whether it is on the left or on the right, and the
/// number of leaves says how many levels there are. So under a given root each place has room for one commitment only,
/// whoever made the root. See IRecordRegistry for the formulas.
library AnchorTree {
    /// @notice Whether the proof, from the leaf's neighbour up, shows the commitment at that place. The index is below the
    /// count: the caller sees to it.
    function shows(bytes32 root, uint256 count, uint256 index, bytes32 commitment, bytes32[] calldata proof)
        internal
        pure
        returns (bool)
    {
        if (proof.length != depthOf(count)) return false;
        bytes32 node = keccak256(bytes.concat(keccak256(abi.encode(index, commitment))));
        for (uint256 level; level < proof.length; ++level) {
            bytes32 neighbour = proof[level];
            node = index >> level & 1 == 0
                ? Hashes.efficientKeccak256(node, neighbour)
                : Hashes.efficientKeccak256(neighbour, node);
        }
        return node == root;
    }

    /// @notice Levels above the leaves: the least d with 2^d >= count.
    function depthOf(uint256 count) internal pure returns (uint256) {
        return Math.log2(count, Math.Rounding.Ceil);
    }
}
