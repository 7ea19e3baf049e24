// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ICustodianRegistry} from "../../../../contracts/interfaces/ICustodianRegistry.sol";
import {Vm} from "../../../utils/Vm.sol";
import {EmergencyFixture} from "../../../utils/EmergencyFixture.sol";

contract CustodianRegistryListTest is EmergencyFixture {
    // LIST

    function test_RevertWhen_CallerNotAuthorised() external {
        _expectUnauthorised();
        custodians.list(cast.mallory);
    }

    function test_RevertWhen_CustodianIsNobody() external {
        vm.prank(cast.admin);
        vm.expectRevert(abi.encodeWithSelector(ICustodianRegistry.CustodianRegistry_NotCustodian.selector, address(0)));
        custodians.list(address(0));
    }

    function test_WhenCustodianIsNew_ListsIt() external {
        address hospice = makeAddr("hospice");
        assertFalse(custodians.isCustodian(hospice), "before");
        vm.expectEmit(address(custodians));
        emit ICustodianRegistry.CustodianListed(hospice);
        _list(hospice);
        assertTrue(custodians.isCustodian(hospice), "after");
    }

    function test_GivenCustodianListedAlready_ChangesNothingAndKeepsStaff() external {
        vm.recordLogs();
        _list(cast.hospital);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 0, "no event");
        assertEq(custodians.staffOf(cast.clinician).custodian, cast.hospital, "staff");
    }

    // UNLIST

    function test_RevertWhen_MalloryUnlists() external {
        _expectUnauthorised();
        custodians.unlist(cast.hospital);
    }

    function test_GivenCustodianNeverListed_DoesNothing() external {
        vm.recordLogs();
        _unlist(cast.mallory);
        assertEq(vm.getRecordedLogs().length, 0, "no event");
        assertFalse(custodians.isCustodian(cast.mallory), "not listed");
    }

    function test_GivenCustodianHasStaff_EndsItsRolesAndNoOthers() external {
        vm.expectEmit(address(custodians));
        emit ICustodianRegistry.CustodianUnlisted(cast.hospital);
        _unlist(cast.hospital);
        assertFalse(custodians.isCustodian(cast.hospital), "unlisted");
        assertEq(custodians.staffOf(cast.clinician).custodian, address(0), "no custodian");
        assertEq(uint256(custodians.staffOf(cast.clinician).role), 0, "no role");
        assertEq(custodians.staffOf(cast.clinicOfficer).custodian, cast.clinic, "another custodian's");
    }

    function test_WhenCustodianListedAgain_OldRolesNotBroughtBack() external {
        _unlist(cast.hospital);
        _list(cast.hospital);
        assertTrue(custodians.isCustodian(cast.hospital), "listed");
        assertEq(uint256(custodians.staffOf(cast.clinician).role), 0, "no role");
        _appoint(cast.hospital, cast.clinician, ICustodianRegistry.StaffRole.Clinician, WARD);
        assertEq(custodians.staffOf(cast.clinician).custodian, cast.hospital, "appointed anew");
    }

    function _expectUnauthorised() private {
        vm.prank(cast.mallory);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, cast.mallory));
    }
}
