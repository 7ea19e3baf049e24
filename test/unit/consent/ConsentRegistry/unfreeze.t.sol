// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryUnfreezeTest is ConsentActs {
    ConsentId private id;

    function setUp() public override {
        super.setUp();
        _appointAll();
        id = _grant(_header());
    }

    function test_RevertGiven_KeyNotFrozen() external {
        _expectNotFrozen();
        _unfreeze(people.patient);
    }

    function test_RevertGiven_FreezeOverAlready() external {
        _freeze();
        vm.warp(START + WEEK + 1);
        _expectNotFrozen();
        _unfreeze(people.patient);
    }

    function test_RevertWhen_KeyIsNeitherPatientNorFreezer() external {
        _freeze();
        _expectNotEntitled(cast.guardian);
        _unfreeze(cast.guardian);
    }

    function test_RevertWhen_FreezerWasDismissed() external {
        _freeze();
        vm.prank(people.patient);
        consents.dismiss(people.patient, cast.hospital, _own(people.patient));
        _expectNotEntitled(cast.hospital);
        _unfreeze(cast.hospital);
    }

    function test_WhenPatientLifts_LiveAndTells() external {
        _freeze();
        vm.expectEmit(address(consents));
        emit IConsentDelegates.SignerUnfrozen(people.patient);
        _unfreeze(people.patient);
        assertTrue(consents.isLive(id), "goes on");
    }

    function test_WhenFreezerLifts_Live() external {
        _freeze();
        _unfreeze(cast.hospital);
        assertTrue(consents.isLive(id), "goes on");
    }

    function test_WhenSignatureRelayed_Live() external {
        _freeze();
        consents.unfreeze(people.patient, _signedOnce(people.patientKey, _patientFields("SignerUnfreeze")));
        assertTrue(consents.isLive(id), "goes on");
    }

    function test_GivenRecoveryWaits_StandsStillForIt() external {
        _announce();
        _freeze();
        _unfreeze(people.patient);
        assertFalse(consents.isLive(id), "the recovery waits");
        vm.warp(START + 2 * WEEK + 1);
        assertTrue(consents.isLive(id), "lapsed");
    }

    function _unfreeze(address by) private {
        vm.prank(by);
        consents.unfreeze(people.patient, _own(by));
    }

    function _expectNotFrozen() private {
        vm.expectRevert(abi.encodeWithSelector(IConsentDelegates.ConsentRegistry_NotFrozen.selector, people.patient));
    }
}
