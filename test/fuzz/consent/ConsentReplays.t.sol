// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentRegistry} from "../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../contracts/types/Identifiers.sol";
import {ConsentActs} from "../../utils/ConsentActs.sol";
import {Passkeys} from "../../utils/Passkeys.sol";

/// @title Signatures that come twice, elsewhere, for others or in pieces
contract ConsentReplaysFuzzTest is ConsentActs, Passkeys {
    uint256 private constant KINDS = 8;

    ConsentId private id;

    function setUp() public override {
        super.setUp();
        _appointAll();
        id = _grant(_header());
    }

    function testFuzz_MessageCountsOnceAndInOrder(uint256 kind, uint256 others) external {
        kind %= KINDS;
        others %= 4;
        _prepare(kind);
        (IConsentStates.Authority memory by, bytes memory data) = _message(kind);
        for (uint256 i; i < others; ++i) {
            _useNonceOf(by.key);
        }
        assertEq(_send(data), others == 0, "exactly its own nonce");
        uint256 nonce = consents.nonceOf(by.key);
        assertFalse(_send(data), "never twice");
        assertEq(consents.nonceOf(by.key), nonce, "a refused message uses no nonce");
    }

    function testFuzz_MessageCountsOnItsOwnChainAndContract(uint256 kind, uint64 chain) external {
        kind %= KINDS;
        _prepare(kind);
        (, bytes memory data) = _message(kind);
        vm.assume(chain != block.chainid && chain != 0);
        uint256 home = block.chainid;
        vm.chainId(chain);
        assertFalse(_send(data), "another chain");
        vm.chainId(home);
        IConsentRegistry here = consents;
        consents = IConsentRegistry(deploy("ConsentRegistry", abi.encode(authority, desk)));
        _appointAll();
        _grant(_header());
        _prepare(kind);
        assertFalse(_send(data), "another contract");
        consents = here;
        assertTrue(_send(data), "at home");
    }

    function testFuzz_MessageCountsUntilItsDeadline(uint256 kind, uint40 late) external {
        kind %= KINDS;
        _prepare(kind);
        (IConsentStates.Authority memory by, bytes memory data) = _message(kind);
        vm.warp(by.deadline + bound(late, 1, 5 days));
        assertFalse(_send(data), "late");
        vm.warp(by.deadline);
        assertTrue(_send(data), "last second");
    }

    function testFuzz_MalformedKeyedSignaturesGrantNothing(bytes calldata junk, uint256 place, uint8 flip) external {
        uint256 secret = 0x9a55e1;
        bytes memory key = _keyOf(deploy("ERC7913P256Verifier", ""), secret);
        IConsentStates.GrantHeader memory header = _headerOf(_handleOf(key));
        bytes memory signature = _signKeyed(key, secret, _grantDigest(header));
        _expectBadSignature();
        consents.grantBySig(header, junk);
        // A bit of key, signature, offset or length; padding does not matter to anybody.
        bytes memory changed = _signKeyed(key, secret, _grantDigest(header));
        place = bound(place, 0, changed.length - 1);
        changed[place] ^= bytes1(flip);
        bool isPadding = place >= 96 + key.length && place < 192;
        if (flip != 0 && !isPadding) {
            _expectBadSignature();
            consents.grantBySig(header, changed);
        }
        assertTrue(consents.isLive(consents.grantBySig(header, signature)), "as it was made");
    }

    function _prepare(uint256 kind) private {
        if (kind == 1) _suspend(id, people.patient);
        if (kind == 5) _freeze();
        if (kind == 7) _announce();
    }

    function _message(uint256 kind) private view returns (IConsentStates.Authority memory by, bytes memory data) {
        IConsentDelegates.Delegation memory delegation = _delegation(IConsentDelegates.DelegateRole.Guardian);
        address patient = people.patient;
        if (kind == 0) {
            by = _signedOnce(people.patientKey, _suspendFields(id));
            data = abi.encodeCall(IConsentStates.suspend, (id, by));
        } else if (kind == 1) {
            by = _signedOnce(people.patientKey, _resumeFields(id));
            data = abi.encodeCall(IConsentStates.resume, (id, by));
        } else if (kind == 2) {
            by = _signedOnce(people.patientKey, _appointFields(cast.heir, delegation));
            data = abi.encodeCall(IConsentDelegates.appoint, (patient, cast.heir, delegation, by));
        } else if (kind == 3) {
            by = _signedOnce(people.patientKey, _dismissFields(cast.proxy));
            data = abi.encodeCall(IConsentDelegates.dismiss, (patient, cast.proxy, by));
        } else if (kind == 4) {
            by = _signedOnce(cast.hospitalKey, _patientFields("SignerFreeze"));
            data = abi.encodeCall(IConsentDelegates.freeze, (patient, by));
        } else if (kind == 5) {
            by = _signedOnce(people.patientKey, _patientFields("SignerUnfreeze"));
            data = abi.encodeCall(IConsentDelegates.unfreeze, (patient, by));
        } else if (kind == 6) {
            by = _signedOnce(cast.rescuerKey, _announceFields(cast.heir));
            data = abi.encodeCall(IConsentDelegates.announceRecovery, (patient, cast.heir, by));
        } else {
            by = _signedOnce(people.patientKey, _patientFields("RecoveryCancel"));
            data = abi.encodeCall(IConsentDelegates.cancelRecovery, (patient, by));
        }
    }

    /// @dev The hospital freezes, the rescuer appoints for itself, the patient appoints: something that does not matter.
    function _useNonceOf(address key) private {
        uint256 secret =
            key == cast.hospital ? cast.hospitalKey : key == cast.rescuer ? cast.rescuerKey : people.patientKey;
        address patient = people.patient;
        people.patient = key;
        IConsentDelegates.Delegation memory delegation = _delegation(IConsentDelegates.DelegateRole.Proxy);
        IConsentStates.Authority memory by = _signedOnce(secret, _appointFields(people.relayer, delegation));
        consents.appoint(key, people.relayer, delegation, by);
        people.patient = patient;
    }

    function _send(bytes memory data) private returns (bool done) {
        vm.prank(people.relayer);
        (done,) = address(consents).call(data);
    }
}
