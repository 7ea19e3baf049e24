// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {EmergencyTag} from "../types/Identifiers.sol";

/// @title Break-glass access
/// @notice A clinician who cannot wait for a consent opens an emergency under a tag that only the patient and the custodian
/// recognise: keccak256(abi.encode(keccak256("theriac.emergency.v1"), subject, n)), n counting the patient's emergencies
/// from zero. The patient's client watches the next 256 tags: a custodian that skips as many numbers at once, or makes up a
/// tag, escapes it. Access ends by itself, and a privacy officer of another unit reviews it; whoever leaves a review
/// overdue opens no other.
///
///   None -> Open -> over (by time, or closed by the clinician) -> Justified or Unjustified
///
/// Time takes access away and never gives it back. Whoever is no clinician of that custodian any more, because the role
/// ended or changed or the custodian was unlisted, and whoever is suspended, reads nothing under an open emergency; a move
/// to another unit changes nothing for the reader, but neither the old unit nor the new one reviews it. Duties stay: an
/// emergency is reviewed at the custodian where it was opened, though the clinician left, and as long as that is overdue
/// the clinician opens none anywhere. While that custodian is unlisted nobody can review; the clinician stays barred.
interface IEmergencyAccess {
    enum Review {
        Pending,
        Justified,
        Unjustified
    }

    struct Emergency {
        // Slot 0.
        address clinician;
        /// Why, by number: standards/emergency.ts.
        uint8 reason;
        uint40 openedAt;
        /// Last second of access.
        uint40 expiresAt;
        Review review;
        // Slot 1.
        address custodian;
        uint32 dataClasses;
        /// The clinician's when the emergency was opened.
        uint16 unit;
        bool flaggedOverdue;
    }

    event EmergencyOpened(
        EmergencyTag indexed tag,
        address indexed clinician,
        uint8 reason,
        uint32 dataClasses,
        uint40 expiresAt,
        bytes32 justification
    );
    /// @dev The last second of access is the one before `closedAt`.
    event EmergencyClosed(EmergencyTag indexed tag, uint40 closedAt);
    event EmergencyReviewed(EmergencyTag indexed tag, address indexed officer, Review review, bytes32 report);
    event EmergencyOverdue(EmergencyTag indexed tag, address indexed clinician);
    event ClinicianSuspended(address indexed clinician, EmergencyTag indexed tag);
    event ClinicianReinstated(address indexed clinician, address indexed officer);

    /// @notice Thrown when the caller holds no clinician's role now, or closes what another clinician opened.
    error EmergencyAccess_NotClinician(address caller);
    error EmergencyAccess_ClinicianSuspended(address clinician);
    error EmergencyAccess_ReviewOverdue(address clinician, EmergencyTag tag, uint256 reviewBy);
    error EmergencyAccess_TooManyUnreviewed(address clinician, uint256 limit);
    error EmergencyAccess_TagUsed(EmergencyTag tag);
    error EmergencyAccess_PeriodOutOfRange(uint40 expiresAt, uint256 now_, uint256 maxPeriod);
    error EmergencyAccess_NothingAsked(uint32 dataClasses, uint8 reason);
    error EmergencyAccess_Unknown(EmergencyTag tag);
    error EmergencyAccess_NotOpen(EmergencyTag tag, uint40 expiresAt);
    error EmergencyAccess_StillOpen(EmergencyTag tag, uint40 expiresAt);
    error EmergencyAccess_AlreadyReviewed(EmergencyTag tag, Review review);
    error EmergencyAccess_NotOverdue(EmergencyTag tag, uint256 reviewBy);
    /// @notice Thrown when the caller is no privacy officer of the custodian, the clinician itself, suspended, or of the
    /// clinician's unit, be it the present one or that of the emergency.
    error EmergencyAccess_NotIndependent(address officer, address clinician);
    error EmergencyAccess_NotSuspended(address clinician);

    /// @notice Opens by the clinician's own key. `expiresAt` zero: DEFAULT_PERIOD (4 hours) from now; at most 24 hours.
    /// Reverts while any review of the caller's emergencies is overdue, flagged or not, and while MAX_UNREVIEWED (5) wait.
    /// @param justification Salted commitment to the reason in words.
    function open(EmergencyTag tag, uint8 reason, uint32 dataClasses, uint40 expiresAt, bytes32 justification) external;
    /// @notice Ends access before its time. The clinician.
    function close(EmergencyTag tag) external;
    /// @notice A privacy officer of the same custodian and another unit, after the end, in 72 hours or late. For good.
    /// Unjustified suspends.
    /// @param report Salted commitment to the officer's report.
    function review(EmergencyTag tag, bool justified, bytes32 report) external;
    /// @notice Suspends a clinician whose emergency nobody reviewed in 72 hours after its end. Anyone, once an emergency.
    function flagOverdue(EmergencyTag tag) external;
    /// @notice Lifts a suspension once nothing is overdue. A privacy officer of the custodian where the clinician works
    /// now, of another unit.
    function reinstate(address clinician) external;

    /// @notice Whether data of that class may be read under the tag now.
    function isOpen(EmergencyTag tag, uint8 dataClass) external view returns (bool);
    function emergencyOf(EmergencyTag tag) external view returns (Emergency memory);
    function isSuspended(address clinician) external view returns (bool);
    /// @notice The clinician's emergencies that nobody reviewed yet.
    function unreviewedOf(address clinician) external view returns (EmergencyTag[] memory);
}
