// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {ConsentId} from "../types/Identifiers.sol";
import {IConsentStates} from "./IConsentStates.sol";

/// @title Who may act beside a patient, and what becomes of a lost key
/// @notice Only the patient's own key appoints; it outranks everybody it appointed and dismisses at once. Messages:
///
///   DelegateAppoint(address patient,address delegate,uint8 role,uint40 until,uint32 dataClasses,uint256 nonce,uint40 deadline)
///   DelegateDismiss(address patient,address delegate,uint256 nonce,uint40 deadline)
///   SignerFreeze(address patient,uint256 nonce,uint40 deadline)
///   SignerUnfreeze(address patient,uint256 nonce,uint40 deadline)
///   RecoveryAnnounce(address patient,address successor,uint256 nonce,uint40 deadline)
///   RecoveryCancel(address patient,uint256 nonce,uint40 deadline)
///
/// @dev Recovery: a key that the patient appointed for it announces a successor; every consent stands still; the patient
/// may cancel for RECOVERY_DELAY, and until it is completed by dismissing who announced it; then anyone completes it. The
/// successor may revoke, suspend, supersede and erase what the lost key granted, and ends all of it by `revokeAllBySig` in
/// the patient's name; its own `revokeAll` ends its own. Nothing that the lost key granted in the day before the
/// announcement or later is live, whatever date it bears. Delegates are appointed anew. An announcement nobody completes
/// lapses.
///
/// A lost key may revoke and nothing else, for itself and for whomever it succeeded. As a delegate, a key that is frozen,
/// being recovered or lost grants, freezes and announces nothing.
interface IConsentDelegates {
    enum DelegateRole {
        None,
        /// Grants, revokes and suspends for a minor, until majority. What it granted ends with its role.
        Guardian,
        /// The same by power of attorney, until a date.
        Proxy,
        /// Announces a successor of a lost key. Nothing else.
        Recovery,
        /// Freezes a compromised key for FREEZE_PERIOD. Nothing else.
        Custodian
    }

    struct Delegation {
        DelegateRole role;
        /// Last second of the role.
        uint40 until;
        /// Classes of data that the delegate may grant for.
        uint32 dataClasses;
    }

    struct Recovery {
        address successor;
        uint40 announcedAt;
        /// First second at which it may be completed, and last.
        uint40 completableFrom;
        uint40 completableUntil;
    }

    /// @dev No delegate is indexed: else two consents by one guardian would share a topic.
    event DelegateAppointed(address indexed patient, address delegate, Delegation delegation);
    event DelegateDismissed(address indexed patient, address delegate);
    event ConsentGrantedByDelegate(ConsentId indexed id, address delegate);
    event SignerFrozen(address indexed patient, address by, uint40 until);
    event SignerUnfrozen(address indexed patient);
    event RecoveryAnnounced(address indexed patient, address indexed successor, uint40 completableFrom);
    event RecoveryCancelled(address indexed patient);
    /// @notice The successor acts as the patient from now on. Every delegate's role is over, without an event of its own.
    event RecoveryCompleted(address indexed patient, address indexed successor);

    error ConsentRegistry_DelegationOutOfRange(DelegateRole role, uint40 until, uint256 now_);
    error ConsentRegistry_NoRecovery(address patient);
    /// @notice Thrown when a recovery is announced while another one waits.
    error ConsentRegistry_RecoveryPending(address patient, uint40 completableUntil);
    error ConsentRegistry_RecoveryNotDue(
        address patient, uint40 completableFrom, uint40 completableUntil, uint256 now_
    );
    error ConsentRegistry_NotFrozen(address patient);
    /// @notice Thrown when a key that was recovered from, is being recovered or is frozen brings a grant of an old date,
    /// when somebody grants in such a key's place, and when such a key grants, freezes or announces as a delegate.
    /// @dev A fresh grant by the key itself does not revert. If the key was recovered from or the recovery is completed, it
    /// is dead for good. Else it is only postponed: live when the freeze ends or the announcement is cancelled or lapses.
    error ConsentRegistry_SignerFrozen(address key);

    /// @notice Grants in a patient's place, `header.signer` being the patient. The signature is over the ConsentGrant. Ends
    /// with the delegate's role at the latest.
    function grantFor(IConsentStates.GrantHeader calldata header, IConsentStates.Authority calldata by)
        external
        returns (ConsentId id);
    /// @notice Revokes in a patient's place, also what the patient granted. The signature is over the ConsentRevoke.
    function revokeFor(ConsentId id, IConsentStates.Authority calldata by) external;
    /// @notice Appoints or changes a delegate.
    function appoint(
        address patient,
        address delegate,
        Delegation calldata delegation,
        IConsentStates.Authority calldata by
    ) external;
    /// @notice Ends a delegate's role at once, and the recovery that it announced, if that is not completed. The patient, or
    /// the delegate itself, or the successor of its lost key.
    function dismiss(address patient, address delegate, IConsentStates.Authority calldata by) external;
    /// @notice Makes every consent of a key stand still for FREEZE_PERIOD. A delegate with the role Custodian.
    /// @dev Postpones, and ends nothing: whoever has the key may lift it, and what it grants meanwhile is live afterwards.
    /// The remedy for a stolen key is revoke-all, or a recovery.
    function freeze(address patient, IConsentStates.Authority calldata by) external;
    /// @notice Lifts a freeze. The patient, or who froze.
    function unfreeze(address patient, IConsentStates.Authority calldata by) external;
    function announceRecovery(address patient, address successor, IConsentStates.Authority calldata by) external;
    function cancelRecovery(address patient, IConsentStates.Authority calldata by) external;
    /// @notice Anyone, from RECOVERY_DELAY after the announcement until it lapses.
    function completeRecovery(address patient) external;

    /// @notice The role that the patient's present key gave; nothing if it was given before a completed recovery.
    function delegationOf(address patient, address delegate) external view returns (Delegation memory);
    function recoveryOf(address patient) external view returns (Recovery memory);
    /// @notice The key that acts as the patient: itself, or its last successor; zero if that one is lost in turn. Such a
    /// successor is recovered twice, for its own consents and for those of the key that it succeeded.
    function ownerOf(address patient) external view returns (address key);
    /// @notice The key that froze the patient's, and the last second of it; zeros if it is not frozen.
    function freezeOf(address patient) external view returns (address by, uint40 until);
    function RECOVERY_DELAY() external view returns (uint40);
    function FREEZE_PERIOD() external view returns (uint40);
    /// @notice Longest time for which a delegate is appointed.
    function MAX_DELEGATION() external view returns (uint40);
}
