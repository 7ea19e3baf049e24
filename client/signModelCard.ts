import type { Signer } from "ethers";
import type { Hex, ModelId } from "../standards/hex.ts";
import { MODEL_CARD_TYPES, type ModelCard, modelRegistryDomain } from "../standards/modelCard.ts";

/** Where a card is to be submitted. */
export type CardRegistry = { readonly chainId: number; readonly registry: Hex };

/** Signs a model's card as an evaluator. Reproduce it first: `npm run models:verify`. */
export const signModelCard = async (
  evaluator: Signer,
  { chainId, registry }: CardRegistry,
  modelId: ModelId,
  card: ModelCard,
): Promise<{ evaluator: Hex; signature: Hex }> => ({
  evaluator: (await evaluator.getAddress()) as Hex,
  signature: (await evaluator.signTypedData(modelRegistryDomain(chainId, registry), MODEL_CARD_TYPES, {
    modelId,
    ...card,
  })) as Hex,
});
