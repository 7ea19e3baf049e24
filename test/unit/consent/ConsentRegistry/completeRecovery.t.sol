// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryCompleteRecoveryTest is ConsentActs {
    uint40 private constant ANNOUNCED = START + 10 days;

    ConsentId private id;

    function setUp() public override {
        super.setUp();
        _appointAll();
        id = _grant(_header());
        vm.warp(ANNOUNCED);
    }

    function test_RevertGiven_NoRecovery() external {
        vm.expectRevert(abi.encodeWithSelector(IConsentDelegates.ConsentRegistry_NoRecovery.selector, people.patient));
        consents.completeRecovery(people.patient);
    }

    function test_RevertWhen_DelayIsNotOver() external {
        _announce();
        _expectNotDue(ANNOUNCED + WEEK - 1);
        consents.completeRecovery(people.patient);
    }

    function test_RevertWhen_AnnouncementLapsed() external {
        _announce();
        _expectNotDue(ANNOUNCED + 2 * WEEK + 1);
        consents.completeRecovery(people.patient);
    }

    function test_WhenDue_SuccessorOwnsAndOldConsentsGoOn() external {
        _announce();
        vm.warp(ANNOUNCED + WEEK);
        vm.expectEmit(address(consents));
        emit IConsentDelegates.RecoveryCompleted(people.patient, cast.heir);
        vm.prank(people.relayer);
        consents.completeRecovery(people.patient);
        assertEq(consents.ownerOf(people.patient), cast.heir, "successor");
        assertTrue(consents.isLive(id), "issued long before");
        assertEq(consents.recoveryOf(people.patient).successor, address(0), "done");
    }

    function test_WhenDueInLastSecond_SuccessorOwns() external {
        _announce();
        vm.warp(ANNOUNCED + 2 * WEEK);
        consents.completeRecovery(people.patient);
        assertEq(consents.ownerOf(people.patient), cast.heir, "successor");
    }

    function test_GivenConsentIssuedOnLastDayBefore_Dead() external {
        ConsentId late = _grant(_issuedAt("late", ANNOUNCED - 1 days + 1));
        ConsentId edge = _grant(_issuedAt("edge", ANNOUNCED - 1 days));
        _recover();
        assertFalse(consents.isLive(late), "issued after the cut");
        assertTrue(consents.standingOf(late).underDispute, "cut off");
        assertTrue(consents.isLive(edge), "issued just before it");
        assertFalse(consents.standingOf(edge).underDispute, "not cut off");
    }

    function test_WhenLostKeyGrantsWhileItWaits_NeverLive() external {
        _announce();
        ConsentId fresh = _grant(_fresh("fresh"));
        _expectSignerFrozen();
        _grant(_issuedAt("backdated", ANNOUNCED - 1 days));
        vm.warp(ANNOUNCED + WEEK);
        IConsentStates.GrantHeader memory kept = _issuedAt("signed while it waited", ANNOUNCED + 1);
        bytes memory signature = signLong(people.patientKey, _grantDigest(kept));
        consents.completeRecovery(people.patient);
        assertFalse(consents.isLive(fresh), "relayed before");
        _expectSignerFrozen();
        consents.grantBySig(kept, signature);
    }

    function test_WhenLostKeyGrantsAfterwards_NeverLive() external {
        _recover();
        ConsentId fresh = _grant(_fresh("fresh"));
        assertFalse(consents.isLive(fresh), "stored and dead");
        vm.warp(ANNOUNCED + WEEK + 20 days);
        assertFalse(consents.isLive(fresh), "for good");
        _expectSignerFrozen();
        _grant(_issuedAt("backdated", ANNOUNCED - 2 days));
    }

    function test_GivenRecoveredTwice_FirstCutStays() external {
        ConsentId early = _grant(_issuedAt("early", ANNOUNCED - 1 days));
        _recover();
        ConsentId between = _grant(_fresh("between"));
        vm.warp(ANNOUNCED + 60 days);
        vm.prank(cast.rescuer);
        consents.announceRecovery(people.patient, people.relayer, _own(cast.rescuer));
        assertFalse(consents.isLive(early), "stands still");
        vm.warp(ANNOUNCED + 60 days + WEEK);
        consents.completeRecovery(people.patient);
        assertEq(consents.ownerOf(people.patient), people.relayer, "last successor");
        assertTrue(consents.isLive(early), "issued before the first");
        assertFalse(consents.isLive(between), "issued between, by the lost key");
    }

    function test_GivenRecovered_SuccessorCancelsNext() external {
        _recover();
        _announceAgain();
        vm.prank(cast.heir);
        consents.cancelRecovery(people.patient, _own(cast.heir));
        assertEq(consents.ownerOf(people.patient), cast.heir, "still");
        assertTrue(consents.isLive(id), "goes on");
        _announceAgain();
        _expectNotEntitled(people.patient);
        vm.prank(people.patient);
        consents.cancelRecovery(people.patient, _own(people.patient));
    }

    function _announceAgain() private {
        vm.prank(cast.rescuer);
        consents.announceRecovery(people.patient, people.relayer, _own(cast.rescuer));
    }

    function _issuedAt(string memory name, uint40 time)
        private
        view
        returns (IConsentStates.GrantHeader memory header)
    {
        header = _fresh(name);
        header.issuedAt = time;
        header.deadline = ANNOUNCED + 100 days;
    }

    function _expectNotDue(uint40 time) private {
        vm.warp(time);
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentDelegates.ConsentRegistry_RecoveryNotDue.selector,
                people.patient,
                ANNOUNCED + WEEK,
                ANNOUNCED + 2 * WEEK,
                uint256(time)
            )
        );
    }
}
