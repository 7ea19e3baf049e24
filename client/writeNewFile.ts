import { randomBytes } from "node:crypto";
import { link, open, rename, rm } from "node:fs/promises";
import path from "node:path";

const OWNER_ONLY = 0o600;
const BATCH = 1_048_576;

type Pieces = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** Pieces of text put together, so that the disk is not asked for every line. */
async function* batched(pieces: Pieces): AsyncGenerator<string | Uint8Array> {
  let text = "";
  for await (const piece of pieces)
    if (typeof piece !== "string") yield piece;
    else {
      text += piece;
      if (text.length < BATCH) continue;
      yield text;
      text = "";
    }
  if (text !== "") yield text;
}

/** A new name lasts once the disk has its folder. Not every system can be asked for that. */
const syncFolder = async (file: string): Promise<void> => {
  const folder = await open(path.dirname(file), "r").catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
};

/** Has the disk keep the pieces under a name of their own, then gives them the file's. */
const writeDraft = async (
  file: string,
  pieces: Pieces,
  place: (draft: string) => Promise<void>,
): Promise<void> => {
  const draft = `${file}.${randomBytes(6).toString("hex")}.new`;
  const handle = await open(draft, "wx", OWNER_ONLY);
  try {
    try {
      for await (const piece of batched(pieces)) await handle.writeFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await place(draft);
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(file);
};

/**
 * Writes a file for its owner alone, whole or not at all: under another name first, and under its own once the disk has
 * it. Fails with `EEXIST` rather than write over another.
 */
export const writeNewFile = (file: string, pieces: Pieces): Promise<void> =>
  writeDraft(file, pieces, (draft) => link(draft, file));

/** The same in place of a file: whoever reads it finds the old one or the new one, whole. */
export const replaceFile = (file: string, pieces: Pieces): Promise<void> =>
  writeDraft(file, pieces, (draft) => rename(draft, file));
