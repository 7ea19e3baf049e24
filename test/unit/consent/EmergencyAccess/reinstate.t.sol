// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICustodianRegistry} from "../../../../contracts/interfaces/ICustodianRegistry.sol";
import {IEmergencyAccess} from "../../../../contracts/interfaces/IEmergencyAccess.sol";
import {EmergencyTag} from "../../../../contracts/types/Identifiers.sol";
import {EmergencyFixture} from "../../../utils/EmergencyFixture.sol";

contract EmergencyAccessReinstateTest is EmergencyFixture {
    function test_RevertGiven_ClinicianNotSuspended() external {
        vm.prank(cast.officer);
        vm.expectRevert(abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_NotSuspended.selector, cast.clinician));
        emergencies.reinstate(cast.clinician);
    }

    function test_RevertGiven_ReviewStillOverdue() external {
        EmergencyTag first = _open(0);
        EmergencyTag second = _openAndOverdue(1);
        _flag(first);
        _review(first, true);
        vm.prank(cast.officer);
        vm.expectRevert(
            abi.encodeWithSelector(
                IEmergencyAccess.EmergencyAccess_ReviewOverdue.selector,
                cast.clinician,
                second,
                START + 4 hours + REVIEW_PERIOD
            )
        );
        emergencies.reinstate(cast.clinician);
    }

    function test_RevertWhen_CallerIsNoOfficer() external {
        _suspend();
        address[4] memory others = [cast.mallory, cast.hospital, cast.admin, cast.clinician];
        for (uint256 i; i < others.length; ++i) {
            _expectRefused(others[i]);
        }
    }

    function test_RevertWhen_OfficerOfCliniciansUnit() external {
        _suspend();
        _expectRefused(cast.wardOfficer);
    }

    function test_RevertWhen_OfficerOfAnotherCustodian() external {
        _suspend();
        _expectRefused(cast.clinicOfficer);
    }

    function test_RevertWhen_ClinicianBecameOfficerAndReinstatesItself() external {
        _suspend();
        _appoint(cast.hospital, cast.clinician, ICustodianRegistry.StaffRole.PrivacyOfficer, 21);
        _expectRefused(cast.clinician);
    }

    function test_RevertGiven_ClinicianWorksNowhere() external {
        _suspend();
        _dismiss(cast.clinician);
        _expectRefused(cast.officer);
        _expectRefused(cast.mallory);
    }

    function test_GivenClinicianWorksAtAnotherCustodian_TakesOfficerOfThatAndNoneOfOld() external {
        _suspend();
        _dismiss(cast.clinician);
        _appoint(cast.clinic, cast.clinician, ICustodianRegistry.StaffRole.Clinician, WARD);
        _expectRefused(cast.officer);
        vm.prank(cast.clinicOfficer);
        emergencies.reinstate(cast.clinician);
        assertFalse(emergencies.isSuspended(cast.clinician), "reinstated");
    }

    function test_WhenIndependentOfficerReinstates_ClinicianOpensAgain() external {
        _suspend();
        vm.expectEmit(address(emergencies));
        emit IEmergencyAccess.ClinicianReinstated(cast.clinician, cast.officer);
        vm.prank(cast.officer);
        emergencies.reinstate(cast.clinician);
        assertFalse(emergencies.isSuspended(cast.clinician), "reinstated");
        _assertReadable(_open(1), true, "opens again");
    }

    function _suspend() private {
        _review(_openAndOver(0), false);
    }

    function _expectRefused(address officer) private {
        _expectNotIndependent(officer);
        emergencies.reinstate(cast.clinician);
    }
}
