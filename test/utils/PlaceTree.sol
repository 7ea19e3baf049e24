// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title The tree that IRecordRegistry describes: node i has 2i + 1 on its left and 2i + 2 on its right
library PlaceTree {
    function build(bytes32[] memory leaves) internal pure returns (bytes32[] memory tree) {
        uint256 size = 1;
        while (size < leaves.length) {
            size *= 2;
        }
        tree = new bytes32[](2 * size - 1);
        for (uint256 i; i < leaves.length; ++i) {
            tree[size - 1 + i] = leaves[i];
        }
        for (uint256 i = size - 1; i > 0; --i) {
            tree[i - 1] = keccak256(bytes.concat(tree[2 * i - 1], tree[2 * i]));
        }
    }

    function proofOf(bytes32[] memory tree, uint256 index) internal pure returns (bytes32[] memory) {
        return pathOf(tree, tree.length / 2 + index);
    }

    /// @dev Neighbours from any node up to the root.
    function pathOf(bytes32[] memory tree, uint256 node) internal pure returns (bytes32[] memory path) {
        uint256 depth;
        for (uint256 i = node; i != 0; i = (i - 1) / 2) {
            ++depth;
        }
        path = new bytes32[](depth);
        for (uint256 i; node != 0; node = (node - 1) / 2) {
            path[i++] = tree[node % 2 == 1 ? node + 1 : node - 1];
        }
    }
}
