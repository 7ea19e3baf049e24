// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Root of a list of hashes
/// @notice Neighbours are hashed together, the smaller one first, so that OpenZeppelin's MerkleProof shows a leaf to be in
/// the tree; at each level an odd one out is carried up as it is. The root says nothing of how many leaves there are:
/// whoever signs it signs their number too.
library MerkleRoot {
    /// @notice Root of at least one leaf. The list is used up as scratch space.
    /// @dev A node hashes 64 bytes. Leaves must be hashes of another length, so that neither passes for the other.
    function compute(bytes32[] memory leaves) internal pure returns (bytes32 root) {
        assembly ("memory-safe") {
            let first := add(leaves, 32)
            for { let count := mload(leaves) } gt(count, 1) {} {
                let pairsEnd := add(first, shl(5, and(count, not(1))))
                let parent := first
                for { let pair := first } lt(pair, pairsEnd) { pair := add(pair, 64) } {
                    let left := mload(pair)
                    let right := mload(add(pair, 32))
                    let swapped := gt(left, right)
                    mstore(shl(5, swapped), left)
                    mstore(shl(5, iszero(swapped)), right)
                    mstore(parent, keccak256(0, 64))
                    parent := add(parent, 32)
                }
                if and(count, 1) { mstore(parent, mload(pairsEnd)) }
                count := shr(1, add(count, 1))
            }
            root := mload(first)
        }
    }
}
