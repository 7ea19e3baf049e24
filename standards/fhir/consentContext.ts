import type { ConsentGrant } from "../consent.ts";
import type { Hex } from "../hex.ts";
import type { StandingWord } from "./standing.ts";

/** What a written consent needs beside grant and standing. References are literal ones, like "Patient/123". */
export type ConsentWriting = {
  /** Chain time at which the standing was read, unix seconds. */
  readonly at: number;
  readonly references?: {
    readonly patient?: string;
    readonly custodian?: string;
    readonly grantee?: string;
    readonly signer?: string;
    /** The signed form, as IHE PCF wants it. */
    readonly source?: string;
  };
};

export type PolicyVersion = {
  readonly policy: Hex;
  readonly policyHash: Hex;
  readonly policyMajor: number;
  readonly policyMinor: number;
};

/** What a consent that is read needs beside the document. */
export type ConsentReading = {
  /** Never stands in a document: from the vault, or 32 fresh random bytes for a new grant. */
  readonly salt: Hex;
  /** Last second at which the grant may be brought to the chain. */
  readonly deadline: number;
  /** Who a reference without an identifier of ours means; undefined if nobody is known. */
  readonly resolve?: (kind: "account" | "subject", reference: ReadReference) => Hex | undefined;
  /** Which version of which policy a foreign address means. */
  readonly policyOf?: (uri: string) => PolicyVersion | undefined;
};

export type ReadReference = {
  readonly reference?: string;
  readonly identifier?: { readonly system?: string; readonly value?: string };
};

export type ReadConsent = {
  readonly grant: ConsentGrant;
  readonly status: "proposed" | "active" | "inactive";
  /** Why it is not active, if the document says so in our terms. */
  readonly standing: StandingWord | undefined;
  /** Whether the document names the id of the grant; a document that names another is refused. */
  readonly named: boolean;
  /** FHIRPaths of elements that are there and say nothing of the terms: narrative, source, metadata. */
  readonly beside: readonly string[];
};
