// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICustodianRegistry} from "../../contracts/interfaces/ICustodianRegistry.sol";
import {IEmergencyAccess} from "../../contracts/interfaces/IEmergencyAccess.sol";
import {EmergencyTag} from "../../contracts/types/Identifiers.sol";
import {Test} from "./Test.sol";

/// @title A hospital with a clinician and privacy officers, another hospital, and somebody with bad intentions
abstract contract EmergencyFixture is Test {
    uint40 internal constant START = 1_780_000_000;
    uint40 internal constant OFFICE_END = START + 365 days;
    uint40 internal constant BY_DEFAULT = 0;
    uint40 internal constant REVIEW_PERIOD = 72 hours;
    uint256 internal constant MAX_UNREVIEWED = 5;
    uint8 internal constant REASON = 2;
    uint8 internal constant LABORATORY = 1;
    uint8 internal constant IMAGING = 3;
    uint32 internal constant CLASSES = 1 << 1 | 1 << 3;
    uint16 internal constant WARD = 7;
    uint16 internal constant OFFICE = 9;
    bytes32 internal constant WORDS = keccak256("salted words");
    bytes32 internal constant REPORT = keccak256("salted report");

    struct Cast {
        address admin;
        address hospital;
        address clinic;
        /// Dr K, of the hospital's ward.
        address clinician;
        address officer;
        /// An officer, but of Dr K's ward.
        address wardOfficer;
        /// An officer of the clinic, in a unit of the same number as the hospital's office.
        address clinicOfficer;
        address mallory;
    }

    Cast internal cast;
    ICustodianRegistry internal custodians;
    IEmergencyAccess internal emergencies;

    function setUp() public virtual {
        vm.warp(START);
        cast.admin = makeAddr("admin");
        cast.hospital = makeAddr("hospital");
        cast.clinic = makeAddr("clinic");
        cast.clinician = makeAddr("Dr K");
        cast.officer = makeAddr("privacy officer");
        cast.wardOfficer = makeAddr("privacy officer of the ward");
        cast.clinicOfficer = makeAddr("privacy officer of the clinic");
        cast.mallory = makeAddr("mallory");
        address authority = deploy("AccessManager", abi.encode(cast.admin));
        custodians = ICustodianRegistry(deploy("CustodianRegistry", abi.encode(authority)));
        emergencies = IEmergencyAccess(deploy("EmergencyAccess", abi.encode(custodians)));
        _list(cast.hospital);
        _list(cast.clinic);
        _appoint(cast.hospital, cast.clinician, ICustodianRegistry.StaffRole.Clinician, WARD);
        _appoint(cast.hospital, cast.officer, ICustodianRegistry.StaffRole.PrivacyOfficer, OFFICE);
        _appoint(cast.hospital, cast.wardOfficer, ICustodianRegistry.StaffRole.PrivacyOfficer, WARD);
        _appoint(cast.clinic, cast.clinicOfficer, ICustodianRegistry.StaffRole.PrivacyOfficer, OFFICE);
    }

    // CUSTODIANS

    function _list(address custodian) internal {
        vm.prank(cast.admin);
        custodians.list(custodian);
    }

    function _unlist(address custodian) internal {
        vm.prank(cast.admin);
        custodians.unlist(custodian);
    }

    function _appoint(address custodian, address member, ICustodianRegistry.StaffRole role, uint16 unit) internal {
        vm.prank(custodian);
        custodians.appoint(member, role, unit, OFFICE_END);
    }

    function _dismiss(address member) internal {
        vm.prank(cast.hospital);
        custodians.dismiss(member);
    }

    // EMERGENCIES

    function _tag(uint256 n) internal pure returns (EmergencyTag) {
        return EmergencyTag.wrap(keccak256(abi.encode(keccak256("theriac.emergency.v1"), keccak256("subject"), n)));
    }

    function _open(uint256 n) internal returns (EmergencyTag tag) {
        return _openUntil(n, BY_DEFAULT);
    }

    function _openUntil(uint256 n, uint40 expiresAt) internal returns (EmergencyTag tag) {
        tag = _tag(n);
        vm.prank(cast.clinician);
        emergencies.open(tag, REASON, CLASSES, expiresAt, WORDS);
    }

    /// @dev Opened now, and over since a second.
    function _openAndOver(uint256 n) internal returns (EmergencyTag tag) {
        tag = _open(n);
        vm.warp(vm.getBlockTimestamp() + 4 hours + 1);
    }

    /// @dev Opened now, and overdue since a second.
    function _openAndOverdue(uint256 n) internal returns (EmergencyTag tag) {
        tag = _open(n);
        vm.warp(vm.getBlockTimestamp() + 4 hours + REVIEW_PERIOD + 1);
    }

    function _review(EmergencyTag tag, bool justified) internal {
        vm.prank(cast.officer);
        emergencies.review(tag, justified, REPORT);
    }

    function _flag(EmergencyTag tag) internal {
        vm.prank(cast.mallory);
        emergencies.flagOverdue(tag);
    }

    // EXPECTATIONS

    function _expectNotIndependent(address officer) internal {
        vm.prank(officer);
        vm.expectRevert(
            abi.encodeWithSelector(IEmergencyAccess.EmergencyAccess_NotIndependent.selector, officer, cast.clinician)
        );
    }

    function _expectOpenRefused(address clinician, bytes memory reason) internal {
        vm.prank(clinician);
        vm.expectRevert(reason);
        emergencies.open(_tag(99), REASON, CLASSES, BY_DEFAULT, WORDS);
    }

    function _assertReadable(EmergencyTag tag, bool expected, string memory label) internal view {
        assertEq(emergencies.isOpen(tag, LABORATORY), expected, label);
    }

    function _assertReview(EmergencyTag tag, IEmergencyAccess.Review expected, string memory label) internal view {
        assertEq(uint256(emergencies.emergencyOf(tag).review), uint256(expected), label);
    }
}
