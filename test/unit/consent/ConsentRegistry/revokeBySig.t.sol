// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentFixture} from "../../../utils/ConsentFixture.sol";

contract ConsentRegistryRevokeBySigTest is ConsentFixture {
    function test_RevertGiven_IdUnknown() external {
        ConsentId id = _idOf(_header());
        bytes memory signature = signCompact(people.patientKey, _revokeDigest(id));
        vm.expectRevert(abi.encodeWithSelector(IConsentRegistry.ConsentRegistry_UnknownConsent.selector, id));
        consents.revokeBySig(id, signature);
    }

    function test_RevertWhen_SignatureAnotherKeys() external {
        ConsentId id = _grant(_header());
        bytes memory signature = signCompact(people.malloryKey, _revokeDigest(id));
        _expectRevert(IConsentRegistry.ConsentRegistry_InvalidSignature.selector);
        consents.revokeBySig(id, signature);
    }

    function test_RevertWhen_SignatureOfAnotherConsent() external {
        ConsentId id = _grant(_header());
        IConsentStates.GrantHeader memory other = _header();
        other.termsHash = keccak256("other terms");
        bytes memory signature = signCompact(people.patientKey, _revokeDigest(_idOf(other)));
        _expectRevert(IConsentRegistry.ConsentRegistry_InvalidSignature.selector);
        consents.revokeBySig(id, signature);
    }

    function test_GivenRelayedGrantsPaused_RevokesAllTheSame() external {
        ConsentId id = _grant(_header());
        bytes memory signature = signCompact(people.patientKey, _revokeDigest(id));
        _pauseRelay();
        vm.prank(people.relayer);
        consents.revokeBySig(id, signature);
        assertFalse(consents.isLive(id), "over");
    }

    function test_WhenSignatureReplayed_ChangesNothing() external {
        ConsentId id = _grant(_header());
        bytes memory signature = signCompact(people.patientKey, _revokeDigest(id));
        consents.revokeBySig(id, signature);
        vm.warp(START + 3 * YEAR);
        vm.recordLogs();
        consents.revokeBySig(id, signature);
        assertEq(vm.getRecordedLogs().length, 0, "no event");
        _assertState(id, IConsentStates.ConsentState.Revoked, "still revoked");
    }

    function test_WhenWalletSignsByErc1271_Revokes() external {
        ConsentId id = _grant(_headerOf(address(wallet)));
        consents.revokeBySig(id, signLong(people.patientKey, _revokeDigest(id)));
        assertFalse(consents.isLive(id), "over");
    }
}
