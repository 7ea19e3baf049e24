// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICustodianRegistry} from "../interfaces/ICustodianRegistry.sol";
import {IEmergencyAccess} from "../interfaces/IEmergencyAccess.sol";
import {EmergencyTag} from "../types/Identifiers.sol";

/// @title EmergencyAccess
/// @dev Nobody owns it and nothing pauses it. A clinician's unreviewed emergencies are a list of at most MAX_UNREVIEWED,
/// so that opening looks each of them over.
contract EmergencyAccess is IEmergencyAccess {
    // CONSTANTS

    uint40 public constant DEFAULT_PERIOD = 4 hours;
    uint40 public constant MAX_PERIOD = 24 hours;
    /// @notice Time for a review, from the end of access.
    uint40 public constant REVIEW_PERIOD = 72 hours;
    /// @notice Emergencies of one clinician, open or over, that may wait for a review at once.
    uint256 public constant MAX_UNREVIEWED = 5;

    address private constant NOBODY = address(0);
    uint40 private constant BY_DEFAULT = 0;
    uint8 private constant NO_REASON = 0;
    uint32 private constant NO_CLASSES = 0;

    /// @notice Who is a clinician and who reviews.
    ICustodianRegistry public immutable CUSTODIANS;

    // STORAGE

    // Two slots each:
    //   255     248 247        208 207       168 167     160 159             0
    //   | review 8 | expiresAt 40 | openedAt 40 | reason 8  | clinician 160  |
    //   255     216 215      208 207     192 191          160 159            0
    //   |  unused  | flagged 8  |  unit 16  | dataClasses 32 | custodian 160 |
    mapping(EmergencyTag tag => Emergency) private _emergencies;
    /// @dev At most MAX_UNREVIEWED each, in no order.
    mapping(address clinician => EmergencyTag[]) private _unreviewed;
    mapping(address clinician => bool) private _suspended;

    constructor(ICustodianRegistry custodians) {
        CUSTODIANS = custodians;
    }

    // OPEN AND CLOSE

    /// @inheritdoc IEmergencyAccess
    function open(EmergencyTag tag, uint8 reason, uint32 dataClasses, uint40 expiresAt, bytes32 justification)
        external
    {
        // Check: a clinician now, with a clean slate.
        ICustodianRegistry.Staff memory staff = CUSTODIANS.staffOf(msg.sender);
        if (staff.role != ICustodianRegistry.StaffRole.Clinician) revert EmergencyAccess_NotClinician(msg.sender);
        if (_suspended[msg.sender]) revert EmergencyAccess_ClinicianSuspended(msg.sender);
        EmergencyTag[] storage waiting = _unreviewed[msg.sender];
        _checkNothingOverdue(msg.sender);
        if (waiting.length >= MAX_UNREVIEWED) revert EmergencyAccess_TooManyUnreviewed(msg.sender, MAX_UNREVIEWED);
        // Check: a tag never used, for a reason, for something, and not for long.
        Emergency storage emergency = _emergencies[tag];
        if (emergency.clinician != NOBODY) revert EmergencyAccess_TagUsed(tag);
        if (dataClasses == NO_CLASSES || reason == NO_REASON) revert EmergencyAccess_NothingAsked(dataClasses, reason);
        // Safe cast: 40 bits of seconds outlast us by 34,000 years.
        uint40 now_ = uint40(block.timestamp);
        if (expiresAt == BY_DEFAULT) expiresAt = now_ + DEFAULT_PERIOD;
        if (expiresAt <= now_ || expiresAt > now_ + MAX_PERIOD) {
            revert EmergencyAccess_PeriodOutOfRange(expiresAt, now_, MAX_PERIOD);
        }

        // Effect: open, and one more to review.
        _emergencies[tag] = Emergency({
            clinician: msg.sender,
            reason: reason,
            openedAt: now_,
            expiresAt: expiresAt,
            review: Review.Pending,
            custodian: staff.custodian,
            dataClasses: dataClasses,
            unit: staff.unit,
            flaggedOverdue: false
        });
        waiting.push(tag);
        emit EmergencyOpened(tag, msg.sender, reason, dataClasses, expiresAt, justification);
    }

    /// @inheritdoc IEmergencyAccess
    function close(EmergencyTag tag) external {
        Emergency storage emergency = _known(tag);
        // Check: the clinician who opened it, in office or not, before it ends by itself.
        if (msg.sender != emergency.clinician) revert EmergencyAccess_NotClinician(msg.sender);
        if (block.timestamp > emergency.expiresAt) revert EmergencyAccess_NotOpen(tag, emergency.expiresAt);

        // Effect: this second is no second of access any more, and the time for a review runs.
        uint40 now_ = uint40(block.timestamp);
        emergency.expiresAt = now_ - 1;
        emit EmergencyClosed(tag, now_);
    }

    // REVIEW

    /// @inheritdoc IEmergencyAccess
    function review(EmergencyTag tag, bool justified, bytes32 report) external {
        Emergency storage emergency = _known(tag);
        // Check: over, and nobody reviewed it.
        _checkPending(tag, emergency);
        if (block.timestamp <= emergency.expiresAt) revert EmergencyAccess_StillOpen(tag, emergency.expiresAt);
        // Check: an officer where it was opened, with nothing to do with it.
        address clinician = emergency.clinician;
        _checkIndependent(clinician, emergency.custodian, emergency.unit);

        // Effect: the review, for good.
        Review verdict = justified ? Review.Justified : Review.Unjustified;
        emergency.review = verdict;
        _strike(_unreviewed[clinician], tag);
        emit EmergencyReviewed(tag, msg.sender, verdict, report);
        if (!justified) _suspend(clinician, tag);
    }

    /// @inheritdoc IEmergencyAccess
    function flagOverdue(EmergencyTag tag) external {
        Emergency storage emergency = _known(tag);
        // Check: overdue, and not flagged yet.
        _checkPending(tag, emergency);
        uint256 reviewBy = _reviewBy(emergency);
        if (block.timestamp <= reviewBy) revert EmergencyAccess_NotOverdue(tag, reviewBy);
        if (emergency.flaggedOverdue) return;

        // Effect: flagged, and the clinician is suspended.
        emergency.flaggedOverdue = true;
        address clinician = emergency.clinician;
        emit EmergencyOverdue(tag, clinician);
        _suspend(clinician, tag);
    }

    /// @inheritdoc IEmergencyAccess
    function reinstate(address clinician) external {
        // Check: suspended, with nothing overdue.
        if (!_suspended[clinician]) revert EmergencyAccess_NotSuspended(clinician);
        _checkNothingOverdue(clinician);
        // Check: an officer where the clinician works now. Who works nowhere has nobody to lift it.
        ICustodianRegistry.Staff memory staff = CUSTODIANS.staffOf(clinician);
        _checkIndependent(clinician, staff.custodian, staff.unit);

        // Effect: may open again.
        _suspended[clinician] = false;
        emit ClinicianReinstated(clinician, msg.sender);
    }

    // VIEWS

    /// @inheritdoc IEmergencyAccess
    function isOpen(EmergencyTag tag, uint8 dataClass) external view returns (bool) {
        Emergency storage emergency = _emergencies[tag];
        address clinician = emergency.clinician;
        if (clinician == NOBODY || block.timestamp > emergency.expiresAt) return false;
        if (emergency.dataClasses >> dataClass & 1 == 0 || _suspended[clinician]) return false;
        ICustodianRegistry.Staff memory staff = CUSTODIANS.staffOf(clinician);
        return staff.role == ICustodianRegistry.StaffRole.Clinician && staff.custodian == emergency.custodian;
    }

    /// @inheritdoc IEmergencyAccess
    function emergencyOf(EmergencyTag tag) external view returns (Emergency memory) {
        return _emergencies[tag];
    }

    /// @inheritdoc IEmergencyAccess
    function isSuspended(address clinician) external view returns (bool) {
        return _suspended[clinician];
    }

    /// @inheritdoc IEmergencyAccess
    function unreviewedOf(address clinician) external view returns (EmergencyTag[] memory) {
        return _unreviewed[clinician];
    }

    // HELPERS

    function _suspend(address clinician, EmergencyTag tag) private {
        if (_suspended[clinician]) return;
        _suspended[clinician] = true;
        emit ClinicianSuspended(clinician, tag);
    }

    /// @dev Takes the tag off the list, which is bounded.
    function _strike(EmergencyTag[] storage waiting, EmergencyTag tag) private {
        uint256 last = waiting.length - 1;
        for (uint256 i; i < last; ++i) {
            if (EmergencyTag.unwrap(waiting[i]) == EmergencyTag.unwrap(tag)) {
                waiting[i] = waiting[last];
                break;
            }
        }
        waiting.pop();
    }

    function _known(EmergencyTag tag) private view returns (Emergency storage emergency) {
        emergency = _emergencies[tag];
        if (emergency.clinician == NOBODY) revert EmergencyAccess_Unknown(tag);
    }

    function _checkPending(EmergencyTag tag, Emergency storage emergency) private view {
        Review given = emergency.review;
        if (given != Review.Pending) revert EmergencyAccess_AlreadyReviewed(tag, given);
    }

    /// @dev The list is bounded by MAX_UNREVIEWED.
    function _checkNothingOverdue(address clinician) private view {
        EmergencyTag[] storage waiting = _unreviewed[clinician];
        uint256 count = waiting.length;
        for (uint256 i; i < count; ++i) {
            EmergencyTag tag = waiting[i];
            uint256 reviewBy = _reviewBy(_emergencies[tag]);
            if (block.timestamp > reviewBy) revert EmergencyAccess_ReviewOverdue(clinician, tag, reviewBy);
        }
    }

    /// @dev The caller is an officer of the custodian in good standing, neither of `unit` nor of the unit where the
    /// clinician works now. A clinician who became an officer is always of the latter.
    function _checkIndependent(address clinician, address custodian, uint16 unit) private view {
        ICustodianRegistry.Staff memory officer = CUSTODIANS.staffOf(msg.sender);
        ICustodianRegistry.Staff memory present = CUSTODIANS.staffOf(clinician);
        bool colleague = officer.unit == unit || (present.custodian == custodian && officer.unit == present.unit);
        if (
            officer.role != ICustodianRegistry.StaffRole.PrivacyOfficer || officer.custodian != custodian || colleague
                || _suspended[msg.sender]
        ) revert EmergencyAccess_NotIndependent(msg.sender, clinician);
    }

    /// @dev Last second at which a review is in time.
    function _reviewBy(Emergency storage emergency) private view returns (uint256) {
        return uint256(emergency.expiresAt) + REVIEW_PERIOD;
    }
}
