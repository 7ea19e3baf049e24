import type { ContractTransactionReceipt, Signer } from "ethers";
import { reportCommitment } from "../../standards/emergency.ts";
import type { EmergencyTag, Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { Contracts } from "../deployment.ts";

/** What a privacy officer finds. The words stay with the custodian. */
export type EmergencyFinding = {
  readonly tag: EmergencyTag;
  readonly justified: boolean;
  readonly words: string;
  /** Of the commitment to the words; kept before anything is sent, or made here. */
  readonly salt?: Hex;
};

/** A review on the chain, and the salt without which nobody checks the report against it. */
export type ReviewedEmergency = { readonly salt: Hex; readonly receipt: ContractTransactionReceipt };

/** Reviews an emergency for good; "unjustified" suspends the clinician. The contract's typed errors pass through. */
export const reviewEmergency = async (
  { emergencies }: Pick<Contracts, "emergencies">,
  officer: Signer,
  { tag, justified, words, salt = randomWord() }: EmergencyFinding,
): Promise<ReviewedEmergency> => {
  const sent = await emergencies.connect(officer).review(tag, justified, reportCommitment(words, salt));
  const receipt = await sent.wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  return { salt, receipt };
};
