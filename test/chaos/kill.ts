import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { percentile } from "../../bench/node/percentile.ts";
import type { RequestId } from "../../standards/hex.ts";
import type { Extent, Row } from "./row.ts";
import { submissionsSince } from "./signed.ts";
import { answersSince, OPERATORS, unanswered, type World } from "./world.ts";

const BACK_MS = 5_000;
const LONGEST_LIFE_MS = 1_500;

/** Opens one request after another until it is told to end. */
const keepAsking = (world: World, ids: RequestId[], everyMs: number, stop: AbortSignal): Promise<void> => {
  const ask = async (): Promise<void> => {
    while (!stop.aborted) {
      ids.push(...(await world.load.open(1)).map(({ id }) => id));
      await sleep(everyMs);
    }
  };
  return ask();
};

/** kill -9 of one operator after another at instants that nobody chose, while requests come. */
export const killRow = async (world: World, { kills, everyMs, settleMs }: Extent): Promise<Row> => {
  const from = await world.chain.provider.getBlockNumber();
  const ids: RequestId[] = [];
  const back: number[] = [];
  const stop = new AbortController();
  const asking = keepAsking(world, ids, everyMs, stop.signal);
  try {
    for (let n = 0; n < kills; n++) {
      const i = randomInt(OPERATORS);
      await sleep(randomInt(LONGEST_LIFE_MS));
      await world.kill(i);
      back.push(await world.restart(i));
    }
  } finally {
    stop.abort();
    await asking;
  }
  const lost = await unanswered(world, ids, from, settleMs);
  const answers = await answersSince(world, from);
  const doubled = ids.filter((id) => (answers.get(id) ?? 0) > 1).length;
  const { double, overtaken } = await submissionsSince(world, from);
  const slowest = Math.max(...back);
  return {
    name: "kill -9 at random instants under load",
    chain: world.chainName,
    figures: {
      kills,
      requests: ids.length,
      "answers lost": lost.length,
      "answered twice": doubled,
      "double submissions": double,
      overtaken,
      "back p50 ms": Math.round(percentile(back, 50)),
      "back slowest ms": Math.round(slowest),
    },
    missed: [
      ...(lost.length > 0 ? ["answers were lost"] : []),
      ...(doubled + double > 0 ? ["answers were submitted twice"] : []),
      ...(slowest > BACK_MS ? [`back later than ${BACK_MS} ms`] : []),
    ],
  };
};
