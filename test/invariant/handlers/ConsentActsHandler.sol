// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../../../contracts/interfaces/IConsentDelegates.sol";
import {IConsentRegistry} from "../../../contracts/interfaces/IConsentRegistry.sol";
import {IConsentStates} from "../../../contracts/interfaces/IConsentStates.sol";
import {ConsentBookModel} from "./ConsentBookModel.sol";

/// @title Seven people, any of whom may be patient, delegate, successor or intruder of any other
/// @dev Every act is tried, rightful or not; whether it should succeed the model says first.
contract ConsentActsHandler is ConsentBookModel {
    uint256 private constant PEOPLE = 7;
    uint256 private constant MAX_CONSENTS = 40;

    IConsentRegistry private _consents;
    address[] private _people;

    /// @dev Ghost: acts that succeeded without right, or failed with it.
    uint256 public trespasses;
    uint256 public recoveries;

    constructor(IConsentRegistry consents) {
        _consents = consents;
        for (uint256 i; i < PEOPLE; ++i) {
            _people.push(makeAddr(string.concat("person", vm.toString(i))));
        }
    }

    // GRANTS

    function grant(uint256 who, uint40 age) external {
        if (entries.length == MAX_CONSENTS) return;
        address patient = _person(who);
        IConsentStates.GrantHeader memory header = _header(patient, age);
        bool isOld = _now() - header.issuedAt >= DAY;
        bytes memory call =
            abi.encodeCall(IConsentRegistry.grant, (header.termsHash, header.issuedAt, header.end, header.deadline));
        if (_try(patient, call, !isOld || !_isDisputed(patient))) _note(header);
    }

    function grantFor(uint256 whom, uint256 who, uint40 age) external {
        if (entries.length == MAX_CONSENTS) return;
        (address patient, address key) = (_person(whom), _person(who));
        IConsentStates.GrantHeader memory header = _header(patient, age);
        bytes memory call = abi.encodeCall(IConsentDelegates.grantFor, (header, _own(key)));
        if (!_try(key, call, _stands(patient, key) && !_isDisputed(patient) && !_isDisputed(key))) return;
        uint40 until = _delegationOf(patient, key).until;
        _note(header);
        if (until < header.end) entries[entries.length - 1].end = until;
    }

    // ACTS ON A CONSENT

    function suspend(uint256 which, uint256 who) external {
        if (entries.length == 0) return;
        (Entry storage entry, address key) = _pick(which, who);
        bool byPatient = _ownerOf(entry.patient) == key;
        bool isActive = entry.state == IConsentStates.ConsentState.Active;
        bool may = byPatient
            ? isActive || entry.state == IConsentStates.ConsentState.SuspendedByDelegate
            : isActive && _stands(entry.patient, key);
        if (!_try(key, abi.encodeCall(IConsentStates.suspend, (entry.id, _own(key))), may)) return;
        entry.suspender = byPatient ? address(0) : key;
        entry.state = byPatient
            ? IConsentStates.ConsentState.SuspendedByPatient
            : IConsentStates.ConsentState.SuspendedByDelegate;
    }

    function resume(uint256 which, uint256 who) external {
        if (entries.length == 0) return;
        (Entry storage entry, address key) = _pick(which, who);
        bool isSuspender = entry.state == IConsentStates.ConsentState.SuspendedByDelegate && entry.suspender == key
            && _stands(entry.patient, key);
        bool may = _isHalted(entry) && (_ownerOf(entry.patient) == key || isSuspender);
        if (_try(key, abi.encodeCall(IConsentStates.resume, (entry.id, _own(key))), may)) {
            entry.state = IConsentStates.ConsentState.Active;
        }
    }

    function revoke(uint256 which, uint256 who) external {
        if (entries.length == 0) return;
        (Entry storage entry, address key) = _pick(which, who);
        bool isKin = key == entry.patient || key == _lastKeyOf(entry.patient) || _stands(entry.patient, key);
        bool may = isKin && entry.state != IConsentStates.ConsentState.Erased;
        if (!_try(key, abi.encodeCall(IConsentDelegates.revokeFor, (entry.id, _own(key))), may)) return;
        if (entry.state != IConsentStates.ConsentState.Superseded) entry.state = IConsentStates.ConsentState.Revoked;
    }

    function erase(uint256 which, uint256 who) external {
        if (entries.length == 0) return;
        (Entry storage entry, address key) = _pick(which, who);
        bool may = entry.state != IConsentStates.ConsentState.Erased && _ownerOf(entry.patient) == key && _isOver(entry);
        if (_try(key, abi.encodeCall(IConsentStates.erase, (entry.id, _own(key))), may)) {
            entry.state = IConsentStates.ConsentState.Erased;
        }
    }

    function supersede(uint256 which, uint256 who) external {
        if (entries.length == 0 || entries.length == MAX_CONSENTS) return;
        (Entry storage entry, address key) = _pick(which, who);
        // A day old: only a key in its owner's hands brings that.
        bool may = _ownerOf(entry.patient) == key && !_isDisputed(key)
            && (entry.state == IConsentStates.ConsentState.Active || _isHalted(entry));
        IConsentStates.GrantHeader memory header = _header(key, 0);
        bytes memory call = abi.encodeCall(IConsentStates.supersede, (entry.id, header, _own(key)));
        if (!_try(key, call, may)) return;
        entry.state = IConsentStates.ConsentState.Superseded;
        _note(header);
    }

    function revokeAll(uint256 who) external {
        address key = _person(who);
        _try(key, abi.encodeCall(IConsentRegistry.revokeAll, ()), true);
        keys[key].revokedUpTo = _now();
    }

    // DELEGATES

    function appoint(uint256 whom, uint256 who, uint256 delegate, uint8 role, uint40 time) external {
        (address patient, address other) = (_person(whom), _person(delegate));
        // One in four is an intruder.
        address key = who % 4 == 0 ? _person(who / 4) : _lastKeyOf(patient);
        IConsentDelegates.Delegation memory delegation = IConsentDelegates.Delegation(
            IConsentDelegates.DelegateRole(role % 5), _now() + uint40(bound(time, 0, 40 days)), 1
        );
        bool may = _ownerOf(patient) == key && other != patient && other != key
            && delegation.role != IConsentDelegates.DelegateRole.None && delegation.until > _now();
        bytes memory call = abi.encodeCall(IConsentDelegates.appoint, (patient, other, delegation, _own(key)));
        if (!_try(key, call, may)) return;
        IConsentDelegates.Delegation storage stored = _delegationOf(patient, other);
        (stored.role, stored.until, stored.dataClasses) = (delegation.role, delegation.until, delegation.dataClasses);
    }

    function dismiss(uint256 whom, uint256 who, uint256 delegate) external {
        (address patient, address key, address other) = (_person(whom), _person(who), _person(delegate));
        bool bySelf = key == _ownerOf(other) && _roleOf(patient, other) != IConsentDelegates.DelegateRole.None;
        bool may = bySelf || _ownerOf(patient) == key;
        if (_try(key, abi.encodeCall(IConsentDelegates.dismiss, (patient, other, _own(key))), may)) {
            _forget(patient, other);
        }
    }

    // KEYS

    function freeze(uint256 whom, uint256 who) external {
        (address patient, address key) = (_person(whom), _person(who));
        bool may = _roleOf(patient, key) == IConsentDelegates.DelegateRole.Custodian && !_isDisputed(key);
        if (!_try(key, abi.encodeCall(IConsentDelegates.freeze, (patient, _own(key))), may)) return;
        (keys[patient].freezer, keys[patient].frozenUntil) = (key, _now() + WEEK);
    }

    function unfreeze(uint256 whom, uint256 who) external {
        (address patient, address key) = (_person(whom), _person(who));
        bool byFreezer =
            keys[patient].freezer == key && _roleOf(patient, key) == IConsentDelegates.DelegateRole.Custodian;
        bool may = _now() <= keys[patient].frozenUntil && (byFreezer || _ownerOf(patient) == key);
        if (!_try(key, abi.encodeCall(IConsentDelegates.unfreeze, (patient, _own(key))), may)) return;
        (keys[patient].freezer, keys[patient].frozenUntil) = (address(0), 0);
    }

    function announce(uint256 whom, uint256 who, uint256 successor) external {
        (address patient, address key, address heir) = (_person(whom), _person(who), _person(successor));
        Key storage lost = keys[patient];
        bool waits = lost.announcedAt != 0 && _now() <= lost.announcedAt + 2 * WEEK;
        bool may = _roleOf(patient, key) == IConsentDelegates.DelegateRole.Recovery && !_isDisputed(key)
            && heir != patient && !waits;
        bytes memory call = abi.encodeCall(IConsentDelegates.announceRecovery, (patient, heir, _own(key)));
        if (!_try(key, call, may)) return;
        (lost.successor, lost.announcer, lost.announcedAt, lost.announcedOrder) = (heir, key, _now(), order);
    }

    function cancel(uint256 whom, uint256 who) external {
        (address patient, address key) = (_person(whom), _person(who));
        Key storage lost = keys[patient];
        bool may = lost.announcedAt != 0 && _ownerOf(patient) == key && _now() < lost.announcedAt + WEEK;
        if (_try(key, abi.encodeCall(IConsentDelegates.cancelRecovery, (patient, _own(key))), may)) {
            lost.announcedAt = 0;
        }
    }

    function complete(uint256 whom, uint256 who) external {
        address patient = _person(whom);
        Key storage lost = keys[patient];
        bool may = lost.announcedAt != 0 && _now() >= lost.announcedAt + WEEK && _now() <= lost.announcedAt + 2 * WEEK;
        if (!_try(_person(who), abi.encodeCall(IConsentDelegates.completeRecovery, (patient)), may)) return;
        ++recoveries;
        lost.owner = lost.successor;
        if (lost.frozenAfter == 0) (lost.frozenAfter, lost.lostAt) = (lost.announcedAt - 2 * DAY, lost.announcedOrder);
        ++lost.generation;
        lost.announcedAt = 0;
    }

    function wait(uint256 time) external {
        vm.warp(vm.getBlockTimestamp() + bound(time, 1, 5 days));
    }

    // HELPERS

    function _try(address caller, bytes memory data, bool may) private returns (bool done) {
        ++order;
        vm.prank(caller);
        (done,) = address(_consents).call(data);
        if (done != may) ++trespasses;
    }

    function _note(IConsentStates.GrantHeader memory header) private {
        entries.push(
            Entry({
                id: _consents.consentIdOf(header),
                patient: header.signer,
                issuedAt: header.issuedAt,
                end: header.end,
                arrivedAt: _now(),
                state: IConsentStates.ConsentState.Active,
                suspender: address(0),
                order: order
            })
        );
    }

    /// @dev A recovery that the delegate announced and nobody completed is off.
    function _forget(address patient, address delegate) private {
        IConsentDelegates.Delegation storage stored = _delegationOf(patient, delegate);
        if (stored.role == IConsentDelegates.DelegateRole.None) return;
        (stored.role, stored.until, stored.dataClasses) = (IConsentDelegates.DelegateRole.None, 0, 0);
        if (keys[patient].announcer == delegate && _now() <= keys[patient].announcedAt + 2 * WEEK) {
            keys[patient].announcedAt = 0;
        }
    }

    function _header(address patient, uint40 age) private view returns (IConsentStates.GrantHeader memory) {
        uint40 issuedAt = _now() - (age % 3 == 0 ? DAY : uint40(bound(age, 0, 3 days)));
        return IConsentStates.GrantHeader(
            patient, keccak256(abi.encode(order, patient)), issuedAt, _now() + 20 days, _now() + DAY
        );
    }

    function _own(address key) private pure returns (IConsentStates.Authority memory) {
        return IConsentStates.Authority(key, 0, "");
    }

    function _pick(uint256 which, uint256 who) private view returns (Entry storage entry, address key) {
        entry = entries[which % entries.length];
        key = who % 3 == 0 ? _lastKeyOf(entry.patient) : _person(who / 3);
    }

    function _person(uint256 who) private view returns (address) {
        return _people[who % PEOPLE];
    }

    function personAt(uint256 index) external view returns (address) {
        return _person(index);
    }
}
