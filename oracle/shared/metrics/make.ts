import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/**
 * Makes the metrics of one process. Names begin with the prefix. No label ever names a request, a person or an address:
 * a peer is its place in the list of the config, an RPC endpoint its place in the list of the config.
 */
export type Make = {
  readonly counter: (name: string, help: string, labelNames?: readonly string[]) => Counter<string>;
  readonly gauge: (name: string, help: string, labelNames?: readonly string[]) => Gauge<string>;
  readonly histogram: (
    name: string,
    help: string,
    buckets: readonly number[],
    labelNames?: readonly string[],
  ) => Histogram<string>;
};

export const createMake = (registry: Registry, prefix: string): Make => {
  const registers = [registry];
  return {
    counter: (name, help, labelNames = []) =>
      new Counter({ name: `${prefix}${name}`, help, labelNames: [...labelNames], registers }),
    gauge: (name, help, labelNames = []) =>
      new Gauge({ name: `${prefix}${name}`, help, labelNames: [...labelNames], registers }),
    histogram: (name, help, buckets, labelNames = []) =>
      new Histogram({
        name: `${prefix}${name}`,
        help,
        buckets: [...buckets],
        labelNames: [...labelNames],
        registers,
      }),
  };
};
