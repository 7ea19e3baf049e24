import { Counter, Gauge, type Registry } from "prom-client";

/** What a peer did that a peer should not. */
export type PeerFault =
  | "UNREACHABLE"
  | "TIMED_OUT"
  | "REFUSED"
  | "BAD_ENVELOPE"
  | "MALFORMED_ANSWER"
  | "WRONG_SIGNATURE"
  | "NO_TRACE"
  | "OTHER_OUTPUT";

/** Metrics of the exchange with peers. A peer is its place in `peers` of the config, from 1. */
export type PeerMetrics = ReturnType<typeof createPeerMetrics>;

export const createPeerMetrics = (registry: Registry) => {
  const registers = [registry];
  return {
    faults: new Counter({
      name: "theriac_peer_faults_total",
      help: "What peers did that peers should not, by place in the config",
      labelNames: ["peer", "fault"],
      registers,
    }),
    resting: new Gauge({
      name: "theriac_peer_resting",
      help: "1 while a peer that failed is left alone, by place in the config",
      labelNames: ["peer"],
      registers,
    }),
    refused: new Counter({
      name: "theriac_peer_messages_refused_total",
      help: "Messages that were not taken as an operator's",
      labelNames: ["why"],
      registers,
    }),
  };
};
