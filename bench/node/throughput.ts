import { setTimeout as sleep } from "node:timers/promises";
import type { BenchNetwork } from "./network.ts";

const GIVE_UP_MS = 120_000;
const IN_FLIGHT = 16;

export type Throughput = {
  readonly requests: number;
  /** Requests, signed before, that the chain takes from one sender. */
  readonly presignedPerSecond: number;
  readonly answersPerSecond: number;
  readonly share: number;
  readonly unanswered: number;
};

/** Many requests at once: how soon the chain takes them, and how soon four operators have answered them all. */
export const measureThroughput = async (
  { network, load }: BenchNetwork,
  requests: number,
): Promise<Throughput> => {
  const { oracle } = network.contracts;
  const signed = await load.sign(requests);
  const from = await network.chain.provider.getBlockNumber();
  const begun = performance.now();
  const waiting = [...signed];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await load.send(next);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  const opened = performance.now();
  let answered = 0;
  let last = opened;
  while (answered < requests && performance.now() - opened < GIVE_UP_MS) {
    const [single, batched] = await Promise.all([
      oracle.queryFilter(oracle.filters.InferenceFulfilled(), from),
      oracle.queryFilter(oracle.filters.InferenceBatched(), from),
    ]);
    if (single.length + batched.length > answered) last = performance.now();
    answered = single.length + batched.length;
    await sleep(100);
  }
  const presignedPerSecond = (requests * 1_000) / (opened - begun);
  // The chain is busy with the requests themselves until they are all there.
  const answersPerSecond = (answered * 1_000) / (last - begun);
  return {
    requests,
    presignedPerSecond: Math.round(presignedPerSecond),
    answersPerSecond: Math.round(answersPerSecond),
    share: Math.round((answersPerSecond / presignedPerSecond) * 100) / 100,
    unanswered: requests - answered,
  };
};
