// How people name goods on the command line: by what stands on them, or by their own files.
import { existsSync } from "node:fs";
import type { Command } from "commander";
import { keccak256, toUtf8Bytes } from "ethers";
import { elementValue as elementOf } from "../../../standards/gs1/elements.ts";
import { formatExpiry, parseExpiry, parseGtin } from "../../../standards/gs1/keys.ts";
import { itemOf, readLabel } from "../../../standards/gs1/pack.ts";
import type { Hex } from "../../../standards/hex.ts";
import { type Lot, type LotId, lotIdOf, unitHash } from "../../../standards/units.ts";
import type { ChainView } from "../../provenance/chainView.ts";
import { readLot } from "../../provenance/readLot.ts";
import type { LotDetails, PackProof } from "../../provenance/supplyTypes.ts";
import { BadOptionError } from "../parseOption.ts";
import { readLotFile } from "./lotFiles.ts";
import { readPacks } from "./packFiles.ts";

export const LOT_ARGUMENT: [string, string] = [
  "<lot>",
  "lot file, or what its label says: (01)...(10)..., a scan, or a Digital Link",
];
export const SCAN_ARGUMENT: [string, string] = [
  "<scan>",
  "what the scanner read of the pack's DataMatrix, (01)...(21)... with brackets, or its Digital Link",
];

/** A lot that the chain knows. */
export type NamedLot = { readonly id: LotId; readonly details: LotDetails };

/** The lot that a lot file or a label names. */
export const resolveLot = async (view: ChainView, given: string): Promise<NamedLot> => {
  if (existsSync(given)) return readLotFile(given);
  const label = readLabel(given);
  const lot = elementOf(label, "10");
  if (lot === undefined) throw new BadOptionError("<lot>", given, "names no lot (AI 10)");
  const id = lotIdOf(parseGtin(elementOf(label, "01") ?? ""), lot);
  return { id, details: await readLot(view, id) };
};

/** A pack as it was scanned, with what its file tells. */
export type ScannedPack = {
  /** What the label says; what it leaves out, the file. */
  readonly lot: Lot;
  readonly id: LotId;
  readonly pack: PackProof;
};

export type PacksOptions = { readonly packs: string };

export const withPacksOption = (command: Command): Command =>
  command.requiredOption("--packs <file>", "proofs that the manufacturer gave, or its own lot file");

/** Reads a pack's label. Its hash is made of what the label says, so that a false label proves nothing. */
export const scanPack = async (scan: string, { packs }: PacksOptions): Promise<ScannedPack> => {
  const label = readLabel(scan);
  const { gtin, serial } = itemOf(label);
  const book = await readPacks(packs);
  const { index, salt, proof } = book.packOf(serial);
  const printed = elementOf(label, "17") ?? formatExpiry(book.lot.expiry);
  const lot: Lot = {
    gtin,
    lot: elementOf(label, "10") ?? book.lot.lot,
    expiry: parseExpiry(printed).yymmdd,
  };
  const hash = unitHash(lot, { serial, salt });
  return { lot, id: lotIdOf(gtin, lot.lot), pack: { index, unitHash: hash, proof } };
};

/** What stands on chain for a text that stays with its writer. */
export const commitText = (text: string): Hex => keccak256(toUtf8Bytes(text)) as Hex;

/** The reason of an order. An empty one is refused by the contracts too. */
export const reasonOf = (text: string): Hex => {
  if (text.trim() === "") throw new BadOptionError("--reason", text, "is empty");
  return commitText(text);
};
