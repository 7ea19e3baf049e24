// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IConsentDelegates} from "../interfaces/IConsentDelegates.sol";
import {IConsentStates} from "../interfaces/IConsentStates.sol";
import {ANNOUNCE_TYPEHASH, CANCEL_TYPEHASH, FREEZE_TYPEHASH, UNFREEZE_TYPEHASH} from "../libraries/ConsentTypes.sol";
import {NEVER_FROZEN, SignerWord} from "../types/SignerWord.sol";
import {Delegates} from "./Delegates.sol";

/// @title What becomes of keys that are lost or stolen
/// @dev Freeze and recovery each suspend everything of a key; the signer's word keeps the later end. Functions are described
/// in IConsentDelegates.
abstract contract Recoveries is Delegates {
    // CONSTANTS

    uint40 public constant RECOVERY_DELAY = 7 days;
    uint40 public constant FREEZE_PERIOD = 7 days;
    /// @dev For how long after the delay a recovery may be completed.
    uint40 private constant COMPLETION_PERIOD = 7 days;
    /// @dev How long before the announcement a key counts as lost already: a day until somebody notices, and the day by
    /// which a grant may be dated back and still come in time.
    uint40 private constant CUT = 1 days + _BACKDATING;

    // STORAGE

    /// @dev slot: | unused 56 | until 40 | by 160 |
    struct Freeze {
        address by;
        uint40 until;
    }

    /// @dev slot 0: | unused 56 | announcedAt 40 | successor 160 |, slot 1: | unused 96 | by 160 |
    struct Announcement {
        address successor;
        uint40 announcedAt;
        address by;
    }

    mapping(address patient => Freeze) private _freezes;
    mapping(address patient => Announcement) private _announcements;

    // FREEZE

    function freeze(address patient, IConsentStates.Authority calldata by) external onlyDelegated {
        // Check: somebody whom the patient trusts with this agreed, by a key in its owner's hands.
        _checkRole(patient, by.key, IConsentDelegates.DelegateRole.Custodian);
        _authoriseOnce(by, abi.encode(FREEZE_TYPEHASH, patient));
        _checkUndisputed(by.key);

        // Effect: everything of the key stands still.
        uint40 until = uint40(block.timestamp) + FREEZE_PERIOD;
        _freezes[patient] = Freeze(by.key, until);
        _updateSuspension(patient);
        emit IConsentDelegates.SignerFrozen(patient, by.key, until);
    }

    function unfreeze(address patient, IConsentStates.Authority calldata by) external onlyDelegated {
        Freeze memory frozen = _freezes[patient];
        // Check: frozen; the patient, or who froze, if it still may; and it agreed.
        if (block.timestamp > frozen.until) revert IConsentDelegates.ConsentRegistry_NotFrozen(patient);
        bool byFreezer = by.key == frozen.by && _role(patient, by.key) == IConsentDelegates.DelegateRole.Custodian;
        if (!byFreezer) _checkOwner(patient, by.key);
        _authoriseOnce(by, abi.encode(UNFREEZE_TYPEHASH, patient));

        // Effect: goes on, unless a recovery waits.
        delete _freezes[patient];
        _updateSuspension(patient);
        emit IConsentDelegates.SignerUnfrozen(patient);
    }

    // RECOVERY

    function announceRecovery(address patient, address successor, IConsentStates.Authority calldata by)
        external
        onlyDelegated
    {
        IConsentDelegates.Recovery memory pending = _recovery(patient);
        // Check: somebody whom the patient trusts with this agreed, by a key in its owner's hands, to another key, and no
        // other one waits.
        _checkRole(patient, by.key, IConsentDelegates.DelegateRole.Recovery);
        _authoriseOnce(by, abi.encode(ANNOUNCE_TYPEHASH, patient, successor));
        _checkUndisputed(by.key);
        if (successor == address(0) || successor == patient) {
            revert IConsentStates.ConsentRegistry_NotEntitled(patient, successor);
        }
        if (block.timestamp <= pending.completableUntil) {
            revert IConsentDelegates.ConsentRegistry_RecoveryPending(patient, pending.completableUntil);
        }

        // Effect: everything of the key stands still until somebody decides.
        _announcements[patient] = Announcement(successor, uint40(block.timestamp), by.key);
        _updateSuspension(patient);
        emit IConsentDelegates.RecoveryAnnounced(patient, successor, uint40(block.timestamp) + RECOVERY_DELAY);
    }

    function cancelRecovery(address patient, IConsentStates.Authority calldata by) external onlyDelegated {
        IConsentDelegates.Recovery memory pending = _announced(patient);
        // Check: the patient agreed, while it may.
        _checkOwner(patient, by.key);
        _authoriseOnce(by, abi.encode(CANCEL_TYPEHASH, patient));
        if (block.timestamp >= pending.completableFrom) _notDue(patient, pending);

        _cancel(patient);
    }

    function completeRecovery(address patient) external onlyDelegated {
        IConsentDelegates.Recovery memory pending = _announced(patient);
        // Check: the patient had its time, and the announcement has not lapsed.
        if (block.timestamp < pending.completableFrom || block.timestamp > pending.completableUntil) {
            _notDue(patient, pending);
        }

        // Effect: the successor acts from now on, and appoints anew; what the lost key granted since the cut is dead. The
        // first cut stays: a key once cut off does not come back.
        delete _announcements[patient];
        _succeed(patient, pending.successor);
        SignerWord word = _signer(patient);
        if (word.frozenAfterOf() == NEVER_FROZEN) {
            _writeSigner(patient, word.withFrozenAfter(pending.announcedAt - CUT));
        }
        _updateSuspension(patient);
        emit IConsentDelegates.RecoveryCompleted(patient, pending.successor);
    }

    function _withdrawRecovery(address patient, address delegate) internal override {
        bool waits = block.timestamp <= _recovery(patient).completableUntil;
        if (waits && _announcements[patient].by == delegate) _cancel(patient);
    }

    function _cancel(address patient) private {
        // Effect: goes on, unless the key is frozen.
        delete _announcements[patient];
        _updateSuspension(patient);
        emit IConsentDelegates.RecoveryCancelled(patient);
    }

    // RECORDS

    function freezeOf(address patient) external view returns (address by, uint40 until) {
        Freeze memory frozen = _freezes[patient];
        if (block.timestamp <= frozen.until) (by, until) = (frozen.by, frozen.until);
    }

    function recoveryOf(address patient) external view returns (IConsentDelegates.Recovery memory) {
        return _recovery(patient);
    }

    function _recovery(address patient) private view returns (IConsentDelegates.Recovery memory recovery) {
        Announcement memory announcement = _announcements[patient];
        if (announcement.successor == address(0)) return recovery;
        uint40 completableFrom = announcement.announcedAt + RECOVERY_DELAY;
        return IConsentDelegates.Recovery(
            announcement.successor, announcement.announcedAt, completableFrom, completableFrom + COMPLETION_PERIOD
        );
    }

    function _announced(address patient) private view returns (IConsentDelegates.Recovery memory recovery) {
        recovery = _recovery(patient);
        if (recovery.successor == address(0)) revert IConsentDelegates.ConsentRegistry_NoRecovery(patient);
    }

    function _notDue(address patient, IConsentDelegates.Recovery memory recovery) private view {
        revert IConsentDelegates.ConsentRegistry_RecoveryNotDue(
            patient, recovery.completableFrom, recovery.completableUntil, block.timestamp
        );
    }

    /// @dev The later end of freeze and announcement; zero if there is neither.
    function _updateSuspension(address patient) private {
        uint40 frozenUntil = _freezes[patient].until;
        uint40 waitsUntil = _recovery(patient).completableUntil;
        _writeSigner(patient, _signer(patient).withSuspendedUntil(frozenUntil > waitsUntil ? frozenUntil : waitsUntil));
    }
}
