// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryGrantForTest is ConsentActs {
    function setUp() public override {
        super.setUp();
        _appointAll();
    }

    function test_RevertGiven_RelayedGrantsPaused() external {
        _pauseRelay();
        _expectPaused();
        _grantFor(cast.guardian, _header());
    }

    function test_RevertWhen_KeyHasNoRole() external {
        _expectNotEntitled(people.mallory);
        _grantFor(people.mallory, _header());
    }

    function test_RevertWhen_RoleIsRecoveryOrCustodian() external {
        _expectNotEntitled(cast.rescuer);
        _grantFor(cast.rescuer, _header());
        _expectNotEntitled(cast.hospital);
        _grantFor(cast.hospital, _header());
    }

    function test_RevertWhen_DelegatesTimeIsOver() external {
        vm.warp(UNTIL + 1);
        IConsentStates.GrantHeader memory header = _fresh("day after");
        IConsentStates.Authority memory by = _signed(cast.guardianKey, ConsentId.unwrap(_idOf(header)));
        _expectNotEntitled(cast.guardian);
        _grantFor(cast.guardian, header);
        _expectNotEntitled(cast.guardian);
        consents.grantFor(header, by);
    }

    function test_RevertWhen_AuthorityNamesAnotherKeyThanCaller() external {
        _expectNotCaller(cast.guardian, people.mallory);
        vm.prank(people.mallory);
        consents.grantFor(_header(), _own(cast.guardian));
    }

    function test_RevertWhen_SignedForOtherTerms() external {
        IConsentStates.Authority memory by = _signed(cast.guardianKey, ConsentId.unwrap(_idOf(_header())));
        _expectBadSignature();
        consents.grantFor(_fresh("broader"), by);
    }

    function test_RevertGiven_PatientsKeyFrozen() external {
        _freeze();
        _expectSignerFrozen();
        _grantFor(cast.guardian, _header());
    }

    function test_RevertGiven_PatientsKeyRecovered() external {
        _recover();
        _expectNotEntitled(cast.guardian);
        _grantFor(cast.guardian, _fresh("after"));
        vm.prank(cast.heir);
        consents.appoint(
            people.patient, cast.guardian, _delegation(IConsentDelegates.DelegateRole.Guardian), _own(cast.heir)
        );
        _expectSignerFrozen();
        _grantFor(cast.guardian, _fresh("after"));
    }

    function test_RevertGiven_GuardiansKeyRecovered() external {
        _lose(cast.guardian);
        _expectFrozen(cast.guardian);
        _grantFor(cast.guardian, _fresh("by the guardian's thief"));
    }

    function test_RevertGiven_GuardiansKeyBeingRecoveredOrFrozen() external {
        vm.startPrank(cast.guardian);
        consents.appoint(
            cast.guardian, cast.rescuer, _delegation(IConsentDelegates.DelegateRole.Recovery), _own(cast.guardian)
        );
        consents.appoint(
            cast.guardian, cast.hospital, _delegation(IConsentDelegates.DelegateRole.Custodian), _own(cast.guardian)
        );
        vm.stopPrank();
        vm.prank(cast.hospital);
        consents.freeze(cast.guardian, _own(cast.hospital));
        _expectFrozen(cast.guardian);
        _grantFor(cast.guardian, _header());
        vm.prank(cast.guardian);
        consents.unfreeze(cast.guardian, _own(cast.guardian));
        vm.prank(cast.rescuer);
        consents.announceRecovery(cast.guardian, cast.heir, _own(cast.rescuer));
        _expectFrozen(cast.guardian);
        _grantFor(cast.guardian, _header());
    }

    function test_RevertGiven_IdRevokedByPatientBefore() external {
        IConsentStates.GrantHeader memory header = _header();
        vm.prank(people.patient);
        consents.revokeUnrelayed(header);
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentRegistry.ConsentRegistry_AlreadyUsed.selector,
                _idOf(header),
                IConsentStates.ConsentState.Revoked
            )
        );
        _grantFor(cast.guardian, header);
    }

    function test_WhenGuardianGrants_LiveInPatientsNameWithGuardianOnRecord() external {
        IConsentStates.GrantHeader memory header = _header();
        vm.expectEmit(address(consents));
        emit IConsentDelegates.ConsentGrantedByDelegate(_idOf(header), cast.guardian);
        ConsentId id = _grantFor(cast.guardian, header);
        assertEq(ConsentId.unwrap(id), ConsentId.unwrap(_idOf(header)), "id");
        _assertStanding(id, IConsentStates.CaptureMode.Guardian, cast.guardian);
    }

    function test_WhenProxysSignatureRelayed_LiveWithProxyOnRecord() external {
        IConsentStates.GrantHeader memory header = _header();
        vm.prank(people.relayer);
        ConsentId id = consents.grantFor(header, _signed(cast.proxyKey, ConsentId.unwrap(_idOf(header))));
        _assertStanding(id, IConsentStates.CaptureMode.Proxy, cast.proxy);
    }

    function test_GivenRoleChangedAfterwards_KeepsClassesAsTheyWere() external {
        ConsentId id = _grantFor(cast.guardian, _header());
        vm.prank(people.patient);
        consents.appoint(
            people.patient,
            cast.guardian,
            IConsentDelegates.Delegation(IConsentDelegates.DelegateRole.Proxy, UNTIL, 1),
            _own(people.patient)
        );
        _assertStanding(id, IConsentStates.CaptureMode.Guardian, cast.guardian);
    }

    function test_WhenHeaderEndsAfterRole_EndsWithRole() external {
        vm.warp(UNTIL);
        IConsentStates.GrantHeader memory header = _fresh("last second");
        ConsentId id = _grantFor(cast.guardian, header);
        assertEq(ConsentId.unwrap(id), ConsentId.unwrap(_idOf(header)), "id of the document");
        assertEq(uint256(consents.standingOf(id).end), UNTIL, "end of the role");
        assertTrue(consents.isLive(id), "last second");
        vm.warp(UNTIL + 1);
        assertFalse(consents.isLive(id), "majority");
    }

    function test_GivenGuardiansTimeOver_PatientRevokesWhatItGranted() external {
        IConsentStates.GrantHeader memory header = _header();
        header.end = START + 2 * YEAR;
        ConsentId id = _grantFor(cast.guardian, header);
        vm.warp(UNTIL + 1);
        assertFalse(consents.isLive(id), "ends with the guardian's role");
        _expectNotEntitled(cast.guardian);
        vm.prank(cast.guardian);
        consents.revokeFor(id, _own(cast.guardian));
        _revoke(id);
        _assertState(id, IConsentStates.ConsentState.Revoked, "the patient outranks");
    }

    function _assertStanding(ConsentId id, IConsentStates.CaptureMode capture, address delegate) private view {
        IConsentStates.ConsentStanding memory standing = consents.standingOf(id);
        assertTrue(consents.isLive(id), "live");
        assertEq(standing.signer, people.patient, "the patient's");
        assertEq(uint256(standing.capture), uint256(capture), "capture");
        assertEq(standing.delegate, delegate, "delegate");
        assertEq(uint256(standing.delegateClasses), CLASSES, "classes");
    }
}
