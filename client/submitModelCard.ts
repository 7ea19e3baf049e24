import type { ContractTransactionResponse, Signer } from "ethers";
import type { Hex, ModelId } from "../standards/hex.ts";
import { type CardStatement, encodeEvaluations, toModelCard } from "../standards/modelCard.ts";
import type { IModelRegistry } from "../types/index.ts";
import { contractArgument } from "./contractArgument.ts";
import { signModelCard } from "./signModelCard.ts";

export type CardOrder = {
  readonly modelId: ModelId;
  readonly statement: CardStatement;
  readonly evaluators: readonly Signer[];
  /** Last second at which the card may activate its model. */
  readonly validUntil: number;
};

/** Has every evaluator sign a model's next card and brings it to the registry. */
export const submitModelCard = async (
  models: Pick<IModelRegistry, "cardOf" | "submitCard" | "getAddress">,
  chainId: number,
  { modelId, statement, evaluators, validUntil }: CardOrder,
): Promise<ContractTransactionResponse> => {
  const { round } = await models.cardOf(modelId);
  const card = toModelCard(statement, Number(round) + 1, validUntil);
  const at = { chainId, registry: (await models.getAddress()) as Hex };
  const signed = await Promise.all(evaluators.map((key) => signModelCard(key, at, modelId, card)));
  return models.submitCard(modelId, contractArgument(card), encodeEvaluations(signed));
};
