// `theriac campaign` on the chain of the integration tests.
import { Command } from "commander";
import type { JsonRpcProvider } from "ethers";
import { addCampaignCommands } from "../../client/commands/campaigns/addCampaignCommands.ts";
import type { Connection } from "../../client/commands/connection.ts";
import type { Answer, Facts } from "../../client/commands/output.ts";
import { TheriacError } from "../../standards/errors.ts";
import type { Fundraising } from "./campaigns.ts";

export type Ended = {
  readonly facts: Facts;
  readonly isNo: boolean;
  /** Lines of a dry run. */
  readonly list: readonly Facts[];
};

/** Runs a command on the test's chain; its errors pass through. */
export const runOn = async (
  { contracts, addresses, chain }: Fundraising,
  args: readonly string[],
): Promise<Ended> => {
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
  const program = new Command().exitOverride();
  let answer: Answer = { facts: {} };
  addCampaignCommands(program, async (work) => {
    answer = await work(connection);
  });
  await program.parseAsync(["node", "theriac", "campaign", ...args]);
  return { facts: answer.facts, isNo: answer.isNo ?? false, list: answer.list ?? [] };
};

/** The code of the error that a command ends with. */
export const codeOf = async (ended: Promise<Ended>): Promise<string> => {
  try {
    return `no error: ${JSON.stringify((await ended).facts)}`;
  } catch (error) {
    if (error instanceof TheriacError) return error.code;
    throw error;
  }
};
