import { CERTIFICATE_HASH, GLN, GTIN, PRODUCT, SSCC } from "../../scripts/local/supply.ts";
import { checkDigitOf, type Gtin, lotHash, parseExpiry } from "../../standards/gs1/keys.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { buildUnitTree, type Lot, lotIdOf, type Unit } from "../../standards/units.ts";
import type { Staffed } from "./fixtures.ts";

/** P-1's lot. */
export const LOT = { gtin: GTIN as Gtin, lot: "LOT26C01", expiry: 280331 } as const;
export const UNITS = 120;
/** Serial of its first pack. */
export const KNOWN_SERIAL = "K7Q2M9X4T1AB";

const HOUR = 3_600;

export const makeLot = (lot: Lot = LOT) => {
  const units: Unit[] = Array.from({ length: UNITS }, (_, i) => ({
    serial: i === 0 ? KNOWN_SERIAL : `SN${i}`,
    salt: randomWord(),
  }));
  const tree = buildUnitTree(lot, units);
  const details = {
    gtin: lot.gtin,
    lotHash: lotHash(lot.lot),
    expiry: LOT.expiry,
    expiresAt: parseExpiry("280331").expiresAt,
    unitsRoot: tree.root,
    unitCount: tree.unitCount,
  };
  return { id: lotIdOf(lot.gtin, lot.lot), units, tree, details };
};

/** The serial shipping container code of the manufacturer's n-th case. */
export const caseCode = (n: number): bigint => {
  const data = `09521234${String(n).padStart(9, "0")}`;
  return BigInt(data) * 10n + BigInt(checkDigitOf(data));
};

export type TestLot = ReturnType<typeof makeLot>;

/** The lot of 120, commissioned by its manufacturer and released by its quality person. */
export const commissionLot = async ({ contracts, actors }: Staffed): Promise<TestLot> => {
  const lot = makeLot();
  const maker = contracts.batches.connect(actors.manufacturer);
  await (await maker.registerProduct(GTIN, PRODUCT)).wait();
  await (await maker.commission(lot.details)).wait();
  await (await contracts.batches.connect(actors.qualityPerson).release(lot.details, CERTIFICATE_HASH)).wait();
  return lot;
};

/** Packs the whole lot onto a pallet and offers it to the wholesaler. Returns what is on it. */
export const packAndShip = async (
  { contracts, actors, chain }: Staffed,
  { id, details }: Pick<TestLot, "id" | "details">,
) => {
  const maker = contracts.batches.connect(actors.manufacturer);
  await (await maker.pack(SSCC, [{ lot: details, firstUnit: 0, unitCount: UNITS }])).wait();
  const contents = [{ lot: id, expiresAt: details.expiresAt, firstUnit: 0, unitCount: UNITS }];
  await (await maker.ship(SSCC, contents, GLN.wholesaler, 0n, (await chain.now()) + 48 * HOUR)).wait();
  return contents;
};
