import type { VerificationFailureName } from "../../standards/provenance.ts";
import type { MissLimit } from "./missLimit.ts";
import type { SerialBook } from "./serialBook.ts";

/** A pack as somebody read it off its box. */
export type VerificationQuestion = {
  readonly gtin: bigint;
  readonly serial: string;
  readonly lot: string;
  /** AI 17 as a number, YYMMDD. */
  readonly expiry: number;
  /** Who asks, as the connection says it: not part of the question. */
  readonly requester: string;
};

export type VerificationDeps = {
  readonly book: SerialBook;
  readonly limit: MissLimit;
  /** Whether the authorisation holder registered the product on chain. */
  readonly isRegistered: (gtin: bigint) => boolean;
  /** Unix seconds. */
  readonly now: () => number;
};

/**
 * Answers for the authorisation holder whether a pack is what it says, with the first of the standard's reasons that
 * holds. A no says which of the facts given do not match and never what they should be; a serial that does not exist
 * gets the same answer whatever else is asked. Throws `TOO_MANY_MISSES` to whoever was wrong too often.
 */
export const answerVerification = (
  { book, limit, isRegistered, now }: VerificationDeps,
  question: VerificationQuestion,
): VerificationFailureName => {
  const at = now();
  limit.assertOpen(question.requester, at);
  const failure = failureOf(book, isRegistered, question);
  if (failure !== "None") limit.note(question.requester, at);
  return failure;
};

const failureOf = (
  book: SerialBook,
  isRegistered: (gtin: bigint) => boolean,
  { gtin, serial, lot, expiry }: VerificationQuestion,
): VerificationFailureName => {
  if (!isRegistered(gtin)) return "GtinNotRegistered";
  if (!book.hasProduct(gtin)) return "GtinNotFound";
  const found = book.find(gtin, serial);
  if (found === undefined) return "NoMatchGtinSerial";
  const [lotFits, expiryFits] = [found.lot === lot, found.expiry === expiry];
  if (lotFits && expiryFits) return "None";
  if (lotFits) return "NoMatchGtinSerialExpiry";
  return expiryFits ? "NoMatchGtinSerialLot" : "NoMatchGtinSerialLotExpiry";
};
