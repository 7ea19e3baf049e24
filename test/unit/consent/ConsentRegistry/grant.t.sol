// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {IConsentDelegates} from "../../../../contracts/interfaces/IConsentDelegates.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";
import {Vm} from "../../../utils/Vm.sol";

contract ConsentRegistryGrantTest is ConsentActs {
    function test_RevertWhen_DeadlinePassed() external {
        IConsentStates.GrantHeader memory header = _header();
        vm.warp(header.deadline + 1);
        vm.prank(people.patient);
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentRegistry.ConsentRegistry_DeadlinePassed.selector, header.deadline, header.deadline + 1
            )
        );
        consents.grant(header.termsHash, header.issuedAt, header.end, header.deadline);
    }

    function test_RevertWhen_IssuedInFuture() external {
        IConsentStates.GrantHeader memory header = _header();
        header.issuedAt = START + 1;
        _expectPeriodRevert(header);
    }

    function test_RevertWhen_PeriodOver() external {
        IConsentStates.GrantHeader memory header = _header();
        header.issuedAt = START - 10;
        header.end = START - 1;
        _expectPeriodRevert(header);
    }

    function test_RevertWhen_PeriodLongerThanFiveYears() external {
        IConsentStates.GrantHeader memory header = _header();
        header.end = header.issuedAt + 5 * YEAR + 1;
        _expectPeriodRevert(header);
    }

    function test_RevertGiven_IdActive() external {
        ConsentId id = _grant(_header());
        _expectUsedRevert(id, IConsentStates.ConsentState.Active);
    }

    function test_RevertGiven_IdRevoked() external {
        ConsentId id = _grant(_header());
        vm.prank(people.patient);
        consents.revoke(id);
        _expectUsedRevert(id, IConsentStates.ConsentState.Revoked);
    }

    function test_GivenRelayedGrantsPaused_GrantsAllTheSame() external {
        _pauseRelay();
        assertTrue(consents.isLive(_grant(_header())), "own key is never paused");
    }

    function test_GivenSignerRevokedAllAfterIssue_NeverLive() external {
        vm.prank(people.patient);
        consents.revokeAll();
        ConsentId id = _grant(_header());
        _assertState(id, IConsentStates.ConsentState.Active, "stored");
        assertFalse(consents.isLive(id), "issued at the time of the revoke-all");
    }

    function test_WhenEndIsNow_LiveForThisSecondOnly() external {
        IConsentStates.GrantHeader memory header = _header();
        header.end = START;
        ConsentId id = _grant(header);
        assertTrue(consents.isLive(id), "last second");
        vm.warp(START + 1);
        assertFalse(consents.isLive(id), "over");
    }

    function test_WhenPeriodExactlyFiveYears_Grants() external {
        IConsentStates.GrantHeader memory header = _header();
        header.end = header.issuedAt + 5 * YEAR;
        assertTrue(consents.isLive(_grant(header)), "longest period");
        assertEq(uint256(consents.MAX_PERIOD()), 5 * YEAR, "MAX_PERIOD");
    }

    function test_WhenPatientGrantsInOrder_StoresAndIsLiveAndTellsId() external {
        IConsentStates.GrantHeader memory header = _header();
        vm.recordLogs();
        ConsentId id = _grant(header);

        Vm.Log[] memory logs = vm.getRecordedLogs();
        assertEq(logs.length, 1, "one event");
        assertEq(logs[0].topics[0], IConsentRegistry.ConsentGranted.selector, "ConsentGranted");
        assertEq(logs[0].topics[1], ConsentId.unwrap(_idOf(header)), "id");
        assertEq(logs[0].data.length, 0, "nothing else");
        (IConsentStates.ConsentState state, address signer, uint40 issuedAt, uint40 end) = consents.consentOf(id);
        assertEq(uint256(state), uint256(IConsentStates.ConsentState.Active), "state");
        assertEq(signer, people.patient, "signer");
        assertEq(uint256(issuedAt), header.issuedAt, "issue");
        assertEq(uint256(end), header.end, "end");
        (bool live, uint40 version) = consents.livenessOf(id);
        assertTrue(live, "live");
        assertEq(uint256(version), header.issuedAt, "version");
    }

    function test_RevertGiven_KeySuspendedAndGrantDayOld() external {
        _appoint(cast.hospital, IConsentDelegates.DelegateRole.Custodian);
        vm.warp(START + 3 days);
        _freeze();
        IConsentStates.GrantHeader memory header = _fresh("day old");
        header.issuedAt -= 1 days;
        _expectSignerFrozen();
        _grant(header);
    }

    function test_GivenKeySuspended_TakesFreshGrantThatStandsStill() external {
        _appoint(cast.hospital, IConsentDelegates.DelegateRole.Custodian);
        vm.warp(START + 3 days);
        _freeze();
        IConsentStates.GrantHeader memory header = _fresh("fresh");
        header.issuedAt -= 1 days - 1;
        assertFalse(consents.isLive(_grant(header)), "stands still");
    }

    function test_GivenNothingSaidOfSigner_TakesDayOldGrant() external {
        vm.warp(START + 3 days);
        IConsentStates.GrantHeader memory header = _fresh("day old");
        header.issuedAt -= 2 days;
        assertTrue(consents.isLive(_grant(header)), "live");
    }

    function _expectPeriodRevert(IConsentStates.GrantHeader memory header) private {
        uint40 maxPeriod = consents.MAX_PERIOD();
        vm.prank(people.patient);
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentRegistry.ConsentRegistry_PeriodOutOfRange.selector,
                header.issuedAt,
                header.end,
                START,
                maxPeriod
            )
        );
        consents.grant(header.termsHash, header.issuedAt, header.end, header.deadline);
    }

    function _expectUsedRevert(ConsentId id, IConsentStates.ConsentState state) private {
        IConsentStates.GrantHeader memory header = _header();
        vm.prank(people.patient);
        vm.expectRevert(abi.encodeWithSelector(IConsentRegistry.ConsentRegistry_AlreadyUsed.selector, id, state));
        consents.grant(header.termsHash, header.issuedAt, header.end, header.deadline);
    }
}
