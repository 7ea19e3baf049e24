import type { ContractTransactionReceipt, Signer } from "ethers";
import type { Contracts } from "../deployment.ts";
import type { AnchoredPlace } from "./anchorRecords.ts";

/**
 * Erases a record on chain for good and waits until it is mined. Delete document and salt before: the chain's past keeps
 * the commitment, which opens for nobody once its salt is gone.
 */
export const eraseRecord = async (
  { records }: Pick<Contracts, "records">,
  custodian: Signer,
  { anchorId, index }: Pick<AnchoredPlace, "anchorId" | "index">,
): Promise<ContractTransactionReceipt> => {
  const receipt = await (await records.connect(custodian).erase(anchorId, index)).wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  return receipt;
};
