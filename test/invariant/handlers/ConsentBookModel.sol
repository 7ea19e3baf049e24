// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentStates} from "../../../contracts/interfaces/IConsentStates.sol";
import {ConsentId} from "../../../contracts/types/Identifiers.sol";
import {Test} from "../../utils/Test.sol";

/// @title What the consent registry should hold, kept beside it in plain words
abstract contract ConsentBookModel is Test {
    uint40 internal constant DAY = 1 days;
    uint40 internal constant WEEK = 7 days;

    struct Entry {
        ConsentId id;
        address patient;
        uint40 issuedAt;
        uint40 end;
        uint40 arrivedAt;
        IConsentStates.ConsentState state;
        address suspender;
        /// Place of the grant in the order of all acts.
        uint256 order;
    }

    struct Key {
        address owner;
        uint40 revokedUpTo;
        uint40 frozenAfter;
        /// Place of the announcement that took the key from its owner.
        uint256 lostAt;
        address freezer;
        uint40 frozenUntil;
        address successor;
        address announcer;
        uint40 announcedAt;
        /// Completed recoveries.
        uint256 generation;
        uint256 announcedOrder;
    }

    Entry[] internal entries;
    mapping(address patient => Key) internal keys;
    mapping(address patient => mapping(uint256 generation => mapping(address => IConsentDelegates.Delegation))) private
        _roles;
    uint256 internal order;

    // WHO

    /// @dev Nobody, if the last successor was recovered from.
    function _ownerOf(address patient) internal view returns (address) {
        address last = _lastKeyOf(patient);
        return last == patient || keys[last].owner == address(0) ? last : address(0);
    }

    function _lastKeyOf(address patient) internal view returns (address) {
        return keys[patient].owner == address(0) ? patient : keys[patient].owner;
    }

    /// @dev As the patient's present key gave it.
    function _delegationOf(address patient, address key) internal view returns (IConsentDelegates.Delegation storage) {
        return _roles[patient][keys[patient].generation][key];
    }

    function _roleOf(address patient, address key) internal view returns (IConsentDelegates.DelegateRole) {
        IConsentDelegates.Delegation storage delegation = _delegationOf(patient, key);
        return _now() <= delegation.until ? delegation.role : IConsentDelegates.DelegateRole.None;
    }

    function _stands(address patient, address key) internal view returns (bool) {
        IConsentDelegates.DelegateRole role = _roleOf(patient, key);
        return role == IConsentDelegates.DelegateRole.Guardian || role == IConsentDelegates.DelegateRole.Proxy;
    }

    // WHEN

    function _isSuspended(address patient) internal view returns (bool) {
        Key storage key = keys[patient];
        return _now() <= key.frozenUntil || (key.announcedAt != 0 && _now() <= key.announcedAt + 2 * WEEK);
    }

    function _isDisputed(address patient) internal view returns (bool) {
        return _isSuspended(patient) || keys[patient].frozenAfter != 0;
    }

    function _isCutOff(Entry storage entry) internal view returns (bool) {
        uint40 frozenAfter = keys[entry.patient].frozenAfter;
        if (frozenAfter == 0) return false;
        bool isLate = entry.arrivedAt - entry.issuedAt >= DAY;
        return entry.issuedAt > frozenAfter || (isLate && entry.arrivedAt > frozenAfter);
    }

    function _isRevokedByAll(Entry storage entry) internal view returns (bool) {
        return entry.issuedAt <= keys[entry.patient].revokedUpTo;
    }

    // WHAT

    function _isHalted(Entry storage entry) internal view returns (bool) {
        return entry.state == IConsentStates.ConsentState.SuspendedByPatient
            || entry.state == IConsentStates.ConsentState.SuspendedByDelegate;
    }

    function _isOver(Entry storage entry) internal view returns (bool) {
        return entry.state == IConsentStates.ConsentState.Revoked
            || entry.state == IConsentStates.ConsentState.Superseded || _now() > entry.end || _isRevokedByAll(entry)
            || _isCutOff(entry);
    }

    function _now() internal view returns (uint40) {
        return uint40(vm.getBlockTimestamp());
    }

    // VIEWS

    function count() external view returns (uint256) {
        return entries.length;
    }

    function idAt(uint256 index) external view returns (ConsentId) {
        return entries[index].id;
    }

    function stateAt(uint256 index) external view returns (IConsentStates.ConsentState) {
        return entries[index].state;
    }

    function isLiveAt(uint256 index) external view returns (bool) {
        Entry storage entry = entries[index];
        return entry.state == IConsentStates.ConsentState.Active && _now() <= entry.end && !_isRevokedByAll(entry)
            && !_isSuspended(entry.patient) && !_isCutOff(entry);
    }

    /// @dev Whether it was granted in the name of a key whose recovery had been announced, or was within a day, and was
    /// completed since.
    function isByLostKeyAt(uint256 index) external view returns (bool) {
        Entry storage entry = entries[index];
        uint256 lostAt = keys[entry.patient].lostAt;
        if (lostAt == 0) return false;
        return entry.order > lostAt || entry.arrivedAt > keys[entry.patient].frozenAfter + DAY;
    }

    function ownerOf(address patient) external view returns (address) {
        return _ownerOf(patient);
    }
}
