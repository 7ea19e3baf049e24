// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICustodianRegistry} from "../../../contracts/interfaces/ICustodianRegistry.sol";
import {IEmergencyAccess} from "../../../contracts/interfaces/IEmergencyAccess.sol";
import {EmergencyTag} from "../../../contracts/types/Identifiers.sol";
import {EmergencyFixture} from "../../utils/EmergencyFixture.sol";

contract EmergencyAccessFuzzTest is EmergencyFixture {
    function testFuzz_OpenTakesExactlyPeriodsOfADayAtMost(uint40 expiresAt) external {
        expiresAt = uint40(bound(expiresAt, START - 10, START + 25 hours));
        bool inRange = expiresAt > START && expiresAt <= START + 24 hours;
        vm.prank(cast.clinician);
        try emergencies.open(_tag(0), REASON, CLASSES, expiresAt, WORDS) {
            assertTrue(inRange, "taken");
        } catch {
            assertFalse(inRange, "refused");
        }
    }

    function testFuzz_OpenIffAskedForAndInTime(uint32 classes, uint8 class, uint40 period, uint40 when) external {
        classes = uint32(bound(classes, 1, type(uint32).max));
        period = uint40(bound(period, 1, 24 hours));
        when = uint40(bound(when, 0, 25 hours));
        vm.prank(cast.clinician);
        emergencies.open(_tag(0), REASON, classes, START + period, WORDS);
        vm.warp(START + when);
        bool asked = class < 32 && (uint256(classes) >> class) % 2 == 1;
        assertEq(emergencies.isOpen(_tag(0), class), asked && when <= period, "open");
    }

    function testFuzz_WhatIsAskedForIsWhatIsStored(uint8 reason, uint32 classes, uint40 period, uint16 unit) external {
        reason = uint8(bound(reason, 1, type(uint8).max));
        classes = uint32(bound(classes, 1, type(uint32).max));
        period = uint40(bound(period, 1, 24 hours));
        _appoint(cast.hospital, cast.clinician, ICustodianRegistry.StaffRole.Clinician, unit);
        vm.prank(cast.clinician);
        emergencies.open(_tag(0), reason, classes, START + period, WORDS);
        IEmergencyAccess.Emergency memory emergency = emergencies.emergencyOf(_tag(0));
        assertEq(emergency.clinician, cast.clinician, "clinician");
        assertEq(emergency.custodian, cast.hospital, "custodian");
        assertEq(uint256(emergency.reason), reason, "reason");
        assertEq(uint256(emergency.dataClasses), classes, "classes");
        assertEq(uint256(emergency.unit), unit, "unit");
        assertEq(uint256(emergency.openedAt), START, "opened");
        assertEq(uint256(emergency.expiresAt), START + period, "expires");
    }

    function testFuzz_OverdueIffSeventyTwoHoursPassed(uint40 period, uint40 when) external {
        period = uint40(bound(period, 1, 24 hours));
        when = uint40(bound(when, 0, 100 hours));
        EmergencyTag tag = _openUntil(0, START + period);
        vm.warp(START + when);
        bool overdue = when > period + REVIEW_PERIOD;
        try emergencies.flagOverdue(tag) {
            assertTrue(overdue, "flagged");
        } catch {
            assertFalse(overdue, "not yet");
        }
        assertEq(emergencies.isSuspended(cast.clinician), overdue, "suspended");
    }

    function testFuzz_ReviewerIsIndependent(uint16 unitThen, uint16 unitNow, uint16 unitOfOfficer) external {
        (unitThen, unitNow, unitOfOfficer) = (unitThen % 3, unitNow % 3, unitOfOfficer % 3);
        _appoint(cast.hospital, cast.clinician, ICustodianRegistry.StaffRole.Clinician, unitThen);
        EmergencyTag tag = _openAndOver(0);
        _appoint(cast.hospital, cast.clinician, ICustodianRegistry.StaffRole.Clinician, unitNow);
        _appoint(cast.hospital, cast.officer, ICustodianRegistry.StaffRole.PrivacyOfficer, unitOfOfficer);
        vm.prank(cast.officer);
        try emergencies.review(tag, true, REPORT) {
            assertTrue(unitOfOfficer != unitThen && unitOfOfficer != unitNow, "independent");
        } catch {
            assertTrue(unitOfOfficer == unitThen || unitOfOfficer == unitNow, "not independent");
        }
    }

    function testFuzz_RoleCountsExactlyInItsTermAndListing(uint40 until, uint40 when, uint8 history) external {
        until = uint40(bound(until, START, START + 2 * 365 days));
        when = uint40(bound(when, START, START + 3 * 365 days));
        vm.prank(cast.hospital);
        custodians.appoint(cast.clinician, ICustodianRegistry.StaffRole.Clinician, WARD, until);
        history %= 3;
        if (history > 0) _unlist(cast.hospital);
        if (history > 1) _list(cast.hospital);
        vm.warp(when);
        bool counts = history == 0 && when <= until;
        ICustodianRegistry.Staff memory staff = custodians.staffOf(cast.clinician);
        assertEq(uint256(staff.role), counts ? 1 : 0, "role");
        assertEq(staff.custodian, counts ? cast.hospital : address(0), "custodian");
    }
}
