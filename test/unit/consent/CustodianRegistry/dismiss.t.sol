// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICustodianRegistry} from "../../../../contracts/interfaces/ICustodianRegistry.sol";
import {EmergencyFixture} from "../../../utils/EmergencyFixture.sol";

contract CustodianRegistryDismissTest is EmergencyFixture {
    function test_RevertWhen_MalloryDismisses() external {
        _expectNotOwnStaff(cast.mallory, cast.clinician);
    }

    function test_RevertWhen_AnotherCustodianDismisses() external {
        _expectNotOwnStaff(cast.clinic, cast.clinician);
    }

    function test_RevertGiven_MemberHasNoRole() external {
        _expectNotOwnStaff(cast.mallory, cast.mallory);
        _dismiss(cast.clinician);
        _expectNotOwnStaff(cast.hospital, cast.clinician);
    }

    function test_WhenCustodianDismisses_EndsRoleAtOnce() external {
        _expectDismissal();
        _dismiss(cast.clinician);
        assertEq(uint256(custodians.staffOf(cast.clinician).role), 0, "no role");
    }

    function test_GivenCustodianWasUnlisted_StillDismisses() external {
        _unlist(cast.hospital);
        _expectDismissal();
        _dismiss(cast.clinician);
    }

    function test_WhenMemberResigns_EndsRoleAtOnce() external {
        _expectDismissal();
        vm.prank(cast.clinician);
        custodians.dismiss(cast.clinician);
        assertEq(uint256(custodians.staffOf(cast.clinician).role), 0, "no role");
    }

    // STAFF OF

    function test_WhenTermInLastSecond_GivesRole() external {
        vm.warp(OFFICE_END);
        ICustodianRegistry.Staff memory staff = custodians.staffOf(cast.clinician);
        assertEq(uint256(staff.role), uint256(ICustodianRegistry.StaffRole.Clinician), "role");
    }

    function test_WhenTermOver_GivesNothing() external {
        vm.warp(OFFICE_END + 1);
        ICustodianRegistry.Staff memory staff = custodians.staffOf(cast.clinician);
        assertEq(staff.custodian, address(0), "custodian");
        assertEq(uint256(staff.role), 0, "role");
        assertEq(uint256(staff.unit), 0, "unit");
        assertEq(uint256(staff.until), 0, "until");
    }

    function _expectDismissal() private {
        vm.expectEmit(address(custodians));
        emit ICustodianRegistry.StaffDismissed(cast.hospital, cast.clinician);
    }

    function _expectNotOwnStaff(address caller, address member) private {
        vm.prank(caller);
        vm.expectRevert(
            abi.encodeWithSelector(ICustodianRegistry.CustodianRegistry_NotOwnStaff.selector, caller, member)
        );
        custodians.dismiss(member);
    }
}
