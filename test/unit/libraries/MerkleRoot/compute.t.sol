// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {MerkleRoot} from "../../../../contracts/libraries/MerkleRoot.sol";
import {Test} from "../../../utils/Test.sol";

contract MerkleRootComputeTest is Test {
    bytes32 private constant A = bytes32(uint256(1));
    bytes32 private constant B = bytes32(uint256(2));
    bytes32 private constant C = bytes32(uint256(3));

    function test_WhenOneLeaf_IsTheLeaf() external pure {
        bytes32[] memory leaves = new bytes32[](1);
        leaves[0] = A;
        assertEq(MerkleRoot.compute(leaves), A, "root");
    }

    function test_WhenTwoLeaves_HashesSmallerFirst() external pure {
        bytes32[] memory leaves = new bytes32[](2);
        (leaves[0], leaves[1]) = (B, A);
        assertEq(MerkleRoot.compute(leaves), keccak256(abi.encode(A, B)), "root");
    }

    function test_WhenOddLeaf_CarriesItUpAsItIs() external pure {
        bytes32[] memory leaves = new bytes32[](3);
        (leaves[0], leaves[1], leaves[2]) = (A, B, C);
        bytes32 left = keccak256(abi.encode(A, B));
        bytes32 expected = left < C ? keccak256(abi.encode(left, C)) : keccak256(abi.encode(C, left));
        assertEq(MerkleRoot.compute(leaves), expected, "root");
    }

    /// @dev The same list and root as in test/oracle/standards/batch.test.ts.
    function test_WhenSharedVector_GivesSharedRoot() external pure {
        bytes32[] memory leaves = new bytes32[](7);
        for (uint256 i; i < leaves.length; ++i) {
            leaves[i] = keccak256(abi.encode(i));
        }
        assertEq(MerkleRoot.compute(leaves), 0x9cf9fd2e79e69bc4346ff3cc1b14318328dd4302f1eca823f3694a7632134506, "root");
    }
}
