// An append-only file that survives its writer: every line is on disk before what it tells of is done.
import { existsSync } from "node:fs";
import { type FileHandle, open, readFile, rm, truncate, writeFile } from "node:fs/promises";
import type { Hex } from "../../../standards/hex.ts";
import type { Transaction } from "../batchSteps.ts";
import { type Entry, entryShape, type PlanOf, planHash } from "./entries.ts";
import { JournalBusyError, JournalMismatchError } from "./errors.ts";

const OWNER_ONLY = 0o600;

/** What is known of one transaction of the plan. */
export type Known = Extract<Entry, { type: "signed" | "sent" | "mined" | "reverted" | "superseded" }>;

export type Journal = {
  readonly transactions: readonly Transaction[];
  readonly plan: Hex;
  /** Lines about a transaction, oldest first. */
  readonly known: (n: number) => readonly Known[];
  readonly write: (entry: Known) => Promise<void>;
  readonly close: () => Promise<void>;
};

const isAlive = (process_: number): boolean => {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
};

const lock = async (file: string): Promise<void> => {
  try {
    await writeFile(file, String(process.pid), { flag: "wx", mode: OWNER_ONLY });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const holder = Number(await readFile(file, "utf8"));
    if (Number.isInteger(holder) && holder > 0 && holder !== process.pid && isAlive(holder))
      throw new JournalBusyError(file.replace(/\.lock$/, ""), holder);
    await writeFile(file, String(process.pid), { mode: OWNER_ONLY });
  }
};

/** Whole lines; a last one that a crash cut off is taken away. */
const readEntries = async (file: string): Promise<Entry[]> => {
  if (!existsSync(file)) return [];
  const content = await readFile(file);
  const whole = content.lastIndexOf(0x0a) + 1;
  if (whole < content.length) await truncate(file, whole);
  const lines = content.subarray(0, whole).toString("utf8").split("\n").filter(Boolean);
  return lines.map((line, i) => {
    let entry: unknown;
    try {
      entry = JSON.parse(line);
    } catch {
      throw new JournalMismatchError(file, `line ${i + 1} is damaged`);
    }
    const parsed = entryShape.safeParse(entry);
    if (!parsed.success) throw new JournalMismatchError(file, `line ${i + 1} has another form`);
    return parsed.data;
  });
};

const isKnown = (entry: Entry): entry is Known =>
  entry.type !== "plan" && entry.type !== "transaction" && entry.type !== "ready";

/** The plan that the lines hold, undefined if it was never whole. Throws unless it is of this very work. */
const planIn = (file: string, entries: readonly Entry[], of: PlanOf) => {
  const [head] = entries;
  const ready = entries.find((entry) => entry.type === "ready");
  if (head === undefined || ready === undefined) return undefined;
  if (head.type !== "plan") throw new JournalMismatchError(file, "has no plan");
  for (const name of ["chainId", "from", "document"] as const) {
    if (head[name] !== of[name]) throw new JournalMismatchError(file, `another ${name}`);
  }
  const transactions = entries.flatMap((entry) => (entry.type === "transaction" ? [entry] : []));
  if (planHash(of, transactions) !== ready.hash || transactions.length !== ready.transactions)
    throw new JournalMismatchError(file, "the plan is damaged");
  return { hash: ready.hash, transactions };
};

const line = (entry: Entry): string => `${JSON.stringify(entry)}\n`;

const writePlan = async (file: string, of: PlanOf, transactions: readonly Transaction[]): Promise<Hex> => {
  const hash = planHash(of, transactions);
  const handle = await open(file, "w", OWNER_ONLY);
  try {
    await handle.write(line({ type: "plan", kind: "theriac-journal/1", ...of }));
    for (const [n, { target, data, does }] of transactions.entries())
      await handle.write(line({ type: "transaction", n, target, data, does: [...does] }));
    await handle.sync();
    await handle.write(line({ type: "ready", transactions: transactions.length, hash }));
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash;
};

const journalOf = (
  file: string,
  handle: FileHandle,
  { hash, transactions }: { readonly hash: Hex; readonly transactions: readonly Transaction[] },
  entries: readonly Known[],
): Journal => {
  const byNumber = new Map<number, Known[]>();
  const note = (entry: Known): void => {
    byNumber.set(entry.n, [...(byNumber.get(entry.n) ?? []), entry]);
  };
  entries.forEach(note);
  return {
    transactions,
    plan: hash,
    known: (n) => byNumber.get(n) ?? [],
    write: async (entry) => {
      await handle.write(line(entry));
      await handle.datasync();
      note(entry);
    },
    close: async () => {
      await handle.close();
      await rm(`${file}.lock`, { force: true });
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
  await lock(`${file}.lock`);
  try {
    const entries = await readEntries(file);
    let plan: { readonly hash: Hex; readonly transactions: readonly Transaction[] } | undefined = planIn(
      file,
      entries,
      of,
    );
    if (plan === undefined) {
      const transactions = await makePlan();
      plan = { transactions, hash: await writePlan(file, of, transactions) };
    }
    return journalOf(file, await open(file, "a", OWNER_ONLY), plan, entries.filter(isKnown));
  } catch (error) {
    if (!(error instanceof JournalBusyError)) await rm(`${file}.lock`, { force: true });
    throw error;
  }
};
