// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentRegistry} from "../../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../../utils/ConsentActs.sol";
import {Passkeys} from "../../../utils/Passkeys.sol";

contract ConsentRegistryPasskeyTest is ConsentActs, Passkeys {
    uint256 private constant SECRET = 0x9a55e1;

    bytes private passkey;

    function setUp() public override {
        super.setUp();
        passkey = _keyOf(deploy("ERC7913WebAuthnVerifier", ""), SECRET);
        // The patient of this file: a handle behind which there is no account.
        people.patient = _handleOf(passkey);
    }

    function test_WhenPasskeyGrants_LiveUnderItsHandle() external {
        ConsentId id = _grantByPasskey(_header());
        assertTrue(consents.isLive(id), "live");
        assertEq(consents.standingOf(id).signer, people.patient, "handle");
    }

    function test_RevertWhen_PasskeySignedForAnotherChain() external {
        bytes memory signature = _sign(_grantDigest(_header()));
        vm.chainId(block.chainid + 1);
        _expectBadSignature();
        consents.grantBySig(_header(), signature);
    }

    function test_WhenPasskeyRevokesOneAndAll_Over() external {
        ConsentId id = _grantByPasskey(_header());
        ConsentId other = _grantByPasskey(_fresh("other"));
        consents.revokeBySig(id, _sign(_revokeDigest(id)));
        assertFalse(consents.isLive(id), "one");
        assertTrue(consents.isLive(other), "not the other");
        consents.revokeAllBySig(people.patient, START, _sign(_revokeAllDigest(people.patient, START)));
        assertFalse(consents.isLive(other), "all");
    }

    function test_WhenPasskeyRevokesBeforeRelay_NeverGranted() external {
        IConsentStates.GrantHeader memory header = _header();
        consents.revokeUnrelayedBySig(header, _sign(_revokeDigest(_idOf(header))));
        _expectRevert(IConsentRegistry.ConsentRegistry_AlreadyUsed.selector);
        this.grantByPasskey(header);
    }

    function test_WhenPasskeySuspendsAndResumes_CountsItsNonces() external {
        ConsentId id = _grantByPasskey(_header());
        consents.suspend(id, _once(_suspendFields(id)));
        assertFalse(consents.isLive(id), "stands still");
        consents.resume(id, _once(_resumeFields(id)));
        assertTrue(consents.isLive(id), "goes on");
        assertEq(consents.nonceOf(people.patient), 2, "two messages");
    }

    function test_WhenPasskeySupersedesAndErases_Done() external {
        ConsentId id = _grantByPasskey(_header());
        IConsentStates.GrantHeader memory header = _fresh("successor");
        ConsentId successor = consents.supersede(id, header, _authority(_supersedeHash(_idOf(header), id)));
        assertTrue(consents.isLive(successor), "successor");
        consents.erase(id, _authority(_eraseHash(id)));
        _assertState(id, IConsentStates.ConsentState.Erased, "predecessor");
    }

    function test_WhenPasskeyAppointsAndDismisses_Done() external {
        IConsentDelegates.Delegation memory delegation = _delegation(IConsentDelegates.DelegateRole.Proxy);
        consents.appoint(people.patient, cast.proxy, delegation, _once(_appointFields(cast.proxy, delegation)));
        assertTrue(consents.isLive(_grantFor(cast.proxy, _header())), "proxy's consent");
        consents.dismiss(people.patient, cast.proxy, _once(_dismissFields(cast.proxy)));
        _expectNotEntitled(cast.proxy);
        _grantFor(cast.proxy, _fresh("too late"));
    }

    function test_WhenPasskeyIsSuccessor_ActsForLostKey() external {
        address handle = people.patient;
        (people.patient,) = makeAddrAndKey("patient");
        _appoint(cast.rescuer, IConsentDelegates.DelegateRole.Recovery);
        ConsentId id = _grant(_header());
        vm.warp(START + 2 days);
        vm.prank(cast.rescuer);
        consents.announceRecovery(people.patient, handle, _own(cast.rescuer));
        vm.warp(START + 2 days + WEEK);
        consents.completeRecovery(people.patient);
        IConsentStates.Authority memory by = _authority(_revokeHash(id));
        by.key = handle;
        consents.revokeFor(id, by);
        assertFalse(consents.isLive(id), "by the passkey");
    }

    function grantByPasskey(IConsentStates.GrantHeader calldata header) external returns (ConsentId) {
        return _grantByPasskey(header);
    }

    function _grantByPasskey(IConsentStates.GrantHeader memory header) private returns (ConsentId) {
        return consents.grantBySig(header, _sign(_grantDigest(header)));
    }

    function _sign(bytes32 digest) private view returns (bytes memory) {
        return _signByPasskey(passkey, SECRET, digest, FLAGS);
    }

    function _authority(bytes32 structHash) private view returns (IConsentStates.Authority memory) {
        return IConsentStates.Authority(people.patient, 0, _sign(_digest(structHash)));
    }

    function _once(bytes memory fields) private view returns (IConsentStates.Authority memory) {
        uint40 deadline = START + 1 hours;
        bytes32 hash = keccak256(bytes.concat(fields, abi.encode(consents.nonceOf(people.patient), deadline)));
        return IConsentStates.Authority(people.patient, deadline, _sign(_digest(hash)));
    }
}
