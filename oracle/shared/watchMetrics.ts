import { Registry } from "prom-client";
import { chainMetrics } from "./metrics/chain.ts";
import { createMake } from "./metrics/make.ts";
import { processMetrics } from "./metrics/process.ts";
import { storeMetrics } from "./metrics/store.ts";
import { sendingMetrics } from "./metrics/transactions.ts";

/** Prometheus metrics of one watcher. No label ever names a request, a person or an address. */
export type WatchMetrics = ReturnType<typeof createWatchMetrics>;

export const createWatchMetrics = () => {
  const registry = new Registry();
  const make = createMake(registry, "theriac_watch_");
  const { counter, gauge } = make;
  return {
    registry,
    answers: counter("answers_total", "Answers seen on chain"),
    checked: counter("checked_total", "Answers that were recomputed"),
    unable: counter("unable_total", "Answers that could not be checked", ["reason"]),
    mismatches: counter("mismatches_total", "Offences found", ["finding"]),
    challenges: counter("challenges_total", "Challenges sent", ["finding"]),
    won: counter("won_total", "Challenges that the court found right", ["finding"]),
    stepFailures: counter("step_failures_total", "Failed steps, retried or not", ["step", "code"]),
    openCases: gauge("open_cases", "Cases not decided yet"),
    balance: gauge("balance_ether", "Balance of the watching account"),
    ...chainMetrics(make),
    ...storeMetrics(make),
    ...sendingMetrics(make),
    ...processMetrics(make),
  };
};
