import type * as r4 from "fhir/r4.js";
import type * as r5 from "fhir/r5.js";
import type { CodePoint } from "./codeSystems.ts";
import { parseFhir } from "./parse.ts";
import { instantOf } from "./times.ts";
import type { FhirVersion } from "./version.ts";

export type AuditEventOf = { R4: r4.AuditEvent; R5: r5.AuditEvent };

/** Who or what, by reference only: an event carries no name and no record number of its own accord. */
export type AuditReference = {
  readonly reference?: string;
  readonly identifier?: { readonly system: string; readonly value: string };
};

export type AuditAgent = {
  readonly type: CodePoint;
  readonly who: AuditReference;
  readonly requestor: boolean;
  /** Address of the machine, as a URI. */
  readonly network?: string;
  readonly purposes?: readonly CodePoint[];
};

export type AuditEntity = {
  /** Left out in R5, which has the role only. */
  readonly type: CodePoint;
  readonly role?: CodePoint;
  readonly what: AuditReference;
};

/** What both releases say of an event. */
export type AuditDraft = {
  readonly type: CodePoint;
  readonly subtype: CodePoint;
  readonly action: "C" | "R" | "E";
  /** Unix seconds. */
  readonly recordedAt: number;
  readonly outcome: CodePoint;
  /** A reason code; never a text about a person. */
  readonly reason?: string;
  readonly purposes: readonly CodePoint[];
  readonly patient: AuditReference;
  /** Who recorded it. */
  readonly observer: AuditReference;
  readonly agents: readonly AuditAgent[];
  readonly entities: readonly AuditEntity[];
};

const URI_NETWORK = "5";

/** An event as a valid AuditEvent of a release. */
export const writeAuditEvent = <V extends FhirVersion>(draft: AuditDraft, version: V): AuditEventOf[V] =>
  parseFhir(version === "R4" ? writeR4(draft) : writeR5(draft), version) as AuditEventOf[V];

const concepts = (codes: readonly CodePoint[]) => codes.map((code) => ({ coding: [{ ...code }] }));

const some = <K extends string, T>(name: K, list: readonly T[] | undefined) =>
  (list === undefined || list.length === 0 ? {} : { [name]: list }) as { [name in K]?: T[] };

const writeR4 = (draft: AuditDraft): r4.AuditEvent => ({
  resourceType: "AuditEvent",
  type: draft.type,
  subtype: [draft.subtype],
  action: draft.action,
  recorded: instantOf(draft.recordedAt, "recordedAt"),
  outcome: draft.outcome.code as "0" | "8",
  ...(draft.reason === undefined ? {} : { outcomeDesc: draft.reason }),
  ...some("purposeOfEvent", concepts(draft.purposes)),
  agent: draft.agents.map(({ type, who, requestor, network, purposes = [] }) => ({
    type: { coding: [type] },
    who,
    requestor,
    ...(network === undefined ? {} : { network: { address: network, type: URI_NETWORK } }),
    ...some("purposeOfUse", concepts(purposes)),
  })),
  source: { observer: draft.observer },
  entity: draft.entities.map(({ type, role, what }) => ({
    what,
    type,
    ...(role === undefined ? {} : { role }),
  })),
});

const writeR5 = (draft: AuditDraft): r5.AuditEvent => ({
  resourceType: "AuditEvent",
  category: concepts([draft.type]),
  code: { coding: [draft.subtype] },
  action: draft.action,
  recorded: instantOf(draft.recordedAt, "recordedAt"),
  outcome: {
    code: draft.outcome,
    ...(draft.reason === undefined ? {} : { detail: [{ text: draft.reason }] }),
  },
  ...some("authorization", concepts(draft.purposes)),
  patient: draft.patient,
  agent: draft.agents.map(({ type, who, requestor, network, purposes = [] }) => ({
    type: { coding: [type] },
    who,
    requestor,
    ...(network === undefined ? {} : { networkUri: network }),
    ...some("authorization", concepts(purposes)),
  })),
  source: { observer: draft.observer },
  entity: draft.entities.map(({ role, what }) => ({
    what,
    ...(role === undefined ? {} : { role: { coding: [role] } }),
  })),
});
