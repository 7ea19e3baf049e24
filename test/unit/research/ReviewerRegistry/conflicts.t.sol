// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";

import {IReviewerRegistry} from "../../../../contracts/interfaces/IReviewerRegistry.sol";
import {RegistryTest} from "../../../utils/RegistryTest.sol";

contract ReviewerRegistryConflictsTest is RegistryTest {
    bytes32 private constant EVIDENCE = keccak256("joint paper");

    function test_WhenReviewerDeclaresConflict() external {
        vm.expectEmit(address(registry));
        emit IReviewerRegistry.ConflictRecorded(ann, investigator, ann, 0);
        vm.prank(ann);
        registry.declareConflict(investigator);
        assertTrue(registry.hasConflict(ann, investigator), "on record");
        assertFalse(registry.hasConflict(ann, funder), "not with others");
        assertFalse(registry.hasConflict(investigator, ann), "not the other way");
    }

    function test_WhenKeeperOfRegistryRecordsOne() external {
        vm.expectEmit(address(registry));
        emit IReviewerRegistry.ConflictRecorded(ann, funder, address(this), EVIDENCE);
        registry.recordConflict(ann, funder, EVIDENCE);
        assertTrue(registry.hasConflict(ann, funder), "on record");
    }

    function test_RevertWhen_KeeperOfRegistryHasNoEvidence() external {
        vm.expectRevert(
            abi.encodeWithSelector(IReviewerRegistry.ReviewerRegistry_EvidenceMissing.selector, ann, funder)
        );
        registry.recordConflict(ann, funder, 0);
    }

    function test_RevertWhen_AnybodyElseRecordsOne() external {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ann));
        vm.prank(ann);
        registry.recordConflict(bob, funder, EVIDENCE);
    }
}
