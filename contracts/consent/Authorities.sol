// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IConsentDelegates} from "../interfaces/IConsentDelegates.sol";
import {IConsentRegistry} from "../interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../interfaces/IConsentStates.sol";
import {ConsentWord} from "../types/ConsentWord.sol";
import {ConsentId} from "../types/Identifiers.sol";
import {ConsentBook} from "./ConsentBook.sol";

/// @title Who may act, and whether it does
/// @dev AccessManaged comes right behind the storage that both codes share; each layer above keeps its own state behind it.
/// Two kinds of messages: those that name a nonce and a deadline count once, in order and in time; those that do not are
/// idempotent and may be made in advance.
abstract contract Authorities is ConsentBook, AccessManaged {
    // IMMUTABLES

    address private immutable _CODE;

    // STORAGE

    /// @dev slot: | unused 64 | generation 32 | successor 160 |. Zero: the patient itself. The generation counts completed
    /// recoveries.
    struct Succession {
        address successor;
        uint32 generation;
    }

    /// @dev slot: | unused 144 | generation 32 | dataClasses 32 | until 40 | role 8 |. Counts in its own generation only.
    struct Appointment {
        IConsentDelegates.DelegateRole role;
        uint40 until;
        uint32 dataClasses;
        uint32 generation;
    }

    mapping(address key => uint256) private _nonces;
    mapping(address patient => Succession) private _successions;
    mapping(address patient => mapping(address delegate => Appointment)) private _appointments;

    constructor(address authority) AccessManaged(authority) {
        _CODE = address(this);
    }

    /// @dev Code that is called by itself has no storage of anybody.
    modifier onlyDelegated() {
        if (address(this) == _CODE) revert IConsentRegistry.ConsentRegistry_NotDelegated();
        _;
    }

    /// @notice The code at work.
    function CONSENT_DESK() external view returns (address) {
        return _CODE;
    }

    // AUTHORITY

    /// @dev For a message without nonce.
    function _authorise(IConsentStates.Authority calldata by, bytes32 structHash) internal view {
        if (by.signature.length == 0) {
            _checkCaller(by.key);
        } else {
            _checkSignature(by.key, structHash, by.signature);
        }
    }

    /// @dev For a message whose last fields are nonce and deadline. `fields`: type hash and the others, encoded. An act of
    /// the key's own uses up a nonce too, so that an older message which somebody held back is void.
    function _authoriseOnce(IConsentStates.Authority calldata by, bytes memory fields) internal {
        // Effect: this nonce is used, if the key called or signed.
        uint256 nonce = _nonces[by.key]++;
        if (by.signature.length == 0) {
            _checkCaller(by.key);
            return;
        }
        // Check: in time, and the key's signature.
        if (block.timestamp > by.deadline) {
            revert IConsentRegistry.ConsentRegistry_DeadlinePassed(by.deadline, block.timestamp);
        }
        _checkSignature(by.key, keccak256(bytes.concat(fields, abi.encode(nonce, by.deadline))), by.signature);
    }

    function _checkCaller(address key) private view {
        if (key != msg.sender) revert IConsentStates.ConsentRegistry_NotCaller(key, msg.sender);
    }

    function _nonce(address key) internal view returns (uint256) {
        return _nonces[key];
    }

    // ENTITLEMENT

    /// @dev The key that acts as the patient, or zero if that one was recovered from in turn: a lost key owns nothing.
    function _owner(address patient) internal view returns (address) {
        address last = _lastKey(patient);
        return last == patient || _successions[last].successor == address(0) ? last : address(0);
    }

    /// @dev The patient itself or its last successor, lost or not.
    function _lastKey(address patient) internal view returns (address) {
        address successor = _successions[patient].successor;
        return successor == address(0) ? patient : successor;
    }

    /// @dev Whom the lost key had appointed, or a thief by it, is nobody any more.
    function _succeed(address patient, address successor) internal {
        _successions[patient] = Succession(successor, _successions[patient].generation + 1);
    }

    function _delegation(address patient, address delegate)
        internal
        view
        returns (IConsentDelegates.Delegation memory delegation)
    {
        Appointment memory appointment = _appointments[patient][delegate];
        if (appointment.generation != _successions[patient].generation) return delegation;
        return IConsentDelegates.Delegation(appointment.role, appointment.until, appointment.dataClasses);
    }

    function _setDelegation(address patient, address delegate, IConsentDelegates.Delegation memory delegation)
        internal
    {
        _appointments[patient][delegate] = Appointment(
            delegation.role, delegation.until, delegation.dataClasses, _successions[patient].generation
        );
    }

    /// @dev The delegate's role, or none if it is over.
    function _role(address patient, address delegate) internal view returns (IConsentDelegates.DelegateRole) {
        IConsentDelegates.Delegation memory delegation = _delegation(patient, delegate);
        return block.timestamp > delegation.until ? IConsentDelegates.DelegateRole.None : delegation.role;
    }

    /// @dev Whether the key may grant, revoke and suspend in the patient's place.
    function _stands(address patient, address key) internal view returns (bool) {
        IConsentDelegates.DelegateRole role = _role(patient, key);
        return role == IConsentDelegates.DelegateRole.Guardian || role == IConsentDelegates.DelegateRole.Proxy;
    }

    function _checkOwner(address patient, address key) internal view {
        if (_owner(patient) != key) revert IConsentStates.ConsentRegistry_NotEntitled(patient, key);
    }

    function _checkRole(address patient, address key, IConsentDelegates.DelegateRole role) internal view {
        if (_role(patient, key) != role) revert IConsentStates.ConsentRegistry_NotEntitled(patient, key);
    }

    // STATES

    /// @dev The consent's word, if there is a signer in it.
    function _known(ConsentId id) internal view returns (ConsentWord word) {
        word = _consent(id);
        if (word.isEmpty()) revert IConsentRegistry.ConsentRegistry_UnknownConsent(id);
        if (word.stateOf() == uint8(IConsentStates.ConsentState.Erased)) _wrongState(id, word);
    }

    function _wrongState(ConsentId id, ConsentWord word) internal pure {
        revert IConsentStates.ConsentRegistry_WrongState(id, IConsentStates.ConsentState(word.stateOf()));
    }

    function _isIn(ConsentWord word, IConsentStates.ConsentState state) internal pure returns (bool) {
        return word.stateOf() == uint8(state);
    }

    function _isSuspended(ConsentWord word) internal pure returns (bool) {
        return _isIn(word, IConsentStates.ConsentState.SuspendedByPatient)
            || _isIn(word, IConsentStates.ConsentState.SuspendedByDelegate);
    }
}
