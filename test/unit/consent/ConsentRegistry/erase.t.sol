// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryEraseTest is ConsentActs {
    ConsentId private id;

    function setUp() public override {
        super.setUp();
        _appointAll();
        id = _grant(_header());
    }

    function test_RevertGiven_IdUnknown() external {
        ConsentId unknown = _idOf(_fresh("unknown"));
        _expectUnknown(unknown);
        _erase(unknown);
    }

    function test_RevertGiven_ConsentActive() external {
        _expectWrongState(id, IConsentStates.ConsentState.Active);
        _erase(id);
    }

    function test_RevertGiven_ConsentSuspended() external {
        _suspend(id, people.patient);
        _expectWrongState(id, IConsentStates.ConsentState.SuspendedByPatient);
        _erase(id);
    }

    function test_RevertGiven_ErasedAlready() external {
        _revoke(id);
        _erase(id);
        _expectWrongState(id, IConsentStates.ConsentState.Erased);
        _erase(id);
    }

    function test_RevertWhen_DelegateErases() external {
        ConsentId guardians = _grantFor(cast.guardian, _fresh("guardian's"));
        _revoke(guardians);
        _expectNotEntitled(cast.guardian);
        vm.prank(cast.guardian);
        consents.erase(guardians, _own(cast.guardian));
    }

    function test_GivenRevoked_LeavesNothingButState() external {
        _revoke(id);
        vm.expectEmit(address(consents));
        emit IConsentStates.ConsentErased(id);
        _erase(id);
        _assertGone(id);
    }

    function test_GivenSuperseded_LeavesNothingButState() external {
        vm.prank(people.patient);
        consents.supersede(id, _fresh("successor"), _own(people.patient));
        _erase(id);
        _assertGone(id);
    }

    function test_GivenExpired_LeavesNothingButState() external {
        vm.warp(START + YEAR + 1);
        _erase(id);
        _assertGone(id);
    }

    function test_GivenDeadByRevokeAll_LeavesNothingButState() external {
        vm.prank(people.patient);
        consents.revokeAll();
        _erase(id);
        _assertGone(id);
    }

    function test_GivenCutOffByRecovery_SuccessorErases() external {
        _announce();
        ConsentId thiefs = _grant(_fresh("thief's"));
        vm.warp(START + WEEK);
        consents.completeRecovery(people.patient);
        vm.prank(cast.heir);
        consents.erase(thiefs, _own(cast.heir));
        _assertGone(thiefs);
    }

    function test_GivenDelegatesConsent_DeletesDelegateToo() external {
        ConsentId guardians = _grantFor(cast.guardian, _fresh("guardian's"));
        _revoke(guardians);
        _erase(guardians);
        _assertGone(guardians);
        bytes32 slot = keccak256(abi.encode(guardians, uint256(8)));
        assertEq(vm.load(address(consents), slot), 0, "delegate's slot");
    }

    function test_GivenSuspendedByDelegateAndRevoked_DeletesSuspenderToo() external {
        _suspend(id, cast.guardian);
        _revoke(id);
        bytes32 slot = keccak256(abi.encode(id, uint256(9)));
        assertEq(vm.load(address(consents), slot), bytes32(uint256(uint160(cast.guardian))), "suspender's slot");
        _erase(id);
        assertEq(vm.load(address(consents), slot), 0, "deleted");
        _assertGone(id);
    }

    function test_GivenLateGrant_DeletesArrivalToo() external {
        IConsentStates.GrantHeader memory header = _fresh("late");
        header.issuedAt = START - 1 days;
        ConsentId late = _grant(header);
        bytes32 slot = keccak256(abi.encode(late, uint256(3)));
        assertEq(uint256(vm.load(address(consents), slot)), START, "arrival");
        _revoke(late);
        _erase(late);
        assertEq(vm.load(address(consents), slot), 0, "deleted");
        _assertGone(late);
    }

    function test_GivenCutOffByItsArrival_SuccessorErases() external {
        IConsentStates.GrantHeader memory header = _fresh("thief's, dated back");
        header.issuedAt = START - 10 days;
        ConsentId thiefs = _grant(header);
        vm.warp(START + 1 hours);
        _recover();
        vm.prank(cast.heir);
        consents.erase(thiefs, _own(cast.heir));
        _assertGone(thiefs);
    }

    function test_WhenSignatureRelayed_LeavesNothingButState() external {
        _revoke(id);
        consents.erase(id, _signed(people.patientKey, _eraseHash(id)));
        _assertGone(id);
    }

    function test_WhenErasedIdGrantedAgain_Reverts() external {
        IConsentStates.GrantHeader memory header = _header();
        bytes memory signature = signLong(people.patientKey, _grantDigest(header));
        _revoke(id);
        _erase(id);
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentRegistry.ConsentRegistry_AlreadyUsed.selector, id, IConsentStates.ConsentState.Erased
            )
        );
        consents.grantBySig(header, signature);
    }

    function test_WhenErasedIdRevokedByHeader_StaysErased() external {
        _revoke(id);
        _erase(id);
        vm.prank(people.patient);
        consents.revokeUnrelayed(_header());
        _assertGone(id);
    }

    function _assertGone(ConsentId erased) private view {
        bytes32 slot = keccak256(abi.encode(erased, uint256(1)));
        uint256 word = uint256(vm.load(address(consents), slot));
        assertEq(word, uint256(IConsentStates.ConsentState.Erased) << 160, "nothing but the state");
        IConsentStates.ConsentStanding memory standing = consents.standingOf(erased);
        assertEq(standing.delegate, address(0), "nobody");
        assertFalse(consents.isLive(erased), "dead");
    }
}
