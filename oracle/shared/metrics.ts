import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** Prometheus metrics of one node. No label ever names a request, a person or an address. */
export type Metrics = ReturnType<typeof createMetrics>;

export const createMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `theriac_${name}`, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name: `theriac_${name}`, help, registers });
  return {
    registry,
    requests: counter("requests_total", "Requests seen on chain"),
    answers: counter("answers_total", "Answers this node brought to the chain"),
    refusals: counter("refusals_total", "Refusals this node brought to the chain", ["reason"]),
    finalised: counter("finalised_total", "OPTIMISTIC answers that this node made final"),
    settled: counter("settled_total", "Requests settled on chain, by anybody", ["outcome"]),
    mismatches: counter("mismatches_total", "Peers whose output differed from ours"),
    proposals: counter("proposals_total", "Proposals from peers", ["outcome"]),
    stepFailures: counter("step_failures_total", "Failed steps, retried or not", ["step", "code"]),
    rewinds: counter("rewinds_total", "Chain reorganisations that moved the cursor back"),
    gasUsed: counter("gas_used_total", "Gas of transactions this node sent"),
    pending: gauge("pending_requests", "Requests not settled yet"),
    head: gauge("head_block", "Latest block seen"),
    cursor: gauge("cursor_block", "Last block whose events were stored"),
    balance: gauge("signer_balance_ether", "Balance of the signing account"),
    requestAge: new Histogram({
      name: "theriac_request_age_seconds",
      help: "From seeing a request to its settlement",
      buckets: [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800],
      registers,
    }),
  };
};
