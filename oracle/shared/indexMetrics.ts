import { Counter, Gauge, Registry } from "prom-client";

/** Prometheus metrics of an index. No label ever names a consent, a person or an address. */
export type IndexMetrics = ReturnType<typeof createIndexMetrics>;

export const createIndexMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `theriac_index_${name}`, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name: `theriac_index_${name}`, help, registers });
  return {
    registry,
    events: counter("events_total", "Events stored"),
    queries: counter("queries_total", "Queries answered", ["route", "status"]),
    rewinds: counter("rewinds_total", "Chain reorganisations that moved the cursor back"),
    head: gauge("head_block", "Latest block seen"),
    cursor: gauge("cursor_block", "Last block whose events were stored"),
  };
};
