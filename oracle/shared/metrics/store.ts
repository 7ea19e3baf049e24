import type { Make } from "./make.ts";

const QUERY_SECONDS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

/** The database. */
export const storeMetrics = ({ counter, histogram }: Make) => ({
  storeTime: histogram("store_seconds", "One call of the store, its commit included", QUERY_SECONDS, [
    "operation",
  ]),
  storeFailures: counter("store_failures_total", "Calls of the store that failed", ["operation", "code"]),
});
