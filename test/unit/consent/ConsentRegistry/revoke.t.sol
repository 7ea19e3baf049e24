// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentFixture} from "../../../utils/ConsentFixture.sol";

contract ConsentRegistryRevokeTest is ConsentFixture {
    function test_RevertGiven_IdUnknown() external {
        ConsentId id = _idOf(_header());
        vm.prank(people.patient);
        vm.expectRevert(abi.encodeWithSelector(IConsentRegistry.ConsentRegistry_UnknownConsent.selector, id));
        consents.revoke(id);
    }

    function test_RevertWhen_CallerNotSigner() external {
        ConsentId id = _grant(_header());
        vm.prank(people.admin);
        vm.expectRevert(abi.encodeWithSelector(IConsentRegistry.ConsentRegistry_NotSigner.selector, id, people.admin));
        consents.revoke(id);
    }

    function test_GivenRevokedAlready_ChangesAndTellsNothing() external {
        ConsentId id = _grant(_header());
        vm.startPrank(people.patient);
        consents.revoke(id);
        vm.recordLogs();
        consents.revoke(id);
        vm.stopPrank();
        assertEq(vm.getRecordedLogs().length, 0, "no event");
        _assertState(id, IConsentStates.ConsentState.Revoked, "still revoked");
    }

    function test_WhenSignerRevokes_EndsConsentAndKeepsPeriod() external {
        IConsentStates.GrantHeader memory header = _header();
        ConsentId id = _grant(header);
        _pauseRelay();
        vm.expectEmit(address(consents));
        emit IConsentRegistry.ConsentRevoked(id);
        vm.prank(people.patient);
        consents.revoke(id);

        assertFalse(consents.isLive(id), "over, even while grants are paused");
        (IConsentStates.ConsentState state, address signer, uint40 issuedAt, uint40 end) = consents.consentOf(id);
        assertEq(uint256(state), uint256(IConsentStates.ConsentState.Revoked), "state");
        assertEq(signer, header.signer, "signer");
        assertEq(uint256(issuedAt), header.issuedAt, "issue");
        assertEq(uint256(end), header.end, "end");
    }
}
