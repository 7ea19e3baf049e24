import {
  answerVerification as answerByStandard,
  type Holdings,
  parseVerificationRequest,
  type VerificationAnswer,
} from "../../standards/verification.ts";
import type { MissLimit } from "./missLimit.ts";
import type { SerialBook } from "./serialBook.ts";

export type VerificationDeps = {
  readonly book: SerialBook;
  readonly limit: MissLimit;
  /** Of the authorisation holder that answers, 13 digits. */
  readonly responderGln: string;
  /** Whether somebody else registered the product: that holder answers for it. */
  readonly isForeign: (gtin: bigint) => boolean;
  /** Whether a pack that matches is stopped on chain: recalled, dispensed, suspect. */
  readonly isStopped: (gtin: bigint, serial: string) => Promise<boolean>;
  readonly now: () => Date;
};

/**
 * Answers a question about a pack from the holder's own files, with the first of the standard's reasons that holds. A no
 * says which of the facts given do not match and never what they should be; a serial that does not exist gets the same
 * answer whatever else is asked. Whoever was wrong too often is told nothing more: throws `TOO_MANY_MISSES`.
 *
 * @param message The question as it came, not read yet. Throws `VERIFICATION_MALFORMED`.
 * @param requester Who asks, as the connection says it.
 */
export const answerVerification = async (
  { book, limit, responderGln, isForeign, isStopped, now }: VerificationDeps,
  message: unknown,
  requester: string,
): Promise<VerificationAnswer> => {
  const request = parseVerificationRequest(message);
  const at = now();
  const seconds = Math.floor(at.getTime() / 1_000);
  limit.assertOpen(requester, seconds);
  const holdings: Holdings = {
    gtinStanding: (gtin) => {
      if (book.hasProduct(gtin)) return "held";
      return isForeign(gtin) ? "foreign" : "unknown";
    },
    packOf: book.find,
  };
  const responder = { gln: responderGln, at };
  const answer = answerByStandard(request, holdings, responder);
  if (!answer.verified) {
    limit.note(requester, seconds);
    return answer;
  }
  return (await isStopped(request.gtin, request.serial))
    ? answerByStandard(request, holdings, responder, true)
    : answer;
};
