// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleBranch} from "../../../contracts/libraries/MerkleBranch.sol";
import {MerkleRoot} from "../../../contracts/libraries/MerkleRoot.sol";
import {Test} from "../../utils/Test.sol";

/// @dev Branches of the tree that MerkleRoot builds, for every place of every size.
contract MerkleBranchFuzzTest is Test {
    function isUnder(bytes32 root, uint256 count, bytes32 leaf, uint256 index, bytes32[] calldata siblings)
        external
        pure
        returns (bool)
    {
        return MerkleBranch.isUnder(root, count, leaf, index, siblings);
    }

    function testFuzz_EveryLeafIsUnderItsRootAtItsPlaceOnly(uint256 seed, uint256 count, uint256 index, uint256 other)
        external
        view
    {
        count = bound(count, 1, 70);
        index = bound(index, 0, count - 1);
        other = bound(other, 0, count);
        bytes32[] memory leaves = _leaves(seed, count);
        bytes32[] memory siblings = _siblings(_leaves(seed, count), index);
        bytes32 root = MerkleRoot.compute(_leaves(seed, count));
        assertTrue(this.isUnder(root, count, leaves[index], index, siblings), "its place");
        if (other != index) assertFalse(this.isUnder(root, count, leaves[index], other, siblings), "another place");
        assertFalse(this.isUnder(root, count, keccak256("no leaf"), index, siblings), "no leaf");
        assertFalse(this.isUnder(root, count, leaves[index], index, _longer(siblings)), "a sibling too many");
        if (count == 1) return;
        siblings[0] = keccak256("no sibling");
        assertFalse(this.isUnder(root, count, leaves[index], index, siblings), "another sibling");
        assertFalse(this.isUnder(root, count, leaves[index], index, new bytes32[](0)), "no siblings");
    }

    function _leaves(uint256 seed, uint256 count) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](count);
        for (uint256 i; i < count; ++i) {
            leaves[i] = keccak256(abi.encode(seed, i, "leaf"));
        }
    }

    /// @dev Level by level, written out.
    function _siblings(bytes32[] memory level, uint256 index) private pure returns (bytes32[] memory siblings) {
        siblings = new bytes32[](8);
        uint256 used;
        uint256 count = level.length;
        while (count > 1) {
            uint256 neighbour = index % 2 == 0 ? index + 1 : index - 1;
            if (neighbour < count) siblings[used++] = level[neighbour];
            for (uint256 i; i < count; i += 2) {
                level[i / 2] = i + 1 < count ? keccak256(abi.encodePacked(level[i], level[i + 1])) : level[i];
            }
            index /= 2;
            count = (count + 1) / 2;
        }
        assembly ("memory-safe") {
            mstore(siblings, used)
        }
    }

    function _longer(bytes32[] memory siblings) private pure returns (bytes32[] memory more) {
        more = new bytes32[](siblings.length + 1);
        for (uint256 i; i < siblings.length; ++i) {
            more[i] = siblings[i];
        }
    }
}
