// theriac grant claim, refund, keep, payout: taking what is due, and moving on what waits.
import type { Command } from "commander";
import type { GrantId, GrantTerms } from "../../../standards/grant.ts";
import { address } from "../../../standards/shapes.ts";
import { type Call, tryCalls } from "../../calls.ts";
import {
  type Collected,
  type Collector,
  collectDue,
  nextCollection,
  type Role,
} from "../../research/collectDue.ts";
import { findGrants } from "../../research/findGrants.ts";
import { ESCROW, escrowCall } from "../../research/grantContracts.ts";
import { keepMilestone, nextUpkeep } from "../../research/keepGrant.ts";
import { readGrant } from "../../research/readGrant.ts";
import { readTerms } from "../../research/readTerms.ts";
import { readToken, type Token, withSymbol } from "../../tokens.ts";
import type { Connection } from "../connection.ts";
import type { Answer, Facts, Run } from "../output.ts";
import { parseOption } from "../parseOption.ts";
import { type ActOptions, sentFacts, trialFacts, withActOptions } from "../sending.ts";
import {
  type Actor,
  act,
  actorOf,
  assertIs,
  GRANT_ARGUMENT,
  nextFacts,
  resolveGrant,
  senderOf,
} from "./act.ts";

type CollectOptions = ActOptions & { readonly to?: string };

/** One grant, or all active ones of the caller. */
const grantsOf = async (
  { view, from }: Actor,
  role: Role,
  given: string | undefined,
): Promise<readonly GrantTerms[]> => {
  if (given !== undefined) return [await resolveGrant(view, given)];
  const ids: readonly GrantId[] = await findGrants(view, role, from);
  return Promise.all(ids.map((id) => readTerms(view, id)));
};

/** Anyone may have a party paid; only itself says where to. */
const collectorOf = ({ from }: Actor, role: Role, terms: GrantTerms, options: CollectOptions): Collector => {
  const account = role === "investigator" ? terms.account.investigator : terms.account.funder;
  if (options.to === undefined) return { role, account };
  assertIs(from, account, role);
  return { role, account, to: parseOption("--to", address, options.to) };
};

const collectedFacts = ({ paid, bond, sent, refused = "" }: Collected, token: Token): Facts => ({
  did: sent.map(({ call }) => call.does).join("; "),
  paid: withSymbol(paid, token),
  bond: withSymbol(bond, token),
  refused,
  ...sentFacts(sent),
});

const collectGrant = async (
  actor: Actor,
  role: Role,
  terms: GrantTerms,
  options: CollectOptions,
): Promise<readonly Facts[]> => {
  const { view } = actor;
  const collector = collectorOf(actor, role, terms, options);
  const token = await readToken(view.provider, terms.account.token);
  const send = await senderOf(actor);
  const collected: Collected[] = [];
  for (const index of terms.account.amounts.keys())
    collected.push(await collectDue({ view, terms, index, collector }, send));
  const grant = await readGrant(view, terms);
  return collected.map((one) => ({
    grant: grant.id,
    milestone: one.index + 1,
    ...collectedFacts(one, token),
    ...nextFacts(grant, one.index),
  }));
};

/** The first call for each milestone: what comes after it cannot be told before. */
const tryCollection = async (
  actor: Actor,
  role: Role,
  all: readonly GrantTerms[],
  options: CollectOptions,
): Promise<Answer> => {
  const { view, from } = actor;
  const calls: Call[] = [];
  for (const terms of all) {
    const collector = collectorOf(actor, role, terms, options);
    const { standings, now } = await readGrant(view, terms);
    for (const [index, standing] of standings.entries())
      calls.push(...[nextCollection({ view, terms, index, collector }, standing, now) ?? []].flat());
  }
  return tryEach(actor, from, calls);
};

/** Calls that do not hang on one another. */
const tryEach = async ({ view }: Actor, from: Actor["from"], calls: readonly Call[]): Promise<Answer> => {
  const trials = await Promise.all(calls.map((call) => tryCalls(view.provider, from, [call])));
  const list = trials.flat().map(trialFacts);
  return { facts: {}, list, isNo: trials.flat().some(({ verdict }) => verdict === "refused") };
};

const collect =
  (role: Role) =>
  async (connection: Connection, given: string | undefined, options: CollectOptions): Promise<Answer> => {
    const actor = actorOf(connection, options);
    const all = await grantsOf(actor, role, given);
    if (options.dryRun === true) return tryCollection(actor, role, all, options);
    const list: Facts[] = [];
    for (const terms of all) list.push(...(await collectGrant(actor, role, terms, options)));
    return { facts: {}, list, isNo: list.some(({ refused }) => refused !== "") };
  };

const keep = async (connection: Connection, given: string, options: ActOptions): Promise<Answer> => {
  const actor = actorOf(connection, options);
  const { view, from } = actor;
  const terms = await resolveGrant(view, given);
  const indexes = [...terms.account.amounts.keys()];
  if (options.dryRun === true) {
    const calls = await Promise.all(indexes.map((index) => nextUpkeep(view, terms, index)));
    return tryEach(
      actor,
      from,
      calls.flatMap((next) => next?.call ?? []),
    );
  }
  const send = await senderOf(actor);
  const kept = [];
  // In order: where one fails, those after it may wait no longer.
  for (const index of indexes) kept.push(await keepMilestone(view, terms, index, send));
  const grant = await readGrant(view, terms);
  const list = kept.map(({ index, verbs, sent, refused = "" }) => ({
    grant: grant.id,
    milestone: index + 1,
    did: verbs.join(" "),
    refused,
    ...sentFacts(sent),
    ...nextFacts(grant, index),
  }));
  return { facts: {}, list, isNo: list.some(({ refused }) => refused !== "") };
};

const setPayout = (connection: Connection, given: string, options: ActOptions): Promise<Answer> =>
  act(connection, options, async ({ view, from }) => {
    const to = parseOption("<address>", address, given);
    const facts = { account: from, payoutAddress: to };
    if ((await view.escrow.payoutAddressOf(from)).toLowerCase() === to.toLowerCase())
      return { calls: [], facts };
    const data = ESCROW.encodeFunctionData("setPayoutAddress", [to]);
    return { calls: [escrowCall(view.addresses, "says where money goes that others bring", data)], facts };
  });

const addCollection = (grant: Command, run: Run, role: Role, name: string, description: string): void => {
  withActOptions(grant.command(name))
    .description(description)
    .argument("[grant]", `${GRANT_ARGUMENT[1]}; all active ones of the account without it`)
    .option("--to <address>", "another account than the party's own; the party alone may say so")
    .action((given: string | undefined, options: CollectOptions) =>
      run((connection) => collect(role)(connection, given, options)),
    );
};

/** Adds `claim`, `refund`, `keep` and `payout`. */
export const addCollectCommands = (grant: Command, run: Run): void => {
  addCollection(
    grant,
    run,
    "investigator",
    "claim",
    "take everything that is due to the investigator, bonds too; tells what happens next and when",
  );
  addCollection(
    grant,
    run,
    "funder",
    "refund",
    "take back everything that is the funder's; tells what happens next and when",
  );
  withActOptions(grant.command("keep"))
    .description("move on whatever waits, for the rewards that the milestones prepay")
    .argument(...GRANT_ARGUMENT)
    .action((given: string, options: ActOptions) => run((connection) => keep(connection, given, options)));
  withActOptions(grant.command("payout"))
    .description("say where money goes that others bring to the account; its own address ends that")
    .argument("<address>")
    .action((given: string, options: ActOptions) =>
      run((connection) => setPayout(connection, given, options)),
    );
};
