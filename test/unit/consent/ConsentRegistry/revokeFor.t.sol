// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryRevokeForTest is ConsentActs {
    ConsentId private id;

    function setUp() public override {
        super.setUp();
        _appointAll();
        id = _grant(_header());
    }

    function test_RevertGiven_IdUnknown() external {
        ConsentId unknown = _idOf(_fresh("unknown"));
        _expectUnknown(unknown);
        consents.revokeFor(unknown, _own(address(this)));
    }

    function test_RevertGiven_ConsentErased() external {
        _revoke(id);
        _erase(id);
        _expectWrongState(id, IConsentStates.ConsentState.Erased);
        _revokeFor(cast.guardian);
    }

    function test_RevertWhen_KeyHasNoRole() external {
        _expectNotEntitled(people.mallory);
        _revokeFor(people.mallory);
    }

    function test_RevertWhen_RoleIsRecoveryOrCustodian() external {
        _expectNotEntitled(cast.rescuer);
        _revokeFor(cast.rescuer);
        _expectNotEntitled(cast.hospital);
        _revokeFor(cast.hospital);
    }

    function test_RevertWhen_DelegatesTimeIsOver() external {
        IConsentStates.Authority memory by = _signed(cast.guardianKey, _revokeHash(id));
        vm.warp(UNTIL + 1);
        _expectNotEntitled(cast.guardian);
        _revokeFor(cast.guardian);
        _expectNotEntitled(cast.guardian);
        consents.revokeFor(id, by);
    }

    function test_RevertWhen_SignatureIsAnotherKeys() external {
        IConsentStates.Authority memory by = _signed(people.malloryKey, _revokeHash(id));
        by.key = cast.guardian;
        _expectBadSignature();
        consents.revokeFor(id, by);
    }

    function test_WhenGuardianRevokes_EndsPatientsConsent() external {
        vm.expectEmit(address(consents));
        emit IConsentRegistry.ConsentRevoked(id);
        _revokeFor(cast.guardian);
        _assertState(id, IConsentStates.ConsentState.Revoked, "over");
    }

    function test_WhenProxysSignatureRelayedTwice_EndsOnce() external {
        _pauseRelay();
        IConsentStates.Authority memory by = _signed(cast.proxyKey, _revokeHash(id));
        consents.revokeFor(id, by);
        _assertState(id, IConsentStates.ConsentState.Revoked, "over, even while grants are paused");
        vm.recordLogs();
        consents.revokeFor(id, by);
        assertEq(vm.getRecordedLogs().length, 0, "no event");
    }

    function test_GivenConsentSuspended_Ends() external {
        _suspend(id, people.patient);
        _revokeFor(cast.guardian);
        _assertState(id, IConsentStates.ConsentState.Revoked, "over");
    }

    function test_GivenKeyRecovered_SuccessorAndLostKeyBothRevoke() external {
        ConsentId second = _grant(_fresh("second"));
        vm.warp(START + 2 days);
        _recover();
        _revokeFor(cast.heir);
        _assertState(id, IConsentStates.ConsentState.Revoked, "by the successor");
        vm.prank(people.patient);
        consents.revokeFor(second, _own(people.patient));
        _assertState(second, IConsentStates.ConsentState.Revoked, "by the lost key");
    }

    function test_GivenKeyRecovered_SuccessorsSignaturesRevokeOneAndAll() external {
        ConsentId second = _grant(_fresh("second"));
        vm.warp(START + 2 days);
        _recover();
        consents.revokeBySig(id, signLong(cast.heirKey, _revokeDigest(id)));
        _assertState(id, IConsentStates.ConsentState.Revoked, "one");
        assertTrue(consents.isLive(second), "before");
        bytes memory all = signLong(cast.heirKey, _revokeAllDigest(people.patient, START));
        consents.revokeAllBySig(people.patient, START, all);
        assertFalse(consents.isLive(second), "all");
    }

    function _revokeFor(address by) private {
        vm.prank(by);
        consents.revokeFor(id, _own(by));
    }
}
