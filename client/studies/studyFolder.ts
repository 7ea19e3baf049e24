// A study's folder: study.json, and the files that its steps name.
import { createReadStream } from "node:fs";
import { realpath } from "node:fs/promises";
import path from "node:path";
import { createKeccak } from "hash-wasm";
import type { Hex } from "../../standards/hex.ts";
import {
  type DraftStep,
  type StepDocument,
  type StudyManifest,
  stepDocumentShape,
  studyManifestShape,
} from "../../standards/study.ts";
import { BadFileError, readJson, replaceSecretJson, writeSecretJson } from "../commands/files.ts";
import { JournalBusyError } from "../provenance/journal/errors.ts";
import { takeLock } from "../provenance/journal/lock.ts";
import { StudyBusyError, StudyFileError } from "./errors.ts";

/** Where a study's folder keeps what opens its commitments. */
export const manifestOf = (folder: string): string => path.join(folder, "study.json");

export const readManifest = (folder: string): Promise<StudyManifest> =>
  readJson(manifestOf(folder), studyManifestShape);

/** For its owner alone, over none that was there: the salts open every commitment. */
export const createManifest = (folder: string, manifest: StudyManifest): Promise<void> =>
  writeSecretJson(manifestOf(folder), manifest);

export const replaceManifest = (folder: string, manifest: StudyManifest): Promise<void> =>
  replaceSecretJson(manifestOf(folder), manifest);

/** One command at a time: of two, one would lose the salt of the other's step. */
export const alone = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  const file = manifestOf(folder);
  const release = await takeLock(`${file}.lock`).catch((error: unknown) => {
    if (error instanceof JournalBusyError) throw new StudyBusyError(file);
    throw new BadFileError(file, `cannot be locked (${whyOf(error)})`);
  });
  try {
    return await work();
  } finally {
    await release();
  }
};

const whyOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "unknown";

/** keccak256 of a file in the folder, however large; nothing is followed out of it. */
const hashFile = async (folder: string, name: string): Promise<Hex> => {
  try {
    const root = await realpath(folder);
    const file = await realpath(path.join(root, name));
    if (!file.startsWith(root + path.sep)) throw new StudyFileError(name, "leads out of the folder");
    const hasher = await createKeccak(256);
    for await (const piece of createReadStream(file)) hasher.update(piece as Uint8Array);
    return `0x${hasher.digest("hex")}`;
  } catch (error) {
    if (error instanceof StudyFileError) throw error;
    throw new StudyFileError(name, whyOf(error));
  }
};

/** A step's document: its description, and each file's hash. */
export const hashStep = async (folder: string, draft: DraftStep): Promise<StepDocument> => {
  const files: unknown[] = [];
  for (const file of draft.files) files.push({ ...file, hash: await hashFile(folder, file.name) });
  return stepDocumentShape.parse({ ...draft, files });
};

/** Hashes of the files that a manifest names and the folder has. */
export const hashFolder = async (
  folder: string,
  { steps }: StudyManifest,
): Promise<ReadonlyMap<string, Hex>> => {
  const names = new Set(steps.flatMap(({ document: { files } }) => files.map(({ name }) => name)));
  const hashes = new Map<string, Hex>();
  for (const name of names) {
    try {
      hashes.set(name, await hashFile(folder, name));
    } catch (error) {
      if (!(error instanceof StudyFileError)) throw error;
      // Not there, or not in there: verification says so.
    }
  }
  return hashes;
};
