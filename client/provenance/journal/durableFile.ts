// Files that are on disk, names and all, when a call returns.
import { constants } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { JournalMismatchError } from "./errors.ts";

const OWNER_ONLY = 0o600;
const OTHERS = 0o077;

/** A new name in a folder outlives a crash only when the folder is on disk too. */
const syncFolder = async (file: string): Promise<void> => {
  const folder = await open(path.dirname(file), constants.O_RDONLY);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Puts a file in its place, whole or not at all, for its owner's eyes only. */
export const writeDurably = async (
  file: string,
  write: (handle: FileHandle) => Promise<void>,
): Promise<void> => {
  const fresh = `${file}.new`;
  await rm(fresh, { force: true });
  const handle = await open(fresh, "wx", OWNER_ONLY);
  try {
    await write(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
  await syncFolder(file);
};

/** Opens a file that is there, undefined if none is. Refuses one that others may read or write, and a link to one. */
export const openOwn = async (file: string, flags: number): Promise<FileHandle | undefined> => {
  let handle: FileHandle;
  try {
    handle = await open(file, flags | constants.O_NOFOLLOW);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    if (code === "ELOOP") throw new JournalMismatchError(file, "is a symbolic link");
    throw error;
  }
  const about = await handle.stat();
  const why = !about.isFile()
    ? "is no file"
    : (about.mode & OTHERS) !== 0
      ? "others than its owner may read or write it"
      : undefined;
  if (why === undefined) return handle;
  await handle.close();
  throw new JournalMismatchError(file, why);
};
