// Everybody around a grant, and the `theriac` commands in this process: on the chain of the integration tests, or on a
// deployment of their own behind an endpoint.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import type { JsonRpcApiProvider, JsonRpcProvider, JsonRpcSigner } from "ethers";
import { runCommandLine } from "../../client/commandLine.ts";
import type { Connection } from "../../client/commands/connection.ts";
import { governed } from "../../scripts/local/governor.ts";
import type { Hex } from "../../standards/hex.ts";
import { type TestUsd, TestUsd__factory } from "../../types/index.ts";
import { catchPrinted } from "./catchPrinted.ts";
import { testChain } from "./chain.ts";
import { type CommandStage, type Outcome, startStage } from "./commandLine.ts";
import { deployed } from "./fixtures.ts";

const DELAY = 86_400;
const MINTED = 1_000_000_000_000n;
const GOVERNOR = 1;

const ACCOUNTS = { funder: 11, investigator: 4, alice: 12, bob: 13, arbitrator: 15, stranger: 16 } as const;
export type GrantActors = Readonly<Record<keyof typeof ACCOUNTS, JsonRpcSigner>>;

export type Role = keyof GrantActors;
export type Facts = Record<string, string | number | boolean>;
export type Ended = Outcome & { readonly facts: Facts; readonly list: readonly Facts[] };

/** What both kinds of stages have. */
type Base = Pick<CommandStage, "addresses" | "dir" | "on" | "file" | "end"> & {
  readonly chain: Pick<CommandStage["chain"], "now" | "advance"> & { readonly provider: JsonRpcApiProvider };
};

export type GrantStage = Base & {
  readonly actors: GrantActors;
  readonly usd: TestUsd;
  readonly token: Hex;
  /** `--from` of everybody. */
  readonly from: Readonly<Record<Role, readonly string[]>>;
  /** A file in the stage's folder. */
  readonly at: (name: string) => string;
  /** Runs `theriac grant ...` with --json. */
  readonly grant: (...args: readonly string[]) => Promise<Ended>;
  /** The same, which has to end with done. */
  readonly done: (...args: readonly string[]) => Promise<Ended>;
  /** The same, which has to end with this code and say this. */
  readonly refused: (what: string, code: number, ...args: readonly string[]) => Promise<void>;
  /** Dollars that somebody holds, in their smallest unit. */
  readonly holds: (role: Role) => Promise<bigint>;
  /** How a milestone stands, counted from 1. */
  readonly milestone: (grant: string, number: number) => Promise<Facts>;
};

type Commands = Pick<GrantStage, "grant" | "done" | "refused" | "milestone">;

const commandsOf = (stage: Base): Commands => {
  const grant = async (...args: readonly string[]): Promise<Ended> => {
    const outcome = await stage.on("--json", "grant", ...args);
    const printed: unknown = outcome.stdout === "" ? {} : JSON.parse(outcome.stdout);
    const isList = Array.isArray(printed);
    return { ...outcome, facts: isList ? {} : (printed as Facts), list: isList ? (printed as Facts[]) : [] };
  };
  const ended = async (code: number, what: string, args: readonly string[]): Promise<Ended> => {
    const found = await grant(...args);
    const said = `${args.join(" ")}: ${found.stderr}${found.stdout}`;
    expect(found.code, said).to.equal(code);
    expect(said).to.contain(what);
    return found;
  };
  const done = (...args: readonly string[]) => ended(0, "", args);
  return {
    grant,
    done,
    refused: async (what, code, ...args) => {
      await ended(code, what, args);
    },
    milestone: async (id, number) => (await done("status", id)).list[number - 1] ?? {},
  };
};

type Money = Pick<GrantStage, "actors" | "usd" | "token">;

/** Governance lists a dollar token, of which both parties have some. */
const bringMoney = async (
  chain: Base["chain"],
  { contracts: { escrow, manager }, addresses }: Pick<Connection, "contracts" | "addresses">,
): Promise<Money> => {
  const entries = await Promise.all(
    Object.entries(ACCOUNTS).map(async ([role, at]) => [role, await chain.provider.getSigner(at)] as const),
  );
  const actors = Object.fromEntries(entries) as GrantActors;
  const usd = await new TestUsd__factory(await chain.provider.getSigner(0)).deploy();
  const token = (await usd.getAddress()) as Hex;
  for (const party of [actors.funder, actors.investigator])
    await (await usd.mint(party.address, MINTED)).wait();
  const governor = await chain.provider.getSigner(GOVERNOR);
  const data = escrow.interface.encodeFunctionData("listToken", [token]);
  await governed(chain, manager, governor, DELAY, [{ target: addresses.ResearchEscrow, data }]);
  return { actors, usd, token };
};

const stageOf = (base: Base, money: Money): GrantStage => {
  const from = Object.entries(money.actors).map(([role, { address }]) => [role, ["--from", address]]);
  return {
    ...base,
    ...commandsOf(base),
    ...money,
    from: Object.fromEntries(from) as GrantStage["from"],
    at: (file) => path.join(base.dir, file),
    holds: (role) => money.usd.balanceOf(money.actors[role].address),
  };
};

/** Starts a chain and deploys, for readers of documents. */
export const startGrantStage = async (name: string): Promise<GrantStage & CommandStage> => {
  const stage = await startStage(name);
  return { ...stageOf(stage, await bringMoney(stage.chain, stage.connection)), ...stage };
};

/** Made once for every file of tests. */
const funded = async () => {
  const base = await deployed();
  return { ...base, money: await bringMoney(base.chain, base) };
};

const OWNER_ONLY = 0o600;

/** The same on the chain of the integration tests, rolled back to where nothing was offered. */
export const loadGrantStage = async (): Promise<GrantStage> => {
  const { chain, contracts, addresses, money } = await (await testChain()).load(funded);
  const dir = await mkdtemp(path.join(os.tmpdir(), "theriac-grants-"));
  const connection: Connection = {
    contracts,
    addresses,
    chainId: chain.chainId,
    // The same interface over the chain of this process.
    provider: chain.provider as unknown as JsonRpcProvider,
    sender: (from) => chain.provider.getSigner(from),
    now: chain.now,
    close: () => undefined,
  };
  const base: Base = {
    chain,
    addresses,
    dir,
    on: async (...args) => {
      const printed = { stdout: "", stderr: "" };
      const code = await catchPrinted(printed, () => runCommandLine(args, async () => connection));
      return { code, ...printed };
    },
    file: async (name, content) => {
      const at = path.join(dir, name);
      const text = typeof content === "string" ? content : JSON.stringify(content);
      await writeFile(at, text, { mode: OWNER_ONLY });
      return at;
    },
    end: () => rm(dir, { recursive: true, force: true }),
  };
  return stageOf(base, money);
};
