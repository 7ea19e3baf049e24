// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentStates} from "../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../contracts/types/Identifiers.sol";
import {ConsentFixture} from "../utils/ConsentFixture.sol";
import {ConsentHandler} from "./handlers/ConsentHandler.sol";

contract ConsentRegistryInvariantTest is ConsentFixture {
    ConsentHandler private handler;

    function setUp() public override {
        super.setUp();
        handler = new ConsentHandler(consents, people.admin);
        targetContract(address(handler));
        bytes4[] memory actions = new bytes4[](8);
        actions[0] = handler.sign.selector;
        actions[1] = handler.grant.selector;
        actions[2] = handler.relay.selector;
        actions[3] = handler.forge.selector;
        actions[4] = handler.revoke.selector;
        actions[5] = handler.revokeAll.selector;
        actions[6] = handler.pause.selector;
        actions[7] = handler.wait.selector;
        targetSelector(FuzzSelector(address(handler), actions));
    }

    /// @dev One campaign checks them all after every call.
    function invariant_C1ToC5() external view {
        _checkRevokedIsNeverLiveAgain();
        _checkLiveMeansGrantedInPeriodAndIssuedAfterRevokeAll();
        _checkRevokeAllTimeIsTheGreatestAskedFor();
        _checkNobodyActsInAPatientsPlace();
        _checkStoredWordIsTheHeaders();
    }

    /// C-1
    function _checkRevokedIsNeverLiveAgain() private view {
        for (uint256 i; i < handler.count(); ++i) {
            if (handler.wasRevoked(i)) {
                ConsentId id = consents.consentIdOf(handler.headerAt(i));
                _assertState(id, IConsentStates.ConsentState.Revoked, "C-1: tombstone stays");
                assertFalse(consents.isLive(id), "C-1: never live again");
            }
        }
    }

    /// C-2
    function _checkLiveMeansGrantedInPeriodAndIssuedAfterRevokeAll() private view {
        for (uint256 i; i < handler.count(); ++i) {
            IConsentStates.GrantHeader memory header = handler.headerAt(i);
            ConsentId id = consents.consentIdOf(header);
            (IConsentStates.ConsentState state,,,) = consents.consentOf(id);
            bool expected = state == IConsentStates.ConsentState.Active && vm.getBlockTimestamp() <= header.end
                && header.issuedAt > handler.revokedUpTo(header.signer);
            assertEq(consents.isLive(id), expected, "C-2");
            (bool live,) = consents.livenessOf(id);
            assertEq(live, expected, "C-2: livenessOf agrees");
        }
    }

    /// C-3
    function _checkRevokeAllTimeIsTheGreatestAskedFor() private view {
        for (uint256 i; i < 3; ++i) {
            address patient = handler.patientAt(i);
            assertEq(uint256(consents.revokedUpTo(patient)), handler.revokedUpTo(patient), "C-3");
            assertLe(consents.revokedUpTo(patient), vm.getBlockTimestamp(), "C-3: never ahead of the clock");
        }
    }

    /// C-4
    function _checkNobodyActsInAPatientsPlace() private view {
        assertEq(handler.trespasses(), 0, "C-4");
    }

    /// C-5
    function _checkStoredWordIsTheHeaders() private view {
        for (uint256 i; i < handler.count(); ++i) {
            IConsentStates.GrantHeader memory header = handler.headerAt(i);
            (IConsentStates.ConsentState state, address signer, uint40 issuedAt, uint40 end) =
                consents.consentOf(consents.consentIdOf(header));
            if (state == IConsentStates.ConsentState.None) continue;
            assertEq(signer, header.signer, "C-5: signer");
            assertEq(uint256(issuedAt), header.issuedAt, "C-5: issue");
            assertEq(uint256(end), header.end, "C-5: end");
        }
    }
}
