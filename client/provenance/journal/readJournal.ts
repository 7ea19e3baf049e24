// What the lines of a journal say, and whether they are of the work at hand.
import { constants } from "node:fs";
import type { Hex } from "../../../standards/hex.ts";
import type { Transaction } from "../batchSteps.ts";
import { openOwn } from "./durableFile.ts";
import { type Entry, entryShape, type PlanOf, planHash } from "./entries.ts";
import { JournalMismatchError, JournalOptionsError } from "./errors.ts";

/** What is known of one transaction of the plan. */
export type Known = Extract<Entry, { type: "signed" | "sent" | "mined" | "reverted" | "superseded" }>;

export type Plan = { readonly hash: Hex; readonly transactions: readonly Transaction[] };

/** A journal as it lies there. */
export type Read = {
  /** Missing if it was never whole: then nothing was sent. */
  readonly plan?: Plan;
  readonly known: readonly Known[];
  /** Bytes of whole lines; what a crash cut off comes after them. */
  readonly whole: number;
};

const NOTHING: Read = { known: [], whole: 0 };

const isKnown = (entry: Entry): entry is Known =>
  entry.type !== "plan" && entry.type !== "transaction" && entry.type !== "ready";

const entriesIn = (file: string, text: string): Entry[] =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line, i) => {
      let entry: unknown;
      try {
        entry = JSON.parse(line);
      } catch {
        throw new JournalMismatchError(file, i === 0 ? "is no journal" : `line ${i + 1} is damaged`);
      }
      const parsed = entryShape.safeParse(entry);
      if (!parsed.success)
        throw new JournalMismatchError(file, i === 0 ? "is no journal" : `line ${i + 1} has another form`);
      return parsed.data;
    });

const assertOf = (file: string, head: PlanOf, of: PlanOf): void => {
  for (const name of ["chainId", "genesis", "contracts", "from", "document"] as const) {
    if (JSON.stringify(head[name]) !== JSON.stringify(of[name]))
      throw new JournalMismatchError(file, `another ${name}`);
  }
  const flags = {
    as: "--as",
    acceptWithin: "--accept-within",
    recallClass: "--recall-class",
    lots: "--lots",
  } as const;
  const other = (Object.keys(flags) as (keyof typeof flags)[]).filter(
    (name) => String(head.options[name]) !== String(of.options[name]),
  );
  if (other.length > 0)
    throw new JournalOptionsError(
      file,
      other.map((name) => flags[name]),
    );
};

/** The plan that the lines hold, undefined if it was never whole. */
const planIn = (file: string, entries: readonly Entry[], of: PlanOf): Plan | undefined => {
  const ready = entries.find((entry) => entry.type === "ready");
  if (ready === undefined) {
    if (entries.some(isKnown)) throw new JournalMismatchError(file, "the plan is damaged");
    return undefined;
  }
  const transactions = entries.flatMap((entry) => (entry.type === "transaction" ? [entry] : []));
  if (planHash(of, transactions) !== ready.hash || transactions.length !== ready.transactions)
    throw new JournalMismatchError(file, "the plan is damaged");
  return { hash: ready.hash, transactions };
};

/** Reads a journal and changes nothing. Throws unless there is none, or it is of this very work. */
export const readJournal = async (file: string, of: PlanOf): Promise<Read> => {
  const handle = await openOwn(file, constants.O_RDONLY);
  if (handle === undefined) return NOTHING;
  let content: Buffer;
  try {
    content = await handle.readFile();
  } finally {
    await handle.close();
  }
  if (content.length === 0) return NOTHING;
  const whole = content.lastIndexOf(0x0a) + 1;
  const entries = entriesIn(file, content.subarray(0, whole).toString("utf8"));
  const [head] = entries;
  if (head?.type !== "plan") throw new JournalMismatchError(file, "is no journal");
  assertOf(file, head, of);
  const plan = planIn(file, entries, of);
  return { known: entries.filter(isKnown), whole, ...(plan === undefined ? {} : { plan }) };
};
