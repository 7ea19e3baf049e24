import { type AccessRequest, NO_RESEARCH } from "../../standards/accessRequest.ts";
import { consentId } from "../../standards/consent.ts";
import { Purpose } from "../../standards/consentCodes.ts";
import { decide, factsOfLive } from "../../standards/consentDecision.ts";
import { openEnvelope } from "../../standards/envelope.ts";
import type { Hex } from "../../standards/hex.ts";
import { RefusalReason } from "../../standards/inference.ts";
import { decodeRecord, type PersonalRecord } from "../../standards/record.ts";
import type { Duty } from "../domain/duty.ts";
import type { Keys } from "../domain/ports.ts";
import { RefusalError } from "./errors.ts";

/**
 * Decrypts a personal record and holds its terms against the request. Call it only after `checkConsent` said live.
 * The plaintext buffer is wiped here; the parsed record lives as long as the caller keeps it.
 */
export const openRecord = async (
  keys: Pick<Keys, "operator" | "encryptionPrivateKey">,
  payload: Uint8Array,
  { id, request, requester }: Duty,
  chainTime: number,
): Promise<PersonalRecord> => {
  const record = await decrypt(keys, payload);
  if (consentId(record.consent) !== request.consentId.toLowerCase()) {
    throw new RefusalError(RefusalReason.ConsentDoesNotPermit, "OTHER_CONSENT");
  }
  const asked = askedOf(record, id, requester);
  const decision = decide(record.consent, asked, factsOfLive(record.consent, chainTime));
  if (!decision.permitted) throw new RefusalError(RefusalReason.ConsentDoesNotPermit, decision.reason);
  return record;
};

/** The use that a request for inference is: of this record, by whoever pays. */
const askedOf = (record: PersonalRecord, id: Hex, actor: Hex): AccessRequest => ({
  id,
  actor,
  purpose: Purpose.AI_INFER,
  dataClass: record.dataClass,
  confidentiality: record.confidentiality,
  dataFrom: record.consent.terms.dataFrom,
  dataTo: record.consent.terms.dataTo,
  jurisdiction: "",
  use: NO_RESEARCH,
});

const decrypt = async (
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
