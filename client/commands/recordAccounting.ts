// theriac record accounting|audit: what a custodian owes a patient about who read what, and whether it holds.
import type { Command } from "commander";
import { address } from "../../standards/shapes.ts";
import type { KnownRoots } from "../receipts/accessFault.ts";
import { writeAccounting } from "../receipts/exportAccounting.ts";
import { readAccounting } from "../receipts/readAccounting.ts";
import { verifyAccounting } from "../receipts/verifyAccounting.ts";
import type { Connection } from "./connection.ts";
import { readText, writeSecretText } from "./files.ts";
import type { Answer, Run } from "./output.ts";
import { parseOption } from "./parseOption.ts";
import { assertOwnRegistry } from "./recordFiles.ts";
import { readSecretLine } from "./secretText.ts";
import { type VaultOptions, withVault, withVaultOptions } from "./vaultFolder.ts";

type AccountingOptions = VaultOptions & { readonly patient: string; readonly out: string };

const account = async (connection: Connection, { out, ...options }: AccountingOptions): Promise<Answer> => {
  const patient = await readSecretLine(options.patient);
  return withVault(connection, options, async ({ vault }) => {
    const accounting = await vault.accountingOf(await vault.subjectOf(patient));
    await writeSecretText(out, writeAccounting(accounting));
    return { facts: { ...countOf(accounting.accesses), file: out } };
  });
};

type Decided = { readonly decision: { readonly permitted: boolean } };

const countOf = (accesses: readonly Decided[]) => {
  const permits = accesses.filter(({ decision }) => decision.permitted).length;
  return { permits, denies: accesses.length - permits };
};

/** The roots that an accounting refers to, as the chain has them. */
const rootsOf = async (
  { contracts }: Connection,
  anchors: readonly (string | undefined)[],
): Promise<KnownRoots> => {
  const known = new Set(anchors.filter((id) => id !== undefined));
  const read = [...known].map(async (id) => {
    const { root, count } = await contracts.records.anchorOf(id);
    return [id, { root, count: Number(count) }] as const;
  });
  return new Map(await Promise.all(read)) as KnownRoots;
};

/** Signatures and hashes by computing, roots by the chain; whose it has to be by the reader's own knowledge. */
const audit = async (connection: Connection, file: string, given: string): Promise<Answer> => {
  const custodian = parseOption("--custodian", address, given);
  const text = await readText(file);
  const { chainId, recordRegistry: registry, accesses } = readAccounting(text);
  assertOwnRegistry(file, { chainId, registry }, connection);
  const { ConsentRegistry: consentRegistry, RecordRegistry: recordRegistry } = connection.addresses;
  const roots = await rootsOf(
    connection,
    accesses.map(({ receipt }) => receipt?.anchor?.anchorId),
  );
  const { faults, acknowledged, anchored } = verifyAccounting(
    text,
    { custodian, chainId: connection.chainId, consentRegistry, recordRegistry },
    roots,
  );
  const found = faults
    .map(({ index, fault }) => (index === undefined ? fault : `${index}: ${fault}`))
    .join(" ");
  return {
    facts: { custodian, ...countOf(accesses), acknowledged, anchored, faults: found },
    isNo: faults.length > 0,
  };
};

/** Adds `accounting` and `audit` to the record commands. */
export const addRecordAccountingCommands = (record: Command, run: Run): void => {
  withVaultOptions(record.command("accounting"))
    .description("every permit and deny about a patient, with proofs, for the patient to keep")
    .requiredOption("--patient <file>", "file with the number by which the custodian knows the patient")
    .requiredOption("--out <file>")
    .action((options: AccountingOptions) => run((connection) => account(connection, options)));
  record
    .command("audit")
    .description("whether an accounting holds, by anyone; exit code 3 if not")
    .argument("<file>")
    .requiredOption("--custodian <address>", "whose accounting it has to be, as you know it")
    .action((file: string, { custodian }: { custodian: string }) =>
      run((connection) => audit(connection, file, custodian)),
    );
};
