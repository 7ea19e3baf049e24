import { Registry } from "prom-client";
import { chainMetrics } from "./metrics/chain.ts";
import { dutyMetrics } from "./metrics/duties.ts";
import { inferenceMetrics } from "./metrics/inference.ts";
import { createMake } from "./metrics/make.ts";
import { peerMetrics } from "./metrics/peers.ts";
import { processMetrics } from "./metrics/process.ts";
import { proofMetrics } from "./metrics/proofs.ts";
import { storeMetrics } from "./metrics/store.ts";
import { transactionMetrics } from "./metrics/transactions.ts";

/** Prometheus metrics of one node, one group a concern. No label ever names a request, a person or an address. */
export type Metrics = ReturnType<typeof createMetrics>;

export const createMetrics = () => {
  const registry = new Registry();
  const make = createMake(registry, "theriac_");
  return {
    registry,
    ...dutyMetrics(make),
    ...chainMetrics(make),
    ...transactionMetrics(make),
    ...peerMetrics(make),
    ...inferenceMetrics(make),
    ...proofMetrics(make),
    ...storeMetrics(make),
    ...processMetrics(make),
  };
};
