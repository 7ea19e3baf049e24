// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln, LotId, Sscc} from "../types/Identifiers.sol";
import {
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    LotFacts,
    PackItem,
    QuarantineOrder,
    RecallClass,
    ShipmentState
} from "../types/Provenance.sol";
import {ITradingPartners} from "./ITradingPartners.sol";

/// @title Lots, logistic units and who has them
/// @notice LotId = keccak256(abi.encode(gtin, lotHash)). A lot of a million packs costs one slot: its word holds its
/// state and a commitment to its details, which callers show again. Units are numbered 0 .. unitCount - 1; packing
/// takes them in order, so a unit lies in at most one logistic unit.
/// @dev Custody moves only when the sender offered and the named receiver accepts. No role, owner, monitor or oracle
/// moves it, and nobody alone. Recalls and quarantines are read anew at every call.
interface IBatchLedger is ITradingPartners {
    struct LotRecord {
        /// First 25 bytes of keccak256(abi.encode(LotDetails)); zero for a lot that was never commissioned.
        bytes25 commitment;
        /// Units below this index have been packed.
        uint32 packedUpTo;
        /// Bit 1 << QuarantineOrder for each order in force.
        uint8 quarantines;
        RecallClass recall;
    }

    struct LogisticUnit {
        Gln custodian;
        /// Named receiver and carrier while in transit, else NO_PARTNER.
        Gln receiver;
        Gln carrier;
        /// Last second at which the receiver may accept.
        uint40 acceptBy;
        /// Units packed.
        uint24 unitCount;
        /// Units that some receiver did not get.
        uint24 suspectCount;
        ShipmentState state;
        /// Reason given with the latest receipt or rejection.
        DiscrepancyCode code;
        /// keccak256 over the words of all runs, as abi.encode writes them, without offset and length.
        bytes32 contentsHash;
    }

    /// @dev `facts` packs what is short, for one word less in the commonest log: see LotFacts.
    event LotCommissioned(LotId indexed id, bytes32 lotHash, bytes32 unitsRoot, LotFacts facts);
    event LotQuarantined(LotId indexed id, QuarantineOrder indexed order, bytes32 reason);
    event QuarantineLifted(LotId indexed id, QuarantineOrder indexed order, bytes32 reason);
    event LotRecalled(LotId indexed id, RecallClass indexed recallClass, Gln indexed orderedBy, bytes32 reason);
    event UnitsPacked(Sscc indexed sscc, Gln indexed custodian, Content[] contents);
    event ShipmentOffered(Sscc indexed sscc, Gln indexed from, Gln indexed to, Gln carrier, uint40 acceptBy);
    event ShipmentPickedUp(Sscc indexed sscc, Gln indexed by);
    event ShipmentReceived(
        Sscc indexed sscc, Gln indexed from, Gln indexed to, uint32 receivedCount, uint32 missing, DiscrepancyCode code
    );
    event ShipmentRejected(Sscc indexed sscc, Gln indexed by, DiscrepancyCode code);
    event ShipmentCancelled(Sscc indexed sscc);
    event ShipmentTimedOut(Sscc indexed sscc, uint40 acceptBy);
    event SuspicionCleared(Sscc indexed sscc, Gln indexed by, bytes32 reason);

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
    /// @notice Thrown when a serial shipping container code is not 18 digits with a valid check digit.
    error BatchLedger_BadSscc(Sscc sscc);
    /// @notice Thrown when a container code is used again.
    error BatchLedger_SsccTaken(Sscc sscc);
    /// @notice Thrown when there is nothing, or too much, to pack.
    error BatchLedger_ContentsOutOfRange(uint256 items, uint256 units);
    /// @notice Thrown when a run does not start at the lot's cursor or passes its end.
    error BatchLedger_UnitsOutOfOrder(LotId id, uint32 firstUnit, uint32 count, uint32 packedUpTo, uint32 lotUnitCount);
    /// @notice Thrown when the contents shown are not those of the logistic unit.
    error BatchLedger_OtherContents(Sscc sscc, bytes32 contentsHash, bytes32 shown);
    /// @notice Thrown when a part is not fit to move.
    error BatchLedger_NotActive(LotId id, EffectiveStatus status);
    /// @notice Thrown when a shipment would leave its states' order.
    error BatchLedger_IllegalTransition(Sscc sscc, ShipmentState from, ShipmentState to);
    /// @notice Thrown when the receiver is the sender.
    error BatchLedger_ToSelf(Sscc sscc, Gln gln);
    /// @notice Thrown when the time for acceptance is over, or longer than MAX_TRANSIT.
    error BatchLedger_AcceptByOutOfRange(Sscc sscc, uint40 acceptBy, uint256 now_);
    /// @notice Thrown when acceptance is still possible.
    error BatchLedger_AcceptanceOpen(Sscc sscc, uint40 acceptBy, uint256 now_);
    /// @notice Thrown when somebody else than receiver or carrier picks up.
    error BatchLedger_NotNamed(Sscc sscc, Gln by, Gln receiver, Gln carrier);
    /// @notice Thrown when the count exceeds what was sent, is zero, or is short without a reason.
    error BatchLedger_CountRefused(Sscc sscc, uint32 received, uint32 expected, DiscrepancyCode code);

    /// @notice Brings a lot to life. Only the holder of the product's marketing authorisation.
    function commission(LotDetails calldata details) external returns (LotId id);
    /// @notice Stops a lot at once. `orderedBy` is the authorisation holder or a regulator.
    function quarantine(LotDetails calldata details, Gln orderedBy, bytes32 reason) external;
    /// @notice Stops a lot at once. Restricted to monitors.
    /// @param order Monitor or MonitorReject.
    function quarantineByMonitor(LotId id, QuarantineOrder order, bytes32 reason) external;
    /// @notice Lifts one order, by the class that gave it. `reason` must not be zero.
    function liftQuarantine(LotDetails calldata details, QuarantineOrder order, Gln liftedBy, bytes32 reason) external;
    /// @notice Recalls a lot for good, wherever its units are, dispensed ones included. May be repeated only with a
    /// graver class. `orderedBy` is the authorisation holder or a regulator.
    function recall(LotDetails calldata details, RecallClass recallClass, Gln orderedBy, bytes32 reason) external;

    /// @notice Packs the next units of one or more lots of the same authorisation holder, who becomes custodian.
    function pack(Sscc sscc, PackItem[] calldata items) external returns (Content[] memory contents);
    /// @notice Offers a logistic unit to a partner. Only its custodian; every part must be Active.
    /// @param carrier Partner that may pick up beside the receiver, or NO_PARTNER.
    function ship(Sscc sscc, Content[] calldata contents, Gln to, Gln carrier, uint40 acceptBy) external;
    /// @notice Confirms pick-up; the sender can no longer cancel. `by` is the receiver or the named carrier.
    function pickUp(Sscc sscc, Gln by) external;
    /// @notice Accepts; custody passes to the named receiver, who alone may call. Missing units are booked Suspect.
    function receiveShipment(Sscc sscc, Content[] calldata contents, uint32 receivedCount, DiscrepancyCode code)
        external;
    /// @notice Refuses; custody stays with the sender, the unit is Suspect. Only the named receiver.
    function rejectShipment(Sscc sscc, DiscrepancyCode code) external;
    /// @notice Takes an offer back before pick-up. Only the sender.
    function cancelShipment(Sscc sscc) external;
    /// @notice Ends an offer that was not accepted in time; custody stays with the sender, the unit is Suspect. Anyone.
    function timeOutShipment(Sscc sscc) external;
    /// @notice Clears a rejected or timed-out unit after verification. `clearedBy` is the authorisation holder of the
    /// contents, shown by the details of one of its lots, or a regulator.
    function clearSuspicion(
        Sscc sscc,
        Content[] calldata contents,
        LotDetails calldata details,
        Gln clearedBy,
        bytes32 reason
    ) external;

    /// @notice Status of a lot by itself. Reverts for unknown lots and other details.
    function statusOfLot(LotDetails calldata details) external view returns (EffectiveStatus status);
    /// @notice Greatest severity over the logistic unit and every lot inside.
    function statusOfLogisticUnit(Sscc sscc, Content[] calldata contents) external view returns (EffectiveStatus status);
    /// @notice What is stored of a lot.
    function lotOf(LotId id) external view returns (LotRecord memory record);
    function logisticUnitOf(Sscc sscc) external view returns (LogisticUnit memory unit);
    function lotIdOf(LotDetails calldata details) external pure returns (LotId id);
}
