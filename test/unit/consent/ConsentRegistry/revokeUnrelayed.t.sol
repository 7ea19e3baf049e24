// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentFixture} from "../../../utils/ConsentFixture.sol";

contract ConsentRegistryRevokeUnrelayedTest is ConsentFixture {
    function test_RevertWhen_CallerNotHeadersSigner() external {
        IConsentStates.GrantHeader memory header = _header();
        vm.prank(people.mallory);
        vm.expectRevert(
            abi.encodeWithSelector(IConsentRegistry.ConsentRegistry_NotSigner.selector, _idOf(header), people.mallory)
        );
        consents.revokeUnrelayed(header);
    }

    function test_GivenGrantNotRelayed_LeavesTombstoneThatNoRelayReplaces() external {
        IConsentStates.GrantHeader memory header = _header();
        ConsentId id = _idOf(header);
        bytes memory signature = signCompact(people.patientKey, _grantDigest(header));
        _pauseRelay();
        vm.expectEmit(address(consents));
        emit IConsentRegistry.ConsentRevoked(id);
        vm.prank(people.patient);
        consents.revokeUnrelayed(header);
        vm.prank(people.admin);
        consents.setRelayedGrantsPaused(false);

        _expectRevert(IConsentRegistry.ConsentRegistry_AlreadyUsed.selector);
        consents.grantBySig(header, signature);
        _assertState(id, IConsentStates.ConsentState.Revoked, "tombstone");
        assertFalse(consents.isLive(id), "never live");
    }

    function test_GivenGrantRelayed_RevokesIt() external {
        ConsentId id = _grant(_header());
        vm.prank(people.patient);
        consents.revokeUnrelayed(_header());
        _assertState(id, IConsentStates.ConsentState.Revoked, "revoked");
    }
}
