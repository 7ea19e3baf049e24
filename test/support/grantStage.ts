// Everybody around a grant on a deployment of their own, and the `theriac` commands in this process.
import path from "node:path";
import { expect } from "chai";
import type { JsonRpcSigner } from "ethers";
import { governed } from "../../scripts/local/governor.ts";
import type { Hex } from "../../standards/hex.ts";
import { type TestUsd, TestUsd__factory } from "../../types/index.ts";
import { type CommandStage, type Outcome, startStage } from "./commandLine.ts";

const DELAY = 86_400;
const MINTED = 1_000_000_000_000n;
const GOVERNOR = 1;

const ACCOUNTS = { funder: 11, investigator: 4, alice: 12, bob: 13, arbitrator: 15, stranger: 16 } as const;
export type GrantActors = Readonly<Record<keyof typeof ACCOUNTS, JsonRpcSigner>>;

export type Role = keyof GrantActors;
export type Facts = Record<string, string | number | boolean>;
export type Ended = Outcome & { readonly facts: Facts; readonly list: readonly Facts[] };

export type GrantStage = CommandStage & {
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

const commandsOf = (stage: CommandStage): Commands => {
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

/** Starts a chain and deploys; governance lists a dollar token, of which both parties have some. */
export const startGrantStage = async (name: string): Promise<GrantStage> => {
  const stage = await startStage(name);
  const { chain, connection, addresses } = stage;
  const { escrow, manager } = connection.contracts;
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
  const from = entries.map(([role, { address }]) => [role, ["--from", address]] as const);
  return {
    ...stage,
    ...commandsOf(stage),
    actors,
    usd,
    token,
    from: Object.fromEntries(from) as GrantStage["from"],
    at: (file) => path.join(stage.dir, file),
    holds: (role) => usd.balanceOf(actors[role].address),
  };
};
