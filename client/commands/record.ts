// theriac record ...: what a custodian does with the records in its vault.
import type { Command } from "commander";
import { TheriacError } from "../../standards/errors.ts";
import { address } from "../../standards/shapes.ts";
import { readRecord } from "../vault/readRecord.ts";
import type { RecordId } from "../vault/vaultTypes.ts";
import { type AnchorOptions, anchorFiles, standingOf, writeShown } from "./anchorFiles.ts";
import { confidentialityName, dataClassNames } from "./codes.ts";
import type { Connection } from "./connection.ts";
import { assertAbsent, writeSecretText } from "./files.ts";
import { type Answer, parseId, type Run, time } from "./output.ts";
import { parseOption } from "./parseOption.ts";
import { readSecretLine } from "./secretText.ts";
import { makeVault, type VaultOptions, withVault, withVaultOptions } from "./vaultFolder.ts";

/** A record is gone from the vault, and the chain does not know it yet. */
export class ErasurePendingError extends TheriacError {
  readonly code = "ERASURE_PENDING";
  override readonly retryable = true;
  constructor(record: RecordId) {
    super("The record is gone here for good; the chain could not be told.", {
      context: { record },
      hint: "Run the same command again in ten minutes.",
    });
  }
}

type InitOptions = VaultOptions & { readonly custodian: string };

const init = async (connection: Connection, options: InitOptions): Promise<Answer> => {
  const custodian = parseOption("--custodian", address, options.custodian);
  const { database } = await makeVault(connection, custodian, options);
  const listed = await connection.contracts.custodians.isCustodian(custodian);
  return { facts: { vault: options.vault, custodian, listed, database } };
};

type PatientOptions = VaultOptions & { readonly patient: string };
type SubjectOptions = PatientOptions & {
  readonly out: string;
  readonly key?: string;
  readonly insteadOf?: string;
};

const subject = async (
  connection: Connection,
  { out, key, insteadOf, ...options }: SubjectOptions,
): Promise<Answer> => {
  const patient = await readSecretLine(options.patient);
  const signer = key === undefined ? undefined : parseOption("--key", address, key);
  const old = insteadOf === undefined ? undefined : parseOption("--instead-of", address, insteadOf);
  return withVault(connection, options, async ({ vault }) => {
    const handle = await vault.subjectOf(patient);
    if (signer !== undefined) await vault.enrol(handle, signer, old);
    await writeSecretText(out, handle);
    return { facts: { file: out, key: signer ?? "" } };
  });
};

const list = async (connection: Connection, options: PatientOptions): Promise<Answer> => {
  const patient = await readSecretLine(options.patient);
  return withVault(connection, options, async (opened) => {
    const ids = await opened.vault.recordsOf(await opened.vault.subjectOf(patient));
    const described = ids.map(async (id) => {
      const { dataClass, confidentiality, retainUntil } = await readRecord(opened.deps, id);
      return {
        ...(await standingOf(opened, id)),
        class: dataClassNames(2 ** dataClass),
        confidentiality: confidentialityName(confidentiality),
        retainUntil: time(retainUntil),
      };
    });
    return { facts: {}, list: await Promise.all(described) };
  });
};

const show = (
  connection: Connection,
  id: RecordId,
  { out, ...options }: VaultOptions & { readonly out: string },
): Promise<Answer> => {
  assertAbsent([out]);
  return withVault(connection, options, async (opened) => {
    await opened.vault.resume();
    const anchor = await writeShown(connection, opened, id, out);
    return { facts: { record: id, anchor, file: out } };
  });
};

const erase = (connection: Connection, id: RecordId, options: VaultOptions): Promise<Answer> =>
  withVault(connection, options, async ({ vault }) => {
    if ((await vault.erase(id)) === "pending") throw new ErasurePendingError(id);
    return { facts: { record: id, erased: true } };
  });

const PATIENT: [string, string] = [
  "--patient <file>",
  "file with the number by which the custodian knows the patient; its owner's alone",
];

/** Adds `record init|subject|anchor|list|show|erase`. */
export const addRecordCommands = (program: Command, run: Run): Command => {
  const record = program
    .command("record")
    .description("keep, anchor, share, verify and erase records about patients");
  withVaultOptions(record.command("init"))
    .description("make a custodian's vault: a folder with a master key, its database there or in PostgreSQL")
    .requiredOption("--custodian <address>", "account of the endpoint that the vault acts and pays with")
    .action((options: InitOptions) => run((connection) => init(connection, options)));
  withVaultOptions(record.command("subject"))
    .description("write down a patient's handle here, and bind the key that the patient signs consents with")
    .requiredOption(...PATIENT)
    .requiredOption("--out <file>", "where the handle goes; the patient gets it")
    .option("--key <address>", "the identified patient's key; without one nothing is released")
    .option("--instead-of <address>", "the key bound so far, after a recovery or for a new passkey")
    .action((options: SubjectOptions) => run((connection) => subject(connection, options)));
  withVaultOptions(record.command("anchor"))
    .description("keep FHIR documents encrypted and anchor them in one transaction; a rerun finishes")
    .argument("<files...>", "FHIR resources or bundles")
    .requiredOption(...PATIENT)
    .requiredOption("--class <name>", "class of data")
    .option("--confidentiality <name>", "U, L, M, N, R or V", "N")
    .option("--fhir <release>", "R4 or R5", "R4")
    .option("--data-from <date>", "when the data began to come to be")
    .option("--data-to <date>", "and ended")
    .option("--retain-until <date>", "legal hold: not to be erased before")
    .option("--shown <folder>", "write each with all that shows it to be the one anchored")
    .action((files: string[], options: AnchorOptions) =>
      run((connection) => anchorFiles(connection, files, options)),
    );
  withVaultOptions(record.command("list"))
    .description("a patient's records here")
    .requiredOption(...PATIENT)
    .action((options: PatientOptions) => run((connection) => list(connection, options)));
  withVaultOptions(record.command("show"))
    .description("write one record with all that shows it to be the one anchored")
    .argument("<record>")
    .requiredOption("--out <file>", "as secret as the record")
    .action((given: string, options: VaultOptions & { readonly out: string }) =>
      run((connection) => show(connection, parseId(given) as RecordId, options)),
    );
  withVaultOptions(record.command("erase"))
    .description("erase a record here, and then on chain; a rerun finishes")
    .argument("<record>")
    .action((given: string, options: VaultOptions) =>
      run((connection) => erase(connection, parseId(given) as RecordId, options)),
    );
  return record;
};
