// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEmergencyAccess} from "../../../../contracts/interfaces/IEmergencyAccess.sol";
import {EmergencyTag} from "../../../../contracts/types/Identifiers.sol";
import {EmergencyFixture} from "../../../utils/EmergencyFixture.sol";

contract EmergencyAccessCloseTest is EmergencyFixture {
    function test_RevertWhen_TagUnknown() external {
        vm.prank(cast.clinician);
        vm.expectRevert(abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_Unknown.selector, _tag(0)));
        emergencies.close(_tag(0));
    }

    function test_RevertWhen_SomebodyElseCloses() external {
        EmergencyTag tag = _open(0);
        address[3] memory others = [cast.mallory, cast.officer, cast.hospital];
        for (uint256 i; i < others.length; ++i) {
            vm.prank(others[i]);
            vm.expectRevert(abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_NotClinician.selector, others[i]));
            emergencies.close(tag);
        }
    }

    function test_RevertGiven_EmergencyOver() external {
        EmergencyTag tag = _openAndOver(0);
        _expectNotOpen(tag, START + 4 hours);
    }

    function test_RevertGiven_ClosedAlready() external {
        EmergencyTag tag = _open(0);
        vm.warp(START + 100);
        _close(tag);
        _expectNotOpen(tag, START + 99);
    }

    function test_WhenClinicianCloses_EndsAccessInThatSecondAndStartsTimeForReview() external {
        EmergencyTag tag = _open(0);
        vm.warp(START + 100);
        vm.expectEmit(address(emergencies));
        emit IEmergencyAccess.EmergencyClosed(tag, START + 100);
        _close(tag);
        _assertReadable(tag, false, "closed");
        assertEq(uint256(emergencies.emergencyOf(tag).expiresAt), START + 99, "last second");
        vm.warp(START + 99 + REVIEW_PERIOD);
        vm.expectPartialRevert(IEmergencyAccess.EmergencyAccess_NotOverdue.selector);
        emergencies.flagOverdue(tag);
        vm.warp(START + 100 + REVIEW_PERIOD);
        _flag(tag);
        assertTrue(emergencies.isSuspended(cast.clinician), "suspended");
    }

    function test_WhenClinicianClosesInSecondOfOpening_LeavesNoSecondOfAccess() external {
        EmergencyTag tag = _open(0);
        _assertReadable(tag, true, "open");
        _close(tag);
        _assertReadable(tag, false, "closed");
        _review(tag, true);
    }

    function test_GivenClinicianDismissed_StillCloses() external {
        EmergencyTag tag = _open(0);
        _dismiss(cast.clinician);
        vm.warp(START + 1);
        _close(tag);
        assertEq(uint256(emergencies.emergencyOf(tag).expiresAt), START, "closed");
    }

    function _close(EmergencyTag tag) private {
        vm.prank(cast.clinician);
        emergencies.close(tag);
    }

    function _expectNotOpen(EmergencyTag tag, uint40 expiresAt) private {
        vm.prank(cast.clinician);
        vm.expectRevert(abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_NotOpen.selector, tag, expiresAt));
        emergencies.close(tag);
    }
}
