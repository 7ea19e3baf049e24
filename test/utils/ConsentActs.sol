// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentRegistry} from "../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../contracts/types/Identifiers.sol";
import {ConsentFixture} from "./ConsentFixture.sol";

/// @title Everybody who may act on a consent, and how they say so
/// @dev Messages are written out, so that tests do not lean on the type hashes they test.
abstract contract ConsentActs is ConsentFixture {
    uint40 internal constant UNTIL = START + YEAR;
    uint32 internal constant CLASSES = 0x0f;
    uint40 internal constant WEEK = 7 days;

    struct Cast {
        address guardian;
        uint256 guardianKey;
        address proxy;
        uint256 proxyKey;
        address rescuer;
        uint256 rescuerKey;
        address hospital;
        uint256 hospitalKey;
        address heir;
        uint256 heirKey;
    }

    Cast internal cast;

    function setUp() public virtual override {
        super.setUp();
        (cast.guardian, cast.guardianKey) = makeAddrAndKey("guardian");
        (cast.proxy, cast.proxyKey) = makeAddrAndKey("proxy");
        (cast.rescuer, cast.rescuerKey) = makeAddrAndKey("rescuer");
        (cast.hospital, cast.hospitalKey) = makeAddrAndKey("hospital");
        (cast.heir, cast.heirKey) = makeAddrAndKey("heir");
    }

    // AUTHORITY

    function _own(address key) internal pure returns (IConsentStates.Authority memory) {
        return IConsentStates.Authority(key, 0, "");
    }

    /// @dev For messages without nonce.
    function _signed(uint256 privateKey, bytes32 structHash) internal view returns (IConsentStates.Authority memory) {
        return IConsentStates.Authority(vm.addr(privateKey), 0, signLong(privateKey, _digest(structHash)));
    }

    /// @dev For messages that count once. `fields`: type hash and fields but nonce and deadline.
    function _signedOnce(uint256 privateKey, bytes memory fields)
        internal
        view
        returns (IConsentStates.Authority memory)
    {
        uint40 deadline = uint40(vm.getBlockTimestamp()) + 1 hours;
        uint256 nonce = consents.nonceOf(vm.addr(privateKey));
        bytes32 digest = _digest(keccak256(bytes.concat(fields, abi.encode(nonce, deadline))));
        return IConsentStates.Authority(vm.addr(privateKey), deadline, signCompact(privateKey, digest));
    }

    // MESSAGES

    function _suspendFields(ConsentId id) internal pure returns (bytes memory) {
        return abi.encode(keccak256("ConsentSuspend(bytes32 consentId,uint256 nonce,uint40 deadline)"), id);
    }

    function _resumeFields(ConsentId id) internal pure returns (bytes memory) {
        return abi.encode(keccak256("ConsentResume(bytes32 consentId,uint256 nonce,uint40 deadline)"), id);
    }

    function _eraseHash(ConsentId id) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("ConsentErase(bytes32 consentId)"), id));
    }

    function _revokeHash(ConsentId id) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("ConsentRevoke(bytes32 consentId)"), id));
    }

    function _supersedeHash(ConsentId successor, ConsentId predecessor) internal pure returns (bytes32) {
        bytes32 typehash = keccak256(
            "ConsentSupersede(ConsentGrant successor,bytes32 predecessor)"
            "ConsentGrant(address signer,ConsentTerms terms,uint40 issuedAt,uint40 end,uint40 deadline)"
            "ConsentTerms(bytes32 subject,address custodian,address grantee,uint64 purposes,uint64 duo,"
            "uint32 dataClasses,uint8 maxConfidentiality,uint40 start,uint40 dataFrom,uint40 dataTo,uint32 obligations,"
            "string[] diseases,string[] jurisdictions,DenyRule[] denials,bytes32 policy,bytes32 policyHash,"
            "uint16 policyMajor,uint16 policyMinor,bytes32 salt)"
            "DenyRule(address actor,uint64 purposes,uint32 dataClasses,uint8 minConfidentiality,string jurisdiction)"
        );
        return keccak256(abi.encode(typehash, successor, predecessor));
    }

    function _appointFields(address delegate, IConsentDelegates.Delegation memory delegation)
        internal
        view
        returns (bytes memory)
    {
        bytes32 typehash = keccak256(
            "DelegateAppoint(address patient,address delegate,uint8 role,uint40 until,uint32 dataClasses,uint256 nonce,"
            "uint40 deadline)"
        );
        return abi.encode(typehash, people.patient, delegate, delegation.role, delegation.until, delegation.dataClasses);
    }

    function _dismissFields(address delegate) internal view returns (bytes memory) {
        return abi.encode(
            keccak256("DelegateDismiss(address patient,address delegate,uint256 nonce,uint40 deadline)"),
            people.patient,
            delegate
        );
    }

    /// @dev SignerFreeze, SignerUnfreeze, RecoveryCancel.
    function _patientFields(string memory name) internal view returns (bytes memory) {
        bytes memory type_ = bytes.concat(bytes(name), "(address patient,uint256 nonce,uint40 deadline)");
        return abi.encode(keccak256(type_), people.patient);
    }

    function _announceFields(address successor) internal view returns (bytes memory) {
        return abi.encode(
            keccak256("RecoveryAnnounce(address patient,address successor,uint256 nonce,uint40 deadline)"),
            people.patient,
            successor
        );
    }

    // VERBS

    function _delegation(IConsentDelegates.DelegateRole role)
        internal
        pure
        returns (IConsentDelegates.Delegation memory)
    {
        return IConsentDelegates.Delegation(role, UNTIL, CLASSES);
    }

    function _appoint(address delegate, IConsentDelegates.DelegateRole role) internal {
        vm.prank(people.patient);
        consents.appoint(people.patient, delegate, _delegation(role), _own(people.patient));
    }

    function _appointAll() internal {
        _appoint(cast.guardian, IConsentDelegates.DelegateRole.Guardian);
        _appoint(cast.proxy, IConsentDelegates.DelegateRole.Proxy);
        _appoint(cast.rescuer, IConsentDelegates.DelegateRole.Recovery);
        _appoint(cast.hospital, IConsentDelegates.DelegateRole.Custodian);
    }

    function _grantFor(address delegate, IConsentStates.GrantHeader memory header) internal returns (ConsentId) {
        vm.prank(delegate);
        return consents.grantFor(header, _own(delegate));
    }

    function _suspend(ConsentId id, address by) internal {
        vm.prank(by);
        consents.suspend(id, _own(by));
    }

    function _revoke(ConsentId id) internal {
        vm.prank(people.patient);
        consents.revoke(id);
    }

    function _erase(ConsentId id) internal {
        vm.prank(people.patient);
        consents.erase(id, _own(people.patient));
    }

    function _freeze() internal {
        vm.prank(cast.hospital);
        consents.freeze(people.patient, _own(cast.hospital));
    }

    function _announce() internal {
        vm.prank(cast.rescuer);
        consents.announceRecovery(people.patient, cast.heir, _own(cast.rescuer));
    }

    /// @dev The rescuer announces the heir now, and after the delay it is done.
    function _recover() internal {
        _announce();
        vm.warp(vm.getBlockTimestamp() + WEEK);
        consents.completeRecovery(people.patient);
    }

    /// @dev A key of somebody else's is recovered from; the heir succeeds it.
    function _lose(address key) internal {
        vm.prank(key);
        consents.appoint(key, people.relayer, _delegation(IConsentDelegates.DelegateRole.Recovery), _own(key));
        vm.prank(people.relayer);
        consents.announceRecovery(key, cast.heir, _own(people.relayer));
        vm.warp(vm.getBlockTimestamp() + WEEK);
        consents.completeRecovery(key);
    }

    /// @dev Terms of its own, issued now.
    function _fresh(string memory name) internal view returns (IConsentStates.GrantHeader memory header) {
        header = _header();
        header.termsHash = keccak256(bytes(name));
        header.issuedAt = uint40(vm.getBlockTimestamp());
        header.end = header.issuedAt + YEAR;
        header.deadline = header.issuedAt + 1 hours;
    }

    // EXPECTATIONS

    function _expectNotEntitled(address key) internal {
        vm.expectRevert(
            abi.encodeWithSelector(IConsentStates.ConsentRegistry_NotEntitled.selector, people.patient, key)
        );
    }

    function _expectWrongState(ConsentId id, IConsentStates.ConsentState state) internal {
        vm.expectRevert(abi.encodeWithSelector(IConsentStates.ConsentRegistry_WrongState.selector, id, state));
    }

    function _expectNotCaller(address key, address caller) internal {
        vm.expectRevert(abi.encodeWithSelector(IConsentStates.ConsentRegistry_NotCaller.selector, key, caller));
    }

    function _expectUnknown(ConsentId id) internal {
        vm.expectRevert(abi.encodeWithSelector(IConsentRegistry.ConsentRegistry_UnknownConsent.selector, id));
    }

    function _expectSignerFrozen() internal {
        vm.expectRevert(abi.encodeWithSelector(IConsentDelegates.ConsentRegistry_SignerFrozen.selector, people.patient));
    }

    function _expectFrozen(address key) internal {
        vm.expectRevert(abi.encodeWithSelector(IConsentDelegates.ConsentRegistry_SignerFrozen.selector, key));
    }

    function _expectPaused() internal {
        vm.expectRevert(abi.encodeWithSelector(IConsentRegistry.ConsentRegistry_RelayedGrantsPaused.selector));
    }

    function _expectBadSignature() internal {
        _expectRevert(IConsentRegistry.ConsentRegistry_InvalidSignature.selector);
    }

    function _expectLate(uint40 deadline) internal {
        vm.expectRevert(
            abi.encodeWithSelector(
                IConsentRegistry.ConsentRegistry_DeadlinePassed.selector, deadline, vm.getBlockTimestamp()
            )
        );
    }
}
