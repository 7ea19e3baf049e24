// A built unit tree as bytes, so that a lot's packs are proved without its serials. Big-endian:
//
//   | "UNIT" | version 2 | unitCount 4 | lotId 32 | root 32 | keccak256 of all before 32 | unitHash 32 each |
//
// The root binds the unit hashes, the hash in the header the rest: no byte can change unnoticed. Whoever changes it on
// purpose can hash again, so that root and lot are trusted only as far as they stand on chain.
// It holds salted hashes and no serial, but whoever knows a pack's serial and salt finds it here: keep it as secret as
// the list of serials.
import { concat, getBytes, hexlify, keccak256 } from "ethers";
import type { Hex } from "../hex.ts";
import { UnitTreeFileError, UnitTreeRootError } from "../unitErrors.ts";
import { readWord, writeWord } from "./hexBytes.ts";
import { openKeccak } from "./keccak.ts";
import { treeOfHashes, type UnitTree } from "./unitTree.ts";

const MAGIC = new TextEncoder().encode("UNIT");
const VERSION = 2;
const WORD = 32;
const VERSION_AT = 4;
const COUNT_AT = 6;
const LOT_AT = 10;
const ROOT_AT = LOT_AT + WORD;
const SEAL_AT = ROOT_AT + WORD;
const HEADER = SEAL_AT + WORD;

/** A tree and the lot it is of. */
export type FiledTree = { readonly lotId: Hex; readonly tree: UnitTree };

/** The tree as bytes. */
export const encodeUnitTree = ({ lotId, tree }: FiledTree): Uint8Array => {
  const bytes = new Uint8Array(HEADER + WORD * tree.unitCount);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint16(VERSION_AT, VERSION);
  view.setUint32(COUNT_AT, tree.unitCount);
  bytes.set(getBytes(concat([lotId, tree.root])), LOT_AT);
  bytes.set(getBytes(sealOf(bytes)), SEAL_AT);
  for (let i = 0; i < tree.unitCount; i++) writeWord(tree.hashOf(i), bytes, HEADER + WORD * i);
  return bytes;
};

const sealOf = (bytes: Uint8Array): Hex => keccak256(bytes.subarray(0, SEAL_AT)) as Hex;

/** Reads such bytes and builds the tree again: a header that was changed, or hashes of another root, are refused. */
export const decodeUnitTree = async (bytes: Uint8Array): Promise<FiledTree> => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const refuse = (why: string) => new UnitTreeFileError(why, bytes.length);
  if (bytes.length < HEADER || MAGIC.some((byte, i) => bytes[i] !== byte))
    throw refuse("another kind of file");
  if (view.getUint16(VERSION_AT) !== VERSION) throw refuse("another version");
  const length = view.getUint32(COUNT_AT);
  if (length === 0 || bytes.length !== HEADER + WORD * length) throw refuse("another length");
  if (readWord(bytes, SEAL_AT) !== sealOf(bytes)) throw refuse("a header that was changed");
  const named = readWord(bytes, ROOT_AT);
  const at = (index: number) => bytes.subarray(HEADER + WORD * index, HEADER + WORD * (index + 1));
  const tree = treeOfHashes({ length, at }, await openKeccak());
  if (tree.root !== named) throw new UnitTreeRootError(named, tree.root);
  return { lotId: hexlify(bytes.subarray(LOT_AT, ROOT_AT)) as Hex, tree };
};
