// theriac record anchor: FHIR files into the vault and, in one transaction, onto the chain.
import path from "node:path";
import { z } from "zod";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import type { SubjectHandle } from "../keys/newSubjectHandle.ts";
import { readRecord } from "../vault/readRecord.ts";
import type { RecordFacts, RecordId } from "../vault/vaultTypes.ts";
import { confidentiality, dataClass, moment } from "./codes.ts";
import type { Connection } from "./connection.ts";
import { assertAbsent, BadFileError, writeSecretJson } from "./files.ts";
import type { Answer } from "./output.ts";
import { parseOption } from "./parseOption.ts";
import { makeSecretFolder, readDocument, registryOf } from "./recordFiles.ts";
import { readSecretLine } from "./secretText.ts";
import { type OpenVault, type VaultOptions, withVault } from "./vaultFolder.ts";

/** A record is kept, and its commitment is not on chain yet. */
export class RecordNotAnchoredError extends TheriacError {
  readonly code = "RECORD_NOT_ANCHORED";
  constructor(record: RecordId) {
    super("The record is not on chain yet.", {
      context: { record },
      hint: "Run the `record anchor` again that put it in.",
    });
  }
}

export type AnchorOptions = VaultOptions & {
  readonly patient: string;
  readonly class: string;
  readonly confidentiality: string;
  readonly fhir: string;
  readonly dataFrom?: string;
  readonly dataTo?: string;
  readonly retainUntil?: string;
  readonly shown?: string;
};

type Document = Awaited<ReturnType<typeof readDocument>>;
type Facts = Omit<RecordFacts, "subject">;

const NEVER = 0;

const timeOf = (option: string, given: string | undefined): number =>
  given === undefined ? NEVER : parseOption(option, moment, given);

const factsOf = (options: AnchorOptions): Facts => ({
  dataClass: parseOption("--class", dataClass, options.class),
  confidentiality: parseOption("--confidentiality", confidentiality, options.confidentiality),
  dataFrom: timeOf("--data-from", options.dataFrom),
  dataTo: timeOf("--data-to", options.dataTo),
  retainUntil: timeOf("--retain-until", options.retainUntil),
});

/** Where each document is shown: under its own name in the folder. */
const shownFiles = (files: readonly string[], folder: string): string[] => {
  const names = files.map((file) => path.join(folder, path.basename(file)));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new BadFileError(twice, "two documents have this name");
  assertAbsent(names);
  return names;
};

/** Validates all documents before it keeps the first; the same again anchors nothing twice. */
export const anchorFiles = async (
  connection: Connection,
  files: readonly string[],
  options: AnchorOptions,
): Promise<Answer> => {
  const facts = factsOf(options);
  const version = parseOption("--fhir", z.enum(["R4", "R5"]), options.fhir);
  const patient = await readSecretLine(options.patient);
  const documents = await Promise.all(files.map((file) => readDocument(file, version)));
  const { shown } = options;
  const places = shown === undefined ? [] : shownFiles(files, shown);
  return withVault(connection, options, async (opened) => {
    const { vault } = opened;
    await vault.resume();
    const subject = await vault.subjectOf(patient);
    const recordIds = await putOnce(opened, { documents, version, subject, facts });
    await vault.anchorRecords();
    if (shown !== undefined) {
      await makeSecretFolder(shown);
      for (const [i, id] of recordIds.entries()) await writeShown(connection, opened, id, places[i] ?? "");
    }
    return {
      facts: {},
      list: await Promise.all(
        recordIds.map(async (id, i) => ({ file: files[i] ?? "", ...(await standingOf(opened, id)) })),
      ),
    };
  });
};

type Batch = {
  readonly documents: readonly Document[];
  readonly version: "R4" | "R5";
  readonly subject: SubjectHandle;
  readonly facts: Facts;
};

/** Keeps what the vault does not hold yet: a run that was cut off and comes again makes no second copies. */
const putOnce = async (
  { vault, deps }: OpenVault,
  { documents, version, subject, facts }: Batch,
): Promise<RecordId[]> => {
  const held = new Map<string, RecordId>();
  for (const id of await vault.recordsOf(subject)) {
    const { bytes, ...record } = await readRecord(deps, id);
    held.set(nameOf(record, bytes), id);
  }
  const ids: RecordId[] = [];
  for (const { text, bytes } of documents) {
    const name = nameOf(facts, bytes);
    const id = held.get(name) ?? (await vault.put({ ...facts, subject, document: text, version })).recordId;
    held.set(name, id);
    ids.push(id);
  }
  return ids;
};

const nameOf = (facts: Facts, bytes: Uint8Array): string =>
  [
    facts.dataClass,
    facts.confidentiality,
    facts.dataFrom,
    facts.dataTo,
    facts.retainUntil,
    Buffer.from(bytes).toString("base64"),
  ].join(" ");

/** Where a record stands on chain. */
export const standingOf = async ({ vault }: OpenVault, id: RecordId) => {
  const proof = await vault.proofOf(id);
  return { record: id, anchor: proof?.anchorId ?? "", index: proof?.index ?? "", of: proof?.count ?? "" };
};

/** Writes a record with all that shows it to be the one that was anchored. */
export const writeShown = async (
  connection: Connection,
  { vault, deps }: OpenVault,
  id: RecordId,
  file: string,
): Promise<Hex> => {
  const { bytes, salt } = await readRecord(deps, id);
  const proven = await vault.proofOf(id);
  if (proven === undefined) throw new RecordNotAnchoredError(id);
  const { anchorId, index, proof } = proven;
  const document: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const place = { anchorId, index, proof };
  await writeSecretJson(file, {
    kind: "theriac-record/1",
    ...registryOf(connection),
    ...place,
    document,
    salt,
  });
  return anchorId;
};
