import type { Make } from "./make.ts";

const LATENCY_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Other operators. The label `peer` is the place in the config's `peers`, from 0. */
export const peerMetrics = ({ counter, gauge, histogram }: Make) => ({
  peerUp: gauge("peer_up", "1 when the peer answered last time it was asked", ["peer"]),
  peerLatency: histogram("peer_latency_seconds", "Until a peer answered", LATENCY_SECONDS, ["peer"]),
  peerFailures: counter("peer_failures_total", "Peers that did not answer as peers", ["peer", "code"]),
  peerResting: gauge("peer_resting", "1 while a peer that failed is left alone", ["peer"]),
  messagesRefused: counter("peer_messages_refused_total", "Messages not taken as an operator's", ["why"]),
});
