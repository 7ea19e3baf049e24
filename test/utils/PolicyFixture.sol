// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PolicyRegistry} from "../../contracts/consent/PolicyRegistry.sol";
import {PolicyId} from "../../contracts/types/Identifiers.sol";
import {Test} from "./Test.sol";

/// @title A registry of policies and who publishes one
abstract contract PolicyFixture is Test {
    uint40 internal constant START = 1_780_000_000;
    bytes32 internal constant NAME = keccak256("research");

    address internal publisher;
    address internal mallory;
    PolicyRegistry internal policies;

    function setUp() public virtual {
        vm.warp(START);
        (publisher, mallory) = (makeAddr("publisher"), makeAddr("mallory"));
        policies = PolicyRegistry(deploy("PolicyRegistry", ""));
    }

    function _publish(uint16 major, uint16 minor) internal returns (PolicyId) {
        vm.prank(publisher);
        return policies.publish(NAME, major, minor, _text(major, minor));
    }

    function _text(uint16 major, uint16 minor) internal pure returns (bytes32) {
        return keccak256(abi.encode("a text", major, minor));
    }
}
