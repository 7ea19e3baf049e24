// A draft of a grant as people write it, and the frozen terms that it becomes.
import { z } from "zod";
import { affiliationTag, parseRorId } from "../../standards/affiliation.ts";
import { criteriaHashOf } from "../../standards/criteria.ts";
import {
  type Conditions,
  type GrantTerms,
  grantTerms,
  NO_VALUATION,
  type Policy,
} from "../../standards/grant.ts";
import { type Hex, type ModelId, ZERO_HASH } from "../../standards/hex.ts";
import { commitOrcid, parseOrcid } from "../../standards/orcid.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { address, bytes32, uint } from "../../standards/shapes.ts";
import { parseAmount, type Token } from "../tokens.ts";

const DOLLAR_DECIMALS = 8;
const ETHER_DECIMALS = 18;
const BPS_PER_PERCENT = 100;

const SECONDS: Readonly<Record<string, number>> = { h: 3_600, d: 86_400 };

/** A time span as people write it, in seconds. */
export const duration = z
  .string()
  .regex(/^[1-9][0-9]{0,4}[hd]$/, "must be hours or days, as in 36h or 14d")
  .transform((text) => Number(text.slice(0, -1)) * (SECONDS[text.slice(-1)] ?? 0));

/** A date is its first second in UTC. */
export const date = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], {
    error: "must be a date, as in 2027-03-31, or a time with its offset",
  })
  .transform((text) => Math.floor(Date.parse(text) / 1000));

/** A share in per cent, in basis points. */
export const percent = z
  .string()
  .regex(/^(?:100|[0-9]{1,2}(?:\.[0-9]{1,2})?)$/, "must be per cent between 0 and 100, two decimals at most")
  .transform((text) => Math.round(Number(text) * BPS_PER_PERCENT));

const amount = z.string().min(1);

const policyFields = z.strictObject({
  reviewers: z.array(address).min(1).max(16),
  seats: uint(8),
  quorum: uint(8),
  supermajority: uint(8),
  maxAttempts: uint(8),
  aiRequired: z.boolean().default(false),
  aiCanVeto: z.boolean().default(false),
  sequential: z.boolean().default(true),
  cascade: z.boolean().default(false),
  minScore: z.number().int().default(0),
  /** The investigator's share when the arbitrator stays silent. */
  defaultSplit: percent,
  disputeBond: amount,
  /** In ether. */
  minValueAtRisk: amount.default("0"),
  autoReleaseCap: amount.default("0"),
  scoreWindow: duration.optional(),
  commitWindow: duration,
  revealWindow: duration,
  challengeWindow: duration,
  arbitrationWindow: duration,
});

const policyShape = policyFields.refine(({ seats, quorum }) => 2 * quorum > seats, {
  path: ["quorum"],
  error: "must be more than half of the seats, or the order of the votes would decide",
});

/** What evidence has to show, by when. */
export const milestoneConditionsShape = z.strictObject({
  usd: amount.optional(),
  due: date,
  graceEnd: date,
  criteria: z.array(z.string()).min(1),
});

/** What the review judges by, as people write it. */
export const conditionsDraftShape = z.strictObject({
  arbitrator: address,
  orcid: z.string(),
  /** ROR ids; the investigator's own first of all. */
  excludedOrganisations: z.array(z.string()).min(1),
  /** Shared by the reviewers of a programme, and by nobody else. */
  programmeSalt: bytes32,
  model: bytes32.optional(),
  dollars: z.strictObject({ feed: address, heartbeat: duration, fallbackPrice: amount }).optional(),
  milestones: z.array(milestoneConditionsShape).min(1),
  policy: policyShape,
});
export type ConditionsDraft = z.output<typeof conditionsDraftShape>;

export const draftShape = conditionsDraftShape.extend({
  funder: address,
  investigator: address,
  token: address,
  startBy: date,
  keeperReward: amount.default("0"),
  milestones: z.array(milestoneConditionsShape.extend({ amount })).min(1),
});
export type Draft = z.output<typeof draftShape>;

/** Conditions that nobody can change unseen, and what of them must not be shown. */
export type FrozenConditions = {
  readonly conditions: Conditions;
  readonly criteria: readonly (readonly string[])[];
  readonly orcid: string;
  readonly orcidSalt: Hex;
};

/** The same with the money. */
export type FrozenDraft = Omit<FrozenConditions, "conditions"> & { readonly terms: GrantTerms };

const policyOf = ({ policy }: ConditionsDraft, token: Token): Policy => {
  const { defaultSplit, disputeBond, minValueAtRisk, autoReleaseCap, scoreWindow = 0, ...same } = policy;
  const inToken = (where: string, text: string) => parseAmount(`policy.${where}`, text, token.decimals);
  return {
    ...same,
    // The contract wants them in one order, so that none is there twice.
    reviewers: [...policy.reviewers].sort((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1)),
    defaultSplitBps: defaultSplit,
    disputeBond: inToken("disputeBond", disputeBond),
    minValueAtRisk: parseAmount("policy.minValueAtRisk", minValueAtRisk, ETHER_DECIMALS),
    autoReleaseCap: inToken("autoReleaseCap", autoReleaseCap),
    scoreWindow,
  };
};

const valuationOf = ({ dollars }: ConditionsDraft) =>
  dollars === undefined
    ? NO_VALUATION
    : {
        feed: dollars.feed,
        heartbeat: dollars.heartbeat,
        fallbackPrice: parseAmount("dollars.fallbackPrice", dollars.fallbackPrice, DOLLAR_DECIMALS),
      };

const milestonesOf = ({ milestones }: ConditionsDraft) =>
  milestones.map(({ due, graceEnd, criteria, usd }, i) => ({
    dueAt: due,
    graceEnd,
    criteriaHash: criteriaHashOf(criteria),
    usdAmount: usd === undefined ? 0n : parseAmount(`milestones.${i}.usd`, usd, DOLLAR_DECIMALS),
  }));

const byWord = (a: Hex, b: Hex): number => (BigInt(a) < BigInt(b) ? -1 : 1);

/** Freezes conditions: hashes what is text, commits to what is personal, under fresh salts. */
export const freezeConditions = (draft: ConditionsDraft, token: Token): FrozenConditions => {
  const orcid = parseOrcid(draft.orcid);
  const orcidSalt = randomWord();
  const tags = draft.excludedOrganisations.map((ror) => affiliationTag(parseRorId(ror), draft.programmeSalt));
  const conditions = {
    arbitrator: draft.arbitrator,
    modelId: (draft.model ?? ZERO_HASH) as ModelId,
    orcidCommit: commitOrcid(orcid, orcidSalt),
    excludedAffiliations: [...new Set(tags)].sort(byWord),
    valuation: valuationOf(draft),
    milestones: milestonesOf(draft),
    policy: policyOf(draft, token),
    salt: randomWord(),
  };
  return { conditions, criteria: draft.milestones.map(({ criteria }) => criteria), orcid, orcidSalt };
};

/** Freezes a whole draft. */
export const freezeDraft = (draft: Draft, token: Token, review: Hex): FrozenDraft => {
  const { conditions, ...rest } = freezeConditions(draft, token);
  const money = {
    funder: draft.funder,
    investigator: draft.investigator,
    token: draft.token,
    review,
    startBy: draft.startBy,
    keeperReward: parseAmount("keeperReward", draft.keeperReward, token.decimals),
    amounts: draft.milestones.map((milestone, i) =>
      parseAmount(`milestones.${i}.amount`, milestone.amount, token.decimals),
    ),
  };
  return { terms: grantTerms(money, conditions), ...rest };
};
