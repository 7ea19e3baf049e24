// theriac grant status: from the chain's state and events alone.
import type { Command } from "commander";
import { type GrantId, GrantState, type GrantTerms, grantIdOf } from "../../../standards/grant.ts";
import {
  countVotes,
  grantStateName,
  type MilestoneStanding,
  reviewersIn,
} from "../../../standards/grantStates.ts";
import { collectLogs } from "../../provenance/scanLogs.ts";
import { GrantUnknownError } from "../../research/errors.ts";
import { ESCROW, type ResearchView, researchViewOf } from "../../research/grantContracts.ts";
import { type ReadGrant, readGrant } from "../../research/readGrant.ts";
import { formatAmount, readToken, type Token, withSymbol } from "../../tokens.ts";
import type { Connection } from "../connection.ts";
import { type Answer, type Facts, type Run, time } from "../output.ts";
import { GRANT_ARGUMENT, nextFacts, offerFacts, resolveGrant } from "./act.ts";

const DOLLAR_DECIMALS = 8;

const votesOf = ({ word, panel }: MilestoneStanding): string =>
  `${countVotes(panel.committed)} of ${countVotes(panel.seats)} sealed, ${countVotes(word.yesVotes)} yes, ${countVotes(word.noVotes)} no`;

const scoreOf = ({ word, isProvisional }: MilestoneStanding): string => {
  if (!word.hasScore) return "none";
  return isProvisional ? `${word.score}, may be overturned` : String(word.score);
};

const milestoneFacts = (grant: ReadGrant, index: number, token: Token): Facts => {
  const { account, conditions } = grant.terms;
  const terms = conditions.milestones[index];
  const standing = grant.standings[index];
  if (standing === undefined || terms === undefined) throw new TypeError("Every milestone has been read.");
  const { due } = standing;
  return {
    grant: grant.id,
    milestone: index + 1,
    amount: withSymbol(account.amounts[index] ?? 0n, token),
    dollars: terms.usdAmount === 0n ? "" : formatAmount(terms.usdAmount, DOLLAR_DECIMALS),
    dueAt: time(terms.dueAt),
    attempts: `${standing.word.attempts} of ${conditions.policy.maxAttempts}`,
    score: scoreOf(standing),
    panel: reviewersIn(conditions.policy.reviewers, standing.panel.seats).join(" "),
    votes: votesOf(standing),
    dueToInvestigator: withSymbol(due.toInvestigator, token),
    dueToFunder: withSymbol(due.toFunder, token),
    ...nextFacts(grant, index),
  };
};

const activeStatus = async (view: ResearchView, terms: GrantTerms): Promise<Answer> => {
  const grant = await readGrant(view, terms);
  const token = await readToken(view.provider, terms.account.token);
  return { facts: {}, list: grant.standings.map((_, index) => milestoneFacts(grant, index, token)) };
};

/** What events tell of an offer whose terms only its parties have. */
const strangerStatus = async (view: ResearchView, id: GrantId, state: number): Promise<Answer> => {
  if (state === GrantState.None) throw new GrantUnknownError(id);
  const { provider, addresses } = view;
  const at = { provider, address: addresses.ResearchEscrow, contract: ESCROW };
  const [offered] = await collectLogs({ ...at, events: ["GrantOffered"], indexed: [id] });
  const { funder = "", investigator = "" } = offered?.event.args.toObject() ?? {};
  const next = state === GrantState.Offered ? "accept" : "";
  return { facts: { grant: id, state: grantStateName(state), funder, investigator, next } };
};

const status = async (connection: Connection, given: string): Promise<Answer> => {
  const view = researchViewOf(connection);
  const isId = /^0x[0-9a-fA-F]{64}$/.test(given);
  if (isId) {
    const id = given.toLowerCase() as GrantId;
    const state = Number((await view.escrow.grantOf(id)).state);
    if (state !== GrantState.Active) return strangerStatus(view, id, state);
    return activeStatus(view, await resolveGrant(view, id));
  }
  const terms = await resolveGrant(view, given);
  const state = Number((await view.escrow.grantOf(grantIdOf(terms))).state);
  if (state === GrantState.Active) return activeStatus(view, terms);
  const known = { state: state === GrantState.None ? "NotFunded" : grantStateName(state) };
  return { facts: { ...offerFacts(terms, state, await view.now()), ...known } };
};

/** Adds `status`. */
export const addStatusCommand = (grant: Command, run: Run): void => {
  grant
    .command("status")
    .description("how every milestone stands, what happens next, by whom and when")
    .argument(...GRANT_ARGUMENT)
    .action((given: string) => run((connection) => status(connection, given)));
};
