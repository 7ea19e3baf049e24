// What a manufacturer keeps of a lot: its serials with their salts, one JSON object a line, and a file that says what lot
// they are of. As secret as the serials.
import { createReadStream } from "node:fs";
import { chmod, open } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { TheriacError } from "../../../standards/errors.ts";
import { formatExpiry, formatGtin, lotHash, parseExpiry, parseGtin } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { bytes32, uint } from "../../../standards/shapes.ts";
import {
  buildUnitTree,
  type Lot,
  type LotId,
  lotIdOf,
  type Unit,
  type UnitTree,
} from "../../../standards/units.ts";
import type { LotDetails, PackProof } from "../../provenance/supplyTypes.ts";
import { BadFileError, FileExistsError, readJson, writeSecretJson } from "../files.ts";

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

/** A lot whose units are at hand. */
export type OpenLot = OwnLot & {
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

/** Lines of a file, with their numbers from 1 on. */
const readLines = async function* (file: string): AsyncGenerator<readonly [number, string]> {
  const input = createReadStream(file, "utf8");
  let n = 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
      if (line !== "") yield [++n, line];
  } catch (error) {
    throw new BadFileError(file, `cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`);
  }
};

/** Units of a serialisation file. Complaints name the line, never the serial. */
export const readUnits = async (file: string): Promise<readonly Unit[]> => {
  const units: Unit[] = [];
  for await (const [n, line] of readLines(file)) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(line);
    } catch {
      throw new BadFileError(
        file,
        `line ${n} is not JSON`,
        'Each line is {"serial": "...", "salt": "0x..."}.',
      );
    }
    const unit = unitShape.safeParse(parsed);
    if (!unit.success) throw new BadFileError(file, `line ${n}: ${unit.error.issues[0]?.message}`);
    units.push(unit.data);
  }
  return units;
};

/** Gives every serial of a list, one a line, its random salt. */
export const saltSerials = async (serials: string, out: string, randomSalt: () => Hex): Promise<number> => {
  const handle = await open(out, "wx", OWNER_ONLY).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EEXIST" ? new FileExistsError(out) : error;
  });
  let count = 0;
  try {
    for await (const [n, serial] of readLines(serials)) {
      await handle.appendFile(`${JSON.stringify({ serial: serial.trim(), salt: randomSalt() })}\n`);
      count = n;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return count;
};

/** Builds a lot's tree from its serialisation file. */
export const buildLot = async (lot: Lot, unitsFile: string): Promise<OpenLot> => {
  const units = await readUnits(unitsFile);
  if (units.length === 0) throw new BadFileError(unitsFile, "holds no unit");
  return openedLot("", lot, unitsFile, units);
};

const openedLot = (file: string, lot: Lot, unitsFile: string, units: readonly Unit[]): OpenLot => {
  const tree = buildUnitTree(lot, units);
  const indices = new Map(units.map(({ serial }, index) => [serial, index]));
  return {
    file,
    lot,
    id: lotIdOf(lot.gtin, lot.lot),
    details: detailsOf(lot, tree),
    unitsFile,
    indexOf: (serial) => indices.get(serial),
    unitAt: (index) => units[index],
    packOf: (index) => ({ index, unitHash: tree.hashOf(index), proof: tree.proofOf(index) }),
  };
};

/** Writes the file that says what lot the units are of, for its owner alone; the units become the owner's alone too. */
export const writeLot = async (out: string, { lot, details, unitsFile }: OpenLot): Promise<void> => {
  await chmod(unitsFile, OWNER_ONLY);
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

/** A lot file with its units. Throws `BAD_FILE` if they are not those of its root. */
export const openLot = async (file: string): Promise<OpenLot> => {
  const own = await readLotFile(file);
  const opened = openedLot(file, own.lot, own.unitsFile, await readUnits(own.unitsFile));
  if (opened.details.unitsRoot !== own.details.unitsRoot)
    throw new BadFileError(own.unitsFile, "holds other units than the lot was commissioned with");
  return opened;
};
