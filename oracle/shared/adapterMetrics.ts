import { Counter, Histogram, Registry } from "prom-client";

/** Prometheus metrics of an external adapter. No label names a client, a job or a payload. */
export type AdapterMetrics = ReturnType<typeof createAdapterMetrics>;

const SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30];

export const createAdapterMetrics = () => {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    jobs: new Counter({
      name: "theriac_adapter_jobs_total",
      help: "Jobs answered, by error code or OK",
      labelNames: ["code"],
      registers,
    }),
    seconds: new Histogram({
      name: "theriac_adapter_job_seconds",
      help: "Time from request to answer",
      buckets: SECONDS,
      registers,
    }),
  };
};
