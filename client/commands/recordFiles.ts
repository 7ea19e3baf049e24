// What is handed around about records, as files: a record as it is shown, one leaf of a profile, a profile.
import { mkdir } from "node:fs/promises";
import { z } from "zod";
import { TheriacError } from "../../standards/errors.ts";
import { toCommittable } from "../../standards/fhir/committable.ts";
import { InvalidFhirError } from "../../standards/fhir/errors.ts";
import type { FhirVersion } from "../../standards/fhir/version.ts";
import type { Hex } from "../../standards/hex.ts";
import { parseJson } from "../../standards/parseJson.ts";
import type { AnchorId, RecordCommitment } from "../../standards/recordCommitment.ts";
import { address, bytes32, uint } from "../../standards/shapes.ts";
import type { Connection } from "./connection.ts";
import { readShape, readText } from "./files.ts";

/** A file is about records of another chain or another registry. */
export class ForeignRecordError extends TheriacError {
  readonly code = "OTHER_REGISTRY";
  constructor(file: string, chainId: number, registry: Hex) {
    super("The file is about another registry of records.", {
      context: { file, chainId, registry },
      hint: "Give the endpoint and the deployment that it was made for.",
    });
  }
}

/** A document is not valid FHIR. Says in which file and where in it, never what it holds. */
export class InvalidDocumentError extends TheriacError {
  readonly code = "INVALID_FHIR";
  constructor(file: string, { message, context, hint }: InvalidFhirError) {
    super(message, { context: { file, ...context }, ...(hint === undefined ? {} : { hint }) });
  }
}

type Registry = { readonly chainId: number; readonly registry: Hex };

/** Throws `OTHER_REGISTRY` unless the file is about the registry that is asked. */
export const assertOwnRegistry = (
  file: string,
  { chainId, registry }: Registry,
  connection: Pick<Connection, "chainId" | "addresses">,
): void => {
  const own = connection.addresses.RecordRegistry.toLowerCase();
  if (chainId === connection.chainId && registry.toLowerCase() === own) return;
  throw new ForeignRecordError(file, chainId, registry);
};

/** The registry that files of this connection are about. */
export const registryOf = ({ chainId, addresses }: Pick<Connection, "chainId" | "addresses">): Registry => ({
  chainId,
  registry: addresses.RecordRegistry,
});

const anchorId = bytes32.transform((id) => id as AnchorId);
const commitment = bytes32.transform((value) => value as RecordCommitment);
const proof = z.array(bytes32).max(24);
const made = { chainId: z.number().int().positive(), registry: address };
const place = z.strictObject({ anchorId, index: uint(24), proof });
const leaf = z.strictObject({ kind: uint(8), code: z.string(), commitment, salt: bytes32 });
const opened = z.strictObject({ document: z.unknown(), salt: bytes32 });

/** A document with all that shows it to be the one that was anchored. As secret as the document. */
export const shownShape = z.strictObject({
  kind: z.literal("theriac-record/1"),
  ...made,
  ...place.shape,
  ...opened.shape,
});

/** One leaf of a profile, alone; with the document behind it if that is shown too. */
export const leafShape = z.strictObject({
  kind: z.literal("theriac-leaf/1"),
  ...made,
  leaf,
  proof,
  profileRoot: bytes32,
  place,
  opened: opened.optional(),
});

/** Everything of a profile: whoever has it can disclose each leaf. */
export const profileShape = z.strictObject({
  kind: z.literal("theriac-profile/1"),
  ...made,
  root: bytes32,
  leaves: z.array(z.strictObject({ leaf, proof })).min(1),
  /** Missing until it is anchored. */
  place: place.optional(),
});

/** Reads a file about records, without losing a digit, of the very registry that is asked. */
export const readRecordFile = async <T extends z.ZodType<Registry>>(
  file: string,
  shape: T,
  connection: Connection,
): Promise<z.output<T>> => {
  const read = await readShape(file, shape, parseJson);
  assertOwnRegistry(file, read, connection);
  return read;
};

/** The text of a document that may be committed to. */
export const readDocument = async (file: string, version: FhirVersion) => {
  const text = await readText(file);
  try {
    return { file, text, bytes: toCommittable(text, version).bytes };
  } catch (error) {
    throw error instanceof InvalidFhirError ? new InvalidDocumentError(file, error) : error;
  }
};

/** Makes a folder that its owner alone can look into. */
export const makeSecretFolder = async (folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
};
