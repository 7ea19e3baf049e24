// The `theriac` command against a chain and a deployment of its own.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Addresses } from "../../client/addresses.ts";
import { runCommandLine } from "../../client/commandLine.ts";
import { type Connection, connectTo } from "../../client/commands/connection.ts";
import { type LocalChain, startChain } from "../../scripts/local/chain.ts";
import { chainNetwork } from "../../scripts/local/chainNetwork.ts";
import { createFleet } from "../../scripts/local/fleet.ts";
import { catchPrinted } from "./catchPrinted.ts";
import { deployOnce } from "./deployOnce.ts";

const run = promisify(execFile);

export type Outcome = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** Runs the command line in this process: what it prints is caught, other tests' output is not. */
export const theriac = async (...args: readonly string[]): Promise<Outcome> => {
  const printed = { stdout: "", stderr: "" };
  const code = await catchPrinted(printed, () => runCommandLine(args));
  return { code, ...printed };
};

/** Runs the command line as a process with nothing of ours around it. It takes a second to start. */
export const theriacProcess = async (...args: readonly string[]): Promise<Outcome> => {
  try {
    const { stdout, stderr } = await run(process.execPath, ["--import", "tsx", "client/cli.ts", ...args]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as Outcome;
    return { code, stdout, stderr };
  }
};

/** A chain with what the deploy script deploys, and a folder for files. */
export type CommandStage = {
  readonly chain: LocalChain;
  readonly connection: Connection;
  readonly addresses: Addresses;
  readonly dir: string;
  readonly deployment: string;
  /** Runs a command on this deployment. */
  readonly on: (...args: readonly string[]) => Promise<Outcome>;
  /** The same with --json, parsed. Throws what the command said if it failed. */
  readonly json: (...args: readonly string[]) => Promise<Record<string, unknown>>;
  /** Writes a file that its owner alone can read, and tells its path. */
  readonly file: (name: string, content: string | object) => Promise<string>;
  readonly end: () => Promise<void>;
};

const OWNER_ONLY = 0o600;

/**
 * Nothing is mined while `act` runs, neither on demand nor by the chain's clock (which mines twice a second by itself);
 * what waits then is mined.
 */
export const withoutMining = async (
  { provider }: Pick<LocalChain, "provider">,
  act: () => Promise<void>,
): Promise<void> => {
  const { auto, interval } = chainNetwork.mining;
  await provider.send("evm_setAutomine", [false]);
  await provider.send("evm_setIntervalMining", [0]);
  try {
    await act();
  } finally {
    await provider.send("evm_setAutomine", [auto]);
    await provider.send("evm_setIntervalMining", [interval]);
    await provider.send("evm_mine", []);
  }
};

export const startStage = async (name: string): Promise<CommandStage> => {
  const deployment = `story-${name}-${process.pid}`;
  const fleet = createFleet();
  const dir = await mkdtemp(path.join(os.tmpdir(), `theriac-${name}-`));
  const chain = await startChain(fleet, dir);
  await deployOnce(chain, deployment);
  const connection = await connectTo(chain.url, deployment);
  const on = (...args: readonly string[]) => theriac("--rpc", chain.url, "--deployment", deployment, ...args);
  return {
    chain,
    connection,
    addresses: connection.addresses,
    dir,
    deployment,
    on,
    json: async (...args) => {
      const { code, stdout, stderr } = await on("--json", ...args);
      if (stdout === "") throw new Error(`theriac ${args.join(" ")} ended with ${code}: ${stderr}`);
      return JSON.parse(stdout);
    },
    file: async (fileName, content) => {
      const at = path.join(dir, fileName);
      const text = typeof content === "string" ? content : JSON.stringify(content);
      await writeFile(at, text, { mode: OWNER_ONLY });
      return at;
    },
    end: async () => {
      connection.close();
      chain.provider.destroy();
      await fleet.stopAll();
      await rm(dir, { recursive: true, force: true });
      await rm(path.join("deployments", deployment), { recursive: true, force: true });
    },
  };
};
