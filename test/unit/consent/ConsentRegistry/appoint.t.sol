// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryAppointTest is ConsentActs {
    function test_RevertWhen_KeyIsNotPatient() external {
        _expectNotEntitled(people.mallory);
        vm.prank(people.mallory);
        consents.appoint(people.patient, people.mallory, _guardian(), _own(people.mallory));
    }

    function test_RevertWhen_DelegateAppointsAnother() external {
        _appointAll();
        _expectNotEntitled(cast.guardian);
        vm.prank(cast.guardian);
        consents.appoint(people.patient, people.mallory, _guardian(), _own(cast.guardian));
    }

    function test_RevertWhen_PatientAppointsItself() external {
        _expectNotEntitled(people.patient);
        _appoint(people.patient, IConsentDelegates.DelegateRole.Guardian);
    }

    function test_RevertWhen_DelegateIsZero() external {
        _expectNotEntitled(address(0));
        _appoint(address(0), IConsentDelegates.DelegateRole.Guardian);
    }

    function test_RevertWhen_RoleIsNone() external {
        _expectOutOfRange(IConsentDelegates.DelegateRole.None, UNTIL);
    }

    function test_RevertWhen_EndIsNotInFuture() external {
        _expectOutOfRange(IConsentDelegates.DelegateRole.Proxy, START);
    }

    function test_RevertWhen_EndIsBeyond30Years() external {
        _expectOutOfRange(IConsentDelegates.DelegateRole.Guardian, START + 30 * YEAR + 1);
    }

    function test_RevertWhen_PatientActedSinceSigning() external {
        IConsentDelegates.Delegation memory delegation = _delegation(IConsentDelegates.DelegateRole.Recovery);
        IConsentStates.Authority memory by = _signedOnce(people.patientKey, _appointFields(cast.rescuer, delegation));
        _appoint(cast.rescuer, IConsentDelegates.DelegateRole.Recovery);
        vm.prank(people.patient);
        consents.dismiss(people.patient, cast.rescuer, _own(people.patient));
        _expectBadSignature();
        consents.appoint(people.patient, cast.rescuer, delegation, by);
        assertEq(consents.nonceOf(people.patient), 2, "two acts");
    }

    function test_RevertWhen_SignatureIsUsedTwice() external {
        IConsentStates.Authority memory by = _signedOnce(people.patientKey, _appointFields(cast.guardian, _guardian()));
        consents.appoint(people.patient, cast.guardian, _guardian(), by);
        vm.prank(people.patient);
        consents.dismiss(people.patient, cast.guardian, _own(people.patient));
        _expectBadSignature();
        consents.appoint(people.patient, cast.guardian, _guardian(), by);
    }

    function test_RevertWhen_SignedForNarrowerRole() external {
        IConsentDelegates.Delegation memory narrow = _guardian();
        narrow.dataClasses = 1;
        IConsentStates.Authority memory by = _signedOnce(people.patientKey, _appointFields(cast.guardian, narrow));
        _expectBadSignature();
        consents.appoint(people.patient, cast.guardian, _guardian(), by);
    }

    function test_WhenPatientAppointsFor30Years_StoresAndTells() external {
        IConsentDelegates.Delegation memory longest = _guardian();
        longest.until = START + 30 * YEAR;
        vm.expectEmit(address(consents));
        emit IConsentDelegates.DelegateAppointed(people.patient, cast.guardian, longest);
        vm.prank(people.patient);
        consents.appoint(people.patient, cast.guardian, longest, _own(people.patient));
        _assertDelegation(longest);
        assertEq(uint256(consents.MAX_DELEGATION()), 30 * YEAR, "MAX_DELEGATION");
    }

    function test_WhenPatientChangesRole_StoresLast() external {
        _appoint(cast.guardian, IConsentDelegates.DelegateRole.Guardian);
        IConsentDelegates.Delegation memory changed =
            IConsentDelegates.Delegation(IConsentDelegates.DelegateRole.Proxy, START + 1, 1);
        vm.prank(people.patient);
        consents.appoint(people.patient, cast.guardian, changed, _own(people.patient));
        _assertDelegation(changed);
    }

    function test_WhenSignatureRelayed_Stores() external {
        IConsentStates.Authority memory by = _signedOnce(people.patientKey, _appointFields(cast.guardian, _guardian()));
        vm.prank(people.relayer);
        consents.appoint(people.patient, cast.guardian, _guardian(), by);
        _assertDelegation(_guardian());
    }

    function test_GivenKeyRecovered_SuccessorAppointsAndLostKeyDoesNot() external {
        _appointAll();
        _recover();
        _expectNotEntitled(people.patient);
        _appoint(people.mallory, IConsentDelegates.DelegateRole.Guardian);
        vm.prank(cast.heir);
        consents.appoint(people.patient, cast.guardian, _guardian(), _own(cast.heir));
        _assertDelegation(_guardian());
    }

    function _guardian() private pure returns (IConsentDelegates.Delegation memory) {
        return _delegation(IConsentDelegates.DelegateRole.Guardian);
    }

    function _expectOutOfRange(IConsentDelegates.DelegateRole role, uint40 until) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentDelegates.ConsentRegistry_DelegationOutOfRange.selector, role, until, uint256(START)
            )
        );
        vm.prank(people.patient);
        consents.appoint(
            people.patient, cast.guardian, IConsentDelegates.Delegation(role, until, CLASSES), _own(people.patient)
        );
    }

    function _assertDelegation(IConsentDelegates.Delegation memory expected) private view {
        IConsentDelegates.Delegation memory actual = consents.delegationOf(people.patient, cast.guardian);
        assertEq(abi.encode(actual), abi.encode(expected), "delegation");
    }
}
