// Names of the ledger's enumerations, each list in the order of its members in the contracts; and the same members by
// name, as numbers.

const numbered = <const Names extends readonly string[]>(names: Names) =>
  Object.fromEntries(names.map((name, i) => [name, i])) as { readonly [Name in Names[number]]: number };

/** How bad it is, in rising order. */
export const EFFECTIVE_STATUSES = [
  "Active",
  "Unreleased",
  "InTransit",
  "ReturnPending",
  "Sampled",
  "Exported",
  "Dispensed",
  "ExcursionHold",
  "Expired",
  "Suspect",
  "Quarantined",
  "Decommissioned",
  "Destroyed",
  "Recalled",
  "Illegitimate",
  "Stolen",
] as const;
export type EffectiveStatusName = (typeof EFFECTIVE_STATUSES)[number];
export const EffectiveStatus = numbered(EFFECTIVE_STATUSES);

export const LOT_STATES = ["Commissioned", "Released", "RecallClosed"] as const;
export type LotStateName = (typeof LOT_STATES)[number];
export const LotState = numbered(LOT_STATES);

export const RECALL_CLASSES = ["None", "I", "II", "III"] as const;
export type RecallClassName = (typeof RECALL_CLASSES)[number];
export const RecallClass = numbered(RECALL_CLASSES);

/** Who ordered a quarantine. */
export const QUARANTINE_ORDERS = [
  "AuthorisationHolder",
  "Regulator",
  "Monitor",
  "MonitorReject",
  "Hold",
] as const;
export type QuarantineOrderName = (typeof QUARANTINE_ORDERS)[number];
export const QuarantineOrder = numbered(QUARANTINE_ORDERS);

/** What is wrong with a logistic unit as such. */
export const MARKS = [
  "Suspect",
  "Excursion",
  "Reject",
  "Hold",
  "Destroyed",
  "Illegitimate",
  "Stolen",
] as const;
export type MarkName = (typeof MARKS)[number];
export const Mark = numbered(MARKS);

export const SHIPMENT_STATES = [
  "None",
  "Packed",
  "Offered",
  "PickedUp",
  "Received",
  "PartiallyReceived",
  "Rejected",
  "Cancelled",
  "TimedOut",
  "Aggregated",
] as const;
export type ShipmentStateName = (typeof SHIPMENT_STATES)[number];
export const ShipmentState = numbered(SHIPMENT_STATES);

export const DISCREPANCY_CODES = [
  "None",
  "MissingProductData",
  "MissingProduct",
  "DataMisalignment",
  "Overage",
  "Underage",
  "GlnError",
  "GtinError",
] as const;
export type DiscrepancyCodeName = (typeof DISCREPANCY_CODES)[number];
export const DiscrepancyCode = numbered(DISCREPANCY_CODES);

export const RESOLUTIONS = [
  "None",
  "SendNewData",
  "SendProduct",
  "ReturnProduct",
  "SendBackProduct",
  "CreditAccount",
  "DebitAccount",
] as const;
export type ResolutionName = (typeof RESOLUTIONS)[number];
export const Resolution = numbered(RESOLUTIONS);

/** Why units leave a logistic unit. */
export const REMOVALS = ["Trade", "Withdrawal", "Missing"] as const;
export type RemovalName = (typeof REMOVALS)[number];
export const Removal = numbered(REMOVALS);

export const UNIT_STATES = [
  "Untouched",
  "Loose",
  "Packed",
  "ReturnPending",
  "Sampled",
  "Exported",
  "Dispensed",
  "Suspect",
  "Decommissioned",
  "Destroyed",
  "Illegitimate",
  "Stolen",
] as const;
export type UnitStateName = (typeof UNIT_STATES)[number];
export const UnitState = numbered(UNIT_STATES);

/** What `verify` of the unit ledger finds. */
export const VERIFICATION_RESULTS = [
  "Verified",
  "GtinNotRegistered",
  "LotNotFound",
  "LotDetailsDiffer",
  "IndexOutOfRange",
  "NoMatch",
] as const;
export type VerificationResultName = (typeof VERIFICATION_RESULTS)[number];
export const VerificationResult = numbered(VERIFICATION_RESULTS);

/** What an authorisation holder answers, in the order of GS1's reasons. */
export const VERIFICATION_FAILURES = [
  "None",
  "NoMatchGtinSerial",
  "NoMatchGtinSerialLot",
  "NoMatchGtinSerialExpiry",
  "NoMatchGtinSerialLotExpiry",
  "GtinNotRegistered",
  "GtinNotFound",
  "NoReasonProvided",
] as const;
export type VerificationFailureName = (typeof VERIFICATION_FAILURES)[number];
export const VerificationFailure = numbered(VERIFICATION_FAILURES);

export const SUSPICION_REASONS = [
  "UnknownSerial",
  "DuplicateDispense",
  "ImpossibleTravel",
  "TamperedPackage",
  "Other",
] as const;
export type SuspicionReasonName = (typeof SUSPICION_REASONS)[number];
export const SuspicionReason = numbered(SUSPICION_REASONS);

export const DISPOSITIONS = ["None", "UseAsIs", "Reject", "Dismissed"] as const;
export type DispositionName = (typeof DISPOSITIONS)[number];
export const Disposition = numbered(DISPOSITIONS);

/** What physics says of a series of readings. */
export const VERDICTS = ["None", "Conformant", "Indeterminate", "Excursion", "Reject"] as const;
export type VerdictName = (typeof VERDICTS)[number];
export const Verdict = numbered(VERDICTS);

/** What the integrity network says of a series. */
export const FLAGS = ["NotAssessed", "Clear", "Raised"] as const;
export type FlagName = (typeof FLAGS)[number];
export const Flag = numbered(FLAGS);

/** Bits of a partner's roles. */
export const PartnerRole = {
  MANUFACTURER: 1,
  WHOLESALER: 2,
  CARRIER: 4,
  DISPENSER: 8,
  REGULATOR: 16,
} as const;

export const NO_PARTNER = 0n;
export const NO_LOGISTIC_UNIT = 0n;
/** First unit of contents that are not a run. */
export const SCATTERED = 0xffff_ffff;
/** Seconds for which a monitor's suspicion stops goods by itself. */
export const HOLD_SECONDS = 72 * 3_600;
