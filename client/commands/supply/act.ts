// What every command that changes something of goods has in common: whose act it is, trying it, sending it.
import type { Command } from "commander";
import { z } from "zod";
import { type Gln, parseGln, parseGtin, parseSscc } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { address } from "../../../standards/shapes.ts";
import { batchSteps, type Transaction } from "../../provenance/batchSteps.ts";
import { type ChainView, viewOf } from "../../provenance/chainView.ts";
import { findPartner } from "../../provenance/findPartner.ts";
import { endpointAccount } from "../../provenance/journal/endpointAccount.ts";
import { sendPlan } from "../../provenance/sendPlan.ts";
import type { Step } from "../../provenance/step.ts";
import { type Trial, tryPlan } from "../../provenance/tryPlan.ts";
import type { Connection } from "../connection.ts";
import type { Answer, Facts } from "../output.ts";
import { parseOption } from "../parseOption.ts";

export type ActOptions = {
  readonly from: string;
  readonly as?: string;
  readonly dryRun?: boolean;
};

/** Who acts, and on what chain. */
export type Actor = {
  readonly connection: Connection;
  readonly view: ChainView;
  readonly from: Hex;
  /** The partner that the account speaks for. */
  readonly gln: () => Promise<Gln>;
};

/** The calls of a command, and what it tells of them beside transactions. */
export type Act = { readonly steps: readonly Step[]; readonly facts: Facts };

/** A shape for a GS1 key as people write it. */
const key = <T>(parse: (text: string) => T) =>
  z.string().transform((text, context): T => {
    try {
      return parse(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as Error).message });
      return z.NEVER;
    }
  });

export const gln = key(parseGln);
export const gtin = key(parseGtin);
export const sscc = key(parseSscc);

/** Adds the options of every command that sends. */
export const withActOptions = (command: Command): Command =>
  command
    .requiredOption("--from <address>", "account of the endpoint that acts and pays")
    .option("--as <gln>", "partner that it acts for; found by the account without it")
    .option("--dry-run", "try every call, print what would change, send nothing", false);

export const actorOf = (connection: Connection, options: ActOptions): Actor => {
  const from = parseOption("--from", address, options.from);
  const view = viewOf(connection);
  const named = options.as === undefined ? undefined : parseOption("--as", gln, options.as);
  let found: Promise<Gln> | undefined;
  return {
    connection,
    view,
    from,
    gln: () => {
      found ??= named === undefined ? findPartner(view, from) : Promise.resolve(named);
      return found;
    },
  };
};

const CONTRACT = "contract";

/** One line of a dry run. */
export const trialFacts = ({ transaction, verdict, gas, reason = "" }: Trial, n: number): Facts => ({
  transaction: n + 1,
  [CONTRACT]: transaction.target,
  does: transaction.does.join("; "),
  verdict,
  gas,
  reason,
});

/** Tries a plan; a no if something of it would be refused. */
export const dryRun = async (
  { connection, from }: Pick<Actor, "connection" | "from">,
  plan: readonly Transaction[],
): Promise<Answer> => {
  const { provider, addresses } = connection;
  const trials = await tryPlan({ provider, addresses, from }, plan);
  return {
    facts: {},
    list: trials.map(trialFacts),
    isNo: trials.some(({ verdict }) => verdict === "refused"),
  };
};

/** Makes the calls of a command and sends them, or tries them only. */
export const act = async (
  connection: Connection,
  options: ActOptions,
  make: (actor: Actor) => Promise<Act>,
): Promise<Answer> => {
  const actor = actorOf(connection, options);
  const { steps, facts } = await make(actor);
  const plan = batchSteps(steps);
  if (options.dryRun === true) return dryRun(actor, plan);
  const account = endpointAccount(connection.provider, connection.addresses, actor.from);
  const receipts = await sendPlan(account, plan);
  const gas = receipts.reduce((sum, receipt) => sum + receipt.gas, 0);
  return { facts: { ...facts, transaction: receipts.map(({ hash }) => hash).join(" "), gas } };
};
