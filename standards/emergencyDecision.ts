import { type DataClassCode, Purpose, type PurposeCode, permits } from "./consentCodes.ts";
import { emergencyTag } from "./emergency.ts";
import type { EmergencyTag, Hex } from "./hex.ts";

/** What a clinician wants to read without a consent, of whom, and when. */
export type EmergencyUse = {
  /** Handle of the patient whose data is asked for, and the number of the emergency that is claimed. */
  readonly subject: Hex;
  readonly n: number;
  /** The custodian that decides. */
  readonly custodian: Hex;
  readonly actor: Hex;
  readonly purpose: PurposeCode;
  readonly dataClass: DataClassCode;
  /** Unix seconds of chain time. */
  readonly at: number;
};

/** What the chain says about an emergency, all of one block. */
export type EmergencyFacts = {
  readonly tag: EmergencyTag;
  readonly clinician: Hex;
  readonly custodian: Hex;
  readonly dataClasses: number;
  readonly openedAt: number;
  /** Last second of access. */
  readonly expiresAt: number;
  /** Whether the clinician is suspended, and where it is a clinician now, if anywhere. */
  readonly suspended: boolean;
  readonly clinicianAt: Hex | undefined;
  /** Whether a patient's client finds it: no LOOK_AHEAD numbers in a row before it went unused. */
  readonly inSight: boolean;
};

export type EmergencyDenial =
  | "PURPOSE"
  | "TAG"
  | "OUT_OF_SIGHT"
  | "CUSTODIAN"
  | "CLINICIAN"
  | "SCOPE"
  | "NOT_OPEN"
  | "SUSPENDED"
  | "NO_ROLE";

export type EmergencyDecision =
  | { readonly permitted: true; readonly until: number }
  | { readonly permitted: false; readonly reason: EmergencyDenial };

const same = (a: Hex, b: Hex | undefined): boolean => a.toLowerCase() === b?.toLowerCase();

/**
 * Whether a custodian lets a clinician read under an emergency: this patient's tag, where the patient sees it, opened
 * here by this clinician, open, for this class and for breaking the glass only. Absence is denial; the first reason found is given.
 */
export const decideEmergency = (use: EmergencyUse, facts: EmergencyFacts | undefined): EmergencyDecision => {
  const reason = denialOf(use, facts);
  if (reason !== undefined) return { permitted: false, reason };
  return { permitted: true, until: facts?.expiresAt ?? use.at };
};

const denialOf = (use: EmergencyUse, facts: EmergencyFacts | undefined): EmergencyDenial | undefined => {
  if (use.purpose !== Purpose.BTG) return "PURPOSE";
  if (facts === undefined || !same(facts.tag, emergencyTag(use.subject, use.n))) return "TAG";
  if (!facts.inSight) return "OUT_OF_SIGHT";
  if (!same(facts.custodian, use.custodian)) return "CUSTODIAN";
  if (!same(facts.clinician, use.actor)) return "CLINICIAN";
  if (!permits(facts.dataClasses, use.dataClass)) return "SCOPE";
  if (use.at < facts.openedAt || use.at > facts.expiresAt) return "NOT_OPEN";
  if (facts.suspended) return "SUSPENDED";
  return same(facts.custodian, facts.clinicianAt) ? undefined : "NO_ROLE";
};
