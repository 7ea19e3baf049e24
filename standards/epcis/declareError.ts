// Events are never deleted. One that is wrong is said again with a declaration that says so.
import { sha256, toUtf8Bytes } from "ethers";
import type { Hex } from "../hex.ts";
import { canonicalValue } from "./canonicalValue.ts";
import { eventDigest, eventHash, preHashString } from "./eventHash.ts";
import type { EpcisEvent, ErrorDeclaration, Namespaces } from "./events.ts";
import { assertEvent } from "./parse.ts";
import { utcText } from "./times.ts";

/** Why an event is wrong. */
export type Correction = {
  readonly declarationTime: string;
  readonly reason: "did_not_occur" | "incorrect_data";
  /** Events that say what is right. */
  readonly correctedBy?: readonly EpcisEvent[];
};

/** The identifier of an event: its own, or else its hash. */
export const eventIdOf = (event: EpcisEvent, namespaces: Namespaces = {}): string =>
  event.eventID ?? eventHash(event, namespaces);

/** The event again, with a declaration that it is wrong, under the identifier that it had. */
export const declareError = (
  event: EpcisEvent,
  { declarationTime, reason, correctedBy = [] }: Correction,
  namespaces: Namespaces = {},
): EpcisEvent => {
  const correctiveEventIDs = correctedBy.map((one) => eventIdOf(one, namespaces));
  const errorDeclaration: ErrorDeclaration = {
    declarationTime,
    reason,
    ...(correctiveEventIDs.length === 0 ? {} : { correctiveEventIDs }),
  };
  const corrected = { ...event, eventID: eventIdOf(event, namespaces), errorDeclaration };
  return assertEvent(corrected, [], namespaces);
};

/**
 * What is anchored of an event. The hash of the standard leaves declarations of errors out, so that an event keeps its
 * name; an anchor of one has to hold it, hence its hash is of both.
 */
export const anchoredDigest = (event: EpcisEvent, namespaces: Namespaces = {}): Hex => {
  const { errorDeclaration } = event;
  if (errorDeclaration === undefined) return eventDigest(event, namespaces);
  const { declarationTime, reason, correctiveEventIDs = [] } = errorDeclaration;
  const declared = [
    `errorDeclarationdeclarationTime=${utcText(declarationTime)}`,
    ...(reason === undefined ? [] : [`reason=${canonicalValue(reason, namespaces, "errorReason")}`]),
    ...[...correctiveEventIDs].sort().map((id) => `correctiveEventID=${id}`),
  ].join("");
  return sha256(toUtf8Bytes(preHashString(event, namespaces) + declared)) as Hex;
};
