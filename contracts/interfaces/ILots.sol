// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln, LotId} from "../types/Identifiers.sol";
import {
    EffectiveStatus,
    LotDetails,
    LotFacts,
    LotState,
    QuarantineOrder,
    RecallClass,
    RecallFigures
} from "../types/Provenance.sol";

/// @title Lots: commissioning, release, quarantine and recall
/// @notice LotId = keccak256(abi.encode(gtin, lotHash)). A lot of a million packs costs one slot: its word holds its
/// state and a commitment to its details, which callers show again. Units are numbered 0 .. unitCount - 1; packing
/// takes them in order, so a unit lies in at most one logistic unit.
/// @dev Recalls and quarantines are read anew at every call. A lot made of others reads Recalled with any of them.
interface ILots {
    struct LotRecord {
        /// First 25 bytes of keccak256(abi.encode(LotDetails)); zero for a lot that was never commissioned.
        bytes25 commitment;
        /// Units below this index have been packed.
        uint32 packedUpTo;
        /// Bit 1 << QuarantineOrder for each order in force (a Hold also after it lapsed); bit 7: made of other lots.
        uint8 marks;
        RecallClass recall;
        LotState state;
    }

    /// @dev `facts` packs what is short, for one word less in the commonest log: see LotFacts.
    event LotCommissioned(LotId indexed id, bytes32 lotHash, bytes32 unitsRoot, LotFacts facts);
    event LotReleased(LotId indexed id, Gln indexed holder, address indexed qualityPerson, bytes32 certificateHash);
    event LotQuarantined(LotId indexed id, QuarantineOrder indexed order, bytes32 reason);
    event QuarantineLifted(LotId indexed id, QuarantineOrder indexed order, bytes32 reason);
    event LotRecalled(LotId indexed id, RecallClass indexed recallClass, Gln indexed orderedBy, bytes32 reason);
    event LotHeld(LotId indexed id, bytes32 reason, uint40 until);
    event LotHoldConfirmed(LotId indexed id, Gln indexed by, bytes32 reason);
    event RecallClosingProposed(LotId indexed id, Gln indexed by, RecallFigures figures);
    event RecallClosed(LotId indexed id, RecallFigures figures);
    /// @dev The lot was made by repacking units of `source`, or of a lot that was.
    event LotDerived(LotId indexed id, LotId indexed source);

    /// @notice Thrown when a lot is commissioned again.
    error BatchLedger_LotExists(LotId id);
    /// @notice Thrown when a lot has no units or no root.
    error BatchLedger_EmptyLot(LotId id);
    /// @notice Thrown when `expiresAt` is not the last second of `expiry`.
    error BatchLedger_ExpiryMismatch(uint32 expiry, uint40 stated, uint40 computed);
    /// @notice Thrown when a lot is commissioned past its expiry.
    error BatchLedger_AlreadyExpired(LotId id, uint40 expiresAt);
    /// @notice Thrown when nobody commissioned the lot.
    error BatchLedger_UnknownLot(LotId id);
    /// @notice Thrown when the details shown are not those of the lot.
    error BatchLedger_OtherDetails(LotId id, bytes25 committed, bytes25 shown);
    /// @notice Thrown when the caller's partner may give no such order for the lot.
    error BatchLedger_NotInCharge(LotId id, Gln gln);
    /// @notice Thrown when an order lacks its reason.
    error BatchLedger_NoReason(LotId id);
    /// @notice Thrown when the order is not in force or this partner cannot lift it.
    error BatchLedger_NotLiftable(LotId id, QuarantineOrder order, Gln by);
    /// @notice Thrown when a recall would be repeated or softened.
    error BatchLedger_AlreadyRecalled(LotId id, RecallClass recall, RecallClass proposed);
    /// @notice Thrown when a lot is released again, or closed without a recall.
    error BatchLedger_IllegalLotState(LotId id, LotState from, LotState to);
    /// @notice Thrown when there is no hold in force to confirm.
    error BatchLedger_NoHold(LotId id, uint40 until);
    /// @notice Thrown when the figures of a closing cannot be those of a lot of so many units, or lack their report.
    error BatchLedger_FiguresRefused(LotId id, uint32 unitCount);
    /// @notice Thrown when a lot would be made of too many others, of itself or of one that nothing was packed of, or was
    /// released or packed already.
    error BatchLedger_SourcesRefused(LotId id, uint256 sources);

    /// @notice Brings a lot to life. Only the holder of the product's marketing authorisation.
    function commission(LotDetails calldata details) external returns (LotId id);
    /// @notice Releases a lot to trade. Only the quality person of the authorisation holder.
    /// @param certificateHash Commitment to the certificate of analysis; not zero.
    function release(LotDetails calldata details, bytes32 certificateHash) external;
    /// @notice Stops a lot at once. `orderedBy` is the authorisation holder or a regulator.
    function quarantine(LotDetails calldata details, Gln orderedBy, bytes32 reason) external;
    /// @notice Stops a lot at once. Restricted to monitors.
    /// @param order Monitor or MonitorReject.
    function quarantineByMonitor(LotId id, QuarantineOrder order, bytes32 reason) external;
    /// @notice Lifts a monitor's order, and leaves the other one. Restricted to monitors, which answer for the disposition,
    /// or for the regulator's word that the evidence was false.
    /// @param order Monitor or MonitorReject.
    function liftByMonitor(LotId id, QuarantineOrder order, bytes32 reason) external;
    /// @notice Stops a lot for HOLD_TIME. Restricted to monitors. A hold in force is not prolonged.
    function holdByMonitor(LotId id, bytes32 reason) external;
    /// @notice Turns a hold in force into an order of `by`, the authorisation holder or a regulator.
    function confirmHold(LotDetails calldata details, Gln by, bytes32 reason) external;
    /// @notice Lifts one's own order, or a hold in force; a regulator's is lifted by a regulator only. `reason` must not be
    /// zero.
    function liftQuarantine(LotDetails calldata details, QuarantineOrder order, Gln liftedBy, bytes32 reason) external;
    /// @notice Recalls a lot for good, wherever its units are, dispensed ones included. May be repeated only with a
    /// graver class. `orderedBy` is the authorisation holder or a regulator.
    function recall(LotDetails calldata details, RecallClass recallClass, Gln orderedBy, bytes32 reason) external;
    /// @notice Closes a recall when authorisation holder and a regulator have both shown the same figures. The later
    /// proposal of a side replaces its earlier one.
    function closeRecall(LotDetails calldata details, Gln by, RecallFigures calldata figures) external;
    /// @notice Notes that a lot was made of others, whose recalls it shares from now on. Restricted to the unit ledger.
    function deriveLot(LotDetails calldata details, LotDetails calldata source) external;

    /// @notice Status of a lot by itself. Reverts for unknown lots and other details.
    function statusOfLot(LotDetails calldata details) external view returns (EffectiveStatus status);
    /// @notice The same by id, for a caller that knows `expiresAt` from contents or details it checked.
    function statusOfLotId(LotId id, uint40 expiresAt) external view returns (EffectiveStatus status);
    /// @notice What is stored of a lot.
    function lotOf(LotId id) external view returns (LotRecord memory record);
    /// @notice End of the latest hold, zero if there was none.
    function heldUntil(LotId id) external view returns (uint40 until);
    /// @notice Lots that a lot was made of, those of its sources included.
    function sourcesOf(LotId id) external view returns (LotId[] memory sources);
    function lotIdOf(LotDetails calldata details) external pure returns (LotId id);
}
