// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistrySuspendTest is ConsentActs {
    ConsentId private id;

    function setUp() public override {
        super.setUp();
        _appointAll();
        id = _grant(_header());
    }

    function test_RevertGiven_IdUnknown() external {
        ConsentId unknown = _idOf(_fresh("unknown"));
        _expectUnknown(unknown);
        _suspend(unknown, people.patient);
    }

    function test_RevertGiven_ConsentErased() external {
        _revoke(id);
        _erase(id);
        _expectWrongState(id, IConsentStates.ConsentState.Erased);
        _suspend(id, people.patient);
    }

    function test_RevertGiven_ConsentRevoked() external {
        _revoke(id);
        _expectWrongState(id, IConsentStates.ConsentState.Revoked);
        _suspend(id, people.patient);
    }

    function test_RevertGiven_PatientSuspendedAlready() external {
        _suspend(id, people.patient);
        _expectWrongState(id, IConsentStates.ConsentState.SuspendedByPatient);
        _suspend(id, people.patient);
        _expectWrongState(id, IConsentStates.ConsentState.SuspendedByPatient);
        _suspend(id, cast.guardian);
    }

    function test_RevertGiven_AnotherDelegateSuspendedAlready() external {
        _suspend(id, cast.guardian);
        _expectWrongState(id, IConsentStates.ConsentState.SuspendedByDelegate);
        _suspend(id, cast.proxy);
    }

    function test_RevertWhen_KeyHasNoRole() external {
        _expectNotEntitled(people.mallory);
        _suspend(id, people.mallory);
    }

    function test_RevertWhen_RoleIsRecoveryOrCustodian() external {
        _expectNotEntitled(cast.rescuer);
        _suspend(id, cast.rescuer);
        _expectNotEntitled(cast.hospital);
        _suspend(id, cast.hospital);
    }

    function test_RevertWhen_DelegatesTimeIsOver() external {
        IConsentStates.Authority memory by = _signedOnce(cast.guardianKey, _suspendFields(id));
        vm.warp(UNTIL + 1);
        _expectNotEntitled(cast.guardian);
        _suspend(id, cast.guardian);
        _expectNotEntitled(cast.guardian);
        consents.suspend(id, by);
    }

    function test_RevertWhen_AuthorityNamesAnotherKeyThanCaller() external {
        _expectNotCaller(people.patient, people.mallory);
        vm.prank(people.mallory);
        consents.suspend(id, _own(people.patient));
    }

    function test_RevertWhen_SignatureIsUsedTwice() external {
        IConsentStates.Authority memory by = _signedOnce(people.patientKey, _suspendFields(id));
        consents.suspend(id, by);
        vm.prank(people.patient);
        consents.resume(id, _own(people.patient));
        _expectBadSignature();
        consents.suspend(id, by);
    }

    function test_RevertWhen_SignatureIsLate() external {
        IConsentStates.Authority memory by = _signedOnce(people.patientKey, _suspendFields(id));
        vm.warp(by.deadline + 1);
        _expectLate(by.deadline);
        consents.suspend(id, by);
    }

    function test_RevertWhen_SignedDeadlineIsStretched() external {
        IConsentStates.Authority memory by = _signedOnce(people.patientKey, _suspendFields(id));
        by.deadline += 1;
        _expectBadSignature();
        consents.suspend(id, by);
    }

    function test_WhenPatientSuspends_StandsStillAndTells() external {
        vm.expectEmit(address(consents));
        emit IConsentStates.ConsentSuspended(id, false);
        _suspend(id, people.patient);
        assertFalse(consents.isLive(id), "stands still");
        _assertState(id, IConsentStates.ConsentState.SuspendedByPatient, "state");
    }

    function test_WhenDelegateSuspends_StandsStillAndTells() external {
        vm.expectEmit(address(consents));
        emit IConsentStates.ConsentSuspended(id, true);
        _suspend(id, cast.proxy);
        assertFalse(consents.isLive(id), "stands still");
        _assertState(id, IConsentStates.ConsentState.SuspendedByDelegate, "state");
    }

    function test_WhenPatientSuspendsOverDelegate_OnlyPatientLifts() external {
        _suspend(id, cast.guardian);
        _suspend(id, people.patient);
        _assertState(id, IConsentStates.ConsentState.SuspendedByPatient, "state");
        _expectNotEntitled(cast.guardian);
        vm.prank(cast.guardian);
        consents.resume(id, _own(cast.guardian));
    }

    function test_WhenSignatureRelayed_StandsStillAndUsesNonce() external {
        _pauseRelay();
        consents.suspend(id, _signedOnce(cast.guardianKey, _suspendFields(id)));
        assertFalse(consents.isLive(id), "stands still, even while grants are paused");
        assertEq(consents.nonceOf(cast.guardian), 1, "nonce used");
        assertEq(consents.nonceOf(people.patient), 4, "its four appointments, nobody else's act");
    }

    function test_GivenConsentExpired_SuspendsAllTheSame() external {
        vm.warp(START + YEAR);
        assertTrue(consents.isLive(id), "last second");
        vm.prank(people.patient);
        consents.dismiss(people.patient, cast.guardian, _own(people.patient));
        assertEq(
            uint256(consents.delegationOf(people.patient, cast.guardian).role),
            uint256(IConsentDelegates.DelegateRole.None),
            "dismissed"
        );
        vm.warp(START + YEAR + 1);
        _suspend(id, people.patient);
        _assertState(id, IConsentStates.ConsentState.SuspendedByPatient, "state");
    }
}
