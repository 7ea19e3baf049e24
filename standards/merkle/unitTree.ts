// All units of a lot under one root, in the order of their indices: what IUnitLedger and IBatchLedger check.
import type { Hex } from "../hex.ts";
import { SerialRepeatedError, UnitIndexError } from "../unitErrors.ts";
import { buildFlatTree } from "./flatTree.ts";
import { readWord } from "./hexBytes.ts";
import { type Keccak, keccak, openKeccak } from "./keccak.ts";
import { type Lot, makeLeafPacker, makeUnitPacker, type Unit } from "./packUnit.ts";
import { makeSerialSet } from "./serialSet.ts";
import { makeWordList, type WordList } from "./wordList.ts";

/** A lot's root, and what each pack needs to prove itself. 96 bytes a unit. */
export type UnitTree = {
  readonly root: Hex;
  readonly unitCount: number;
  readonly hashOf: (index: number) => Hex;
  readonly proofOf: (index: number) => Hex[];
};

/** The contracts count in 32 bits. */
export const MOST_UNITS = 2 ** 32 - 1;

/** Puts unit hashes, in the order of their indices, under one root. */
export const treeOfHashes = (hashes: Pick<WordList, "length" | "at">, hash: Keccak): UnitTree => {
  const unitCount = hashes.length;
  if (unitCount === 0 || unitCount > MOST_UNITS) throw new UnitIndexError(0, unitCount);
  const packLeaf = makeLeafPacker();
  const leafOf = (index: number) => hash(hash(packLeaf(index, hashes.at(index))));
  const tree = buildFlatTree(unitCount, leafOf, hash);
  const assertIndex = (index: number): void => {
    if (!Number.isInteger(index) || index < 0 || index >= unitCount)
      throw new UnitIndexError(index, unitCount);
  };
  return {
    root: tree.root,
    unitCount,
    hashOf: (index) => {
      assertIndex(index);
      return readWord(hashes.at(index), 0);
    },
    proofOf: (index) => {
      assertIndex(index);
      return tree.proofOf(index);
    },
  };
};

/** Hashes one unit after the other and throws at the first that is malformed or repeats a serial. */
const makeHashing = (lot: Lot, hash: Keccak) => {
  const packUnit = makeUnitPacker(lot);
  const serials = makeSerialSet();
  const hashes = makeWordList();
  return {
    hashes,
    add: (unit: Unit): void => {
      const unitHash = hash(packUnit(unit));
      const first = serials.add(unit.serial, hashes.length);
      if (first !== undefined) throw new SerialRepeatedError(first, hashes.length);
      hashes.push(unitHash);
    },
  };
};

/** Puts the units of a lot under one root, in the order of their indices. */
export const buildUnitTree = (lot: Lot, units: Iterable<Unit>): UnitTree => {
  const { hashes, add } = makeHashing(lot, keccak);
  for (const unit of units) add(unit);
  return treeOfHashes(hashes, keccak);
};

/** The same for a large lot, whose units arrive one after the other and need not be in memory. */
export const streamUnitTree = async (
  lot: Lot,
  units: AsyncIterable<Unit> | Iterable<Unit>,
): Promise<UnitTree> => {
  const hash = await openKeccak();
  return treeOfHashes(await hashUnits(lot, units, hash), hash);
};

/** Apart, so that the serials are let go before the tree is built. */
const hashUnits = async (lot: Lot, units: AsyncIterable<Unit> | Iterable<Unit>, hash: Keccak) => {
  const { hashes, add } = makeHashing(lot, hash);
  for await (const unit of units) add(unit);
  return hashes;
};
