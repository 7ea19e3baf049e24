// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryDismissTest is ConsentActs {
    function setUp() public override {
        super.setUp();
        _appointAll();
    }

    function test_RevertWhen_KeyIsNeitherPatientNorDelegate() external {
        _expectNotEntitled(people.mallory);
        _dismiss(people.mallory);
    }

    function test_RevertWhen_AnotherDelegateDismisses() external {
        _expectNotEntitled(cast.proxy);
        _dismiss(cast.proxy);
    }

    function test_RevertWhen_DelegateDismissesItselfAfterItsTime() external {
        vm.warp(UNTIL + 1);
        _expectNotEntitled(cast.guardian);
        _dismiss(cast.guardian);
    }

    function test_RevertWhen_SignatureIsUsedTwice() external {
        IConsentStates.Authority memory by = _signedOnce(people.patientKey, _dismissFields(cast.guardian));
        consents.dismiss(people.patient, cast.guardian, by);
        _appoint(cast.guardian, IConsentDelegates.DelegateRole.Guardian);
        _expectBadSignature();
        consents.dismiss(people.patient, cast.guardian, by);
    }

    function test_WhenPatientDismisses_EndsRoleAtOnceAndTells() external {
        vm.expectEmit(address(consents));
        emit IConsentDelegates.DelegateDismissed(people.patient, cast.guardian);
        _dismiss(people.patient);
        _assertNoRole();
        _expectNotEntitled(cast.guardian);
        _grantFor(cast.guardian, _fresh("too late"));
    }

    function test_WhenDelegateDismissesItself_EndsRole() external {
        _dismiss(cast.guardian);
        _assertNoRole();
    }

    function test_WhenSuccessorOfDelegatesKeyDismisses_EndsRole() external {
        _lose(cast.guardian);
        _expectNotEntitled(cast.guardian);
        _dismiss(cast.guardian);
        _dismiss(cast.heir);
        _assertNoRole();
    }

    function test_GivenDelegateAnnouncedRecovery_CancelsIt() external {
        ConsentId id = _grant(_header());
        _announce();
        assertFalse(consents.isLive(id), "stands still");
        vm.warp(START + WEEK);
        vm.expectEmit(address(consents));
        emit IConsentDelegates.RecoveryCancelled(people.patient);
        _dismiss(cast.rescuer, people.patient);
        assertTrue(consents.isLive(id), "goes on");
        vm.expectRevert(abi.encodeWithSelector(IConsentDelegates.ConsentRegistry_NoRecovery.selector, people.patient));
        consents.completeRecovery(people.patient);
    }

    function test_GivenAnotherAnnouncedRecovery_LeavesIt() external {
        _announce();
        _dismiss(cast.guardian, people.patient);
        assertEq(consents.recoveryOf(people.patient).successor, cast.heir, "waits");
    }

    function test_GivenRecoveryLapsed_TellsNothingOfIt() external {
        _announce();
        vm.warp(START + 2 * WEEK + 1);
        vm.recordLogs();
        _dismiss(cast.rescuer, people.patient);
        assertEq(vm.getRecordedLogs().length, 1, "dismissed only");
    }

    function test_WhenSignatureRelayed_EndsRole() external {
        consents.dismiss(people.patient, cast.guardian, _signedOnce(people.patientKey, _dismissFields(cast.guardian)));
        _assertNoRole();
    }

    function test_GivenNoSuchDelegate_ChangesAndTellsNothing() external {
        _dismiss(people.patient);
        vm.recordLogs();
        _dismiss(people.patient);
        assertEq(vm.getRecordedLogs().length, 0, "no event");
    }

    function _dismiss(address by) private {
        _dismiss(cast.guardian, by);
    }

    function _dismiss(address delegate, address by) private {
        vm.prank(by);
        consents.dismiss(people.patient, delegate, _own(by));
    }

    function _assertNoRole() private view {
        IConsentDelegates.Delegation memory delegation = consents.delegationOf(people.patient, cast.guardian);
        assertEq(uint256(delegation.role), uint256(IConsentDelegates.DelegateRole.None), "no role");
        assertEq(uint256(delegation.until), 0, "no time");
    }
}
