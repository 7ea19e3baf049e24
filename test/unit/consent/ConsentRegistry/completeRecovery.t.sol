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

    function test_GivenConsentIssuedOnLastTwoDaysBefore_Dead() external {
        vm.warp(ANNOUNCED - 2 days + 1);
        ConsentId late = _grant(_issuedAt("late", ANNOUNCED - 2 days + 1));
        ConsentId edge = _grant(_issuedAt("edge", ANNOUNCED - 2 days));
        vm.warp(ANNOUNCED);
        _recover();
        assertFalse(consents.isLive(late), "issued after the cut");
        assertTrue(consents.standingOf(late).underDispute, "cut off");
        assertTrue(consents.isLive(edge), "issued just before it");
        assertFalse(consents.standingOf(edge).underDispute, "not cut off");
    }

    function test_GivenThiefDatedBackBeforeAnnouncement_Dead() external {
        vm.warp(ANNOUNCED - 1 hours);
        ConsentId old = _grant(_issuedAt("old", START + 1));
        ConsentId early = _grant(_issuedAt("as old as comes in time", ANNOUNCED - 1 hours - 1 days + 1));
        vm.warp(ANNOUNCED);
        _recover();
        vm.warp(ANNOUNCED + 3 * WEEK);
        ConsentId[2] memory both = [old, early];
        for (uint256 i; i < both.length; ++i) {
            assertFalse(consents.isLive(both[i]), "dead");
            (bool live,) = consents.livenessOf(both[i]);
            assertFalse(live, "livenessOf");
            assertTrue(consents.standingOf(both[i]).underDispute, "cut off");
        }
        assertTrue(consents.isLive(id), "what came before goes on");
    }

    function test_GivenLateGrantLongBefore_GoesOn() external {
        vm.warp(ANNOUNCED - 2 days);
        ConsentId late = _grant(_issuedAt("late", START + 1));
        vm.warp(ANNOUNCED);
        _recover();
        assertTrue(consents.isLive(late), "came just before the cut");
    }

    function test_GivenThiefAppointedDelegates_TheirRolesAreOver() external {
        _appoint(people.mallory, IConsentDelegates.DelegateRole.Recovery);
        _recover();
        address[2] memory rescuers = [people.mallory, cast.rescuer];
        for (uint256 i; i < rescuers.length; ++i) {
            assertEq(uint256(consents.delegationOf(people.patient, rescuers[i]).role), 0, "no role");
            _expectNotEntitled(rescuers[i]);
            vm.prank(rescuers[i]);
            consents.announceRecovery(people.patient, people.mallory, _own(rescuers[i]));
        }
        _reappointRescuer();
        _announceAgain();
    }

    function test_GivenSuccessorRecoveredFrom_ItOwnsNothingAndStillRevokes() external {
        _recover();
        _reappointRescuer();
        _loseHeir();
        assertEq(consents.ownerOf(people.patient), address(0), "nobody");
        _announceAgain();
        vm.startPrank(cast.heir);
        _expectNotEntitled(cast.heir);
        consents.cancelRecovery(people.patient, _own(cast.heir));
        _expectNotEntitled(cast.heir);
        consents.dismiss(people.patient, cast.rescuer, _own(cast.heir));
        _expectNotEntitled(cast.heir);
        consents.appoint(
            people.patient, people.mallory, _delegation(IConsentDelegates.DelegateRole.Proxy), _own(cast.heir)
        );
        _expectNotEntitled(cast.heir);
        consents.suspend(id, _own(cast.heir));
        IConsentStates.GrantHeader memory header = _fresh("lost heir's");
        header.signer = cast.heir;
        _expectNotEntitled(cast.heir);
        consents.supersede(id, header, _own(cast.heir));
        consents.revokeFor(id, _own(cast.heir));
        _expectNotEntitled(cast.heir);
        consents.erase(id, _own(cast.heir));
        vm.stopPrank();
        _assertState(id, IConsentStates.ConsentState.Revoked, "the safe direction");
        vm.warp(vm.getBlockTimestamp() + WEEK);
        consents.completeRecovery(people.patient);
        assertEq(consents.ownerOf(people.patient), people.relayer, "recovered again");
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
        _recover();
        _reappointRescuer();
        ConsentId between = _grant(_fresh("between"));
        vm.warp(ANNOUNCED + 60 days);
        vm.prank(cast.rescuer);
        consents.announceRecovery(people.patient, people.relayer, _own(cast.rescuer));
        assertFalse(consents.isLive(id), "stands still");
        vm.warp(ANNOUNCED + 60 days + WEEK);
        consents.completeRecovery(people.patient);
        assertEq(consents.ownerOf(people.patient), people.relayer, "last successor");
        assertTrue(consents.isLive(id), "issued before the first");
        assertFalse(consents.isLive(between), "issued between, by the lost key");
    }

    function test_GivenRecovered_SuccessorCancelsNext() external {
        _recover();
        _reappointRescuer();
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

    function _reappointRescuer() private {
        vm.prank(cast.heir);
        consents.appoint(
            people.patient, cast.rescuer, _delegation(IConsentDelegates.DelegateRole.Recovery), _own(cast.heir)
        );
    }

    /// @dev The heir's own key is recovered from.
    function _loseHeir() private {
        vm.prank(cast.heir);
        consents.appoint(cast.heir, cast.rescuer, _delegation(IConsentDelegates.DelegateRole.Recovery), _own(cast.heir));
        vm.prank(cast.rescuer);
        consents.announceRecovery(cast.heir, people.relayer, _own(cast.rescuer));
        vm.warp(vm.getBlockTimestamp() + WEEK);
        consents.completeRecovery(cast.heir);
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
