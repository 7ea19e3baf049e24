// What a manufacturer keeps of a lot: its serials with their salts, one JSON object a line, and a file that says what lot
// they are of. As secret as the serials.
import { existsSync } from "node:fs";
import { chmod } from "node:fs/promises";
import path from "node:path";
import { hexlify } from "ethers";
import { z } from "zod";
import { TheriacError } from "../../../standards/errors.ts";
import { formatExpiry, formatGtin, lotHash, parseExpiry, parseGtin } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { openKeccak } from "../../../standards/merkle/keccak.ts";
import { makeUnitPacker } from "../../../standards/merkle/packUnit.ts";
import { bytes32, uint } from "../../../standards/shapes.ts";
import {
  type Lot,
  type LotId,
  lotIdOf,
  streamUnitTree,
  type Unit,
  type UnitTree,
} from "../../../standards/units.ts";
import type { LotDetails, PackProof } from "../../provenance/supplyTypes.ts";
import { readUnitTree, writeUnitTree } from "../../provenance/unitTreeFile.ts";
import { assertAbsent, BadFileError, FileExistsError, readJson, writeSecretJson } from "../files.ts";
import { parseLine, readLines } from "./lines.ts";

/** A serial is not among a lot's. */
export class SerialUnknownError extends TheriacError {
  readonly code = "SERIAL_UNKNOWN";
  constructor(file: string) {
    super("The serial is not among those of the file.", {
      context: { file },
      hint: "Either the file is of another lot, or the pack is not genuine.",
    });
  }
}

const OWNER_ONLY = 0o600;
const WORD = 32;

const lotShape = z.strictObject({
  kind: z.literal("theriac-lot/1"),
  gtin: z.string(),
  lot: z.string(),
  expiry: z.string(),
  unitsRoot: bytes32,
  unitCount: uint(32).min(1),
  /** File of the units, beside this one unless it is absolute. */
  units: z.string().min(1),
});
const unitShape = z.strictObject({ serial: z.string(), salt: bytes32 });

/** A lot as its manufacturer keeps it. */
export type OwnLot = {
  readonly file: string;
  readonly lot: Lot;
  readonly id: LotId;
  readonly details: LotDetails;
  readonly unitsFile: string;
};

/** A lot whose tree was just built. */
export type BuiltLot = Omit<OwnLot, "file"> & { readonly tree: UnitTree };

/** A lot whose units are at hand. */
export type OpenLot = OwnLot & {
  /** In the order of packing. */
  readonly serials: readonly string[];
  readonly indexOf: (serial: string) => number | undefined;
  readonly unitAt: (index: number) => Unit | undefined;
  readonly packOf: (index: number) => PackProof;
};

export const detailsOf = (
  { gtin, lot, expiry }: Lot,
  { root, unitCount }: Pick<UnitTree, "root" | "unitCount">,
): LotDetails => ({
  gtin,
  lotHash: lotHash(lot),
  expiry,
  expiresAt: parseExpiry(formatExpiry(expiry)).expiresAt,
  unitsRoot: root,
  unitCount,
});

/** Units of a serialisation file, one after the other. Complaints name the line, never the serial. */
export async function* readUnits(file: string): AsyncGenerator<Unit> {
  for await (const line of readLines(file)) {
    const unit = unitShape.safeParse(
      parseLine(file, line, 'Each line is {"serial": "...", "salt": "0x..."}.'),
    );
    if (!unit.success) throw new BadFileError(file, `line ${line.number}: ${unit.error.issues[0]?.message}`);
    yield unit.data;
  }
}

/** Where the tree of a lot is, beside its lot file. */
export const treeFileOf = (lotFile: string): string => `${lotFile}.tree`;

/** Builds a lot's tree from its serialisation file, whose serials are not kept. */
export const buildLot = async (lot: Lot, unitsFile: string): Promise<BuiltLot> => {
  let isEmpty = true;
  const units = async function* () {
    for await (const unit of readUnits(unitsFile)) {
      isEmpty = false;
      yield unit;
    }
    if (isEmpty) throw new BadFileError(unitsFile, "holds no unit");
  };
  const tree = await streamUnitTree(lot, units());
  return { lot, id: lotIdOf(lot.gtin, lot.lot), details: detailsOf(lot, tree), unitsFile, tree };
};

/** The lot's tree as it was filed when the lot was commissioned, or built again where no file is there. */
const treeOf = async (own: OwnLot): Promise<UnitTree> => {
  const file = treeFileOf(own.file);
  if (!existsSync(file)) return (await buildLot(own.lot, own.unitsFile)).tree;
  const { lotId, tree } = await readUnitTree(file);
  if (lotId !== own.id || tree.root !== own.details.unitsRoot)
    throw new BadFileError(file, "holds the tree of another lot");
  return tree;
};

/** Serials and salts in order: the salts in one run of bytes. */
const indexUnits = async (file: string, count: number) => {
  const serials: string[] = [];
  const indices = new Map<string, number>();
  const salts = Buffer.alloc(WORD * count);
  for await (const { serial, salt } of readUnits(file)) {
    if (serials.length === count || indices.has(serial)) throw otherUnits(file);
    salts.write(salt.slice(2), WORD * serials.length, "hex");
    indices.set(serial, serials.length);
    serials.push(serial);
  }
  if (serials.length !== count) throw otherUnits(file);
  const saltAt = (index: number): Hex => `0x${salts.toString("hex", WORD * index, WORD * (index + 1))}`;
  return { serials, indices, saltAt };
};

const otherUnits = (file: string): BadFileError =>
  new BadFileError(file, "holds other units than the lot was commissioned with");

/** Whether the tree holds a unit at its place. */
const makeUnitCheck = async (lot: Lot, tree: UnitTree) => {
  const [hash, packUnit] = [await openKeccak(), makeUnitPacker(lot)];
  return (index: number, unit: Unit): boolean => hexlify(hash(packUnit(unit))) === tree.hashOf(index);
};

/** Writes the lot's tree, unless a run that was broken off left it there. */
const writeTree = async (file: string, { id, tree }: BuiltLot): Promise<void> => {
  if (!existsSync(file)) return writeUnitTree(file, { lotId: id, tree });
  const filed = await readUnitTree(file);
  if (filed.lotId !== id || filed.tree.root !== tree.root) throw new FileExistsError(file);
};

/**
 * Writes the tree, then the file that says what lot the units are of, for their owner alone; the units become the owner's
 * alone too.
 */
export const writeLot = async (out: string, built: BuiltLot): Promise<void> => {
  const { lot, details, unitsFile } = built;
  assertAbsent([out]);
  await chmod(unitsFile, OWNER_ONLY);
  await writeTree(treeFileOf(out), built);
  const relative = path.relative(path.dirname(out), unitsFile);
  await writeSecretJson(out, {
    kind: "theriac-lot/1",
    gtin: formatGtin(lot.gtin),
    lot: lot.lot,
    expiry: formatExpiry(lot.expiry),
    unitsRoot: details.unitsRoot,
    unitCount: details.unitCount,
    units: relative,
  });
};

/** What a lot file says, without its units. */
export const readLotFile = async (file: string): Promise<OwnLot> => {
  const { gtin, lot, expiry, unitsRoot, unitCount, units } = await readJson(file, lotShape);
  const own: Lot = { gtin: parseGtin(gtin), lot, expiry: parseExpiry(expiry).yymmdd };
  return {
    file,
    lot: own,
    id: lotIdOf(own.gtin, lot),
    details: detailsOf(own, { root: unitsRoot, unitCount }),
    unitsFile: path.resolve(path.dirname(file), units),
  };
};

/** A lot file with its units. Throws `BAD_FILE` if they are not those of its root, of a single pack when it is asked for. */
export const openLot = async (file: string): Promise<OpenLot> => {
  const own = await readLotFile(file);
  const tree = await treeOf(own);
  if (tree.root !== own.details.unitsRoot) throw otherUnits(own.unitsFile);
  const { serials, indices, saltAt } = await indexUnits(own.unitsFile, tree.unitCount);
  const isUnit = await makeUnitCheck(own.lot, tree);
  const unitAt = (index: number): Unit | undefined => {
    const serial = serials[index];
    if (serial === undefined) return undefined;
    const unit = { serial, salt: saltAt(index) };
    if (!isUnit(index, unit)) throw otherUnits(own.unitsFile);
    return unit;
  };
  return {
    ...own,
    serials,
    indexOf: (serial) => indices.get(serial),
    unitAt,
    packOf: (index) => {
      unitAt(index);
      return { index, unitHash: tree.hashOf(index), proof: tree.proofOf(index) };
    },
  };
};
