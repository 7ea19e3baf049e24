// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title The tree of a lot's units, laid out as OpenZeppelin's library does it
library UnitTree {
    function build(bytes32[] memory leaves) internal pure returns (bytes32[] memory tree) {
        uint256 n = leaves.length;
        tree = new bytes32[](2 * n - 1);
        for (uint256 i; i < n; ++i) {
            tree[2 * n - 2 - i] = leaves[i];
        }
        for (uint256 i = n - 1; i > 0; --i) {
            tree[i - 1] = _pair(tree[2 * i - 1], tree[2 * i]);
        }
    }

    /// @dev Siblings from leaf `index` up to the root.
    function proofOf(bytes32[] memory tree, uint256 index) internal pure returns (bytes32[] memory proof) {
        uint256 node = tree.length - 1 - index;
        uint256 depth;
        for (uint256 i = node; i != 0; i = (i - 1) / 2) {
            ++depth;
        }
        proof = new bytes32[](depth);
        for (uint256 i; node != 0; node = (node - 1) / 2) {
            proof[i++] = tree[node % 2 == 1 ? node + 1 : node - 1];
        }
    }

    function _pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(abi.encodePacked(a, b)) : keccak256(abi.encodePacked(b, a));
    }
}
