// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentStates} from "../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../utils/ConsentActs.sol";

/// @title Liveness and standing over every pair of words that storage could hold
contract ConsentWordsFuzzTest is ConsentActs {
    uint256 private constant CONSENTS_SLOT = 1;
    uint256 private constant SIGNERS_SLOT = 2;
    uint256 private constant ARRIVALS_SLOT = 3;

    struct Words {
        uint8 state;
        uint8 capture;
        address signer;
        uint40 issuedAt;
        uint40 end;
        uint40 revokedUpTo;
        uint40 suspendedUntil;
        uint40 frozenAfter;
        /// Zero if it came in time.
        uint40 arrival;
        uint40 when;
        /// Which edge to sit on, if any.
        uint8 edge;
    }

    function testFuzz_LiveExactlyByRule(ConsentId id, Words memory words) external {
        _confine(words);
        _store(id, words);
        bool isRevoked = words.issuedAt <= words.revokedUpTo;
        bool isSuspended = words.when <= words.suspendedUntil;
        bool isCutOff =
            words.frozenAfter != 0 && (words.issuedAt > words.frozenAfter || words.arrival > words.frozenAfter);
        bool isActive = words.state == uint8(IConsentStates.ConsentState.Active);
        bool expected = isActive && words.when <= words.end && !isRevoked && !isSuspended && !isCutOff;
        assertEq(consents.isLive(id), expected, "isLive");
        (bool live, uint40 version) = consents.livenessOf(id);
        assertEq(live, expected, "livenessOf");
        assertEq(uint256(version), words.issuedAt, "version");
        IConsentStates.ConsentStanding memory standing = consents.standingOf(id);
        assertEq(uint256(standing.state), words.state, "state");
        assertEq(standing.signer, words.signer, "signer");
        assertEq(uint256(standing.end), words.end, "end");
        assertEq(uint256(standing.capture), words.capture, "capture");
        assertEq(standing.revokedByEpoch, isRevoked, "epoch");
        assertEq(standing.underDispute, isSuspended || isCutOff, "dispute");
    }

    /// @dev Neither half of a recovered key's time lets a grant of it be live: what is fresh is issued too late, what is
    /// old reverts.
    function testFuzz_NoGrantOfRecoveredKeyIsEverLive(uint40 issuedAt, uint40 when, uint40 later, bool completed)
        external
    {
        _appoint(cast.rescuer, IConsentDelegates.DelegateRole.Recovery);
        uint40 announced = START + 30 days;
        vm.warp(announced);
        _announce();
        if (completed) {
            vm.warp(announced + WEEK);
            consents.completeRecovery(people.patient);
            when = uint40(bound(when, announced + WEEK, announced + 60 days));
        } else {
            when = uint40(bound(when, announced, announced + WEEK));
        }
        vm.warp(when);
        IConsentStates.GrantHeader memory header = _fresh("thief's");
        header.issuedAt = uint40(bound(issuedAt, START, when));
        if (issuedAt % 4 == 0) header.issuedAt = announced - 1 days; // the edge
        if (issuedAt % 4 == 1) header.issuedAt = when - 1 days;
        vm.prank(people.patient);
        try consents.grant(header.termsHash, header.issuedAt, header.end, header.deadline) {
            assertGt(header.issuedAt, when - 1 days, "fresh");
        } catch {
            assertLe(header.issuedAt, when - 1 days, "old");
        }
        if (!completed) {
            vm.warp(announced + WEEK);
            consents.completeRecovery(people.patient);
        }
        vm.warp(bound(later, vm.getBlockTimestamp(), START + 2 * YEAR));
        assertFalse(consents.isLive(_idOf(header)), "never live");
    }

    /// @dev A thief has the key when it likes, before the announcement or after, and dates as it likes.
    function testFuzz_NothingThatCameInTheDayBeforeIsLive(uint40 issuedAt, uint40 arrival, uint40 later) external {
        _appoint(cast.rescuer, IConsentDelegates.DelegateRole.Recovery);
        uint40 announced = START + 30 days;
        arrival = uint40(bound(arrival, announced - 4 days, announced + WEEK + 20 days));
        if (issuedAt % 5 == 0) arrival = announced - 1 days + issuedAt % 2; // the edge
        IConsentStates.GrantHeader memory header = _fresh("thief's");
        header.issuedAt = uint40(bound(issuedAt, START, arrival));
        if (issuedAt % 3 == 0) header.issuedAt = arrival - 1 days + issuedAt % 2; // as old as comes in time
        (header.end, header.deadline) = (START + YEAR, START + YEAR);
        if (arrival > announced) _announceAt(announced);
        if (arrival > announced + WEEK) _completeAt(announced + WEEK);
        vm.warp(arrival);
        vm.prank(people.patient);
        try consents.grant(header.termsHash, header.issuedAt, header.end, header.deadline) {} catch {}
        if (arrival <= announced) _announceAt(announced);
        if (arrival <= announced + WEEK) _completeAt(announced + WEEK);
        vm.warp(bound(later, vm.getBlockTimestamp(), START + 2 * YEAR));
        bool live = consents.isLive(_idOf(header));
        if (arrival > announced - 1 days) assertFalse(live, "never live");
        bool isLate = arrival - header.issuedAt >= 1 days;
        bool old = header.issuedAt <= announced - 2 days && (!isLate || arrival <= announced - 2 days);
        assertEq(live, old && vm.getBlockTimestamp() <= header.end, "exactly what came and is dated before the cut");
    }

    function _announceAt(uint40 time) private {
        vm.warp(time);
        _announce();
    }

    function _completeAt(uint40 time) private {
        vm.warp(time);
        consents.completeRecovery(people.patient);
    }

    function _confine(Words memory words) private pure {
        words.state %= 7;
        if (words.edge & 1 != 0) words.state = uint8(IConsentStates.ConsentState.Active);
        words.capture %= 3;
        if (words.signer == address(0)) words.signer = address(1);
        words.issuedAt = uint40(bound(words.issuedAt, 1, type(uint40).max - 1));
        words.when = uint40(bound(words.when, 1, type(uint40).max - 1));
        uint256 edge = words.edge >> 1;
        if (edge % 3 == 0) words.end = words.when;
        if (edge % 5 == 0) (words.revokedUpTo, words.suspendedUntil, words.frozenAfter) = (0, 0, 0);
        if (edge % 5 == 1) words.revokedUpTo = words.issuedAt - 1;
        if (edge % 5 == 2) words.suspendedUntil = words.when - 1;
        if (edge % 5 == 3) words.frozenAfter = words.issuedAt;
        if (edge % 11 == 1) words.arrival = words.frozenAfter;
        if (edge % 11 < 7) words.arrival = 0;
        if (edge % 7 == 1) words.revokedUpTo = 0;
        if (edge % 7 == 2) words.suspendedUntil = 0;
        if (edge % 7 == 3) words.frozenAfter = 0;
    }

    function _store(ConsentId id, Words memory words) private {
        uint256 consent = uint256(words.capture) << 248 | uint256(words.issuedAt) << 208 | uint256(words.end) << 168
            | uint256(words.state) << 160 | uint160(words.signer);
        uint256 signer =
            uint256(words.frozenAfter) << 80 | uint256(words.suspendedUntil) << 40 | uint256(words.revokedUpTo);
        vm.store(address(consents), keccak256(abi.encode(id, CONSENTS_SLOT)), bytes32(consent));
        vm.store(address(consents), keccak256(abi.encode(words.signer, SIGNERS_SLOT)), bytes32(signer));
        vm.store(address(consents), keccak256(abi.encode(id, ARRIVALS_SLOT)), bytes32(uint256(words.arrival)));
        vm.warp(words.when);
    }
}
