import type { Counter, Gauge } from "prom-client";

/** What the endpoints report. Labels hold an endpoint's place in the config's list, never its address. */
export type RpcMetrics = {
  readonly endpointUp: Gauge<string>;
  readonly endpointLatency: Gauge<string>;
  readonly endpointLag: Gauge<string>;
  readonly endpointErrors: Counter<string>;
  readonly failovers: Counter<string>;
  readonly wrongChain: Counter<string>;
  readonly webSocketUp: Gauge<string>;
};
