// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistrySupersedeTest is ConsentActs {
    ConsentId private id;

    function setUp() public override {
        super.setUp();
        _appointAll();
        id = _grant(_header());
    }

    function test_RevertGiven_PredecessorUnknown() external {
        ConsentId unknown = _idOf(_fresh("unknown"));
        _expectUnknown(unknown);
        _supersede(unknown, _fresh("successor"));
    }

    function test_RevertGiven_PredecessorRevoked() external {
        _revoke(id);
        _expectWrongState(id, IConsentStates.ConsentState.Revoked);
        _supersede(id, _fresh("successor"));
    }

    function test_RevertGiven_PredecessorSupersededAlready() external {
        _supersede(id, _fresh("successor"));
        _expectWrongState(id, IConsentStates.ConsentState.Superseded);
        _supersede(id, _fresh("another"));
    }

    function test_RevertGiven_SuccessorUsedBefore() external {
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentRegistry.ConsentRegistry_AlreadyUsed.selector, id, IConsentStates.ConsentState.Active
            )
        );
        _supersede(id, _header());
    }

    function test_RevertWhen_SuccessorIsAnotherPatients() external {
        IConsentStates.GrantHeader memory header = _fresh("successor");
        header.signer = people.mallory;
        _expectNotEntitled(people.mallory);
        vm.prank(people.mallory);
        consents.supersede(id, header, _own(people.mallory));
    }

    function test_RevertWhen_KeyIsNotSuccessorsSigner() external {
        IConsentStates.GrantHeader memory header = _fresh("successor");
        _expectNotEntitled(cast.guardian);
        vm.prank(cast.guardian);
        consents.supersede(id, header, _own(cast.guardian));
    }

    function test_RevertWhen_SignedForAnotherPredecessor() external {
        ConsentId other = _grant(_fresh("other"));
        IConsentStates.GrantHeader memory header = _fresh("successor");
        IConsentStates.Authority memory by = _signed(people.patientKey, _supersedeHash(_idOf(header), other));
        _expectBadSignature();
        consents.supersede(id, header, by);
    }

    function test_RevertWhen_SuccessorsDeadlinePassed() external {
        IConsentStates.GrantHeader memory header = _fresh("successor");
        IConsentStates.Authority memory by = _signed(people.patientKey, _supersedeHash(_idOf(header), id));
        vm.warp(header.deadline + 1);
        _expectLate(header.deadline);
        consents.supersede(id, header, by);
        assertTrue(consents.isLive(id), "predecessor untouched");
    }

    function test_RevertGiven_RelayPausedWhenSigned() external {
        IConsentStates.GrantHeader memory header = _fresh("successor");
        IConsentStates.Authority memory by = _signed(people.patientKey, _supersedeHash(_idOf(header), id));
        _pauseRelay();
        _expectPaused();
        consents.supersede(id, header, by);
    }

    function test_GivenRelayPaused_PatientsOwnCallSupersedes() external {
        _pauseRelay();
        assertTrue(consents.isLive(_supersede(id, _fresh("successor"))), "own key goes on");
    }

    function test_WhenPatientSupersedes_EndsOneAndGrantsOther() external {
        IConsentStates.GrantHeader memory header = _fresh("successor");
        ConsentId successor = _idOf(header);
        vm.expectEmit(address(consents));
        emit IConsentRegistry.ConsentGranted(successor);
        vm.expectEmit(address(consents));
        emit IConsentStates.ConsentSuperseded(id, successor);
        assertEq(ConsentId.unwrap(_supersede(id, header)), ConsentId.unwrap(successor), "id");
        assertFalse(consents.isLive(id), "predecessor over");
        _assertState(id, IConsentStates.ConsentState.Superseded, "predecessor");
        assertTrue(consents.isLive(successor), "successor in force");
    }

    function test_WhenOneSignatureRelayed_EndsOneAndGrantsOther() external {
        IConsentStates.GrantHeader memory header = _fresh("successor");
        bytes32 hash = _supersedeHash(_idOf(header), id);
        vm.prank(people.relayer);
        ConsentId successor = consents.supersede(id, header, _signed(people.patientKey, hash));
        assertFalse(consents.isLive(id), "predecessor over");
        assertTrue(consents.isLive(successor), "successor in force");
    }

    function test_GivenPredecessorSuspendedByDelegate_PatientSupersedes() external {
        _suspend(id, cast.guardian);
        assertTrue(consents.isLive(_supersede(id, _fresh("successor"))), "successor in force");
        _assertState(id, IConsentStates.ConsentState.Superseded, "predecessor");
    }

    function test_GivenGuardiansConsent_PatientSupersedesInOwnName() external {
        ConsentId guardians = _grantFor(cast.guardian, _fresh("guardian's"));
        ConsentId successor = _supersede(guardians, _fresh("successor"));
        assertEq(
            uint256(consents.standingOf(successor).capture), uint256(IConsentStates.CaptureMode.Self), "patient's own"
        );
    }

    function test_GivenKeyRecovered_SuccessorSupersedesAndLostKeyDoesNot() external {
        _recover();
        IConsentStates.GrantHeader memory header = _fresh("heir's");
        header.signer = cast.heir;
        vm.expectRevert(
            abi.encodeWithSelector(IConsentStates.ConsentRegistry_NotEntitled.selector, people.patient, people.patient)
        );
        _supersede(id, _fresh("thief's"));
        vm.prank(cast.heir);
        ConsentId successor = consents.supersede(id, header, _own(cast.heir));
        assertTrue(consents.isLive(successor), "heir's consent");
        assertFalse(consents.isLive(id), "lost key's consent");
    }

    function test_WhenRevokedAfterwards_StaysSuperseded() external {
        _supersede(id, _fresh("successor"));
        vm.recordLogs();
        _revoke(id);
        assertEq(vm.getRecordedLogs().length, 0, "no event");
        _assertState(id, IConsentStates.ConsentState.Superseded, "stays");
    }

    function _supersede(ConsentId predecessor, IConsentStates.GrantHeader memory header) private returns (ConsentId) {
        vm.prank(people.patient);
        return consents.supersede(predecessor, header, _own(people.patient));
    }
}
