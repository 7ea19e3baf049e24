// A terms file: what both parties and the reviewers keep of a grant. It holds no secret.
import { z } from "zod";
import { criteriaHashOf } from "../../standards/criteria.ts";
import type { GrantTerms } from "../../standards/grant.ts";
import { grantTermsJson, parseGrantTerms } from "../../standards/grantJson.ts";
import type { Hex } from "../../standards/hex.ts";
import { address, bytes32 } from "../../standards/shapes.ts";
import { TermsFileError } from "./errors.ts";

const KIND = "grant-terms/1";

/** The terms, where they count, and the texts that they hold by hash. */
export type GrantFile = {
  readonly chainId: number;
  readonly escrow: Hex;
  readonly terms: GrantTerms;
  /** Criteria of each milestone. */
  readonly criteria: readonly (readonly string[])[];
};

export const termsFileShape = z.strictObject({
  kind: z.literal(KIND),
  chainId: z.number().int().min(1),
  escrow: address,
  terms: z.unknown(),
  criteria: z.array(z.array(z.string())),
});

/** What only the investigator and whoever set the terms up know. */
export const grantSecretsShape = z.strictObject({
  kind: z.literal("grant-secrets/1"),
  grant: bytes32,
  orcid: z.string(),
  orcidSalt: bytes32,
});
export type GrantSecrets = z.output<typeof grantSecretsShape>;

export const termsDocument = ({ chainId, escrow, terms, criteria }: GrantFile) => ({
  kind: KIND,
  chainId,
  escrow,
  terms: grantTermsJson(terms),
  criteria,
});

/** Reads a terms file for one deployment; the criteria must be those that the terms hold by hash. */
export const openTermsFile = (
  file: string,
  document: z.output<typeof termsFileShape>,
  at: { readonly chainId: number; readonly escrow: Hex },
): GrantFile => {
  const { chainId, escrow, criteria } = document;
  if (chainId !== at.chainId) throw new TermsFileError(file, `it is of chain ${chainId}`);
  if (escrow.toLowerCase() !== at.escrow.toLowerCase())
    throw new TermsFileError(file, `it is of the escrow ${escrow}`);
  const terms = parseGrantTerms(document.terms);
  const { milestones } = terms.conditions;
  if (criteria.length !== milestones.length)
    throw new TermsFileError(file, "it has criteria for other milestones");
  for (const [i, texts] of criteria.entries())
    if (criteriaHashOf(texts) !== milestones[i]?.criteriaHash)
      throw new TermsFileError(file, `the criteria of milestone ${i + 1} are not those of the terms`);
  return { chainId, escrow, terms, criteria };
};
