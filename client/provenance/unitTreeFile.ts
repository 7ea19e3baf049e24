// A lot's unit tree on disk, built once: any of its packs is proved from it without the list of serials.
import { open, readFile } from "node:fs/promises";
import { decodeUnitTree, encodeUnitTree, type FiledTree } from "../../standards/merkle/unitTreeFile.ts";

const OWNER_ONLY = 0o600;

/** Writes a tree for its owner alone, into a file that was not there, and returns once the disk has it. */
export const writeUnitTree = async (file: string, filed: FiledTree): Promise<void> => {
  const handle = await open(file, "wx", OWNER_ONLY);
  try {
    await handle.writeFile(encodeUnitTree(filed));
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Reads a tree and builds it again: a file that was changed or cut is refused. */
export const readUnitTree = async (file: string): Promise<FiledTree> => decodeUnitTree(await readFile(file));
