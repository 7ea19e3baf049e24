import { type ContractTransactionReceipt, type Signer, ZeroAddress } from "ethers";
import { maskOf } from "../../standards/consentCodes.ts";
import {
  type EmergencyReasonCode,
  emergencyTag,
  justificationCommitment,
} from "../../standards/emergency.ts";
import type { EmergencyTag, Hex } from "../../standards/hex.ts";
import { randomWord } from "../../standards/randomWord.ts";
import type { Contracts } from "../deployment.ts";

/** What a clinician says when it breaks the glass. */
export type EmergencyOrder = {
  /** The patient's handle at this custodian. */
  readonly subject: Hex;
  readonly reason: EmergencyReasonCode;
  readonly dataClasses: readonly number[];
  /** The reason in words. Stays with the custodian. */
  readonly words: string;
  /** Last second of access, unix seconds of chain time; four hours from now unless given. */
  readonly expiresAt?: number;
  /** Of the commitment to the words; kept before anything is sent, or made here. */
  readonly salt?: Hex;
  /** How many emergencies of this patient the custodian knows of. */
  readonly known?: number;
};

/** An opened emergency. Number, words and salt are the custodian's to keep: without the salt nobody checks the words. */
export type OpenedEmergency = {
  readonly n: number;
  readonly tag: EmergencyTag;
  readonly salt: Hex;
  readonly receipt: ContractTransactionReceipt;
};

const BY_DEFAULT = 0;

/**
 * Opens an emergency under the first of the patient's tags that nobody used, and waits until it is mined. The contract's
 * typed errors pass through; EmergencyAccess_TagUsed means that a colleague was faster: call again.
 */
export const openEmergency = async (
  { emergencies }: Pick<Contracts, "emergencies">,
  clinician: Signer,
  order: EmergencyOrder,
): Promise<OpenedEmergency> => {
  let n = order.known ?? 0;
  let tag = emergencyTag(order.subject, n);
  while ((await emergencies.emergencyOf(tag)).clinician !== ZeroAddress) {
    n += 1;
    tag = emergencyTag(order.subject, n);
  }
  const salt = order.salt ?? randomWord();
  const sent = await emergencies
    .connect(clinician)
    .open(
      tag,
      order.reason,
      maskOf(order.dataClasses),
      order.expiresAt ?? BY_DEFAULT,
      justificationCommitment(order.words, salt),
    );
  const receipt = await sent.wait();
  if (receipt === null) throw new TypeError("A transaction that was waited for has a receipt.");
  return { n, tag, salt, receipt };
};
