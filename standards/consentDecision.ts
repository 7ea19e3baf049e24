import type { ConsentGrant } from "./consent.ts";
import {
  type ConfidentialityLevel,
  type DataClassCode,
  DUO_CREDENTIALS,
  DUO_OBLIGATIONS,
  DUO_PERMISSIONS,
  Duo,
  type DuoCode,
  type PurposeCode,
  permits,
  RESEARCH_PURPOSES,
} from "./consentCodes.ts";
import type { Hex } from "./hex.ts";

/** What a research use is, in the questions that DUO asks. */
export type ResearchUse = {
  /** `diseaseMatches` of a disease study: the consent's disease is the studied one or an ancestor of it. */
  readonly kind: "general" | "healthMedical" | "disease" | "ancestry" | "methods";
  readonly diseaseMatches: boolean;
  readonly genetic: boolean;
  readonly commercial: boolean;
  readonly clinical: boolean;
  /** Modifiers for which the user has shown a credential. */
  readonly credentials: readonly DuoCode[];
};

/** What somebody wants to do, with whom and with what. */
export type RequestFacts = {
  readonly requester: Hex;
  readonly purpose: PurposeCode;
  /** Unix seconds of chain time. */
  readonly at: number;
  readonly dataClass: DataClassCode;
  readonly confidentiality: ConfidentialityLevel;
  /** Needed for research purposes. */
  readonly research?: ResearchUse;
};

export type DenyReason =
  | "NOT_STARTED"
  | "ENDED"
  | "GRANTEE"
  | "PURPOSE"
  | "SCOPE"
  | "LABEL"
  | "DUO_MALFORMED"
  | "DUO_PERMISSION"
  | "DUO_GENETIC_ONLY"
  | "DUO_COMMERCIAL"
  | "DUO_CLINICAL"
  | "DUO_ANCESTRY"
  | "DUO_CREDENTIAL";

export type Decision =
  | { readonly permitted: true; readonly obligations: number; readonly duoObligations: readonly DuoCode[] }
  | { readonly permitted: false; readonly reason: DenyReason };

const deny = (reason: DenyReason): Decision => ({ permitted: false, reason });

/**
 * Whether a grant's terms permit a use. Absence is denial; the first reason found is given. Liveness on chain is another
 * question: ask ConsentRegistry.isLive too.
 */
export const decide = (grant: Pick<ConsentGrant, "terms" | "end">, facts: RequestFacts): Decision => {
  const { terms } = grant;
  if (facts.at < terms.start) return deny("NOT_STARTED");
  if (facts.at > grant.end) return deny("ENDED");
  if (facts.requester.toLowerCase() !== terms.grantee.toLowerCase()) return deny("GRANTEE");
  if (!permits(terms.purposes, facts.purpose)) return deny("PURPOSE");
  if (!permits(terms.dataClasses, facts.dataClass)) return deny("SCOPE");
  if (facts.confidentiality > terms.maxConfidentiality) return deny("LABEL");
  if (!RESEARCH_PURPOSES.includes(facts.purpose)) {
    return { permitted: true, obligations: terms.obligations, duoObligations: [] };
  }
  const reason = facts.research === undefined ? "DUO_PERMISSION" : decideDuo(terms.duo, facts.research);
  if (reason !== undefined) return deny(reason);
  return {
    permitted: true,
    obligations: terms.obligations,
    duoObligations: DUO_OBLIGATIONS.filter((code) => permits(terms.duo, code)),
  };
};

/** The first DUO rule that a research use breaks, or undefined. Rules as the DUOS matcher states them. */
const decideDuo = (duo: bigint, use: ResearchUse): DenyReason | undefined => {
  const permission = DUO_PERMISSIONS.filter((code) => permits(duo, code));
  if (permission.length !== 1 || permission[0] === undefined) return "DUO_MALFORMED";
  if (use.kind === "ancestry" && permits(duo, Duo.NPOA)) return "DUO_ANCESTRY";
  if (!coveredBy(permission[0], use, permits(duo, Duo.NMDS))) return "DUO_PERMISSION";
  if (permits(duo, Duo.GSO) && !use.genetic) return "DUO_GENETIC_ONLY";
  if (use.commercial && [Duo.NPU, Duo.NCU, Duo.NPUNCU].some((code) => permits(duo, code))) {
    return "DUO_COMMERCIAL";
  }
  if (use.clinical && !permits(duo, Duo.CC)) return "DUO_CLINICAL";
  const unmet = DUO_CREDENTIALS.filter((code) => permits(duo, code) && !use.credentials.includes(code));
  return unmet.length > 0 ? "DUO_CREDENTIAL" : undefined;
};

const coveredBy = (permission: DuoCode, use: ResearchUse, noMethods: boolean): boolean => {
  const general = permission === Duo.NRES || permission === Duo.GRU;
  if (general) return true;
  switch (use.kind) {
    case "general":
      return false;
    case "healthMedical":
      return permission === Duo.HMB;
    case "disease":
      return permission === Duo.HMB || (permission === Duo.DS && use.diseaseMatches);
    case "ancestry":
      return permission === Duo.POA;
    case "methods":
      return !noMethods || (permission === Duo.DS && use.diseaseMatches);
  }
};
