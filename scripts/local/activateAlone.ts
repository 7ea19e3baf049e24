import { id, type Signer, Wallet } from "ethers";
import { submitModelCard } from "../../client/submitModelCard.ts";
import type { Hex, ModelId } from "../../standards/hex.ts";
import type { CardStatement } from "../../standards/modelCard.ts";
import { IModelRegistry__factory } from "../../types/index.ts";
import type { LocalChain } from "./chain.ts";

const LIFETIME = 30 * 86_400;

/** A card of a model that only stands in for one. */
const STAND_IN: CardStatement = {
  kind: "model-card/1",
  cardHash: id("a model that stands in for another") as Hex,
  datasetHash: id("no data") as Hex,
  metric: "AUC",
  metricBps: 5_000,
  baseline: "chance",
  baselineBps: 5_000,
  size: 0,
  positives: 0,
  groups: [],
};

/** Activates a model on a chain where one account holds every role without delay: for tests and benchmarks. */
export const activateAlone = async (
  chain: Pick<LocalChain, "chainId" | "now" | "advance">,
  registry: string,
  governor: Signer,
  modelId: ModelId,
): Promise<void> => {
  const models = IModelRegistry__factory.connect(registry, governor);
  const evaluators = [Wallet.createRandom(), Wallet.createRandom()];
  for (const { address } of evaluators) await (await models.admitEvaluator(address)).wait();
  const order = { modelId, statement: STAND_IN, evaluators, validUntil: (await chain.now()) + LIFETIME };
  await (await submitModelCard(models, chain.chainId, order)).wait();
  await (await models.signOff(modelId, id("stands in for another model"))).wait();
  await chain.advance(Number(await models.CHALLENGE_DELAY()));
  await (await models.activate(modelId)).wait();
};
