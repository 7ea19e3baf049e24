import type { ContractTransactionReceipt, Signer } from "ethers";
import type { EmergencyTag } from "../../standards/hex.ts";
import type { Contracts } from "../deployment.ts";

/** Ends access before its time, by the clinician who opened it; the time for its review runs from then. */
export const closeEmergency = async (
  { emergencies }: Pick<Contracts, "emergencies">,
  clinician: Signer,
  tag: EmergencyTag,
): Promise<ContractTransactionReceipt> => {
  const receipt = await (await emergencies.connect(clinician).close(tag)).wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  return receipt;
};
