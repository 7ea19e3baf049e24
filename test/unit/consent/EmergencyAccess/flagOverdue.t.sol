// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEmergencyAccess} from "../../../../contracts/interfaces/IEmergencyAccess.sol";
import {EmergencyTag} from "../../../../contracts/types/Identifiers.sol";
import {Vm} from "../../../utils/Vm.sol";
import {EmergencyFixture} from "../../../utils/EmergencyFixture.sol";

contract EmergencyAccessFlagOverdueTest is EmergencyFixture {
    function test_RevertWhen_TagUnknown() external {
        vm.expectRevert(abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_Unknown.selector, _tag(0)));
        emergencies.flagOverdue(_tag(0));
    }

    function test_RevertGiven_EmergencyReviewed() external {
        EmergencyTag tag = _openAndOverdue(0);
        _review(tag, true);
        vm.expectRevert(
            abi.encodeWithSelector(
                IEmergencyAccess.EmergencyAccess_AlreadyReviewed.selector, tag, IEmergencyAccess.Review.Justified
            )
        );
        emergencies.flagOverdue(tag);
    }

    function test_RevertGiven_ReviewNotDueYet() external {
        EmergencyTag tag = _open(0);
        uint256 reviewBy = START + 4 hours + REVIEW_PERIOD;
        vm.warp(reviewBy);
        vm.expectRevert(abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_NotOverdue.selector, tag, reviewBy));
        emergencies.flagOverdue(tag);
    }

    function test_WhenAnyoneFlagsOverdueReview_MarksItAndSuspendsClinician() external {
        EmergencyTag tag = _openAndOverdue(0);
        vm.expectEmit(address(emergencies));
        emit IEmergencyAccess.EmergencyOverdue(tag, cast.clinician);
        vm.expectEmit(address(emergencies));
        emit IEmergencyAccess.ClinicianSuspended(cast.clinician, tag);
        _flag(tag);
        assertTrue(emergencies.emergencyOf(tag).flaggedOverdue, "marked");
        assertTrue(emergencies.isSuspended(cast.clinician), "suspended");
        assertEq(emergencies.unreviewedOf(cast.clinician).length, 1, "still waits for its review");
    }

    function test_GivenFlaggedAlready_DoesNothing() external {
        EmergencyTag tag = _openAndOverdue(0);
        _flag(tag);
        vm.recordLogs();
        _flag(tag);
        assertEq(vm.getRecordedLogs().length, 0, "no event");
    }

    function test_GivenClinicianSuspendedAlready_MarksItAndSuspendsNobodyTwice() external {
        EmergencyTag first = _open(0);
        EmergencyTag second = _openAndOverdue(1);
        _flag(first);
        vm.recordLogs();
        _flag(second);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1, "one event");
        assertEq(logs[0].topics[0], IEmergencyAccess.EmergencyOverdue.selector, "overdue");
        assertTrue(emergencies.emergencyOf(second).flaggedOverdue, "marked");
    }

    function test_GivenClinicianDismissed_SuspendsAllTheSame() external {
        EmergencyTag tag = _openAndOverdue(0);
        _dismiss(cast.clinician);
        _flag(tag);
        assertTrue(emergencies.isSuspended(cast.clinician), "suspended");
    }

    function test_GivenCustodianUnlisted_SuspendsAllTheSame() external {
        EmergencyTag tag = _openAndOverdue(0);
        _unlist(cast.hospital);
        _flag(tag);
        assertTrue(emergencies.isSuspended(cast.clinician), "suspended");
    }
}
