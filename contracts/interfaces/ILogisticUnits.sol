// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln, LotId, Sscc} from "../types/Identifiers.sol";
import {
    Child,
    Content,
    DiscrepancyCode,
    EffectiveStatus,
    LotDetails,
    Mark,
    PackItem,
    Removal,
    ShipmentState
} from "../types/Provenance.sol";

/// @title Logistic units: bundles, cases, pallets, and what lies in them
/// @notice A logistic unit is known by its serial shipping container code, which is never used again. It commits to its
/// contents: runs of units that were packed into it, and for other logistic units inside it the number of units of each
/// lot. It is opened from outside in: only a unit that lies in no other one is shipped, opened or added to. Levels: a
/// pack is level 1, so logistic units are of level 2 (packs only) to 4.
/// @dev A logistic unit inside another has neither custody nor shipment of its own: both are read from the outermost.
/// What is wrong with any of those around it is wrong with it; what was marked inside does not stop those around. Opening
/// leaves a run in the contents even when a pack of it left (`unitCount` falls): what is inside may then look graver than
/// it is, never lighter. A logistic unit that was emptied holds nothing.
interface ILogisticUnits {
    struct LogisticUnit {
        /// Of the outermost logistic unit around it; meaningless while Aggregated.
        Gln custodian;
        /// Named receiver and carrier while in transit, else NO_PARTNER.
        Gln receiver;
        Gln carrier;
        /// Last second at which the receiver may accept.
        uint40 acceptBy;
        /// The logistic unit around it, or NO_LOGISTIC_UNIT.
        Sscc parent;
        /// Units inside now.
        uint24 unitCount;
        /// Units that receipts were short of and nobody has named yet.
        uint24 suspectCount;
        /// 2 with packs only, one more than the highest logistic unit put inside since it was empty, at most 4.
        uint8 level;
        ShipmentState state;
        /// Reason given with the latest receipt or rejection.
        DiscrepancyCode code;
        /// Bit 1 << Mark for each mark (a Hold also after it lapsed).
        uint8 marks;
        /// keccak256 over the words of all contents, as abi.encode writes them, without offset and length.
        bytes32 contentsHash;
    }

    event UnitsPacked(Sscc indexed sscc, Gln indexed custodian, Content[] contents);
    event LogisticUnitAggregated(Sscc indexed sscc, Sscc indexed parent);
    /// @dev Marks, hold and state (Rejected, TimedOut) of the parent stay with it; so when it is missing.
    event LogisticUnitDisaggregated(Sscc indexed sscc, Sscc indexed parent, Gln indexed custodian);
    /// @dev So many of the units that the parent's receipt was short of are missing in the one that was taken out.
    event MissingLocated(Sscc indexed sscc, Sscc indexed parent, uint24 missing);
    /// @dev After every change of what a logistic unit holds, so that its contents can be shown again.
    event ContentsChanged(Sscc indexed sscc, Content[] contents, uint24 unitCount);
    event UnitsRemoved(Sscc indexed sscc, LotId indexed lot, uint24 count, Removal removal);
    event LogisticUnitMissing(Sscc indexed sscc, Sscc indexed parent, Gln indexed answerable);
    event LogisticUnitMarked(Sscc indexed sscc, Mark indexed mark, Gln indexed by, bytes32 reason);
    event LogisticUnitHeld(Sscc indexed sscc, bytes32 reason, uint40 until);
    event MarkCleared(Sscc indexed sscc, Mark indexed mark, Gln indexed by, bytes32 reason);
    event SuspicionCleared(Sscc indexed sscc, Gln indexed by, bytes32 reason);

    /// @notice Thrown when a serial shipping container code is not 18 digits with a valid check digit.
    error BatchLedger_BadSscc(Sscc sscc);
    /// @notice Thrown when there is no such logistic unit.
    error BatchLedger_UnknownUnit(Sscc sscc);
    /// @notice Thrown when a container code is used again.
    error BatchLedger_SsccTaken(Sscc sscc);
    /// @notice Thrown when there is nothing, or too much, to pack, or nothing to ship.
    error BatchLedger_ContentsOutOfRange(uint256 items, uint256 units);
    /// @notice Thrown when a run does not start at the lot's cursor or passes its end.
    error BatchLedger_UnitsOutOfOrder(LotId id, uint32 firstUnit, uint32 count, uint32 packedUpTo, uint32 lotUnitCount);
    /// @notice Thrown when the contents shown are not those of the logistic unit.
    error BatchLedger_OtherContents(Sscc sscc, bytes32 contentsHash, bytes32 shown);
    /// @notice Thrown when a part is not fit to move.
    error BatchLedger_NotActive(LotId id, EffectiveStatus status);
    /// @notice Thrown when the logistic unit itself is not fit for what is asked.
    error BatchLedger_UnitNotActive(Sscc sscc, EffectiveStatus status);
    /// @notice Thrown when a logistic unit lies in another, or has none around it where one is needed.
    error BatchLedger_NotOutermost(Sscc sscc, Sscc parent);
    /// @notice Thrown when a child would make its parent higher than four levels, or is the parent itself.
    error BatchLedger_TooDeep(Sscc parent, Sscc child, uint8 level);
    /// @notice Thrown when a child is not in the parent's custody.
    error BatchLedger_OtherCustodian(Sscc sscc, Gln custodian, Gln expected);
    /// @notice Thrown when more units would leave than are inside: those missing must be named first.
    error BatchLedger_MoreThanInside(Sscc sscc, uint24 inside, uint256 leaving);
    /// @notice Thrown when a mark cannot be set or cleared by this partner, or does not stand.
    error BatchLedger_MarkRefused(Sscc sscc, Mark mark, Gln by);
    /// @notice Thrown when an order about a logistic unit lacks its reason.
    error BatchLedger_NoReasonFor(Sscc sscc);

    /// @notice Packs the next units of one or more lots of the same authorisation holder, who becomes custodian. The code
    /// carries the holder's company prefix (digits 2 and on of its 18).
    function pack(Sscc sscc, PackItem[] calldata items) external returns (Content[] memory contents);
    /// @notice Puts logistic units into another one, new or outermost, of the same custodian, who alone may call.
    /// @param contents What `sscc` holds now; none for a new one, whose code carries the custodian's company prefix.
    /// @param children Of level 3 at most, by themselves, Active and not empty; missing units in them have been named.
    /// @return merged What it holds afterwards.
    function aggregate(Sscc sscc, Content[] calldata contents, Child[] calldata children)
        external
        returns (Content[] memory merged);
    /// @notice Takes a logistic unit out of another, outermost one, that is not in transit. Only its custodian, who has
    /// custody of both. What is wrong with the one around it stays wrong with it; after a monitor's verdict that is not
    /// disposed of nothing leaves. What is wrong with a lot inside does not matter, so that a recall can be carried out.
    function disaggregate(Sscc sscc, Content[] calldata contents, Child calldata child)
        external
        returns (Content[] memory left);
    /// @notice The same for one in which `missing` of those units are missing that the latest receipt was short of: it is
    /// there that they are to be named.
    function disaggregateShort(Sscc sscc, Content[] calldata contents, Child calldata child, uint24 missing)
        external
        returns (Content[] memory left);
    /// @notice Names a logistic unit that a receipt was short of. It leaves its parent and is Suspect with the sender of
    /// that shipment. Only the custodian of the parent, an outermost one.
    function nameMissing(Sscc sscc, Content[] calldata contents, Child calldata child)
        external
        returns (Content[] memory left);
    /// @notice Marks a logistic unit Suspect, Destroyed or Stolen (its custodian; Suspect also a regulator), or
    /// Illegitimate (a regulator, or the authorisation holder of all its lots, shown as `lots`). Also in transit.
    function mark(Sscc sscc, Content[] calldata contents, LotDetails[] calldata lots, Mark what, Gln by, bytes32 reason)
        external;
    /// @notice Clears Suspect or a Hold: a regulator, or the authorisation holder of all its lots.
    function clearMark(
        Sscc sscc,
        Content[] calldata contents,
        LotDetails[] calldata lots,
        Mark what,
        Gln by,
        bytes32 reason
    ) external;
    /// @notice Turns a hold in force into a Suspect mark: a regulator, or the authorisation holder of all its lots.
    function confirmUnitHold(Sscc sscc, Content[] calldata contents, LotDetails[] calldata lots, Gln by, bytes32 reason)
        external;
    /// @notice Marks Excursion, Reject or Hold. Restricted to monitors. A hold in force is not prolonged.
    function markByMonitor(Sscc sscc, Mark what, bytes32 reason) external;
    /// @notice Clears a monitor's verdict, and leaves the other one. Restricted to monitors, which answer for the
    /// disposition, or for the regulator's word that the evidence was false.
    /// @param what Excursion or Reject.
    function clearByMonitor(Sscc sscc, Mark what, bytes32 reason) external;
    /// @notice Clears a rejected or timed-out unit after verification: a regulator, or the authorisation holder of all
    /// its lots, shown as `lots`.
    function clearSuspicion(
        Sscc sscc,
        Content[] calldata contents,
        LotDetails[] calldata lots,
        Gln clearedBy,
        bytes32 reason
    ) external;

    /// @notice Takes single packs out of an outermost logistic unit. Restricted to the unit ledger, which checks that
    /// they lie in it and who asks.
    /// @return answerable Who has them now: the custodian, or for Missing the sender of the shipment that was short.
    function removeUnits(Sscc sscc, Content[] calldata contents, LotId lot, uint24 count, Removal removal)
        external
        returns (Gln answerable);
    /// @notice Puts single packs into a logistic unit, new (`contents` empty) or outermost, of `custodian`. Restricted to
    /// the unit ledger.
    /// @param added SCATTERED contents.
    function addUnits(Sscc sscc, Content[] calldata contents, Content[] calldata added, Gln custodian) external;

    /// @notice Greatest severity over the logistic unit, those around it, and every lot inside.
    function statusOfLogisticUnit(Sscc sscc, Content[] calldata contents) external view returns (EffectiveStatus status);
    /// @notice Greatest severity over the logistic unit and those around it, whatever is inside: what counts for a pack
    /// in it beside its own lot.
    function statusOfPlace(Sscc sscc) external view returns (EffectiveStatus status);
    function logisticUnitOf(Sscc sscc) external view returns (LogisticUnit memory unit);
    /// @notice The outermost logistic unit around one, and who has it.
    function outermostOf(Sscc sscc) external view returns (Sscc outermost, Gln custodian);
    /// @notice End of the latest hold, zero if there was none.
    function unitHeldUntil(Sscc sscc) external view returns (uint40 until);
}
