// What every command that sends calls of one account has in common: its options, trying them, sending them.
import type { Command } from "commander";
import type { Hex } from "../../standards/hex.ts";
import { type Call, type Sent, sendCalls, type Trial, tryCalls } from "../calls.ts";
import type { Connection } from "./connection.ts";
import type { Answer, Facts } from "./output.ts";

export type ActOptions = { readonly from: string; readonly dryRun?: boolean };

/** The calls of a command, and what it tells of them beside transactions. */
export type Act = {
  readonly calls: readonly Call[];
  readonly facts: Facts;
  /** What is to be told of how things stand once all is mined. */
  readonly after?: () => Promise<Facts>;
};

/** Adds the options of every command that sends. */
export const withActOptions = (command: Command): Command =>
  command
    .requiredOption("--from <address>", "account of the endpoint that acts and pays")
    .option("--dry-run", "try every call, print what would change, send nothing", false);

/** One line of a dry run. */
export const trialFacts = ({ call, verdict, gas, reason }: Trial, n: number): Facts => ({
  transaction: n + 1,
  contract: call.contract,
  does: call.does,
  verdict,
  gas,
  reason,
});

/** Tries calls; a no if something of it would be refused. */
export const dryRun = async (connection: Connection, from: Hex, calls: readonly Call[]): Promise<Answer> => {
  const trials = await tryCalls(connection.provider, from, calls);
  const isNo = trials.some(({ verdict }) => verdict === "refused");
  return { facts: {}, list: trials.map(trialFacts), isNo };
};

export const sentFacts = (sent: readonly Sent[]): Facts => ({
  transaction: sent.map(({ hash }) => hash).join(" "),
  gas: sent.reduce((sum, { gas }) => sum + gas, 0),
});

/** Sends the calls of a command, or tries them only. */
export const sendOrTry = async (
  connection: Connection,
  from: Hex,
  options: Pick<ActOptions, "dryRun">,
  { calls, facts, after }: Act,
): Promise<Answer> => {
  if (options.dryRun === true) return dryRun(connection, from, calls);
  const sent = await sendCalls(await connection.sender(from), calls);
  return { facts: { ...facts, ...(await after?.()), ...sentFacts(sent) } };
};
