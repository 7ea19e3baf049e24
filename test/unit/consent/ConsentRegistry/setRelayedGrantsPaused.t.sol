// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {ConsentFixture} from "../../../utils/ConsentFixture.sol";

contract ConsentRegistrySetRelayedGrantsPausedTest is ConsentFixture {
    function test_RevertWhen_CallerNotAuthorised() external {
        vm.prank(people.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, people.mallory));
        consents.setRelayedGrantsPaused(true);
    }

    function test_WhenAdminPausesAndReopens_StoresSwitchAndTells() external {
        vm.startPrank(people.admin);
        vm.expectEmit(address(consents));
        emit IConsentRegistry.RelayedGrantsPausedSet(true);
        consents.setRelayedGrantsPaused(true);
        assertTrue(consents.relayedGrantsPaused(), "paused");
        consents.setRelayedGrantsPaused(false);
        assertFalse(consents.relayedGrantsPaused(), "reopened");
        vm.stopPrank();
    }
}
