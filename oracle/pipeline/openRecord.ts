import { openEnvelope } from "../../standards/envelope.ts";
import { RefusalReason } from "../../standards/inference.ts";
import { decodeRecord, type PersonalRecord } from "../../standards/record.ts";
import type { Keys } from "../domain/ports.ts";
import { codeOf } from "../shared/errors.ts";
import { RefusalError } from "./errors.ts";

/**
 * Decrypts a personal record. Call it only after `checkConsent` said live. The plaintext buffer is wiped here; the parsed
 * record lives as long as the caller keeps it.
 */
export const openRecord = async (
  keys: Pick<Keys, "operator" | "encryptionPrivateKey" | "nextEncryptionPrivateKey">,
  payload: Uint8Array,
): Promise<PersonalRecord> => {
  try {
    const plaintext = await openWithEither(keys, payload);
    try {
      return decodeRecord(plaintext);
    } finally {
      plaintext.fill(0);
    }
  } catch (error) {
    throw new RefusalError(RefusalReason.PayloadUnavailable, "NOT_READABLE", error);
  }
};

/** During a rotation a record may be encrypted to the old key or to the new one. */
const openWithEither = async (
  {
    operator,
    encryptionPrivateKey: key,
    nextEncryptionPrivateKey: next,
  }: Pick<Keys, "operator" | "encryptionPrivateKey" | "nextEncryptionPrivateKey">,
  payload: Uint8Array,
): Promise<Uint8Array> => {
  try {
    return await openEnvelope(payload, operator, key);
  } catch (error) {
    if (next === undefined || codeOf(error) !== "CANNOT_DECRYPT") throw error;
    return openEnvelope(payload, operator, next);
  }
};
