// A grant's terms, from the event of its acceptance: nobody needs a file to act on it.
import {
  type Conditions,
  type GrantAccount,
  type GrantId,
  GrantState,
  type GrantTerms,
  grantIdOf,
  type Policy,
} from "../../standards/grant.ts";
import { grantStateName } from "../../standards/grantStates.ts";
import type { Hex, ModelId } from "../../standards/hex.ts";
import type {
  ConditionsStructOutput,
  GrantAccountStructOutput,
  GrantTermsStructOutput,
  PolicyStructOutput,
} from "../../types/contracts/interfaces/IResearchEscrow.ts";
import { collectLogs } from "../provenance/scanLogs.ts";
import { GrantNotAcceptedError, GrantUnknownError, GrantWithheldError } from "./errors.ts";
import { ESCROW, type ResearchView } from "./grantContracts.ts";

/** As an event tells it. */
export const accountFrom = (account: GrantAccountStructOutput): GrantAccount => ({
  funder: account.funder as Hex,
  investigator: account.investigator as Hex,
  token: account.token as Hex,
  review: account.review as Hex,
  startBy: Number(account.startBy),
  keeperReward: account.keeperReward,
  amounts: [...account.amounts],
  conditionsHash: account.conditionsHash as Hex,
});

const policyFrom = (policy: PolicyStructOutput): Policy => ({
  reviewers: [...policy.reviewers] as Hex[],
  seats: Number(policy.seats),
  quorum: Number(policy.quorum),
  supermajority: Number(policy.supermajority),
  maxAttempts: Number(policy.maxAttempts),
  aiRequired: policy.aiRequired,
  aiCanVeto: policy.aiCanVeto,
  sequential: policy.sequential,
  cascade: policy.cascade,
  minScore: Number(policy.minScore),
  defaultSplitBps: Number(policy.defaultSplitBps),
  disputeBond: policy.disputeBond,
  minValueAtRisk: policy.minValueAtRisk,
  autoReleaseCap: policy.autoReleaseCap,
  scoreWindow: Number(policy.scoreWindow),
  commitWindow: Number(policy.commitWindow),
  revealWindow: Number(policy.revealWindow),
  challengeWindow: Number(policy.challengeWindow),
  arbitrationWindow: Number(policy.arbitrationWindow),
});

/** As an event tells them. */
export const conditionsFrom = (conditions: ConditionsStructOutput): Conditions => ({
  arbitrator: conditions.arbitrator as Hex,
  modelId: conditions.modelId as ModelId,
  orcidCommit: conditions.orcidCommit as Hex,
  excludedAffiliations: [...conditions.excludedAffiliations] as Hex[],
  valuation: {
    feed: conditions.valuation.feed as Hex,
    heartbeat: Number(conditions.valuation.heartbeat),
    fallbackPrice: conditions.valuation.fallbackPrice,
  },
  milestones: [...conditions.milestones].map((milestone) => ({
    dueAt: Number(milestone.dueAt),
    graceEnd: Number(milestone.graceEnd),
    criteriaHash: milestone.criteriaHash as Hex,
    usdAmount: milestone.usdAmount,
  })),
  policy: policyFrom(conditions.policy),
  salt: conditions.salt as Hex,
});

/** The terms that were accepted. What an endpoint tells is believed only as far as it hashes to the id. */
export const readTerms = async (view: ResearchView, id: GrantId): Promise<GrantTerms> => {
  const { provider, addresses, escrow } = view;
  const at = { provider, address: addresses.ResearchEscrow, contract: ESCROW };
  const logs = await collectLogs({ ...at, events: ["GrantAccepted"], indexed: [id] });
  for (const { event } of logs) {
    const told = event.args.terms as GrantTermsStructOutput;
    const terms = { account: accountFrom(told.account), conditions: conditionsFrom(told.conditions) };
    if (grantIdOf(terms) === id) return terms;
  }
  const { state } = await escrow.grantOf(id);
  if (Number(state) === GrantState.None) throw new GrantUnknownError(id);
  if (Number(state) === GrantState.Active) throw new GrantWithheldError(id);
  throw new GrantNotAcceptedError(id, grantStateName(state));
};
