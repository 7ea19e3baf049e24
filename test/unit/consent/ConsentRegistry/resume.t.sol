// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryResumeTest is ConsentActs {
    ConsentId private id;

    function setUp() public override {
        super.setUp();
        _appointAll();
        id = _grant(_header());
    }

    function test_RevertGiven_ConsentActive() external {
        _expectWrongState(id, IConsentStates.ConsentState.Active);
        _resume(people.patient);
    }

    function test_RevertGiven_ConsentRevokedMeanwhile() external {
        _suspend(id, people.patient);
        _revoke(id);
        _expectWrongState(id, IConsentStates.ConsentState.Revoked);
        _resume(people.patient);
    }

    function test_RevertWhen_DelegateLiftsPatientsSuspension() external {
        _suspend(id, people.patient);
        _expectNotEntitled(cast.guardian);
        _resume(cast.guardian);
    }

    function test_RevertWhen_DelegateLiftsAnotherDelegatesSuspension() external {
        _suspend(id, cast.guardian);
        _expectNotEntitled(cast.proxy);
        _resume(cast.proxy);
    }

    function test_RevertWhen_SuspendingDelegateWasDismissed() external {
        _suspend(id, cast.guardian);
        vm.prank(people.patient);
        consents.dismiss(people.patient, cast.guardian, _own(people.patient));
        _expectNotEntitled(cast.guardian);
        _resume(cast.guardian);
    }

    function test_RevertWhen_SignatureIsUsedTwice() external {
        _suspend(id, people.patient);
        IConsentStates.Authority memory by = _signedOnce(people.patientKey, _resumeFields(id));
        consents.resume(id, by);
        _suspend(id, people.patient);
        _expectBadSignature();
        consents.resume(id, by);
    }

    function test_WhenPatientLiftsDelegatesSuspension_LiveAndTells() external {
        _suspend(id, cast.guardian);
        vm.expectEmit(address(consents));
        emit IConsentStates.ConsentResumed(id);
        _resume(people.patient);
        assertTrue(consents.isLive(id), "in force again");
    }

    function test_WhenDelegateLiftsItsOwnSuspension_Live() external {
        _suspend(id, cast.guardian);
        _resume(cast.guardian);
        assertTrue(consents.isLive(id), "in force again");
    }

    function test_WhenSignatureRelayed_Live() external {
        _suspend(id, people.patient);
        consents.resume(id, _signedOnce(people.patientKey, _resumeFields(id)));
        assertTrue(consents.isLive(id), "in force again");
    }

    function test_GivenAllRevokedMeanwhile_StaysDead() external {
        _suspend(id, people.patient);
        vm.prank(people.patient);
        consents.revokeAll();
        _resume(people.patient);
        assertFalse(consents.isLive(id), "dead by revoke-all");
    }

    function _resume(address by) private {
        vm.prank(by);
        consents.resume(id, _own(by));
    }
}
