// What a team says of its work, as people write it, and the evidence package that it becomes.
import { readFile, realpath } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { TheriacError } from "../../standards/errors.ts";
import { EvidenceKind } from "../../standards/evidence.ts";
import {
  type ArtefactKind,
  type BuiltEvidence,
  buildEvidencePackage,
  type EvidencePiece,
} from "../../standards/evidencePackage.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { bytes32, uint } from "../../standards/shapes.ts";
import type { GrantFile, GrantSecrets } from "./termsFile.ts";

const KINDS = Object.keys(EvidenceKind).filter((kind) => kind !== "FINANCIAL_REPORT") as Exclude<
  ArtefactKind,
  "FINANCIAL_REPORT"
>[];
const count = z.number().int().min(0);

export const workShape = z.strictObject({
  report: z.string().min(1),
  /** When the work was done. */
  completedAt: z
    .union([z.iso.datetime({ offset: true }), z.iso.date()])
    .transform((text) => Date.parse(text)),
  /** What can be counted; criteria are counted from 1. */
  counts: z
    .array(z.strictObject({ criterion: uint(8).min(1), required: count, reported: count }))
    .default([]),
  /** A small piece goes into the package whole, of a large one only the hash. */
  pieces: z.array(
    z
      .strictObject({
        kind: z.enum(KINDS),
        uri: z.string().min(1),
        file: z.string().optional(),
        contentHash: bytes32.optional(),
      })
      .refine(
        ({ file, contentHash }) => (file === undefined) !== (contentHash === undefined),
        "needs either file or contentHash",
      ),
  ),
  /** In the smallest unit of the currency. */
  finances: z.strictObject({
    uri: z.string().min(1),
    currency: z.string(),
    lines: z.array(z.strictObject({ category: z.string(), planned: count, spent: count })).min(1),
  }),
});
export type Work = z.output<typeof workShape>;

/** A file that a piece of evidence names cannot be read, or is none of this package's. */
export class PieceUnreadableError extends TheriacError {
  readonly code = "PIECE_UNREADABLE";
  constructor(file: string, why: string) {
    super("A file that a piece of evidence names cannot be read.", {
      context: { file, why },
      hint: "Paths are relative to the folder of the file that describes the work, and stay inside it: what is packed is published.",
    });
  }
}

const MS = 1000;

/** Nothing is followed out of the folder: whoever wrote the description may be another than who packs it. */
const readInside = async (folder: string, name: string): Promise<Uint8Array> => {
  try {
    const root = await realpath(folder);
    const file = await realpath(path.resolve(root, name));
    if (!file.startsWith(root.endsWith(path.sep) ? root : root + path.sep))
      throw new PieceUnreadableError(name, "leads out of the folder");
    return await readFile(file);
  } catch (error) {
    if (error instanceof PieceUnreadableError) throw error;
    throw new PieceUnreadableError(name, (error as NodeJS.ErrnoException).code ?? "unknown");
  }
};

const readPiece = async (
  { kind, uri, file, contentHash }: Work["pieces"][number],
  folder: string,
): Promise<EvidencePiece> => {
  const salt = randomWord();
  if (contentHash !== undefined) return { kind, uri, salt, contentHash };
  return { kind, uri, salt, content: await readInside(folder, file ?? "") };
};

/** Puts the package for one milestone together; every piece gets a fresh salt. */
export const packWork = async (
  { terms, criteria }: GrantFile,
  { orcid, orcidSalt }: GrantSecrets,
  index: number,
  work: Work,
  folder: string,
): Promise<BuiltEvidence> => {
  const { report, completedAt, counts, finances } = work;
  const pieces = await Promise.all(work.pieces.map((piece) => readPiece(piece, folder)));
  return buildEvidencePackage(terms, index, {
    orcid,
    orcidSalt,
    criteria: criteria[index] ?? [],
    report,
    completedAt: Math.floor(completedAt / MS),
    counts: counts.map(({ criterion, ...rest }) => ({ criterion: criterion - 1, ...rest })),
    pieces,
    finances: { ...finances, salt: randomWord() },
  });
};
