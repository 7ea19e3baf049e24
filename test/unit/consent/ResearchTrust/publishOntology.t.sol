// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IResearchTrust} from "../../../../contracts/interfaces/IResearchTrust.sol";
import {TrustFixture} from "../../../utils/TrustFixture.sol";

contract ResearchTrustPublishOntologyTest is TrustFixture {
    bytes32 private constant ROOT = keccak256("a closure");

    function test_RevertWhen_CallerNotAuthorised() external {
        _expectUnauthorised();
        trust.publishOntology(ROOT, "MONDO 2026-01");
    }

    function test_RevertWhen_RootEmpty() external {
        vm.prank(admin);
        vm.expectRevert(IResearchTrust.ResearchTrust_EmptyRoot.selector);
        trust.publishOntology(0, "MONDO 2026-01");
    }

    function test_WhenAdminPublishesRoot_IsOntology() external {
        assertFalse(trust.isOntology(ROOT), "not yet");
        vm.expectEmit(address(trust));
        emit IResearchTrust.OntologyPublished(ROOT, "MONDO 2026-01");
        vm.prank(admin);
        trust.publishOntology(ROOT, "MONDO 2026-01");
        assertTrue(trust.isOntology(ROOT), "published");
    }

    function test_RevertWhen_CallerOfWithdrawNotAuthorised() external {
        _expectUnauthorised();
        trust.withdrawOntology(ROOT);
    }

    function test_RevertGiven_RootUnknown() external {
        vm.prank(admin);
        vm.expectRevert(abi.encodeWithSelector(IResearchTrust.ResearchTrust_UnknownOntology.selector, ROOT));
        trust.withdrawOntology(ROOT);
    }

    function test_WhenAdminWithdrawsRoot_IsOntologyNoMore() external {
        vm.startPrank(admin);
        trust.publishOntology(ROOT, "MONDO 2026-01");
        vm.expectEmit(address(trust));
        emit IResearchTrust.OntologyWithdrawn(ROOT);
        trust.withdrawOntology(ROOT);
        vm.stopPrank();
        assertFalse(trust.isOntology(ROOT), "withdrawn");
    }
}
