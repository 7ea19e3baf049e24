// theriac operator begin-at: where a node with an empty store may begin, so that it never signs what it has signed before.
import type { Command } from "commander";
import { z } from "zod";
import type { Connection } from "../connection.ts";
import type { Answer, Run } from "../output.ts";
import { parseOption } from "../parseOption.ts";

const block = z
  .string()
  .regex(/^\d{1,15}$/, "must be the number of a block")
  .transform(Number);

const NOT_YET = -1;

/**
 * A request that the old store may hold a signature for was opened no later than `stoppedAt`, or comes back after a
 * reorganisation in a block no later than the head, once `stoppedAt` is final.
 */
const beginAt = async ({ provider }: Connection, given: string | undefined): Promise<Answer> => {
  const [latest, finalized] = await Promise.all([
    provider.getBlock("latest"),
    provider.getBlock("finalized"),
  ]);
  const head = latest?.number ?? NOT_YET;
  const final = finalized?.number ?? NOT_YET;
  if (given === undefined) return { facts: { head, final } };
  const stoppedAt = parseOption("--stopped-at", block, given);
  if (final < stoppedAt) return { facts: { head, final, stoppedAt, startBlock: "" }, isNo: true };
  return { facts: { head, final, stoppedAt, startBlock: head + 1 } };
};

export const addBeginAtCommand = (operator: Command, run: Run): void => {
  operator
    .command("begin-at")
    .description("where a node with an empty store may begin; exit code 3 while that is not final yet")
    .option(
      "--stopped-at <block>",
      "head of the chain when the old node had surely stopped; only tell it without",
    )
    .action(({ stoppedAt }: { stoppedAt?: string }) => run((connection) => beginAt(connection, stoppedAt)));
};
