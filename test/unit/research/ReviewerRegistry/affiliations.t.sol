// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IReviewerRegistry} from "../../../../contracts/interfaces/IReviewerRegistry.sol";
import {NEVER} from "../../../../contracts/types/Inference.sol";
import {RegistryTest} from "../../../utils/RegistryTest.sol";

contract ReviewerRegistryAffiliationsTest is RegistryTest {
    function test_RevertWhen_EmptyAffiliationDeclared() external {
        vm.expectRevert(IReviewerRegistry.ReviewerRegistry_EmptyAffiliation.selector);
        registry.declareAffiliation(0);
    }

    function test_WhenAffiliationDeclared() external {
        vm.expectEmit(address(registry));
        emit IReviewerRegistry.AffiliationDeclared(ann, CHARITE);
        declare(ann, CHARITE);
        assertEq(registry.affiliatedUntil(ann, CHARITE), NEVER, "without end");
        assertEq(registry.affiliatedUntil(ann, KAROLINSKA), 0, "no other");
        assertEq(registry.affiliatedUntil(bob, CHARITE), 0, "nobody else");
    }

    function test_WhenAffiliationEnds() external {
        declare(ann, CHARITE);
        uint40 until = START + 3 * 365 days;
        vm.expectEmit(address(registry));
        emit IReviewerRegistry.AffiliationEnded(ann, CHARITE, until);
        end(ann, CHARITE);
        assertEq(registry.affiliatedUntil(ann, CHARITE), until, "three more years");
        vm.warp(until);
        assertEq(eligible(CHARITE), 0, "still counts");
        vm.warp(until + 1);
        assertEq(eligible(CHARITE), 1, "no longer");
    }

    function test_RevertWhen_AffiliationEndsThatNeverWasOrEndedBefore() external {
        _expectNotAffiliated();
        end(ann, CHARITE);
        declare(ann, CHARITE);
        end(ann, CHARITE);
        vm.warp(START + 1 days);
        _expectNotAffiliated();
        end(ann, CHARITE);
    }

    function test_GivenAffiliationThatEndedDeclaredAgain() external {
        declare(ann, CHARITE);
        end(ann, CHARITE);
        declare(ann, CHARITE);
        assertEq(registry.affiliatedUntil(ann, CHARITE), NEVER, "without end");
    }

    function _expectNotAffiliated() private {
        vm.expectRevert(abi.encodeWithSelector(IReviewerRegistry.ReviewerRegistry_NotAffiliated.selector, ann, CHARITE));
    }
}
