// One run at a time: a file that a process holds, and that a dead one no longer does.
import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { JournalBusyError } from "./errors.ts";

const OWNER_ONLY = 0o600;

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

const isAlive = (process_: number): boolean => {
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
};

/** Whether the holder is dead for certain. What cannot be read, as an empty file, has a holder. */
const isStale = (held: string): boolean => {
  const [holder = "", started] = held.trim().split(" ");
  if (!/^[1-9]\d*$/.test(holder)) return false;
  // Numbers of processes come again: in a container that starts anew, the very same.
  if (Number(holder) === process.pid)
    return started !== undefined && started !== String(performance.timeOrigin);
  return !isAlive(Number(holder));
};

const read = async (file: string): Promise<string | undefined> => {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
};

/** Gives a file a second name; false if that is taken. */
const linkNew = async (file: string, name: string): Promise<boolean> => {
  try {
    await link(file, name);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
};

const busy = (file: string, held = ""): JournalBusyError =>
  new JournalBusyError(file.replace(/\.lock$/, ""), Number.parseInt(held, 10) || 0);

/** Puts our lock in place of a dead holder's. One process at a time may do so, and looks again before it does. */
const takeOver = async (own: string, file: string): Promise<void> => {
  const claim = `${file}.taking`;
  if (!(await linkNew(own, claim))) throw busy(file);
  try {
    const held = await read(file);
    if (held === undefined ? !(await linkNew(own, file)) : !isStale(held)) throw busy(file, held);
    if (held !== undefined) await rename(own, file);
  } finally {
    await rm(claim, { force: true });
  }
};

/** Takes a lock, whole from its first instant on. Returns what gives it back. */
export const takeLock = async (file: string): Promise<() => Promise<void>> => {
  const held = `${process.pid} ${performance.timeOrigin} ${randomUUID()}`;
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, held, { flag: "wx", mode: OWNER_ONLY });
  try {
    if (!(await linkNew(own, file))) {
      const other = await read(file);
      if (other !== undefined && !isStale(other)) throw busy(file, other);
      await takeOver(own, file);
    }
  } finally {
    await rm(own, { force: true });
  }
  return async () => {
    if ((await read(file)) === held) await rm(file, { force: true });
  };
};
