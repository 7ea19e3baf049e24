import type { Make } from "./make.ts";

const AGE_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800];

/** What an operator owes and did. */
export const dutyMetrics = ({ counter, gauge, histogram }: Make) => ({
  requests: counter("requests_total", "Requests seen on chain"),
  answers: counter("answers_total", "Answers this node brought to the chain"),
  refusals: counter("refusals_total", "Refusals this node brought to the chain", ["reason"]),
  finalised: counter("finalised_total", "OPTIMISTIC answers that this node made final"),
  settled: counter("settled_total", "Requests settled on chain, by anybody", ["outcome"]),
  mismatches: counter("mismatches_total", "Peers whose output differed from ours"),
  proposals: counter("proposals_total", "Proposals from peers", ["outcome"]),
  stepFailures: counter("step_failures_total", "Failed steps, retried or not", ["step", "code"]),
  pending: gauge("pending_requests", "Requests not settled yet"),
  unfulfilled: gauge("unfulfilled_requests", "Requests not settled yet, by the state of their duty", [
    "state",
  ]),
  oldestUnfulfilled: gauge("oldest_unfulfilled_seconds", "Age of the oldest request not settled yet"),
  halted: gauge("halted_requests", "Duties halted because something else was signed before"),
  requestAge: histogram("request_age_seconds", "From seeing a request to its settlement", AGE_SECONDS),
});
