// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentFixture} from "../../../utils/ConsentFixture.sol";

contract ConsentRegistryRevokeAllTest is ConsentFixture {
    function test_WhenPatientRevokesAll_EndsIssuedUpToNowAndLeavesOthersAlone() external {
        ConsentId first = _grant(_header());
        ConsentId others = _grant(_headerOf(people.mallory));
        vm.warp(START + 50);
        IConsentStates.GrantHeader memory later = _header();
        later.issuedAt = START + 50;
        ConsentId second = _grant(later);

        vm.expectEmit(address(consents));
        emit IConsentRegistry.AllConsentsRevoked(people.patient, START + 50);
        vm.prank(people.patient);
        consents.revokeAll();

        assertFalse(consents.isLive(first), "issued before");
        assertFalse(consents.isLive(second), "issued now");
        assertTrue(consents.isLive(others), "another person's");
        assertEq(uint256(consents.revokedUpTo(people.patient)), START + 50, "time");
    }

    function test_WhenPatientRevokesAllTwiceInOneSecond_TellsOnce() external {
        vm.startPrank(people.patient);
        consents.revokeAll();
        vm.recordLogs();
        consents.revokeAll();
        vm.stopPrank();
        assertEq(vm.getRecordedLogs().length, 0, "no event");
    }

    function test_WhenConsentIssuedSecondLater_Live() external {
        vm.prank(people.patient);
        consents.revokeAll();
        vm.warp(START + 1);
        IConsentStates.GrantHeader memory header = _header();
        header.issuedAt = START + 1;
        assertTrue(consents.isLive(_grant(header)), "issued afterwards");
    }
}
