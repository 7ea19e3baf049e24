import { Counter, Gauge, Registry } from "prom-client";

/** Prometheus metrics of one watcher. No label ever names a request, a person or an address. */
export type WatchMetrics = ReturnType<typeof createWatchMetrics>;

export const createWatchMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `theriac_watch_${name}`, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name: `theriac_watch_${name}`, help, registers });
  return {
    registry,
    answers: counter("answers_total", "Answers seen on chain"),
    checked: counter("checked_total", "Answers that were recomputed"),
    unable: counter("unable_total", "Answers that could not be checked", ["reason"]),
    mismatches: counter("mismatches_total", "Offences found", ["finding"]),
    challenges: counter("challenges_total", "Challenges sent", ["finding"]),
    won: counter("won_total", "Challenges that the court found right", ["finding"]),
    stepFailures: counter("step_failures_total", "Failed steps, retried or not", ["step", "code"]),
    rewinds: counter("rewinds_total", "Chain reorganisations that moved the cursor back"),
    openCases: gauge("open_cases", "Cases not decided yet"),
    head: gauge("head_block", "Latest block seen"),
    cursor: gauge("cursor_block", "Last block whose answers were stored"),
    balance: gauge("balance_ether", "Balance of the watching account"),
  };
};
