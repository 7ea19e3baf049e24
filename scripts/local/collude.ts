import path from "node:path";
import { parseEther } from "ethers";
import type { Fleet, Member } from "./fleet.ts";
import type { LocalNetwork } from "./network.ts";
import { type LocalOperator, operatorReady, startOperator } from "./operators.ts";

/** As many as an answer needs. */
export const COLLUDERS = 3;
const BOND = parseEther("1");

const colluders = ({ operators }: Pick<LocalNetwork, "operators">): readonly LocalOperator[] =>
  operators.slice(0, COLLUDERS);

/** Ends three honest operator processes and starts colluding ones on their keys and stores. */
export const startCollusion = async (
  network: Pick<LocalNetwork, "operators" | "processes" | "fleet">,
  score: number,
): Promise<Member[]> => {
  await Promise.all(network.processes.slice(0, COLLUDERS).map(network.fleet.kill));
  const start = (fleet: Fleet, { address, configFile, log }: LocalOperator): Member =>
    fleet.start(
      `colluding operator ${address}`,
      ["--import", "tsx", path.resolve("scripts/local/colludingOperator.ts"), configFile, String(score)],
      log,
    );
  return restart(network, start);
};

/** Ends the colluding processes; honest ones take their place, and put up what the others lost. */
export const endCollusion = async (
  network: Pick<LocalNetwork, "actors" | "contracts" | "operators" | "fleet">,
  members: readonly Member[],
): Promise<Member[]> => {
  await Promise.all(members.map(network.fleet.kill));
  const { operators } = network.contracts;
  for (const account of network.actors.operators.slice(0, COLLUDERS))
    await (await operators.connect(account).addBond({ value: BOND })).wait();
  return restart(network, startOperator);
};

const restart = async (
  network: Pick<LocalNetwork, "operators" | "fleet">,
  start: (fleet: Fleet, operator: LocalOperator) => Member,
): Promise<Member[]> => {
  const { fleet } = network;
  const members = colluders(network).map((operator) => start(fleet, operator));
  await Promise.all(
    colluders(network).map((operator, i) => operatorReady(fleet, operator, members[i] as Member)),
  );
  return members;
};
