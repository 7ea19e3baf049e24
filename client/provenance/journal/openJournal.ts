// An append-only file that survives its writer: every line is on disk before what it tells of is done.
import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import type { Hex } from "../../../standards/hex.ts";
import type { Transaction } from "../batchSteps.ts";
import { openOwn, writeDurably } from "./durableFile.ts";
import { type Entry, type PlanOf, planHash } from "./entries.ts";
import { JournalMismatchError } from "./errors.ts";
import { takeLock } from "./lock.ts";
import { type Known, type Plan, readJournal } from "./readJournal.ts";

export type Journal = {
  readonly transactions: readonly Transaction[];
  readonly plan: Hex;
  /** Lines about a transaction, oldest first. */
  readonly known: (n: number) => readonly Known[];
  readonly write: (entry: Known) => Promise<void>;
  readonly close: () => Promise<void>;
};

const line = (entry: Entry): string => `${JSON.stringify(entry)}\n`;

const writePlan = async (
  file: string,
  of: PlanOf,
  transactions: readonly Transaction[],
): Promise<{ readonly plan: Plan; readonly whole: number }> => {
  const hash = planHash(of, transactions);
  const lines = [
    line({ type: "plan", kind: "theriac-journal/1", ...of }),
    ...transactions.map(({ target, data, does }, n) =>
      line({ type: "transaction", n, target, data, does: [...does] }),
    ),
    line({ type: "ready", transactions: transactions.length, hash }),
  ];
  let whole = 0;
  await writeDurably(file, async (handle) => {
    for (const one of lines) whole += (await handle.write(one)).bytesWritten;
  });
  return { plan: { hash, transactions }, whole };
};

/** Lines about each transaction. */
const linesByNumber = (entries: readonly Known[]) => {
  const byNumber = new Map<number, Known[]>();
  const note = (entry: Known): void => {
    byNumber.set(entry.n, [...(byNumber.get(entry.n) ?? []), entry]);
  };
  entries.forEach(note);
  return { note, of: (n: number): readonly Known[] => byNumber.get(n) ?? [] };
};

const journalOf = (
  handle: FileHandle,
  { hash, transactions }: Plan,
  known: readonly Known[],
  release: () => Promise<void>,
): Journal => {
  const lines = linesByNumber(known);
  return {
    transactions,
    plan: hash,
    known: lines.of,
    write: async (entry) => {
      await handle.write(line(entry));
      await handle.datasync();
      lines.note(entry);
    },
    close: async () => {
      await handle.close();
      await release();
    },
  };
};

/**
 * Opens the journal of a piece of work. A plan that is there stands, whatever the chain says by now; else `makePlan` makes
 * it, and it is on disk before this returns.
 */
export const openJournal = async (
  file: string,
  of: PlanOf,
  makePlan: () => Promise<readonly Transaction[]>,
): Promise<Journal> => {
  const release = await takeLock(`${file}.lock`);
  try {
    const read = await readJournal(file, of);
    const { plan, whole } =
      read.plan === undefined
        ? await writePlan(file, of, await makePlan())
        : { plan: read.plan, whole: read.whole };
    const handle = await openOwn(file, constants.O_WRONLY | constants.O_APPEND);
    if (handle === undefined) throw new JournalMismatchError(file, "is gone");
    // A last line that a crash cut off is taken away.
    await handle.truncate(whole);
    return journalOf(handle, plan, read.plan === undefined ? [] : read.known, release);
  } catch (error) {
    await release();
    throw error;
  }
};
