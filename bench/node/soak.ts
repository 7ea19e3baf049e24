import { setTimeout as sleep } from "node:timers/promises";
import { type BenchNetwork, residentMib } from "./network.ts";
import { percentile } from "./percentile.ts";

const EVERY_MS = 500;
/** What a process takes while it warms up says nothing of what it keeps. */
const WARM_UP = 0.2;

export type Soak = {
  readonly minutes: number;
  readonly requests: number;
  /** Medians of the first and the last fifth after the warm-up, of the operator that grew most. */
  readonly firstMib: number;
  readonly lastMib: number;
  readonly peakMib: number;
};

/** Requests twice a second for minutes; what four operators hold in memory meanwhile. */
export const measureSoak = async ({ network, load }: BenchNetwork, minutes: number): Promise<Soak> => {
  const end = performance.now() + minutes * 60_000;
  const samples: number[][] = network.processes.map(() => []);
  let requests = 0;
  while (performance.now() < end) {
    await load.open(1);
    requests += 1;
    for (const [i, member] of network.processes.entries()) samples[i]?.push(residentMib(member));
    await sleep(EVERY_MS);
  }
  const grown = samples.map((all) => {
    const warm = all.slice(Math.floor(all.length * WARM_UP));
    const fifth = Math.max(1, Math.floor(warm.length / 5));
    const [first, last] = [percentile(warm.slice(0, fifth), 50), percentile(warm.slice(-fifth), 50)];
    return { firstMib: first, lastMib: last, peakMib: Math.max(...all) };
  });
  const worst = grown.sort((a, b) => b.lastMib - b.firstMib - (a.lastMib - a.firstMib))[0];
  return { minutes, requests, firstMib: 0, lastMib: 0, peakMib: 0, ...worst };
};
