// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICustodianRegistry} from "../../../../contracts/interfaces/ICustodianRegistry.sol";
import {IEmergencyAccess} from "../../../../contracts/interfaces/IEmergencyAccess.sol";
import {EmergencyTag} from "../../../../contracts/types/Identifiers.sol";
import {EmergencyFixture} from "../../../utils/EmergencyFixture.sol";

contract EmergencyAccessOpenTest is EmergencyFixture {
    // WHO

    function test_RevertWhen_CallerHasNoRole() external {
        _expectNotClinician(cast.mallory);
    }

    function test_RevertWhen_CallerIsPrivacyOfficer() external {
        _expectNotClinician(cast.officer);
    }

    function test_RevertGiven_CallersRoleOver() external {
        vm.warp(OFFICE_END + 1);
        _expectNotClinician(cast.clinician);
    }

    function test_RevertGiven_CallerWasDismissed() external {
        _dismiss(cast.clinician);
        _expectNotClinician(cast.clinician);
    }

    function test_RevertGiven_CallersCustodianUnlisted() external {
        _unlist(cast.hospital);
        _expectNotClinician(cast.clinician);
    }

    // STANDING

    function test_RevertGiven_ClinicianSuspended() external {
        _flag(_openAndOverdue(0));
        _review(_tag(0), true);
        _expectOpenRefused(
            cast.clinician,
            abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_ClinicianSuspended.selector, cast.clinician)
        );
    }

    function test_RevertGiven_ReviewOverdueThoughNobodyFlagged() external {
        _expectOverdue(_openAndOverdue(0));
        assertFalse(emergencies.isSuspended(cast.clinician), "nobody flagged");
    }

    function test_RevertGiven_OverdueReviewAtCustodianThatClinicianLeft() external {
        EmergencyTag tag = _openAndOverdue(0);
        vm.prank(cast.clinician);
        custodians.dismiss(cast.clinician);
        _appoint(cast.clinic, cast.clinician, ICustodianRegistry.StaffRole.Clinician, WARD);
        _expectOverdue(tag);
    }

    function test_GivenReviewDueInThisVerySecond_Opens() external {
        _openAndOverdue(0);
        vm.warp(vm.getBlockTimestamp() - 1);
        _assertReadable(_open(1), true, "open");
    }

    function test_RevertGiven_FiveEmergenciesWaitForReview() external {
        _openFive();
        _expectOpenRefused(
            cast.clinician,
            abi.encodeWithSelector(
                IEmergencyAccess.EmergencyAccess_TooManyUnreviewed.selector, cast.clinician, MAX_UNREVIEWED
            )
        );
    }

    function test_GivenFiveEmergenciesWait_OpensAgainAfterOneReview() external {
        _openFive();
        vm.warp(START + 4 hours + 1);
        _review(_tag(2), true);
        _open(5);
        EmergencyTag[] memory waiting = emergencies.unreviewedOf(cast.clinician);
        assertEq(waiting.length, MAX_UNREVIEWED, "five again");
        uint256[5] memory expected = [uint256(0), 1, 4, 3, 5];
        for (uint256 i; i < 5; ++i) {
            assertEq(EmergencyTag.unwrap(waiting[i]), EmergencyTag.unwrap(_tag(expected[i])), "which");
        }
    }

    // WHAT

    function test_RevertGiven_TagWasUsed() external {
        EmergencyTag tag = _open(0);
        _expectTagUsed(tag);
        vm.warp(START + 4 hours + 1);
        _expectTagUsed(tag);
        _review(tag, true);
        _expectTagUsed(tag);
    }

    function test_RevertWhen_NoDataAskedFor() external {
        vm.prank(cast.clinician);
        vm.expectRevert(abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_NothingAsked.selector, 0, REASON));
        emergencies.open(_tag(0), REASON, 0, BY_DEFAULT, WORDS);
    }

    function test_RevertWhen_NoReasonGiven() external {
        vm.prank(cast.clinician);
        vm.expectRevert(abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_NothingAsked.selector, CLASSES, 0));
        emergencies.open(_tag(0), 0, CLASSES, BY_DEFAULT, WORDS);
    }

    // HOW LONG

    function test_RevertWhen_EndNotAhead() external {
        _expectOutOfRange(START);
        _expectOutOfRange(START - 1);
        _expectOutOfRange(1);
    }

    function test_RevertWhen_PeriodLongerThanADay() external {
        _expectOutOfRange(START + 24 hours + 1);
        _expectOutOfRange(type(uint40).max);
    }

    function test_WhenNoEndNamed_OpensForFourHours() external {
        EmergencyTag tag = _tag(0);
        vm.expectEmit(address(emergencies));
        emit IEmergencyAccess.EmergencyOpened(tag, cast.clinician, REASON, CLASSES, START + 4 hours, WORDS);
        _open(0);
        IEmergencyAccess.Emergency memory emergency = emergencies.emergencyOf(tag);
        assertEq(emergency.clinician, cast.clinician, "clinician");
        assertEq(emergency.custodian, cast.hospital, "custodian");
        assertEq(uint256(emergency.unit), WARD, "unit");
        assertEq(uint256(emergency.reason), REASON, "reason");
        assertEq(uint256(emergency.dataClasses), CLASSES, "classes");
        assertEq(uint256(emergency.openedAt), START, "opened");
        assertEq(uint256(emergency.expiresAt), START + 4 hours, "expires");
        assertFalse(emergency.flaggedOverdue, "not flagged");
        _assertReview(tag, IEmergencyAccess.Review.Pending, "pending");
    }

    function test_WhenEndNamed_OpensUntilThenADayAtMost() external {
        EmergencyTag tag = _openUntil(0, START + 24 hours);
        EmergencyTag short = _openUntil(1, START + 1);
        vm.warp(START + 24 hours);
        _assertReadable(tag, true, "last second");
        _assertReadable(short, false, "over");
        vm.warp(START + 24 hours + 1);
        _assertReadable(tag, false, "over");
    }

    // HELPERS

    function _openFive() private {
        for (uint256 n; n < MAX_UNREVIEWED; ++n) {
            _open(n);
        }
    }

    function _expectNotClinician(address caller) private {
        _expectOpenRefused(
            caller, abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_NotClinician.selector, caller)
        );
    }

    function _expectOverdue(EmergencyTag tag) private {
        _expectOpenRefused(
            cast.clinician,
            abi.encodeWithSelector(
                IEmergencyAccess.EmergencyAccess_ReviewOverdue.selector,
                cast.clinician,
                tag,
                START + 4 hours + REVIEW_PERIOD
            )
        );
    }

    function _expectTagUsed(EmergencyTag tag) private {
        vm.prank(cast.clinician);
        vm.expectRevert(abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_TagUsed.selector, tag));
        emergencies.open(tag, REASON, CLASSES, BY_DEFAULT, WORDS);
    }

    function _expectOutOfRange(uint40 expiresAt) private {
        vm.prank(cast.clinician);
        vm.expectRevert(
            abi.encodeWithSelector(
                IEmergencyAccess.EmergencyAccess_PeriodOutOfRange.selector, expiresAt, START, 24 hours
            )
        );
        emergencies.open(_tag(0), REASON, CLASSES, expiresAt, WORDS);
    }
}
