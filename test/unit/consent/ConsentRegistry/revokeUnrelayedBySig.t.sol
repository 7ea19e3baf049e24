// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentFixture} from "../../../utils/ConsentFixture.sol";

contract ConsentRegistryRevokeUnrelayedBySigTest is ConsentFixture {
    function test_RevertWhen_SignatureAnotherKeys() external {
        IConsentStates.GrantHeader memory header = _header();
        bytes memory signature = signCompact(people.malloryKey, _revokeDigest(_idOf(header)));
        _expectRevert(IConsentRegistry.ConsentRegistry_InvalidSignature.selector);
        consents.revokeUnrelayedBySig(header, signature);
    }

    function test_RevertWhen_SignatureGrantsOwn() external {
        IConsentStates.GrantHeader memory header = _header();
        bytes memory signature = signCompact(people.patientKey, _grantDigest(header));
        _expectRevert(IConsentRegistry.ConsentRegistry_InvalidSignature.selector);
        consents.revokeUnrelayedBySig(header, signature);
    }

    function test_WhenSignerSignedRevocation_LeavesTombstone() external {
        IConsentStates.GrantHeader memory header = _header();
        ConsentId id = _idOf(header);
        bytes memory revocation = signCompact(people.patientKey, _revokeDigest(id));
        bytes memory grant = signCompact(people.patientKey, _grantDigest(header));
        vm.prank(people.relayer);
        consents.revokeUnrelayedBySig(header, revocation);

        _expectRevert(IConsentRegistry.ConsentRegistry_AlreadyUsed.selector);
        consents.grantBySig(header, grant);
        assertFalse(consents.isLive(id), "never live");
    }
}
