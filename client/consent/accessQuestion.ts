import type { AccessRequest } from "../../standards/accessRequest.ts";
import type { ConsentGrant } from "../../standards/consent.ts";
import type { ShownCredential } from "../../standards/credentials.ts";
import type { Hex } from "../../standards/hex.ts";

/** What shows that the disease studied is a kind of one that the consent names. */
export type Ancestry = { readonly ancestor: string; readonly root: Hex; readonly proof: readonly Hex[] };

/** Somebody's wish to use data, with the consent it leans on and everything it shows. */
export type AccessQuestion = {
  readonly grant: ConsentGrant;
  readonly request: AccessRequest;
  readonly credentials: readonly ShownCredential[];
  readonly ancestry: readonly Ancestry[];
};
