// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IConsentDelegates} from "../../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";

contract ConsentRegistryDeployTest is ConsentActs {
    function test_RevertWhen_DeskHasNoCode() external {
        vm.expectRevert(abi.encodeWithSelector(IConsentRegistry.ConsentRegistry_NoCode.selector, people.mallory));
        this.deployRegistry(people.mallory);
    }

    function test_WhenDeployed_KnowsDeskAndAuthority() external view {
        assertEq(consents.CONSENT_DESK(), desk, "desk");
        assertEq(IAccessManaged(address(consents)).authority(), address(authority), "authority");
    }

    function test_WhenAuthorityMovesIt_StoredWhereBothCodesLook() external {
        vm.prank(address(authority));
        IAccessManaged(address(consents)).setAuthority(desk);
        assertEq(IAccessManaged(address(consents)).authority(), desk, "authority");
        assertEq(uint256(vm.load(address(consents), bytes32(uint256(4)))), uint160(desk), "slot 4");
    }

    function test_RevertWhen_DeskIsCalledByItself() external {
        ConsentId id = _idOf(_header());
        IConsentStates.Authority memory by = _own(address(this));
        IConsentDelegates.Delegation memory delegation = _delegation(IConsentDelegates.DelegateRole.Guardian);
        bytes[17] memory calls = [
            abi.encodeCall(IConsentRegistry.revokeUnrelayed, (_header())),
            abi.encodeCall(IConsentRegistry.revokeUnrelayedBySig, (_header(), "")),
            abi.encodeCall(IConsentRegistry.revokeAll, ()),
            abi.encodeCall(IConsentRegistry.revokeAllBySig, (people.patient, START, "")),
            abi.encodeCall(IConsentRegistry.setRelayedGrantsPaused, (true)),
            abi.encodeCall(IConsentStates.supersede, (id, _header(), by)),
            abi.encodeCall(IConsentStates.suspend, (id, by)),
            abi.encodeCall(IConsentStates.resume, (id, by)),
            abi.encodeCall(IConsentStates.erase, (id, by)),
            abi.encodeCall(IConsentDelegates.grantFor, (_header(), by)),
            abi.encodeCall(IConsentDelegates.revokeFor, (id, by)),
            abi.encodeCall(IConsentDelegates.appoint, (people.patient, cast.proxy, delegation, by)),
            abi.encodeCall(IConsentDelegates.dismiss, (people.patient, cast.proxy, by)),
            abi.encodeCall(IConsentDelegates.freeze, (people.patient, by)),
            abi.encodeCall(IConsentDelegates.unfreeze, (people.patient, by)),
            abi.encodeCall(IConsentDelegates.announceRecovery, (people.patient, cast.heir, by)),
            abi.encodeCall(IConsentDelegates.completeRecovery, (people.patient))
        ];
        _expectUnknown(id);
        IConsentRegistry(desk).revokeBySig(id, "");
        for (uint256 i; i < calls.length; ++i) {
            (bool done, bytes memory reason) = desk.call(calls[i]);
            assertFalse(done, "refused");
            assertEq(
                bytes32(bytes4(reason)), bytes32(IConsentRegistry.ConsentRegistry_NotDelegated.selector), "NotDelegated"
            );
        }
    }

    function test_RevertWhen_FunctionIsUnknown() external {
        (bool done,) = address(consents).call(abi.encodeWithSignature("restore(bytes32)", bytes32(0)));
        assertFalse(done, "no such function");
        vm.deal(address(this), 1);
        (done,) = address(consents).call{value: 1}("");
        assertFalse(done, "takes no ether");
    }

    function deployRegistry(address without) external returns (address) {
        return deploy("ConsentRegistry", abi.encode(authority, without));
    }
}
