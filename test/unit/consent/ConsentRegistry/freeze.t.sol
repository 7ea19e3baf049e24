// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryFreezeTest is ConsentActs {
    ConsentId private id;

    function setUp() public override {
        super.setUp();
        _appointAll();
        id = _grant(_header());
    }

    function test_RevertWhen_KeyIsNoCustodian() external {
        address[4] memory others = [people.mallory, people.patient, cast.guardian, cast.rescuer];
        for (uint256 i; i < others.length; ++i) {
            _expectNotEntitled(others[i]);
            vm.prank(others[i]);
            consents.freeze(people.patient, _own(others[i]));
        }
    }

    function test_RevertWhen_CustodiansTimeIsOver() external {
        vm.warp(UNTIL + 1);
        _expectNotEntitled(cast.hospital);
        _freeze();
    }

    function test_RevertGiven_CustodiansKeyLost() external {
        _lose(cast.hospital);
        _expectFrozen(cast.hospital);
        _freeze();
    }

    function test_RevertWhen_SignatureIsUsedTwice() external {
        IConsentStates.Authority memory by = _signedOnce(cast.hospitalKey, _patientFields("SignerFreeze"));
        consents.freeze(people.patient, by);
        _expectBadSignature();
        consents.freeze(people.patient, by);
    }

    function test_WhenCustodianFreezes_AllStandsStillForPeriodAndTells() external {
        vm.expectEmit(address(consents));
        emit IConsentDelegates.SignerFrozen(people.patient, cast.hospital, START + WEEK);
        _freeze();
        assertEq(uint256(consents.FREEZE_PERIOD()), WEEK, "FREEZE_PERIOD");
        assertFalse(consents.isLive(id), "stands still");
        assertTrue(consents.standingOf(id).underDispute, "under dispute");
        (address by, uint40 until) = consents.freezeOf(people.patient);
        assertEq(by, cast.hospital, "by");
        assertEq(uint256(until), START + WEEK, "until");
        vm.warp(START + WEEK);
        assertFalse(consents.isLive(id), "last second");
        vm.warp(START + WEEK + 1);
        assertTrue(consents.isLive(id), "goes on by itself");
        assertFalse(consents.standingOf(id).underDispute, "settled");
        (by, until) = consents.freezeOf(people.patient);
        assertEq(by, address(0), "over");
    }

    function test_WhenSignatureRelayed_AllStandsStill() external {
        consents.freeze(people.patient, _signedOnce(cast.hospitalKey, _patientFields("SignerFreeze")));
        assertFalse(consents.isLive(id), "stands still");
    }

    function test_GivenKeyFrozen_GrantsOfOldDateRevert() external {
        vm.warp(START + 2 days);
        _freeze();
        IConsentStates.GrantHeader memory header = _fresh("backdated");
        header.issuedAt = START + 1 days;
        _expectSignerFrozen();
        _grant(header);
        header.issuedAt += 1;
        assertFalse(consents.isLive(_grant(header)), "stored, and stands still");
    }

    function test_GivenKeyFrozen_RevocationsGoOn() external {
        _freeze();
        _revoke(id);
        _assertState(id, IConsentStates.ConsentState.Revoked, "over");
    }

    function test_GivenFrozenKeyGrantsFresh_LiveWhenFreezeEnds() external {
        _freeze();
        ConsentId fresh = _grant(_fresh("while frozen"));
        assertFalse(consents.isLive(fresh), "postponed");
        vm.warp(START + WEEK + 1);
        assertTrue(consents.isLive(fresh), "not ended");
        vm.prank(people.patient);
        consents.revokeAll();
        assertFalse(consents.isLive(fresh), "the remedy");
    }

    function test_GivenAnotherPatientsConsent_LeavesItAlone() external {
        ConsentId others = _grant(_headerOf(people.mallory));
        _freeze();
        assertTrue(consents.isLive(others), "another person's");
    }
}
