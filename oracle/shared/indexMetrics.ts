import { Registry } from "prom-client";
import { chainMetrics } from "./metrics/chain.ts";
import { createMake } from "./metrics/make.ts";
import { processMetrics } from "./metrics/process.ts";
import { storeMetrics } from "./metrics/store.ts";

/** Prometheus metrics of an index. No label ever names a consent, a person or an address. */
export type IndexMetrics = ReturnType<typeof createIndexMetrics>;

export const createIndexMetrics = () => {
  const registry = new Registry();
  const make = createMake(registry, "theriac_index_");
  const { counter } = make;
  return {
    registry,
    events: counter("events_total", "Events stored"),
    queries: counter("queries_total", "Queries answered", ["route", "status"]),
    ...chainMetrics(make),
    ...storeMetrics(make),
    ...processMetrics(make),
  };
};
