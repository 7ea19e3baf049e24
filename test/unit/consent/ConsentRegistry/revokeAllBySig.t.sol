// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryRevokeAllBySigTest is ConsentActs {
    uint256 private constant PLENTY = 200_000;

    function test_GivenLostAccountBurnsGas_SuccessorEndsConsentsCheaply() external {
        _appointAll();
        ConsentId id = _grant(_header());
        vm.warp(START + 3 days);
        _recover();
        vm.prank(cast.heir);
        consents.revokeAll();
        assertTrue(consents.isLive(id), "its own revoke-all ends its own");
        bytes memory signature = signLong(cast.heirKey, _revokeAllDigest(people.patient, START));
        vm.etch(people.patient, hex"fe");
        consents.revokeAllBySig{gas: PLENTY}(people.patient, START, signature);
        assertFalse(consents.isLive(id), "ended in the patient's name");
    }

    function test_RevertWhen_SignerIsZero() external {
        _expectRevert(IConsentRegistry.ConsentRegistry_InvalidSignature.selector);
        consents.revokeAllBySig(address(0), START, new bytes(65));
    }

    function test_RevertWhen_TimeHasNotCome() external {
        bytes memory signature = signCompact(people.patientKey, _revokeAllDigest(people.patient, START + 1));
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentRegistry.ConsentRegistry_RevokeAllInFuture.selector, START + 1, uint256(START)
            )
        );
        consents.revokeAllBySig(people.patient, START + 1, signature);
    }

    function test_RevertWhen_SignatureAnotherKeys() external {
        bytes memory signature = signCompact(people.malloryKey, _revokeAllDigest(people.patient, START));
        _expectRevert(IConsentRegistry.ConsentRegistry_InvalidSignature.selector);
        consents.revokeAllBySig(people.patient, START, signature);
    }

    function test_RevertWhen_SignatureOfAnotherTime() external {
        bytes memory signature = signCompact(people.patientKey, _revokeAllDigest(people.patient, START - 5));
        _expectRevert(IConsentRegistry.ConsentRegistry_InvalidSignature.selector);
        consents.revokeAllBySig(people.patient, START, signature);
    }

    function test_WhenOlderArrivesLater_ChangesNothing() external {
        bytes memory older = signCompact(people.patientKey, _revokeAllDigest(people.patient, START - 5));
        vm.prank(people.patient);
        consents.revokeAll();
        vm.recordLogs();
        consents.revokeAllBySig(people.patient, START - 5, older);
        assertEq(vm.getRecordedLogs().length, 0, "no event");
        assertEq(uint256(consents.revokedUpTo(people.patient)), START, "the later time stays");
    }

    function test_WhenSignerSigned_EndsIssuedUpToTimeAndLeavesLaterLive() external {
        ConsentId early = _grant(_header());
        vm.warp(START + 100);
        IConsentStates.GrantHeader memory header = _header();
        header.issuedAt = START + 51;
        ConsentId late = _grant(header);
        bytes memory signature = signLong(people.patientKey, _revokeAllDigest(people.patient, START + 50));
        _pauseRelay();
        vm.prank(people.relayer);
        consents.revokeAllBySig(people.patient, START + 50, signature);
        assertFalse(consents.isLive(early), "issued before the time");
        assertTrue(consents.isLive(late), "issued after the time");
    }
}
