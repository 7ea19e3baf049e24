import type { Hex } from "../../standards/hex.ts";
import type { Clock } from "../shared/clock.ts";
import { EnvelopeError } from "./envelopeError.ts";

/** How far the clocks of two operators may be apart. */
export type ClockTolerance = { readonly maxAheadMs: number; readonly maxBehindMs: number };

export type ReplayGuard = {
  /** Throws unless the message is of about now. */
  readonly assertInTime: (sentAt: number) => void;
  /** Throws if the message was sent before this process could remember it. */
  readonly assertRemembered: (sentAt: number) => void;
  /** Throws if the authenticated sender's nonce was seen; remembers it otherwise. */
  readonly remember: (sender: Hex, nonce: Hex, sentAt: number) => void;
};

/** More than a sender may send in the window by its rate limit. */
const MAX_NONCES = 20_000;

/**
 * Every message counts once. Nonces are kept for as long as a message with them would be fresh. What an earlier process
 * took was sent at most `maxAheadMs` after this one's start, so this one takes only what is later than that.
 */
export const createReplayGuard = (
  { maxAheadMs, maxBehindMs }: ClockTolerance,
  clock: Pick<Clock, "now">,
): ReplayGuard => {
  const startedAt = clock.now();
  const seen = new Map<Hex, Map<Hex, number>>();
  let forgottenUpTo = startedAt + maxAheadMs;

  const forgetOld = (nonces: Map<Hex, number>): void => {
    const upTo = clock.now() - maxBehindMs;
    // A clock that is put back brings nothing forgotten back.
    forgottenUpTo = Math.max(forgottenUpTo, upTo);
    for (const [nonce, sentAt] of nonces) if (sentAt <= upTo) nonces.delete(nonce);
  };

  return {
    assertInTime: (sentAt) => {
      const now = clock.now();
      if (sentAt > now + maxAheadMs || sentAt < now - maxBehindMs) throw new EnvelopeError("OUT_OF_TIME");
    },
    assertRemembered: (sentAt) => {
      if (sentAt <= startedAt + maxAheadMs) throw new EnvelopeError("JUST_STARTED");
      if (sentAt <= forgottenUpTo) throw new EnvelopeError("OUT_OF_TIME");
    },
    remember: (sender, nonce, sentAt) => {
      const key = sender.toLowerCase() as Hex;
      const nonces = seen.get(key) ?? new Map<Hex, number>();
      seen.set(key, nonces);
      if (nonces.has(nonce)) throw new EnvelopeError("REPLAYED");
      if (nonces.size >= MAX_NONCES) forgetOld(nonces);
      if (nonces.size >= MAX_NONCES) throw new EnvelopeError("TOO_MANY_MESSAGES");
      nonces.set(nonce, sentAt);
    },
  };
};
