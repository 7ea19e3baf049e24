// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../contracts/types/Identifiers.sol";
import {ConsentFixture} from "../../utils/ConsentFixture.sol";

contract ConsentLivenessFuzzTest is ConsentFixture {
    function testFuzz_LiveIffInPeriodAndIssuedAfterRevokeAll(
        uint40 issuedAt,
        uint40 end,
        uint40 revokedUpTo,
        uint40 when
    ) external {
        IConsentStates.GrantHeader memory header = _header();
        header.issuedAt = uint40(bound(issuedAt, START - 4 * YEAR, START));
        header.end = uint40(bound(end, START, uint256(header.issuedAt) + 5 * YEAR));
        revokedUpTo = uint40(bound(revokedUpTo, header.issuedAt - 3, START));
        if (uint256(issuedAt) % 3 == 0) revokedUpTo = header.issuedAt; // the edge
        when = uint40(bound(when, START, uint256(header.end) + 2));
        ConsentId id = _grant(header);
        bytes memory signature = signCompact(people.patientKey, _revokeAllDigest(people.patient, revokedUpTo));
        consents.revokeAllBySig(people.patient, revokedUpTo, signature);
        vm.warp(when);
        assertEq(consents.isLive(id), when <= header.end && header.issuedAt > revokedUpTo, "live");
    }

    function testFuzz_GrantTakesExactlyValidPeriods(uint40 issuedAt, uint40 end, uint40 deadline) external {
        IConsentStates.GrantHeader memory header = _header();
        header.issuedAt = uint40(bound(issuedAt, START - 6 * YEAR, START + 10));
        header.end = uint40(bound(end, START - 10, START + 6 * YEAR));
        header.deadline = uint40(bound(deadline, START - 2, START + 2));
        bool inOrder = header.deadline >= START && header.issuedAt <= START && header.end >= START
            && header.end <= uint256(header.issuedAt) + 5 * YEAR;
        vm.prank(people.patient);
        try consents.grant(header.termsHash, header.issuedAt, header.end, header.deadline) returns (ConsentId id) {
            assertTrue(inOrder, "taken");
            assertTrue(consents.isLive(id), "live");
        } catch {
            assertFalse(inOrder, "refused");
        }
    }

    function testFuzz_IdBindsWholeHeader(IConsentStates.GrantHeader memory header, uint256 field, uint256 change)
        external
        view
    {
        bytes32 before = ConsentId.unwrap(consents.consentIdOf(header));
        assertEq(before, ConsentId.unwrap(_idOf(header)), "struct hash");
        field = bound(field, 0, 4);
        change = bound(change, 1, type(uint32).max);
        if (field == 0) header.signer = address(uint160(header.signer) ^ uint160(change));
        if (field == 1) header.termsHash ^= bytes32(change);
        if (field == 2) header.issuedAt ^= uint40(change);
        if (field == 3) header.end ^= uint40(change);
        if (field == 4) header.deadline ^= uint40(change);
        assertNotEq(ConsentId.unwrap(consents.consentIdOf(header)), before, "another consent");
    }

    function testFuzz_RandomSignaturesNeverGrant(bytes calldata signature) external {
        IConsentStates.GrantHeader memory header = _header();
        vm.expectPartialRevert(IConsentRegistry.ConsentRegistry_InvalidSignature.selector);
        consents.grantBySig(header, signature);
    }

    function testFuzz_NobodyElseRevokes(address caller) external {
        vm.assume(caller != people.patient);
        ConsentId id = _grant(_header());
        vm.prank(caller);
        vm.expectRevert(abi.encodeWithSelector(IConsentRegistry.ConsentRegistry_NotSigner.selector, id, caller));
        consents.revoke(id);
        assertTrue(consents.isLive(id), "still live");
    }
}
