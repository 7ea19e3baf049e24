// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryStandingOfTest is ConsentActs {
    function test_GivenIdUnknown_StateNoneAndNothingElse() external view {
        IConsentStates.ConsentStanding memory expected;
        expected.delegateClasses = type(uint32).max;
        assertEq(abi.encode(consents.standingOf(_idOf(_header()))), abi.encode(expected), "nothing");
    }

    function test_GivenPatientsOwnConsent_WholeHeaderAndAllClasses() external {
        IConsentStates.GrantHeader memory header = _header();
        IConsentStates.ConsentStanding memory expected = IConsentStates.ConsentStanding({
            state: IConsentStates.ConsentState.Active,
            signer: people.patient,
            issuedAt: header.issuedAt,
            end: header.end,
            capture: IConsentStates.CaptureMode.Self,
            delegate: address(0),
            delegateClasses: type(uint32).max,
            revokedByEpoch: false,
            underDispute: false
        });
        ConsentId id = _grant(header);
        assertEq(abi.encode(consents.standingOf(id)), abi.encode(expected), "standing");
    }

    function test_GivenAllRevoked_RevokedByEpoch() external {
        ConsentId id = _grant(_header());
        vm.prank(people.patient);
        consents.revokeAll();
        assertTrue(consents.standingOf(id).revokedByEpoch, "epoch");
        assertEq(uint256(consents.standingOf(id).state), uint256(IConsentStates.ConsentState.Active), "state stays");
    }

    function test_GivenErased_NobodysAndNotRevokedByEpoch() external {
        ConsentId id = _grant(_header());
        _revoke(id);
        _erase(id);
        IConsentStates.ConsentStanding memory standing = consents.standingOf(id);
        assertEq(standing.signer, address(0), "nobody's");
        assertFalse(standing.revokedByEpoch, "no epoch");
    }
}
