import { id } from "ethers";
import type { Contracts } from "../../client/deployment.ts";
import { submitModelCard } from "../../client/submitModelCard.ts";
import { readCard } from "../../models/training/cardFile.ts";
import type { LoadedModel } from "../../oracle/inference/loadModel.ts";
import { ModelFlag } from "../../standards/inference.ts";
import { gasOf } from "../stories/shared.ts";
import type { Actors } from "./actors.ts";
import type { LocalChain } from "./chain.ts";
import { MODEL_FOLDERS, type Models, REFUSED_FOLDER } from "./models.ts";

/** What it takes to have models evaluated. */
export type Evaluation = {
  readonly chain: Pick<LocalChain, "chainId" | "now" | "advance">;
  readonly contracts: Contracts;
  readonly actors: Actors;
  readonly models: Models;
  readonly refused: LoadedModel;
};

const CARD_LIFETIME = 30 * 86_400;
const SIGN_OFF = id("The data tell no groups of people apart. Use it beside a person's own judgement only.");

const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

/** Builds the executors of public models on chain and writes them down in the registry. */
export const attachExecutors = async ({ contracts, models }: Evaluation): Promise<bigint> => {
  const used: bigint[] = [];
  for (const { networkFile, flags, id: modelId } of Object.values(models)) {
    if ((flags & ModelFlag.PRIVATE_INPUT) !== 0) continue;
    used.push(await gasOf(contracts.assembler["deploy(bytes)"](networkFile)));
    used.push(await gasOf(contracts.models.attachExecutor(modelId)));
  }
  return sum(used);
};

/** Has two evaluators sign the committed card of every model, the one that will be refused included. */
export const submitCards = async ({
  chain,
  contracts,
  actors: { evaluators },
  models,
  refused,
}: Evaluation): Promise<bigint> => {
  const names = Object.keys(MODEL_FOLDERS) as (keyof Models)[];
  const all = names.map((name): [string, LoadedModel] => [MODEL_FOLDERS[name], models[name]]);
  const used: bigint[] = [];
  for (const [folder, { id: modelId }] of [...all, [REFUSED_FOLDER, refused] as const]) {
    const validUntil = (await chain.now()) + CARD_LIFETIME;
    const order = { modelId, statement: await readCard(folder), evaluators, validUntil };
    used.push(await gasOf(submitModelCard(contracts.models, chain.chainId, order)));
  }
  return sum(used);
};

/** Moves past the delay for objections, has a person sign off where groups are unknown, and activates. */
export const activateModels = async (evaluation: Evaluation): Promise<bigint> => {
  const { chain, contracts, actors, models } = evaluation;
  const used: bigint[] = [];
  await chain.advance(Number(await contracts.models.CHALLENGE_DELAY()));
  for (const { id: modelId } of Object.values(models)) {
    const { groupsAssessable } = await contracts.models.cardOf(modelId);
    const officer = contracts.models.connect(actors.safetyOfficer);
    if (!groupsAssessable) used.push(await gasOf(officer.signOff(modelId, SIGN_OFF)));
    used.push(await gasOf(contracts.models.activate(modelId)));
  }
  return sum(used);
};
