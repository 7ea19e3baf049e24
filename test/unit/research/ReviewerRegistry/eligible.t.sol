// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {RegistryTest} from "../../../utils/RegistryTest.sol";

contract ReviewerRegistryEligibleTest is RegistryTest {
    function test_GivenReviewerNeverDeclaredAffiliation() external {
        assertEq(eligible(CHARITE), 0, "nobody");
        declare(bob, KAROLINSKA);
        assertEq(eligible(CHARITE), 2, "bob alone");
    }

    function test_GivenReviewerBelongsToExcludedOrganisation_WhicheverOfThem() external {
        declare(ann, KAROLINSKA);
        declare(ann, CHARITE); // beside the other
        declare(bob, KAROLINSKA);
        assertEq(eligible(CHARITE), 2, "not ann");
        assertEq(eligible(KAROLINSKA), 0, "neither");
        bytes32[] memory both = new bytes32[](2);
        (both[0], both[1]) = (keccak256("elsewhere"), CHARITE);
        assertEq(registry.eligible(reviewers(), both, funder, investigator), 2, "the last of them too");
    }

    function test_GivenReviewerHasConflictWithParty() external {
        declare(ann, KAROLINSKA);
        declare(bob, KAROLINSKA);
        vm.prank(ann);
        registry.declareConflict(funder);
        assertEq(eligible(CHARITE), 2, "not ann");
        vm.prank(bob);
        registry.declareConflict(investigator);
        assertEq(eligible(CHARITE), 0, "neither");
    }

    function test_GivenNothingSpeaksAgainstReviewer() external {
        declare(ann, KAROLINSKA);
        declare(bob, KAROLINSKA);
        vm.prank(ann);
        registry.declareConflict(makeAddr("another funder"));
        assertEq(eligible(CHARITE), 3, "both bits");
    }
}
