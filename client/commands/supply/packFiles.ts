// Proofs of single packs, as a manufacturer hands them to those who will scan them: as secret as the serials in them.
// The first line says what lot they are of; each other one is a pack, its serial first.
import { closeSync, openSync, readSync } from "node:fs";
import { z } from "zod";
import { formatExpiry, formatGtin, parseExpiry, parseGtin } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { bytes32, uint } from "../../../standards/shapes.ts";
import type { Lot } from "../../../standards/units.ts";
import { writeNewFile } from "../../writeNewFile.ts";
import { BadFileError, FileExistsError } from "../files.ts";
import { firstLineOf, type Line, parseLine, readLines } from "./lines.ts";
import { type OpenLot, openLot, SerialUnknownError } from "./lotFiles.ts";

const MOST_LEVELS = 32;
const KIND = "theriac-packs/2";

const headShape = z.strictObject({
  kind: z.literal(KIND),
  gtin: z.string(),
  lot: z.string(),
  expiry: z.string(),
});
const packShape = z.strictObject({
  serial: z.string(),
  salt: bytes32,
  index: uint(32),
  proof: z.array(bytes32).max(MOST_LEVELS),
});
/** The serial at the beginning of a line: all that is read of packs that nobody asks for. */
const SERIAL = /^\{"serial":"([^"\\]{1,20})"/;

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

/** Whether a file holds proofs; otherwise it is a lot file, or none of both. */
export const isPacksFile = async (file: string): Promise<boolean> =>
  (await firstLineOf(file)).includes(`"${KIND}"`);

const conform = <T extends z.ZodType>(file: string, line: Pick<Line, "number" | "text">, shape: T) => {
  const parsed = shape.safeParse(parseLine(file, line));
  if (parsed.success) return parsed.data as z.output<T>;
  throw new BadFileError(file, `line ${line.number}: ${parsed.error.issues[0]?.message}`);
};

const serialOf = (file: string, line: Line): string =>
  SERIAL.exec(line.text)?.[1] ?? conform(file, line, packShape).serial;

type Place = Pick<Line, "number" | "at" | "bytes">;

const readAt = (file: string, { number, at, bytes }: Place): FiledPack => {
  const buffer = Buffer.alloc(bytes);
  const handle = openSync(file, "r");
  try {
    readSync(handle, buffer, 0, bytes, at);
  } finally {
    closeSync(handle);
  }
  return conform(file, { number, text: buffer.toString("utf8") }, packShape);
};

/** Reads proofs of a lot of any size: where each pack stands is kept, the proofs stay in the file. */
const readBook = async (file: string): Promise<PackBook> => {
  const places = new Map<string, Place>();
  let head: z.output<typeof headShape> | undefined;
  for await (const line of readLines(file)) {
    if (head === undefined) {
      head = conform(file, line, headShape);
      continue;
    }
    const serial = serialOf(file, line);
    if (places.has(serial)) throw new BadFileError(file, "holds a serial twice");
    places.set(serial, { number: line.number, at: line.at, bytes: line.bytes });
  }
  if (head === undefined || places.size === 0) throw new BadFileError(file, "holds no pack");
  return {
    lot: { gtin: parseGtin(head.gtin), lot: head.lot, expiry: parseExpiry(head.expiry).yymmdd },
    packOf: (serial) => {
      const place = places.get(serial);
      if (place === undefined) throw new SerialUnknownError(file);
      return readAt(file, place);
    },
  };
};

/** Reads a file of proofs, or the lot file itself at its manufacturer's. */
export const readPacks = async (file: string): Promise<PackBook> => {
  if (await isPacksFile(file)) return readBook(file);
  const open = await openLot(file);
  return { lot: open.lot, packOf: (serial) => filed(open, file, serial) };
};

function* linesOf(open: OpenLot, serials: readonly string[]): Generator<string> {
  const { gtin, lot, expiry } = open.lot;
  const head = { kind: KIND, gtin: formatGtin(gtin), lot, expiry: formatExpiry(expiry) };
  yield `${JSON.stringify(head)}\n`;
  for (const serial of serials) yield `${JSON.stringify(filed(open, open.file, serial))}\n`;
}

/** Writes what partners need to prove these packs, for the owner's eyes only. */
export const writePacks = (file: string, open: OpenLot, serials: readonly string[]): Promise<void> =>
  writeNewFile(file, linesOf(open, serials)).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EEXIST" ? new FileExistsError(file) : error;
  });
