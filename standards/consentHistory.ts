import { ConsentState, type ConsentStateCode } from "./consentStanding.ts";
import type { ConsentId } from "./hex.ts";

/** An event of the consent registry, decoded. */
export type ConsentEvent = { readonly name: string; readonly args: Readonly<Record<string, unknown>> };

/** What the events of one consent and of its signer's key add up to. */
export type SummedHistory = {
  readonly state: ConsentStateCode;
  /** The signer has revoked everything issued up to then; zero: nothing. */
  readonly revokedUpTo: number;
  /** Whether the signer's key was ever frozen, or a recovery ever announced. */
  readonly wasDisputed: boolean;
};

const EMPTY: SummedHistory = { state: ConsentState.None, revokedUpTo: 0, wasDisputed: false };

/** Names of the events that change a consent's own state. */
export const STATE_EVENTS: readonly string[] = [
  "ConsentGranted",
  "ConsentGrantedByDelegate",
  "ConsentRevoked",
  "ConsentSuspended",
  "ConsentResumed",
  "ConsentSuperseded",
  "ConsentErased",
];

/** Name of the event of a signer's key that ends all it signed before. */
export const REVOKE_ALL = "AllConsentsRevoked";

/** Adds up a consent's events and those of its signer's key, oldest first. */
export const sumHistory = (id: ConsentId, events: readonly ConsentEvent[]): SummedHistory => {
  let sum = EMPTY;
  for (const event of events) sum = { ...sum, ...changeBy(id, sum, event) };
  return sum;
};

const same = (a: unknown, b: string): boolean => String(a).toLowerCase() === b.toLowerCase();

const changeBy = (
  id: ConsentId,
  { state, revokedUpTo }: SummedHistory,
  { name, args }: ConsentEvent,
): Partial<SummedHistory> => {
  const granted = { state: state === ConsentState.None ? ConsentState.Active : state };
  switch (name) {
    case "ConsentGranted":
    case "ConsentGrantedByDelegate":
      return granted;
    case "ConsentRevoked":
      return { state: ConsentState.Revoked };
    case "ConsentSuspended":
      return {
        state: args.byDelegate === true ? ConsentState.SuspendedByDelegate : ConsentState.SuspendedByPatient,
      };
    case "ConsentResumed":
      return { state: ConsentState.Active };
    case "ConsentSuperseded":
      return same(args.predecessor, id) ? { state: ConsentState.Superseded } : granted;
    case "ConsentErased":
      return { state: ConsentState.Erased };
    case REVOKE_ALL:
      return { revokedUpTo: Math.max(revokedUpTo, Number(args.issuedUpTo)) };
    case "SignerFrozen":
    case "RecoveryAnnounced":
      return { wasDisputed: true };
    default:
      return {};
  }
};
