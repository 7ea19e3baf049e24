// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Whether a hash is one of the list under a MerkleRoot
/// @notice Neighbours are hashed in their order, and an odd one out is carried up as it is. So the place of a leaf and
/// the number of leaves say which siblings there are.
library MerkleBranch {
    /// @param siblings From the leaf's neighbour up, none where there is none.
    function isUnder(bytes32 root, uint256 count, bytes32 leaf, uint256 index, bytes32[] calldata siblings)
        internal
        pure
        returns (bool)
    {
        if (index >= count) return false;
        bytes32 node = leaf;
        uint256 used;
        for (; count > 1; count = (count + 1) / 2) {
            if (index ^ 1 < count) {
                if (used == siblings.length) return false;
                bytes32 sibling = siblings[used++];
                node = index & 1 == 0
                    ? keccak256(abi.encodePacked(node, sibling))
                    : keccak256(abi.encodePacked(sibling, node));
            }
            index /= 2;
        }
        return used == siblings.length && node == root;
    }
}
