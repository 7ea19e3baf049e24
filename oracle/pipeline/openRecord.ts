import { openEnvelope } from "../../standards/envelope.ts";
import { RefusalReason } from "../../standards/inference.ts";
import { decodeRecord, type PersonalRecord } from "../../standards/record.ts";
import type { Keys } from "../domain/ports.ts";
import { RefusalError } from "./errors.ts";

/**
 * Decrypts a personal record. Call it only after `checkConsent` said live. The plaintext buffer is wiped here; the parsed
 * record lives as long as the caller keeps it.
 */
export const openRecord = async (
  { operator, encryptionPrivateKey }: Pick<Keys, "operator" | "encryptionPrivateKey">,
  payload: Uint8Array,
): Promise<PersonalRecord> => {
  try {
    const plaintext = await openEnvelope(payload, operator, encryptionPrivateKey);
    try {
      return decodeRecord(plaintext);
    } finally {
      plaintext.fill(0);
    }
  } catch (error) {
    throw new RefusalError(RefusalReason.PayloadUnavailable, "NOT_READABLE", error);
  }
};
