// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../../contracts/interfaces/IConsentDelegates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryCancelRecoveryTest is ConsentActs {
    ConsentId private id;

    function setUp() public override {
        super.setUp();
        _appointAll();
        id = _grant(_header());
    }

    function test_RevertGiven_NoRecovery() external {
        _expectNone();
        _cancel(people.patient);
    }

    function test_RevertWhen_KeyIsNotPatient() external {
        _announce();
        _expectNotEntitled(cast.rescuer);
        _cancel(cast.rescuer);
        _expectNotEntitled(cast.heir);
        _cancel(cast.heir);
    }

    function test_RevertWhen_DelayIsOver() external {
        _announce();
        vm.warp(START + WEEK);
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentDelegates.ConsentRegistry_RecoveryNotDue.selector,
                people.patient,
                START + WEEK,
                START + 2 * WEEK,
                uint256(START + WEEK)
            )
        );
        _cancel(people.patient);
    }

    function test_WhenPatientCancelsInTime_LiveAndTells() external {
        _announce();
        vm.warp(START + WEEK - 1);
        vm.expectEmit(address(consents));
        emit IConsentDelegates.RecoveryCancelled(people.patient);
        _cancel(people.patient);
        assertTrue(consents.isLive(id), "goes on");
        _expectNone();
        consents.completeRecovery(people.patient);
    }

    function test_WhenSignatureRelayed_Live() external {
        _announce();
        consents.cancelRecovery(people.patient, _signedOnce(people.patientKey, _patientFields("RecoveryCancel")));
        assertTrue(consents.isLive(id), "goes on");
    }

    function test_GivenKeyFrozenToo_StandsStillForFreeze() external {
        _announce();
        _freeze();
        _cancel(people.patient);
        assertFalse(consents.isLive(id), "frozen");
        vm.warp(START + WEEK + 1);
        assertTrue(consents.isLive(id), "freeze over");
    }

    function _cancel(address by) private {
        vm.prank(by);
        consents.cancelRecovery(people.patient, _own(by));
    }

    function _expectNone() private {
        vm.expectRevert(abi.encodeWithSelector(IConsentDelegates.ConsentRegistry_NoRecovery.selector, people.patient));
    }
}
