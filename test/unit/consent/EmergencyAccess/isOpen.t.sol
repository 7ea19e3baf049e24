// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICustodianRegistry} from "../../../../contracts/interfaces/ICustodianRegistry.sol";
import {EmergencyTag} from "../../../../contracts/types/Identifiers.sol";
import {EmergencyFixture} from "../../../utils/EmergencyFixture.sol";

contract EmergencyAccessIsOpenTest is EmergencyFixture {
    ICustodianRegistry.StaffRole private constant CLINICIAN = ICustodianRegistry.StaffRole.Clinician;
    ICustodianRegistry.StaffRole private constant OFFICER = ICustodianRegistry.StaffRole.PrivacyOfficer;

    function test_WhenTagUnknown_Closed() external view {
        _assertReadable(_tag(0), false, "unknown");
    }

    function test_WhenClassNotAskedFor_Closed() external {
        EmergencyTag tag = _open(0);
        assertTrue(emergencies.isOpen(tag, IMAGING), "asked for");
        assertFalse(emergencies.isOpen(tag, 0), "class 0");
        assertFalse(emergencies.isOpen(tag, 2), "class 2");
    }

    function test_WhenClassDoesNotExist_Closed() external {
        vm.prank(cast.clinician);
        emergencies.open(_tag(0), REASON, type(uint32).max, BY_DEFAULT, WORDS);
        assertTrue(emergencies.isOpen(_tag(0), 31), "last class");
        assertFalse(emergencies.isOpen(_tag(0), 32), "class 32");
        assertFalse(emergencies.isOpen(_tag(0), 255), "class 255");
    }

    function test_WhenTimeHasNotPassed_OpenToLastSecondAndClosedAfter() external {
        EmergencyTag tag = _open(0);
        _assertReadable(tag, true, "first second");
        vm.warp(START + 4 hours);
        _assertReadable(tag, true, "last second");
        vm.warp(START + 4 hours + 1);
        _assertReadable(tag, false, "over");
    }

    function test_GivenClinicianDismissed_Closed() external {
        EmergencyTag tag = _open(0);
        _dismiss(cast.clinician);
        _assertReadable(tag, false, "dismissed");
    }

    function test_GivenCliniciansTermOver_Closed() external {
        vm.prank(cast.hospital);
        custodians.appoint(cast.clinician, CLINICIAN, WARD, START + 10);
        EmergencyTag tag = _open(0);
        vm.warp(START + 10);
        _assertReadable(tag, true, "last second of the term");
        vm.warp(START + 11);
        _assertReadable(tag, false, "term over");
    }

    function test_GivenClinicianBecameOfficer_Closed() external {
        EmergencyTag tag = _open(0);
        _appoint(cast.hospital, cast.clinician, OFFICER, OFFICE);
        _assertReadable(tag, false, "no clinician");
    }

    function test_GivenClinicianMovedToAnotherUnit_StaysOpen() external {
        EmergencyTag tag = _open(0);
        _appoint(cast.hospital, cast.clinician, CLINICIAN, OFFICE);
        _assertReadable(tag, true, "same custodian");
    }

    function test_GivenClinicianMovedToAnotherCustodian_Closed() external {
        EmergencyTag tag = _open(0);
        _dismiss(cast.clinician);
        _appoint(cast.clinic, cast.clinician, CLINICIAN, WARD);
        _assertReadable(tag, false, "another custodian");
    }

    function test_GivenCustodianUnlisted_ClosedThoughListedAgain() external {
        EmergencyTag tag = _open(0);
        _unlist(cast.hospital);
        _assertReadable(tag, false, "unlisted");
        _list(cast.hospital);
        _assertReadable(tag, false, "listed again");
    }

    function test_GivenClinicianSuspendedForAnotherEmergency_ClosedUntilReinstated() external {
        EmergencyTag first = _open(0);
        vm.warp(START + 4 hours + REVIEW_PERIOD);
        EmergencyTag second = _open(1);
        vm.warp(START + 4 hours + REVIEW_PERIOD + 1);
        _assertReadable(second, true, "before the flag");
        _flag(first);
        _assertReadable(second, false, "suspended");
        _review(first, true);
        _assertReadable(second, false, "still suspended");
        vm.prank(cast.officer);
        emergencies.reinstate(cast.clinician);
        _assertReadable(second, true, "reinstated");
    }

    function test_GivenEmergencyOverWhenClinicianReinstated_StaysClosed() external {
        EmergencyTag tag = _openAndOverdue(0);
        _flag(tag);
        _review(tag, true);
        vm.prank(cast.officer);
        emergencies.reinstate(cast.clinician);
        _assertReadable(tag, false, "over");
    }
}
