// Partners of a supply chain, authorised on a deployment of their own, and the `theriac` commands in this process.
import { Command, CommanderError } from "commander";
import type { JsonRpcSigner } from "ethers";
import { explain } from "../../client/commands/explain.ts";
import { type Answer, BadIdentifierError, type Facts } from "../../client/commands/output.ts";
import { BadOptionError } from "../../client/commands/parseOption.ts";
import { addSupplyCommands } from "../../client/commands/supply/addSupplyCommands.ts";
import { governed } from "../../scripts/local/governor.ts";
import { GLN } from "../../scripts/local/supply.ts";
import { PartnerRole } from "../../standards/provenance.ts";
import { type CommandStage, startStage } from "./commandLine.ts";

const DELAY = 86_400;
const YEAR = 365 * 86_400;
const PREFIX_DIGITS = 7;

export const PARTNERS = {
  maker: { account: 9, gln: GLN.manufacturer, roles: PartnerRole.MANUFACTURER },
  wholesaler: { account: 10, gln: GLN.wholesaler, roles: PartnerRole.WHOLESALER },
  pharmacy: { account: 12, gln: 9_527_002_000_018n, roles: PartnerRole.DISPENSER },
  regulator: { account: 14, gln: 9_529_000_000_014n, roles: PartnerRole.REGULATOR },
} as const;
const QUALITY_PERSON = 13;

export type Actors = Readonly<Record<keyof typeof PARTNERS | "qualityPerson", JsonRpcSigner>>;

/** What a command ended with. */
export type Ended = {
  readonly code: number;
  readonly facts: Facts;
  readonly list: readonly Facts[];
  readonly error: string;
};

export type SupplyStage = CommandStage & {
  readonly actors: Actors;
  /** Runs a command in this process. */
  readonly theriac: (...args: readonly string[]) => Promise<Ended>;
  /** The same, which has to end with done. */
  readonly done: (...args: readonly string[]) => Promise<Ended>;
};

const NOTHING: Ended = { code: 0, facts: {}, list: [], error: "" };

const runHere = async ({ connection }: CommandStage, args: readonly string[]): Promise<Ended> => {
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  let answer: Answer = { facts: {} };
  addSupplyCommands(program, async (work) => {
    answer = await work(connection);
  });
  // What options a group has its commands have too: none of them ends the process.
  const silence = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    command.commands.forEach(silence);
  };
  silence(program);
  try {
    await program.parseAsync(["node", "theriac", ...args]);
    const { facts, list = [], isNo = false } = answer;
    return { code: isNo ? 3 : 0, facts, list, error: "" };
  } catch (error) {
    const isMisuse =
      error instanceof CommanderError ||
      error instanceof BadOptionError ||
      error instanceof BadIdentifierError;
    return { ...NOTHING, code: isMisuse ? 2 : 1, error: explain(error) };
  }
};

/** Starts a chain and deploys; governance authorises the partners. */
export const startSupplyStage = async (name: string): Promise<SupplyStage> => {
  const stage = await startStage(name);
  const { chain, connection, addresses } = stage;
  const at = (account: number) => chain.provider.getSigner(account);
  const { batches, manager } = connection.contracts;
  const validUntil = (await chain.now()) + 2 * YEAR;
  const qualityPerson = await at(QUALITY_PERSON);
  const calls = await Promise.all(
    Object.values(PARTNERS).map(async ({ account, gln, roles }) =>
      batches.interface.encodeFunctionData("setPartner", [
        gln,
        (await at(account)).address,
        roles,
        validUntil,
        roles === PartnerRole.REGULATOR ? 0 : PREFIX_DIGITS,
      ]),
    ),
  );
  calls.push(
    batches.interface.encodeFunctionData("setQualityPerson", [GLN.manufacturer, qualityPerson.address]),
  );
  const governor = await at(1);
  await governed(
    chain,
    manager,
    governor,
    DELAY,
    calls.map((data) => ({ target: addresses.BatchLedger, data })),
  );
  const entries = await Promise.all(
    Object.entries(PARTNERS).map(async ([role, { account }]) => [role, await at(account)] as const),
  );
  const actors = { ...Object.fromEntries(entries), qualityPerson } as Actors;
  const theriac = (...args: readonly string[]) => runHere(stage, args);
  return {
    ...stage,
    actors,
    theriac,
    done: async (...args) => {
      const ended = await theriac(...args);
      if (ended.code !== 0)
        throw new Error(
          `${args.join(" ")} ended with ${ended.code}: ${ended.error}${JSON.stringify(ended.facts)}${JSON.stringify(ended.list)}`,
        );
      return ended;
    },
  };
};
