import { Command, CommanderError } from "commander";
import { TheriacError } from "../standards/errors.ts";
import { createKeys } from "./config/createKeys.ts";
import { loadConfig } from "./config/loadConfig.ts";
import { openKeys } from "./config/openKeys.ts";
import { readPassword } from "./config/password.ts";
import { openModels } from "./openModels.ts";
import { type ProveOptions, prove } from "./prove.ts";
import { runAdapter, runIndex, runOperator, runWatcher } from "./runProcess.ts";
import { describeError, ExitCode } from "./shared/errors.ts";
import { hardenProcess } from "./shared/hardenProcess.ts";
import { createLog } from "./shared/log.ts";

const print = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
};

const start = ({ config }: { config: string }): Promise<void> => runOperator(config);

const watch = ({ config }: { config: string }): Promise<void> => runWatcher(config);

const adapter = ({ config }: { config: string }): Promise<void> => runAdapter(config);

const index = async ({ config, rebuild }: { config: string; rebuild?: boolean }): Promise<void> => {
  if (rebuild !== true) return runIndex(config);
  const { runRebuild } = await import("./rebuildIndex.ts");
  print(await runRebuild(config));
};

const doctor = async ({ config: file, json }: { config: string; json?: boolean }): Promise<void> => {
  const { runDoctor } = await import("./runDoctor.ts");
  process.exitCode = await runDoctor(file, json === true);
};

type ReplayOptions = { config: string; json?: boolean; decrypt?: boolean };

const replay = async (id: string, { config: file, ...options }: ReplayOptions): Promise<void> => {
  const { runReplay } = await import("./runReplay.ts");
  process.exitCode = await runReplay(id, loadConfig(file, process.env), options);
};

const checkConfig = async ({ config: file }: { config: string }): Promise<void> => {
  hardenProcess(process.env, process.execArgv);
  const config = loadConfig(file, process.env);
  const { signer, operator } = await openKeys(config.operator, process.env, config.chain.chainId);
  const inference = await openModels(config, createLog("silent", {}));
  const { backend, workers } = inference.status();
  const models = inference.models.map(({ id, name }) => ({ id, name }));
  await inference.stop();
  print({ ok: true, operator, signer, inference: { backend, workers }, models });
};

type KeygenOptions = { out: string; passwordFile?: string; passwordEnv?: string; light?: boolean };

const keygen = async (options: KeygenOptions): Promise<void> => {
  hardenProcess(process.env, process.execArgv);
  const { out, passwordFile, passwordEnv } = options;
  const source =
    passwordFile === undefined ? { env: passwordEnv ?? "ORACLE_PASSWORD" } : { file: passwordFile };
  const password = readPassword(source, process.env);
  print(await createKeys({ out, password, cost: options.light === true ? "light" : "standard" }));
};

const EXIT_CODES: Readonly<Record<string, number>> = {
  BAD_CONFIG: ExitCode.BAD_CONFIG,
  BAD_KEYS: ExitCode.BAD_KEYS,
  RPC_UNAVAILABLE: ExitCode.CHAIN,
  WRONG_CHAIN: ExitCode.CHAIN,
  NO_CONTRACT: ExitCode.CHAIN,
  WRONG_WIRING: ExitCode.CHAIN,
  STORE_UNAVAILABLE: ExitCode.STORE,
  FOREIGN_STORE: ExitCode.STORE,
};

const fail = (error: unknown): void => {
  const { error: code, message, context } = describeError(error);
  const hint = error instanceof TheriacError ? error.hint : undefined;
  process.stderr.write(`${JSON.stringify({ error: code, message, context, hint })}\n`);
  process.exitCode = EXIT_CODES[code] ?? ExitCode.FAILED;
};

const program = new Command("oracle")
  .description(
    "One operator of the Theriac inference oracle, one that watches them, an index of consent events, or an adapter for Chainlink jobs.",
  )
  .exitOverride();
const config = ["-c, --config <file>", "config file; see oracle/config/README.md"] as const;
program
  .command("start")
  .description("Run the operator until SIGINT or SIGTERM. Logs JSON lines on stdout.")
  .requiredOption(...config)
  .action(start);
program
  .command("watch")
  .description("Recompute every public answer and challenge the wrong ones, until SIGINT or SIGTERM.")
  .requiredOption(...config)
  .action(watch);
program
  .command("index")
  .description(
    "Follow the events of consents and serve queries over them, until SIGINT or SIGTERM. Signs nothing.",
  )
  .requiredOption(...config)
  .option("--rebuild", "read the chain again into a new file, put it in the place of the old one, and end")
  .action(index);
program
  .command("adapter")
  .description("Answer Chainlink jobs with public models, until SIGINT or SIGTERM. Signs nothing.")
  .requiredOption(...config)
  .action(adapter);
program
  .command("check-config")
  .description("Read config, keys and models, start nothing, print what was found.")
  .requiredOption(...config)
  .action(checkConfig);
program
  .command("doctor")
  .description(
    "Check an installation step by step and say what to do. Changes nothing; works while the node runs.",
  )
  .requiredOption(...config)
  .option("--json", "print one JSON object")
  .action(doctor);
program
  .command("replay")
  .description(
    "Explain a request and its answer step by step. Signs, sends and writes nothing. Exits with 3 if the chain differs.",
  )
  .argument("<request-id>", "the request's id: 32 bytes in hexadecimal")
  .requiredOption(...config)
  .option("--decrypt", "open a record about a person, if its consent permits it now; asks for the keys")
  .option("--json", "print one JSON object")
  .action(replay);
program
  .command("keygen")
  .description("Make an encrypted keystore (signing key) and encryption key file. Never overwrites.")
  .requiredOption("-o, --out <dir>", "folder for keystore.json and encryption-key.json")
  .option("--password-file <file>", "file with the password (chmod 600)")
  .option("--password-env <name>", "variable with the password", "ORACLE_PASSWORD")
  .option("--light", "cheap key derivation, for development chains only")
  .action(keygen);
program
  .command("prove")
  .description(
    "Print keys and proof of possession: for `theriac operator register`, or of next keys for `rotate`.",
  )
  .requiredOption(...config)
  .option(
    "--effective-at <time>",
    "of the config's next keys: when they take over, such as 2026-12-01T00:00:00Z",
  )
  .action(async (options: ProveOptions) => print(await prove(options)));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode;
  else fail(error);
}
