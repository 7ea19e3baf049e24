import { setTimeout as sleep } from "node:timers/promises";
import type { BenchNetwork } from "./network.ts";
import { percentile } from "./percentile.ts";

const GIVE_UP_MS = 30_000;
const PAUSE_MS = 100;

export type Latency = {
  readonly requests: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly unanswered: number;
};

/** From the request's own block to the answer's, one request at a time. */
export const measureLatency = async ({ network, load }: BenchNetwork, requests: number): Promise<Latency> => {
  const { oracle } = network.contracts;
  const taken: number[] = [];
  for (const signed of await load.sign(requests)) {
    await load.send(signed);
    const begun = performance.now();
    let answered = false;
    while (!answered && performance.now() - begun < GIVE_UP_MS) {
      answered = Number(await oracle.statusOf(signed.id)) > 1;
      if (!answered) await sleep(2);
    }
    if (answered) taken.push(performance.now() - begun);
    await sleep(PAUSE_MS);
  }
  const round = (value: number): number => Math.round(value * 10) / 10;
  return {
    requests,
    p50Ms: round(percentile(taken, 50)),
    p95Ms: round(percentile(taken, 95)),
    unanswered: requests - taken.length,
  };
};
