// A lot's unit tree on disk, built once: any of its packs is proved from it without hashing the list of serials again.
import { readFile } from "node:fs/promises";
import { decodeUnitTree, encodeUnitTree, type FiledTree } from "../../standards/merkle/unitTreeFile.ts";
import { writeNewFile } from "../writeNewFile.ts";

/** Writes a tree for its owner alone, into a file that was not there, and returns once the disk has it. */
export const writeUnitTree = (file: string, filed: FiledTree): Promise<void> =>
  writeNewFile(file, [encodeUnitTree(filed)]);

/** Reads a tree and builds it again: a file that was changed or cut is refused. */
export const readUnitTree = async (file: string): Promise<FiledTree> => decodeUnitTree(await readFile(file));
