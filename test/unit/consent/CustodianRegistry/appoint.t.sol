// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICustodianRegistry} from "../../../../contracts/interfaces/ICustodianRegistry.sol";
import {EmergencyFixture} from "../../../utils/EmergencyFixture.sol";

contract CustodianRegistryAppointTest is EmergencyFixture {
    ICustodianRegistry.StaffRole private constant CLINICIAN = ICustodianRegistry.StaffRole.Clinician;
    ICustodianRegistry.StaffRole private constant OFFICER = ICustodianRegistry.StaffRole.PrivacyOfficer;
    ICustodianRegistry.StaffRole private constant NONE = ICustodianRegistry.StaffRole.None;
    uint40 private constant MAX_TERM = 2 * 365 days;

    function test_RevertWhen_CallerIsNoCustodian() external {
        _expectNotCustodian(cast.mallory);
        custodians.appoint(cast.mallory, CLINICIAN, WARD, OFFICE_END);
    }

    function test_RevertGiven_CallerWasUnlisted() external {
        _unlist(cast.hospital);
        _expectNotCustodian(cast.hospital);
        custodians.appoint(cast.clinician, CLINICIAN, WARD, OFFICE_END);
    }

    function test_RevertWhen_NobodyAppointed() external {
        _expectOutOfRange(address(0), CLINICIAN, OFFICE_END);
    }

    function test_RevertWhen_NoRoleGiven() external {
        _expectOutOfRange(cast.mallory, NONE, OFFICE_END);
    }

    function test_RevertWhen_TermOver() external {
        _expectOutOfRange(cast.mallory, CLINICIAN, START - 1);
    }

    function test_RevertWhen_TermLongerThanTwoYears() external {
        _expectOutOfRange(cast.mallory, CLINICIAN, START + MAX_TERM + 1);
        vm.prank(cast.hospital);
        custodians.appoint(cast.mallory, CLINICIAN, WARD, START + MAX_TERM);
        assertEq(uint256(custodians.staffOf(cast.mallory).until), START + MAX_TERM, "two years are fine");
    }

    function test_RevertGiven_MemberIsAnotherCustodians() external {
        vm.prank(cast.clinic);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICustodianRegistry.CustodianRegistry_NotOwnStaff.selector, cast.clinic, cast.clinician
            )
        );
        custodians.appoint(cast.clinician, CLINICIAN, WARD, OFFICE_END);
    }

    function test_GivenMembersRoleAtAnotherCustodianOver_MovesToNewOne() external {
        vm.warp(OFFICE_END + 1);
        vm.prank(cast.clinic);
        custodians.appoint(cast.clinician, CLINICIAN, WARD, OFFICE_END + 9);
        assertEq(custodians.staffOf(cast.clinician).custodian, cast.clinic, "moved");
    }

    function test_GivenOtherCustodianWasUnlisted_MovesOverAndStaysWhenListedAgain() external {
        _unlist(cast.hospital);
        _appoint(cast.clinic, cast.clinician, CLINICIAN, OFFICE);
        _list(cast.hospital);
        assertEq(custodians.staffOf(cast.clinician).custodian, cast.clinic, "stays");
    }

    function test_WhenMemberIsNew_HoldsRole() external {
        address nurse = makeAddr("nurse");
        vm.expectEmit(address(custodians));
        emit ICustodianRegistry.StaffAppointed(cast.hospital, nurse, CLINICIAN, WARD, OFFICE_END);
        _appoint(cast.hospital, nurse, CLINICIAN, WARD);
        ICustodianRegistry.Staff memory staff = custodians.staffOf(nurse);
        assertEq(staff.custodian, cast.hospital, "custodian");
        assertEq(uint256(staff.role), uint256(CLINICIAN), "role");
        assertEq(uint256(staff.unit), WARD, "unit");
        assertEq(uint256(staff.until), OFFICE_END, "until");
    }

    function test_GivenMemberIsCallersOwn_ChangesRoleUnitAndTerm() external {
        vm.prank(cast.hospital);
        custodians.appoint(cast.clinician, OFFICER, OFFICE, START);
        ICustodianRegistry.Staff memory staff = custodians.staffOf(cast.clinician);
        assertEq(uint256(staff.role), uint256(OFFICER), "role");
        assertEq(uint256(staff.unit), OFFICE, "unit");
        assertEq(uint256(staff.until), START, "until");
    }

    function _expectNotCustodian(address caller) private {
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(ICustodianRegistry.CustodianRegistry_NotCustodian.selector, caller));
    }

    function _expectOutOfRange(address member, ICustodianRegistry.StaffRole role, uint40 until) private {
        vm.prank(cast.hospital);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICustodianRegistry.CustodianRegistry_StaffOutOfRange.selector, member, role, until, START
            )
        );
        custodians.appoint(member, role, WARD, until);
    }
}
