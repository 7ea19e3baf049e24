// Proofs of single packs, as a manufacturer hands them to those who will scan them: as secret as the serials in them.
import { z } from "zod";
import { formatExpiry, formatGtin, parseExpiry, parseGtin } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { bytes32, uint } from "../../../standards/shapes.ts";
import type { Lot } from "../../../standards/units.ts";
import { BadFileError, readJson, writeSecretJson } from "../files.ts";
import { type OpenLot, openLot, SerialUnknownError } from "./lotFiles.ts";

const MOST_LEVELS = 32;

const packsShape = z.strictObject({
  kind: z.literal("theriac-packs/1"),
  gtin: z.string(),
  lot: z.string(),
  expiry: z.string(),
  packs: z
    .array(
      z.strictObject({
        serial: z.string(),
        salt: bytes32,
        index: uint(32),
        proof: z.array(bytes32).max(MOST_LEVELS),
      }),
    )
    .min(1),
});
const kindShape = z.looseObject({ kind: z.enum(["theriac-lot/1", "theriac-packs/1"]) });

/** What a file tells of one pack of a lot. */
export type FiledPack = { readonly index: number; readonly salt: Hex; readonly proof: readonly Hex[] };

/** Packs of one lot that can be proved. */
export type PackBook = { readonly lot: Lot; readonly packOf: (serial: string) => FiledPack };

const filed = ({ indexOf, unitAt, packOf }: OpenLot, file: string, serial: string) => {
  const index = indexOf(serial);
  const unit = index === undefined ? undefined : unitAt(index);
  if (index === undefined || unit === undefined) throw new SerialUnknownError(file);
  return { serial, salt: unit.salt, index, proof: packOf(index).proof };
};

/** Reads a file of proofs, or the lot file itself at its manufacturer's. */
export const readPacks = async (file: string): Promise<PackBook> => {
  const { kind } = await readJson(file, kindShape);
  if (kind === "theriac-lot/1") {
    const open = await openLot(file);
    return { lot: open.lot, packOf: (serial) => filed(open, file, serial) };
  }
  const { gtin, lot, expiry, packs } = await readJson(file, packsShape);
  const bySerial = new Map(packs.map((pack) => [pack.serial, pack]));
  if (bySerial.size !== packs.length) throw new BadFileError(file, "holds a serial twice");
  return {
    lot: { gtin: parseGtin(gtin), lot, expiry: parseExpiry(expiry).yymmdd },
    packOf: (serial) => {
      const pack = bySerial.get(serial);
      if (pack === undefined) throw new SerialUnknownError(file);
      return pack;
    },
  };
};

/** Writes what partners need to prove these packs, for the owner's eyes only. */
export const writePacks = (file: string, open: OpenLot, serials: readonly string[]): Promise<void> =>
  writeSecretJson(file, {
    kind: "theriac-packs/1",
    gtin: formatGtin(open.lot.gtin),
    lot: open.lot.lot,
    expiry: formatExpiry(open.lot.expiry),
    packs: serials.map((serial) => filed(open, open.file, serial)),
  });
