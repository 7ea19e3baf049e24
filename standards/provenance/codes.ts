// Numbers as in contracts/types/Provenance.sol.

/** How bad it is, in rising order: the effective status is the greatest over all parts. */
export const EffectiveStatus = {
  Active: 0,
  Unreleased: 1,
  InTransit: 2,
  ReturnPending: 3,
  Sampled: 4,
  Exported: 5,
  Dispensed: 6,
  ExcursionHold: 7,
  Expired: 8,
  Suspect: 9,
  Quarantined: 10,
  Decommissioned: 11,
  Destroyed: 12,
  Recalled: 13,
  Illegitimate: 14,
  Stolen: 15,
} as const;
export type EffectiveStatusCode = (typeof EffectiveStatus)[keyof typeof EffectiveStatus];

export const LotState = { Commissioned: 0, Released: 1, RecallClosed: 2 } as const;
export type LotStateCode = (typeof LotState)[keyof typeof LotState];

/** Who ordered a quarantine; bit 1 << order of a lot's marks. */
export const QuarantineOrder = {
  AuthorisationHolder: 0,
  Regulator: 1,
  Monitor: 2,
  MonitorReject: 3,
  Hold: 4,
} as const;

/** What is wrong with a logistic unit as such; bit 1 << mark of its marks. */
export const Mark = {
  Suspect: 0,
  Excursion: 1,
  Reject: 2,
  Hold: 3,
  Destroyed: 4,
  Illegitimate: 5,
  Stolen: 6,
} as const;
export type MarkCode = (typeof Mark)[keyof typeof Mark];

export const ShipmentState = {
  None: 0,
  Packed: 1,
  Offered: 2,
  PickedUp: 3,
  Received: 4,
  PartiallyReceived: 5,
  Rejected: 6,
  Cancelled: 7,
  TimedOut: 8,
  Aggregated: 9,
} as const;
export type ShipmentStateCode = (typeof ShipmentState)[keyof typeof ShipmentState];

export const UnitState = {
  Untouched: 0,
  Loose: 1,
  Packed: 2,
  ReturnPending: 3,
  Sampled: 4,
  Exported: 5,
  Dispensed: 6,
  Suspect: 7,
  Decommissioned: 8,
  Destroyed: 9,
  Illegitimate: 10,
  Stolen: 11,
} as const;
export type UnitStateCode = (typeof UnitState)[keyof typeof UnitState];

/** Bits of a pack's flags. */
export const UnitFlag = {
  Returned: 1,
  Supplied: 2,
  Verified: 4,
  Refused: 8,
  Notified: 16,
  PassedOn: 32,
} as const;

/** Why somebody proposes that a pack is a copy. */
export const SuspicionReason = {
  UnknownSerial: 0,
  DuplicateDispense: 1,
  ImpossibleTravel: 2,
  TamperedPackage: 3,
  Other: 4,
} as const;
export type SuspicionReasonName = keyof typeof SuspicionReason;

/** `Content.firstUnit` where the units are not a run. */
export const SCATTERED = 2 ** 32 - 1;

/** Name of a number of one of the lists. */
export const nameOf = (codes: Readonly<Record<string, number>>, code: number): string =>
  Object.entries(codes).find(([, value]) => value === code)?.[0] ?? "Unknown";
