// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Gln, Gtin, LotId, Sscc} from "./Identifiers.sol";

/// @dev Number of a storage profile of ColdChain. A profile never changes under its number.
type StorageProfileId is uint32;

using {storageProfileIdEquals as ==} for StorageProfileId global;

function storageProfileIdEquals(StorageProfileId a, StorageProfileId b) pure returns (bool) {
    return StorageProfileId.unwrap(a) == StorageProfileId.unwrap(b);
}

/// @dev Everything a manufacturer fixes of a lot. The ledger keeps a commitment to it; callers show it again.
struct LotDetails {
    Gtin gtin;
    /// keccak256 of the lot string (AI 10), case preserved, never trimmed.
    bytes32 lotHash;
    /// AI 17 as a number, YYMMDD; day 00 is the last day of the month.
    uint32 expiry;
    /// Last second of that day, UTC; checked against `expiry`.
    uint40 expiresAt;
    /// Merkle root over the unit leaves, see IUnitLedger.
    bytes32 unitsRoot;
    uint32 unitCount;
}

/// @dev gtin << 64 | expiry << 32 | unitCount.
type LotFacts is uint128;

/// @dev Units of one lot inside a logistic unit: a run of indices, or a number of them (`firstUnit` SCATTERED).
struct Content {
    LotId lot;
    uint40 expiresAt;
    uint32 firstUnit;
    uint32 unitCount;
}

/// @dev A logistic unit inside another, and what it holds.
struct Child {
    Sscc sscc;
    Content[] contents;
}

/// @dev Where a pack lies: in a logistic unit, shown with its contents, or by itself (NO_LOGISTIC_UNIT, none).
struct Place {
    Sscc sscc;
    Content[] contents;
}

/// @dev Single packs of one lot.
struct LotUnits {
    LotDetails lot;
    uint32[] indices;
}

/// @dev What a recall achieved, in packs.
struct RecallFigures {
    uint32 dispensed;
    /// Of those, packs whose dispenser passed the notice on.
    uint32 notified;
    uint32 recovered;
    uint32 destroyed;
    /// keccak256 of the report.
    bytes32 reportHash;
}

/// @dev A run of units to be packed. `firstUnit` is the lot's cursor: no unit is packed twice, none is left out.
struct PackItem {
    LotDetails lot;
    uint32 firstUnit;
    uint32 unitCount;
}

/// @dev How bad it is, in rising order: the effective status is the greatest over all parts.
enum EffectiveStatus {
    Active,
    /// Commissioned, not yet released by a quality person.
    Unreleased,
    InTransit,
    /// On its way back to a wholesaler, not saleable before its verification.
    ReturnPending,
    Sampled,
    Exported,
    Dispensed,
    /// A monitor's verdict or hold on a logistic unit.
    ExcursionHold,
    Expired,
    Suspect,
    Quarantined,
    /// The serial is out of use: repacked under another.
    Decommissioned,
    Destroyed,
    Recalled,
    Illegitimate,
    Stolen
}

/// @dev How far a lot has come. A recall is told by its class.
enum LotState {
    Commissioned,
    Released,
    /// Authorisation holder and regulator agreed on what the recall achieved. Its units stay unsaleable.
    RecallClosed
}

/// @dev Class I is the gravest.
enum RecallClass {
    None,
    I,
    II,
    III
}

/// @dev Who ordered a quarantine. Each order is lifted by itself.
enum QuarantineOrder {
    /// The marketing authorisation holder; lifted by it or a regulator.
    AuthorisationHolder,
    /// A regulator; lifted by a regulator.
    Regulator,
    /// A monitor's verdict; lifted by the monitor, on a quality person's disposition.
    Monitor,
    /// A monitor's verdict that no disposition lifts, such as a freeze breach; only with its evidence it falls.
    MonitorReject,
    /// A monitor's suspicion: lapses after HOLD_TIME unless a person confirms it.
    Hold
}

/// @dev What is wrong with a logistic unit as such. Bit 1 << Mark of its marks.
enum Mark {
    /// Its custodian or a regulator doubts it.
    Suspect,
    /// A monitor's verdict, lifted by the monitor on a quality person's disposition.
    Excursion,
    /// A monitor's verdict that no disposition lifts; only with its evidence it falls.
    Reject,
    /// A monitor's suspicion: lapses after HOLD_TIME unless a person confirms it.
    Hold,
    Destroyed,
    Illegitimate,
    Stolen
}

/// @dev Where a logistic unit stands. Packed: it never travelled, came out of another one, or its suspicion was cleared.
enum ShipmentState {
    None,
    Packed,
    Offered,
    PickedUp,
    Received,
    PartiallyReceived,
    Rejected,
    Cancelled,
    TimedOut,
    /// Inside another logistic unit, which speaks for it.
    Aggregated
}

/// @dev Why a receipt differs from the notice.
enum DiscrepancyCode {
    None,
    MissingProductData,
    MissingProduct,
    DataMisalignment,
    Overage,
    Underage,
    GlnError,
    GtinError
}

/// @dev How sender and receiver settled a discrepancy.
enum Resolution {
    None,
    SendNewData,
    SendProduct,
    ReturnProduct,
    SendBackProduct,
    CreditAccount,
    DebitAccount
}

/// @dev Why units leave a logistic unit.
enum Removal {
    /// Unpacked, dispensed, returned, doubted, sampled: the unit must be fit for trade, for what leaves may be traded.
    Trade,
    /// Destroyed or stolen: at any time but in transit.
    Withdrawal,
    /// Named as those that a receipt was short of: the unit must be fit for trade, or a name would lead out of its stop.
    Missing
}

/// @dev How a pack stands of which something individual was said.
enum UnitState {
    /// Nothing was: it lies where the run of its index lies.
    Untouched,
    /// By itself, with `custodian`.
    Loose,
    /// Packed by itself into `container`.
    Packed,
    ReturnPending,
    Sampled,
    Exported,
    Dispensed,
    Suspect,
    Decommissioned,
    Destroyed,
    Illegitimate,
    Stolen
}

/// @dev Why a pack does not verify: the reasons of GS1's Lightweight Messaging Standard for Verification, in its order.
enum VerificationFailure {
    None,
    NoMatchGtinSerial,
    NoMatchGtinSerialLot,
    NoMatchGtinSerialExpiry,
    NoMatchGtinSerialLotExpiry,
    GtinNotRegistered,
    GtinNotFound,
    NoReasonProvided
}

/// @dev Why somebody proposes that a pack is a copy.
enum SuspicionReason {
    UnknownSerial,
    DuplicateDispense,
    ImpossibleTravel,
    TamperedPackage,
    Other
}

/// @dev What a person makes of a verdict.
enum Disposition {
    None,
    UseAsIs,
    Reject,
    /// By a regulator: the series is not about these goods, and its verdict counts no longer.
    Dismissed
}

/// @dev What physics says of a series of readings.
enum Verdict {
    None,
    Conformant,
    /// Too long a gap between readings: missing readings are not "in range".
    Indeterminate,
    Excursion,
    /// A freeze breach of a freeze-sensitive product.
    Reject
}

Gln constant NO_PARTNER = Gln.wrap(0);
Sscc constant NO_LOGISTIC_UNIT = Sscc.wrap(0);
/// @dev Index of no unit: what a serial that is nobody's has.
uint32 constant NO_UNIT = type(uint32).max;

/// @dev Bits of a partner's roles.
uint16 constant ROLE_MANUFACTURER = 1;
uint16 constant ROLE_WHOLESALER = 2;
uint16 constant ROLE_CARRIER = 4;
uint16 constant ROLE_DISPENSER = 8;
uint16 constant ROLE_REGULATOR = 16; // takes no other role

/// @dev `Content.firstUnit` where the units are not a run: each says itself, or the logistic unit inside says, where it
/// lies.
uint32 constant SCATTERED = type(uint32).max;

/// @dev How long a monitor's suspicion stops goods by itself.
uint40 constant HOLD_TIME = 72 hours;

/// @dev Bits of a pack's flags.
uint8 constant UNIT_RETURNED = 1; // a return of it was accepted once
uint8 constant UNIT_SUPPLIED = 2; // dispensed and handed over
uint8 constant UNIT_VERIFIED = 4; // the authorisation holder's answer, in this state, was yes
uint8 constant UNIT_REFUSED = 8; // and this one, no
uint8 constant UNIT_NOTIFIED = 16; // the notice about it was given
uint8 constant UNIT_PASSED_ON = 32; // the dispenser passed a recall on
