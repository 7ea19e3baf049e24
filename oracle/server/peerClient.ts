import type { Hex } from "../../standards/hex.ts";
import type { PeerAnswer, PeerFault, Peers, Proposal } from "../domain/ports.ts";
import { type Breaker, createBreaker } from "../shared/breaker.ts";
import type { Clock } from "../shared/clock.ts";
import {
  createExchange,
  type Exchange,
  ExchangeError,
  type ExchangeReply,
  type TlsClient,
} from "../shared/exchange.ts";
import type { Metrics } from "../shared/metrics.ts";
import { EnvelopeError } from "./envelopeError.ts";
import type { Envelopes } from "./envelopes.ts";
import { PeerUnavailableError } from "./errors.ts";
import { peerAnswerShape } from "./proposalShape.ts";

export type PeerAddress = { readonly operator: Hex; readonly url: string; readonly ca?: string | undefined };

export type PeersDeps = {
  readonly envelopes: Envelopes;
  readonly metrics: Pick<Metrics, "peerFailures" | "peerLatency" | "peerResting" | "peerUp">;
  readonly clock: Pick<Clock, "now">;
  readonly random: () => number;
  /** What this node shows to peers that ask for a certificate. */
  readonly tls?: Pick<TlsClient, "cert" | "key"> | undefined;
};

export type PeersState = {
  /** How many peers are not left alone after failures. */
  readonly reachable: () => number;
  readonly close: () => void;
};

/** More than any answer needs, its envelope included. */
const MAX_ANSWER_BYTES = 65_536;
const BREAKER_RULE = { failures: 3, firstRestMs: 500, maxRestMs: 30_000 };
/** Questions to one peer at once; a peer that takes none off the pile gets no more. */
const MAX_OPEN = 256;

/** One other operator, as this node has come to know it. */
type Peer = {
  /** Its place in the config, from 0. */
  readonly index: string;
  readonly url: URL;
  readonly exchange: Exchange;
  readonly breaker: Breaker;
  open: number;
};

/** Asks other operators over HTTP. What they answer counts only once its signature was checked. */
export const createPeers = (addresses: readonly PeerAddress[], deps: PeersDeps): Peers & PeersState => {
  const peers = new Map(addresses.map((address, i) => [keyOf(address.operator), peerOf(address, i, deps)]));
  const find = (operator: Hex): Peer => {
    const peer = peers.get(keyOf(operator));
    if (peer === undefined) throw new PeerUnavailableError(operator, "UNKNOWN");
    return peer;
  };
  return {
    operators: addresses.map(({ operator }) => operator),
    propose: (operator, proposal, signal) => propose(deps, find(operator), operator, proposal, signal),
    fault: (operator, fault) => {
      deps.metrics.peerFailures.inc({ peer: find(operator).index, code: fault });
    },
    reachable: () => [...peers.values()].filter(({ breaker }) => !breaker.isResting()).length,
    close: () => {
      for (const { exchange } of peers.values()) exchange.close();
    },
  };
};

const keyOf = (operator: Hex): string => operator.toLowerCase();

const peerOf = ({ url, ca }: PeerAddress, index: number, deps: PeersDeps): Peer => ({
  index: String(index),
  url: new URL(`${url.replace(/\/+$/, "")}/v1/proposals`),
  exchange: createExchange({ ...deps.tls, ...(ca === undefined ? {} : { ca }) }),
  breaker: createBreaker(BREAKER_RULE, deps),
  open: 0,
});

const propose = async (
  deps: PeersDeps,
  peer: Peer,
  operator: Hex,
  proposal: Proposal,
  signal: AbortSignal,
): Promise<PeerAnswer> => {
  if (peer.open >= MAX_OPEN) throw new PeerUnavailableError(operator, "TOO_MANY_OPEN");
  // Sealed first: that a signing key is away says nothing about the peer.
  const question = await deps.envelopes.seal(operator, JSON.stringify(proposal));
  if (!peer.breaker.mayCall()) throw new PeerUnavailableError(operator, "RESTING");
  peer.open++;
  const stopTimer = deps.metrics.peerLatency.startTimer({ peer: peer.index });
  try {
    const answer = await ask(deps, peer, operator, question, signal);
    stopTimer();
    deps.metrics.peerUp.set({ peer: peer.index }, 1);
    peer.breaker.succeeded();
    return answer;
  } catch (error) {
    throw failed(deps, peer, operator, error);
  } finally {
    peer.open--;
    deps.metrics.peerResting.set({ peer: peer.index }, peer.breaker.isResting() ? 1 : 0);
  }
};

const ask = async (
  { envelopes }: PeersDeps,
  peer: Peer,
  operator: Hex,
  { text, nonce }: { readonly text: string; readonly nonce: Hex },
  signal: AbortSignal,
): Promise<PeerAnswer> => {
  const reply = await peer.exchange.send({
    method: "POST",
    url: peer.url,
    headers: { "content-type": "application/json" },
    body: text,
    maxBytes: MAX_ANSWER_BYTES,
    signal,
  });
  if (![200, 409, 425].includes(reply.status)) throw new RefusedError(reply);
  const { body } = await envelopes.open(reply.body, () => undefined, { sender: operator, inReplyTo: nonce });
  try {
    return peerAnswerShape.parse(JSON.parse(body));
  } catch {
    throw new MalformedAnswerError();
  }
};

class RefusedError extends Error {
  readonly reply: ExchangeReply;
  constructor(reply: ExchangeReply) {
    super("The peer did not take the question.");
    this.reply = reply;
  }
}

class MalformedAnswerError extends Error {}

/** Counts what went wrong, and leaves the peer alone for a while if it was the peer's doing. */
const failed = (deps: PeersDeps, peer: Peer, operator: Hex, error: unknown): unknown => {
  const blame = (fault: PeerFault, why: string, restMs?: number) => {
    deps.metrics.peerFailures.inc({ peer: peer.index, code: fault });
    deps.metrics.peerUp.set({ peer: peer.index }, 0);
    peer.breaker.failed(restMs);
    return new PeerUnavailableError(operator, why);
  };
  if (error instanceof ExchangeError) {
    // Enough others had signed, or the node stops.
    if (error.why === "ABORTED") {
      peer.breaker.abandoned();
      return new PeerUnavailableError(operator, error.why);
    }
    if (error.why === "TOO_LARGE") return blame("MALFORMED_ANSWER", "ANSWER_TOO_LARGE");
    return blame(error.why === "TIMED_OUT" ? "TIMED_OUT" : "UNREACHABLE", error.why);
  }
  if (error instanceof RefusedError)
    return blame("REFUSED", `HTTP ${error.reply.status}`, error.reply.retryAfterMs);
  if (error instanceof EnvelopeError) return blame("BAD_ENVELOPE", error.why);
  if (error instanceof MalformedAnswerError) return blame("MALFORMED_ANSWER", "MALFORMED_ANSWER");
  peer.breaker.abandoned();
  return error;
};
