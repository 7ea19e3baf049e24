// A grant's terms as a JSON document: large numbers as decimal strings, everything else as in grant.ts.
import { z } from "zod";
import { TheriacError } from "./errors.ts";
import { conditionsHashOf, type GrantTerms } from "./grant.ts";
import type { ModelId } from "./hex.ts";
import { address, bigUint, bytes32, uint } from "./shapes.ts";

const MOST_MILESTONES = 256;
const MOST_REVIEWERS = 16;
const MOST_AFFILIATIONS = 64;
const time = uint(40);

const policySchema = z.strictObject({
  reviewers: z.array(address).max(MOST_REVIEWERS),
  seats: uint(8),
  quorum: uint(8),
  supermajority: uint(8),
  maxAttempts: uint(8),
  aiRequired: z.boolean(),
  aiCanVeto: z.boolean(),
  sequential: z.boolean(),
  cascade: z.boolean(),
  minScore: z
    .number()
    .int()
    .min(-(2 ** 31))
    .max(2 ** 31 - 1),
  defaultSplitBps: uint(16),
  disputeBond: bigUint(96),
  minValueAtRisk: bigUint(96),
  autoReleaseCap: bigUint(128),
  scoreWindow: time,
  commitWindow: time,
  revealWindow: time,
  challengeWindow: time,
  arbitrationWindow: time,
});

const accountSchema = z.strictObject({
  funder: address,
  investigator: address,
  token: address,
  review: address,
  startBy: time,
  keeperReward: bigUint(64),
  amounts: z.array(bigUint(128)).min(1).max(MOST_MILESTONES),
  conditionsHash: bytes32,
});

const conditionsSchema = z.strictObject({
  arbitrator: address,
  modelId: bytes32.transform((id) => id as ModelId),
  orcidCommit: bytes32,
  excludedAffiliations: z.array(bytes32).max(MOST_AFFILIATIONS),
  valuation: z.strictObject({ feed: address, heartbeat: uint(32), fallbackPrice: bigUint(128) }),
  milestones: z
    .array(z.strictObject({ dueAt: time, graceEnd: time, criteriaHash: bytes32, usdAmount: bigUint(128) }))
    .min(1)
    .max(MOST_MILESTONES),
  policy: policySchema,
  salt: bytes32,
});

const termsSchema = z.strictObject({ account: accountSchema, conditions: conditionsSchema });

/** The document itself. */
export type GrantTermsJson = z.input<typeof termsSchema>;

/** A document is not a grant's terms. */
export class GrantTermsMalformedError extends TheriacError {
  readonly code = "GRANT_TERMS_MALFORMED";
  constructor(where: string, why: string) {
    super("A document is not a grant's terms.", { context: { where, why } });
  }
}

/** Reads terms; their two halves must belong together. */
export const parseGrantTerms = (document: unknown): GrantTerms => {
  const parsed = termsSchema.safeParse(document);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new GrantTermsMalformedError(issue?.path.join(".") || "terms", issue?.code ?? "invalid");
  }
  const terms: GrantTerms = parsed.data;
  const { account, conditions } = terms;
  if (account.amounts.length !== conditions.milestones.length)
    throw new GrantTermsMalformedError("account.amounts", "as many as milestones");
  if (account.conditionsHash !== conditionsHashOf(conditions))
    throw new GrantTermsMalformedError("account.conditionsHash", "hash of other conditions");
  return terms;
};

/** Terms as `parseGrantTerms` reads them. */
export const grantTermsJson = (terms: GrantTerms): GrantTermsJson =>
  JSON.parse(
    JSON.stringify(terms, (_, value) => (typeof value === "bigint" ? value.toString() : value)),
  ) as GrantTermsJson;
