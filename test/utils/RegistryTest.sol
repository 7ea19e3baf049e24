// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IReviewerRegistry} from "../../contracts/interfaces/IReviewerRegistry.sol";
import {Test} from "./Test.sol";

/// @title A registry of reviewers, kept by the test, and two of them
abstract contract RegistryTest is Test {
    uint40 internal constant START = 1_770_000_000;
    bytes32 internal constant CHARITE = keccak256("tag of the Charite");
    bytes32 internal constant KAROLINSKA = keccak256("tag of the Karolinska Institutet");

    IReviewerRegistry internal registry;
    address internal ann;
    address internal bob;
    address internal funder;
    address internal investigator;

    function setUp() public virtual {
        vm.warp(START);
        (ann, bob) = (makeAddr("ann"), makeAddr("bob"));
        (funder, investigator) = (makeAddr("funder"), makeAddr("investigator"));
        address authority = deploy("OneAdmin", abi.encode(address(this)));
        registry = IReviewerRegistry(deploy("ReviewerRegistry", abi.encode(authority)));
    }

    function declare(address reviewer, bytes32 affiliation) internal {
        vm.prank(reviewer);
        registry.declareAffiliation(affiliation);
    }

    function end(address reviewer, bytes32 affiliation) internal {
        vm.prank(reviewer);
        registry.endAffiliation(affiliation);
    }

    function reviewers() internal view returns (address[] memory both) {
        both = new address[](2);
        (both[0], both[1]) = (ann, bob);
    }

    /// @dev Bit 0: Ann may judge between funder and investigator. Bit 1: Bob.
    function eligible(bytes32 excluded) internal view returns (uint16) {
        bytes32[] memory tags = new bytes32[](1);
        tags[0] = excluded;
        return registry.eligible(reviewers(), tags, funder, investigator);
    }
}
