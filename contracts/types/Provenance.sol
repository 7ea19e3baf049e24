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

/// @dev A run of units of one lot inside a logistic unit.
struct Content {
    LotId lot;
    uint40 expiresAt;
    uint32 firstUnit;
    uint32 unitCount;
}

/// @dev A run of units to be packed. `firstUnit` is the lot's cursor: no unit is packed twice, none is left out.
struct PackItem {
    LotDetails lot;
    uint32 firstUnit;
    uint32 unitCount;
}

/// @dev How bad it is, in rising order: the effective status is the greatest over all parts. Rungs that nothing
/// reaches yet keep their place so that the numbers stay.
enum EffectiveStatus {
    Active,
    InTransit,
    Dispensed,
    ExcursionHold,
    Expired,
    Suspect,
    Quarantined,
    Destroyed,
    Recalled,
    Illegitimate,
    Stolen
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
    /// The marketing authorisation holder; lifted by it.
    AuthorisationHolder,
    /// A regulator; lifted by a regulator.
    Regulator,
    /// A monitor's verdict; lifted by the marketing authorisation holder with a reason.
    Monitor,
    /// A monitor's verdict that nobody lifts, such as a freeze breach.
    MonitorReject
}

/// @dev Where a logistic unit stands. Packed: it never travelled, or its suspicion was cleared.
enum ShipmentState {
    None,
    Packed,
    Offered,
    PickedUp,
    Received,
    PartiallyReceived,
    Rejected,
    Cancelled,
    TimedOut
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

/// @dev Bits of a partner's roles.
uint16 constant ROLE_MANUFACTURER = 1;
uint16 constant ROLE_WHOLESALER = 2;
uint16 constant ROLE_CARRIER = 4;
uint16 constant ROLE_DISPENSER = 8;
uint16 constant ROLE_REGULATOR = 16; // takes no other role
