// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEmergencyAccess} from "../../contracts/interfaces/IEmergencyAccess.sol";
import {EmergencyTag} from "../../contracts/types/Identifiers.sol";
import {EmergencyFixture} from "../utils/EmergencyFixture.sol";
import {EmergencyHandler} from "./handlers/EmergencyHandler.sol";

contract EmergencyAccessInvariantTest is EmergencyFixture {
    EmergencyHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new EmergencyHandler(custodians, emergencies, cast.admin);
        targetContract(address(handler));
        bytes4[] memory actions = new bytes4[](12);
        actions[0] = handler.appoint.selector;
        actions[1] = handler.dismiss.selector;
        actions[2] = handler.relist.selector;
        actions[3] = handler.open.selector;
        actions[4] = handler.close.selector;
        actions[5] = handler.review.selector;
        actions[6] = handler.flag.selector;
        actions[7] = handler.reinstate.selector;
        actions[8] = handler.wait.selector;
        // Twice as often as the rest.
        actions[9] = handler.open.selector;
        actions[10] = handler.review.selector;
        actions[11] = handler.wait.selector;
        targetSelector(FuzzSelector(address(handler), actions));
    }

    /// @dev One campaign checks them all after every call.
    function invariant_B1ToB6() external view {
        // B-1, B-2, B-3
        assertEq(handler.openedWrongly(), 0, "B-1: opens exactly who may");
        assertEq(handler.reviewedWrongly(), 0, "B-2: reviews exactly who may");
        assertEq(handler.flaggedWrongly(), 0, "B-3: flags exactly what is overdue");
        assertEq(handler.reinstatedWrongly(), 0, "B-3: reinstates exactly who may");
        for (uint256 i; i < handler.count(); ++i) {
            _checkCase(i);
        }
        for (uint256 i; i < handler.PEOPLE(); ++i) {
            _checkPerson(i);
        }
    }

    function _checkCase(uint256 i) private view {
        EmergencyHandler.Case memory one = handler.caseAt(i);
        EmergencyTag tag = handler.tagAt(i);
        IEmergencyAccess.Emergency memory stored = emergencies.emergencyOf(tag);
        uint256 now_ = vm.getBlockTimestamp();

        // B-4
        bool readable = emergencies.isOpen(tag, LABORATORY);
        if (now_ > one.openedAt + 24 hours) assertFalse(readable, "B-4: never past 24 hours");
        bool expected = now_ <= one.endsAt && !handler.suspended(one.clinician)
            && handler.isClinicianOf(one.clinician, one.custodian);
        assertEq(readable, expected, "B-4: open exactly in time, to a clinician in good standing");
        assertFalse(emergencies.isOpen(tag, IMAGING), "B-4: nothing that was not asked for");

        // B-5
        assertEq(uint256(stored.review), uint256(one.verdict), "B-5: the first verdict stays");
        assertEq(uint256(stored.expiresAt), one.endsAt, "B-5: nothing moves the end but closing");
        assertEq(uint256(stored.openedAt), one.openedAt, "B-5: the opening stays");
        assertEq(stored.clinician, handler.personAt(one.clinician), "B-5: the clinician stays");
        assertEq(uint256(stored.unit), one.unit, "B-5: the unit stays");
    }

    /// B-6
    function _checkPerson(uint256 i) private view {
        address person = handler.personAt(i);
        assertEq(emergencies.isSuspended(person), handler.suspended(i), "B-3: suspended");
        EmergencyTag[] memory waiting = emergencies.unreviewedOf(person);
        assertEq(waiting.length, handler.waiting(i), "B-6: all that waits and nothing else");
        assertLe(waiting.length, MAX_UNREVIEWED, "B-6: bounded");
        for (uint256 k; k < waiting.length; ++k) {
            IEmergencyAccess.Emergency memory stored = emergencies.emergencyOf(waiting[k]);
            assertEq(stored.clinician, person, "B-6: own");
            assertEq(uint256(stored.review), 0, "B-6: pending");
        }
    }
}
