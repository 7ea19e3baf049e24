// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryAnnounceRecoveryTest is ConsentActs {
    ConsentId private id;

    function setUp() public override {
        super.setUp();
        _appointAll();
        id = _grant(_header());
    }

    function test_RevertWhen_KeyHasAnotherRole() external {
        address[4] memory others = [people.mallory, people.patient, cast.guardian, cast.hospital];
        for (uint256 i; i < others.length; ++i) {
            _expectNotEntitled(others[i]);
            vm.prank(others[i]);
            consents.announceRecovery(people.patient, cast.heir, _own(others[i]));
        }
    }

    function test_RevertWhen_RescuersTimeIsOver() external {
        vm.warp(UNTIL + 1);
        _expectNotEntitled(cast.rescuer);
        _announce();
    }

    function test_RevertGiven_RescuersKeyLost() external {
        _lose(cast.rescuer);
        _expectFrozen(cast.rescuer);
        _announce();
    }

    function test_RevertWhen_SuccessorIsZeroOrPatient() external {
        _expectNotEntitled(address(0));
        vm.prank(cast.rescuer);
        consents.announceRecovery(people.patient, address(0), _own(cast.rescuer));
        _expectNotEntitled(people.patient);
        vm.prank(cast.rescuer);
        consents.announceRecovery(people.patient, people.patient, _own(cast.rescuer));
    }

    function test_RevertGiven_AnotherRecoveryWaits() external {
        _announce();
        vm.warp(START + 2 * WEEK);
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentDelegates.ConsentRegistry_RecoveryPending.selector, people.patient, START + 2 * WEEK
            )
        );
        _announce();
    }

    function test_RevertWhen_SignedForAnotherSuccessor() external {
        IConsentStates.Authority memory by = _signedOnce(cast.rescuerKey, _announceFields(cast.heir));
        _expectBadSignature();
        consents.announceRecovery(people.patient, people.mallory, by);
    }

    function test_WhenRescuerAnnounces_AllStandsStillAndTells() external {
        vm.expectEmit(address(consents));
        emit IConsentDelegates.RecoveryAnnounced(people.patient, cast.heir, START + WEEK);
        _announce();
        assertFalse(consents.isLive(id), "stands still");
        assertTrue(consents.standingOf(id).underDispute, "under dispute");
        IConsentDelegates.Recovery memory expected =
            IConsentDelegates.Recovery(cast.heir, START, START + WEEK, START + 2 * WEEK);
        assertEq(abi.encode(consents.recoveryOf(people.patient)), abi.encode(expected), "recovery");
        assertEq(consents.ownerOf(people.patient), people.patient, "nothing else yet");
        assertEq(uint256(consents.RECOVERY_DELAY()), WEEK, "RECOVERY_DELAY");
    }

    function test_WhenSignatureRelayed_AllStandsStill() external {
        consents.announceRecovery(people.patient, cast.heir, _signedOnce(cast.rescuerKey, _announceFields(cast.heir)));
        assertFalse(consents.isLive(id), "stands still");
    }

    function test_GivenNobodyCompletes_LapsesAndMayBeAnnouncedAgain() external {
        _announce();
        vm.warp(START + 2 * WEEK);
        assertFalse(consents.isLive(id), "last second");
        vm.warp(START + 2 * WEEK + 1);
        assertTrue(consents.isLive(id), "lapsed");
        _announce();
        assertFalse(consents.isLive(id), "stands still again");
    }
}
