// A custodian's vault on disk: a folder with its master key under a password, and with the embedded database unless the
// records are in PostgreSQL.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import { address } from "../../standards/shapes.ts";
import { decideOnChain } from "../vault/chain/decideOnChain.ts";
import { recordLedger } from "../vault/chain/recordLedger.ts";
import { createVault, type Vault } from "../vault/createVault.ts";
import { createMasterKeyFile, openMasterKeyFile } from "../vault/keyProvider.ts";
import type { VaultDeps } from "../vault/ports.ts";
import { openPostgres } from "../vault/store/openPostgres.ts";
import { openSqlite } from "../vault/store/openSqlite.ts";
import { sqlStore } from "../vault/store/sqlStore.ts";
import type { VaultStore } from "../vault/store/vaultStore.ts";
import type { Connection } from "./connection.ts";
import { readJson, writeSecretJson } from "./files.ts";
import { assertOwnRegistry } from "./recordFiles.ts";
import { findSecret, needSecret } from "./secretText.ts";

const PASSWORD = "THERIAC_VAULT_PASSWORD";
const DATABASE_URL = "THERIAC_VAULT_DATABASE_URL";

export type VaultOptions = {
  readonly vault: string;
  readonly passwordFile?: string;
  readonly databaseUrlFile?: string;
};

/** The database of a vault is not the one that it was made with. */
export class OtherDatabaseError extends TheriacError {
  readonly code = "OTHER_DATABASE";
  constructor(madeFor: string) {
    super("The vault was made for another database.", {
      context: { madeFor },
      hint: `Its records are in ${madeFor}; ${DATABASE_URL} or --database-url-file says where PostgreSQL is.`,
    });
  }
}

const folderShape = z.strictObject({
  kind: z.literal("theriac-vault/1"),
  chainId: z.number().int().positive(),
  registry: address,
  custodian: address,
  database: z.enum(["sqlite", "postgresql"]),
});

const filesOf = (folder: string) => ({
  vault: path.join(folder, "vault.json"),
  masterKey: path.join(folder, "master-key.json"),
  database: path.join(folder, "records.sqlite"),
});

const passwordOf = ({ passwordFile }: VaultOptions) => needSecret("--password-file", passwordFile, PASSWORD);

/** Makes a vault: its folder, its master key and what says whose it is. */
export const makeVault = async (
  { addresses, chainId }: Connection,
  custodian: Hex,
  options: VaultOptions,
): Promise<{ readonly database: string }> => {
  const password = await passwordOf(options);
  const url = await findSecret(options.databaseUrlFile, DATABASE_URL);
  const database = url === undefined ? "sqlite" : "postgresql";
  await mkdir(options.vault, { recursive: true, mode: 0o700 });
  const files = filesOf(options.vault);
  // The key first: a folder is a vault once it says so.
  await writeSecretJson(files.masterKey, await createMasterKeyFile(password));
  const registry = addresses.RecordRegistry;
  await writeSecretJson(files.vault, { kind: "theriac-vault/1", chainId, registry, custodian, database });
  await (await openStore(options, database)).close();
  return { database };
};

const openStore = async (options: VaultOptions, database: "sqlite" | "postgresql"): Promise<VaultStore> => {
  const url = await findSecret(options.databaseUrlFile, DATABASE_URL);
  if ((url === undefined) !== (database === "sqlite")) throw new OtherDatabaseError(database);
  return sqlStore(url === undefined ? openSqlite(filesOf(options.vault).database) : await openPostgres(url));
};

/** A vault that is open, and what stands behind it. */
export type OpenVault = { readonly vault: Vault; readonly deps: VaultDeps };

const open = async (connection: Connection, options: VaultOptions): Promise<OpenVault> => {
  const { contracts, addresses, chainId, provider, sender } = connection;
  const files = filesOf(options.vault);
  const folder = await readJson(files.vault, folderShape);
  assertOwnRegistry(files.vault, folder, connection);
  const masterKey = await readJson(files.masterKey, z.unknown());
  const keys = await openMasterKeyFile(masterKey, await passwordOf(options), files.masterKey);
  const account = await sender(folder.custodian);
  const deps: VaultDeps = {
    store: await openStore(options, folder.database),
    keys,
    decide: decideOnChain(contracts, "rules"),
    ledger: recordLedger(contracts, account, provider),
    signer: account,
    custodian: folder.custodian,
    chainId,
    contracts: addresses,
    // A command says what it did by its answer.
    log: { info: () => undefined, warn: () => undefined, debug: () => undefined },
  };
  return { vault: createVault(deps), deps };
};

/** Opens a vault, works with it and closes it. */
export const withVault = async <T>(
  connection: Connection,
  options: VaultOptions,
  work: (opened: OpenVault) => Promise<T>,
): Promise<T> => {
  const opened = await open(connection, options);
  try {
    return await work(opened);
  } finally {
    await opened.vault.close();
  }
};

/** Adds the options that say where a vault is. */
export const withVaultOptions = (command: Command): Command =>
  command
    .requiredOption("--vault <folder>", "the custodian's vault")
    .option("--password-file <file>", `password of its master key; ${PASSWORD} without it`)
    .option("--database-url-file <file>", `URL of PostgreSQL; ${DATABASE_URL} without it, else a file`);
