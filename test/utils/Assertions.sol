// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/// @title Assertions with a label, failing with an error that carries both sides
abstract contract Assertions {
    error Test_Unequal(string label, bytes actual, bytes expected);
    error Test_UnequalUint(string label, uint256 actual, uint256 expected);
    error Test_UnequalInt(string label, int256 actual, int256 expected);
    error Test_UnequalAddress(string label, address actual, address expected);
    error Test_UnequalWord(string label, bytes32 actual, bytes32 expected);
    error Test_UnequalString(string label, string actual, string expected);
    error Test_EqualWord(string label, bytes32 actual);
    error Test_False(string label);
    error Test_True(string label);
    error Test_NotGreater(string label, uint256 actual, uint256 bound);
    error Test_NotLess(string label, uint256 actual, uint256 bound);
    error Test_TooFar(string label, uint256 actual, uint256 expected, uint256 tolerance);
    error Test_Fail(string label);

    function assertEq(uint256 actual, uint256 expected, string memory label) internal pure {
        if (actual != expected) revert Test_UnequalUint(label, actual, expected);
    }

    function assertEq(int256 actual, int256 expected, string memory label) internal pure {
        if (actual != expected) revert Test_UnequalInt(label, actual, expected);
    }

    function assertEq(address actual, address expected, string memory label) internal pure {
        if (actual != expected) revert Test_UnequalAddress(label, actual, expected);
    }

    function assertEq(bytes32 actual, bytes32 expected, string memory label) internal pure {
        if (actual != expected) revert Test_UnequalWord(label, actual, expected);
    }

    function assertEq(bool actual, bool expected, string memory label) internal pure {
        if (actual != expected) revert Test_UnequalUint(label, actual ? 1 : 0, expected ? 1 : 0);
    }

    function assertEq(bytes memory actual, bytes memory expected, string memory label) internal pure {
        if (keccak256(actual) != keccak256(expected)) revert Test_Unequal(label, actual, expected);
    }

    function assertEq(string memory actual, string memory expected, string memory label) internal pure {
        if (keccak256(bytes(actual)) != keccak256(bytes(expected))) revert Test_UnequalString(label, actual, expected);
    }

    function assertNotEq(uint256 actual, uint256 other, string memory label) internal pure {
        if (actual == other) revert Test_EqualWord(label, bytes32(actual));
    }

    function assertNotEq(bytes32 actual, bytes32 other, string memory label) internal pure {
        if (actual == other) revert Test_EqualWord(label, actual);
    }

    function assertNotEq(address actual, address other, string memory label) internal pure {
        if (actual == other) revert Test_EqualWord(label, bytes32(uint256(uint160(actual))));
    }

    function assertTrue(bool condition, string memory label) internal pure {
        if (!condition) revert Test_False(label);
    }

    function assertFalse(bool condition, string memory label) internal pure {
        if (condition) revert Test_True(label);
    }

    function assertGt(uint256 actual, uint256 bound, string memory label) internal pure {
        if (actual <= bound) revert Test_NotGreater(label, actual, bound);
    }

    function assertGe(uint256 actual, uint256 bound, string memory label) internal pure {
        if (actual < bound) revert Test_NotGreater(label, actual, bound);
    }

    function assertLt(uint256 actual, uint256 bound, string memory label) internal pure {
        if (actual >= bound) revert Test_NotLess(label, actual, bound);
    }

    function assertLe(uint256 actual, uint256 bound, string memory label) internal pure {
        if (actual > bound) revert Test_NotLess(label, actual, bound);
    }

    function assertApproxEqAbs(uint256 actual, uint256 expected, uint256 tolerance, string memory label) internal pure {
        uint256 distance = actual > expected ? actual - expected : expected - actual;
        if (distance > tolerance) revert Test_TooFar(label, actual, expected, tolerance);
    }

    function fail(string memory label) internal pure {
        revert Test_Fail(label);
    }
}
