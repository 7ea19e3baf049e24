// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICustodianRegistry} from "../../../../contracts/interfaces/ICustodianRegistry.sol";
import {IEmergencyAccess} from "../../../../contracts/interfaces/IEmergencyAccess.sol";
import {EmergencyTag} from "../../../../contracts/types/Identifiers.sol";
import {EmergencyFixture} from "../../../utils/EmergencyFixture.sol";

contract EmergencyAccessReviewTest is EmergencyFixture {
    ICustodianRegistry.StaffRole private constant CLINICIAN = ICustodianRegistry.StaffRole.Clinician;
    ICustodianRegistry.StaffRole private constant OFFICER = ICustodianRegistry.StaffRole.PrivacyOfficer;
    uint16 private constant ELSEWHERE = 21;

    // WHEN

    function test_RevertWhen_TagUnknown() external {
        vm.prank(cast.officer);
        vm.expectRevert(abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_Unknown.selector, _tag(0)));
        emergencies.review(_tag(0), true, REPORT);
    }

    function test_RevertGiven_EmergencyStillOpen() external {
        EmergencyTag tag = _open(0);
        vm.warp(START + 4 hours);
        vm.prank(cast.officer);
        vm.expectRevert(
            abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_StillOpen.selector, tag, START + 4 hours)
        );
        emergencies.review(tag, true, REPORT);
    }

    function test_RevertGiven_Reviewed() external {
        EmergencyTag good = _open(0);
        EmergencyTag bad = _openAndOver(1);
        _review(good, true);
        _review(bad, false);
        _expectReviewed(good, IEmergencyAccess.Review.Justified);
        _expectReviewed(bad, IEmergencyAccess.Review.Unjustified);
    }

    // BY WHOM

    function test_RevertWhen_ReviewerIsNobodysOfficer() external {
        EmergencyTag tag = _openAndOver(0);
        address[4] memory others = [cast.mallory, cast.hospital, cast.admin, cast.clinician];
        for (uint256 i; i < others.length; ++i) {
            _expectRefused(tag, others[i]);
        }
    }

    function test_RevertWhen_OfficerOfAnotherCustodian() external {
        _expectRefused(_openAndOver(0), cast.clinicOfficer);
    }

    function test_RevertWhen_OfficerOfCliniciansUnit() external {
        _expectRefused(_openAndOver(0), cast.wardOfficer);
    }

    function test_RevertWhen_OfficerOfUnitThatClinicianMovedTo() external {
        EmergencyTag tag = _openAndOver(0);
        _appoint(cast.hospital, cast.clinician, CLINICIAN, OFFICE);
        _expectRefused(tag, cast.officer);
    }

    function test_RevertWhen_OfficerOfUnitThatClinicianLeft() external {
        EmergencyTag tag = _openAndOver(0);
        _appoint(cast.hospital, cast.clinician, CLINICIAN, ELSEWHERE);
        _expectRefused(tag, cast.wardOfficer);
        _review(tag, true);
    }

    function test_RevertGiven_ClinicianBecameOfficerOfAnotherUnit() external {
        EmergencyTag tag = _openAndOver(0);
        _appoint(cast.hospital, cast.clinician, OFFICER, ELSEWHERE);
        _expectRefused(tag, cast.clinician);
    }

    function test_RevertGiven_OfficerSuspended() external {
        EmergencyTag tag = _openAndOver(0);
        address other = makeAddr("Dr L");
        _appoint(cast.hospital, other, CLINICIAN, ELSEWHERE);
        vm.prank(other);
        emergencies.open(_tag(1), REASON, CLASSES, BY_DEFAULT, WORDS);
        vm.warp(vm.getBlockTimestamp() + 4 hours + 1);
        _review(_tag(1), false);
        _appoint(cast.hospital, other, OFFICER, ELSEWHERE);
        _expectRefused(tag, other);
    }

    function test_RevertGiven_OfficersTermOver() external {
        EmergencyTag tag = _openAndOver(0);
        vm.warp(OFFICE_END + 1);
        _expectRefused(tag, cast.officer);
    }

    function test_RevertGiven_CustodianUnlistedUntilOfficersAppointedAnew() external {
        EmergencyTag tag = _openAndOver(0);
        _unlist(cast.hospital);
        _expectRefused(tag, cast.officer);
        _list(cast.hospital);
        _expectRefused(tag, cast.officer);
        _appoint(cast.hospital, cast.officer, OFFICER, OFFICE);
        _review(tag, true);
        _assertReview(tag, IEmergencyAccess.Review.Justified, "reviewed");
    }

    // WITH WHAT EFFECT

    function test_WhenJustified_JustifiedAndOffTheList() external {
        EmergencyTag tag = _openAndOver(0);
        vm.expectEmit(address(emergencies));
        emit IEmergencyAccess.EmergencyReviewed(tag, cast.officer, IEmergencyAccess.Review.Justified, REPORT);
        _review(tag, true);
        _assertReview(tag, IEmergencyAccess.Review.Justified, "verdict");
        assertEq(emergencies.unreviewedOf(cast.clinician).length, 0, "off the list");
        assertFalse(emergencies.isSuspended(cast.clinician), "in good standing");
    }

    function test_WhenUnjustified_UnjustifiedAndSuspendsClinician() external {
        EmergencyTag tag = _openAndOver(0);
        vm.expectEmit(address(emergencies));
        emit IEmergencyAccess.EmergencyReviewed(tag, cast.officer, IEmergencyAccess.Review.Unjustified, REPORT);
        vm.expectEmit(address(emergencies));
        emit IEmergencyAccess.ClinicianSuspended(cast.clinician, tag);
        _review(tag, false);
        _assertReview(tag, IEmergencyAccess.Review.Unjustified, "verdict");
        assertTrue(emergencies.isSuspended(cast.clinician), "suspended");
        assertEq(emergencies.unreviewedOf(cast.clinician).length, 0, "off the list");
    }

    function test_WhenReviewLate_CountsFlaggedOrNot() external {
        EmergencyTag flagged = _open(0);
        EmergencyTag silent = _openAndOverdue(1);
        _flag(flagged);
        _review(flagged, true);
        _review(silent, true);
        assertEq(emergencies.unreviewedOf(cast.clinician).length, 0, "nothing waits");
        assertTrue(emergencies.isSuspended(cast.clinician), "a late review lifts no suspension");
    }

    function test_GivenClinicianDismissedOrWorksElsewhere_ReviewedWhereOpened() external {
        EmergencyTag first = _open(0);
        EmergencyTag second = _openAndOver(1);
        _dismiss(cast.clinician);
        _review(first, true);
        _appoint(cast.clinic, cast.clinician, CLINICIAN, OFFICE);
        _expectRefused(second, cast.clinicOfficer);
        _review(second, false);
        assertTrue(emergencies.isSuspended(cast.clinician), "suspended everywhere");
    }

    // HELPERS

    function _expectRefused(EmergencyTag tag, address officer) private {
        _expectNotIndependent(officer);
        emergencies.review(tag, true, REPORT);
    }

    function _expectReviewed(EmergencyTag tag, IEmergencyAccess.Review verdict) private {
        for (uint256 i; i < 2; ++i) {
            vm.prank(cast.officer);
            vm.expectRevert(
                abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_AlreadyReviewed.selector, tag, verdict)
            );
            emergencies.review(tag, i == 0, REPORT);
        }
    }
}
