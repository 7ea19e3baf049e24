import { setTimeout as sleep } from "node:timers/promises";
import { type Database, ON_POSTGRES } from "./postgres.ts";
import type { Extent, Row } from "./row.ts";
import { submissionsSince } from "./signed.ts";
import { answersSince, unanswered, type World } from "./world.ts";

const DOWN_MS = 2_000;
const NOTICED_MS = 10_000;

const isReady = async (world: World): Promise<boolean> => {
  const { url } = world.operator(ON_POSTGRES);
  const health = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  return health?.ok === true;
};

const becomes = async (world: World, ready: boolean, timeoutMs: number): Promise<number | undefined> => {
  const begun = performance.now();
  while (performance.now() - begun < timeoutMs) {
    if ((await isReady(world)) === ready) return Math.round(performance.now() - begun);
    await sleep(50);
  }
  return undefined;
};

/** PostgreSQL goes away under a node that is at work, and comes back. */
export const databaseRow = async (
  world: World,
  database: Database,
  { requests, settleMs }: Extent,
): Promise<Row> => {
  const from = (await world.chain.provider.getBlockNumber()) + 1;
  const before = await world.load.open(requests);
  await database.stop();
  const meanwhile = await world.load.open(requests);
  const noticed = await becomes(world, false, NOTICED_MS);
  await sleep(DOWN_MS);
  await database.start();
  const back = await becomes(world, true, settleMs);
  const after = await world.load.open(requests);
  const ids = [...before, ...meanwhile, ...after].map(({ id }) => id);
  const lost = await unanswered(world, ids, from, settleMs);
  const twice = [...(await answersSince(world, from)).values()].filter((count) => count > 1).length;
  const { double, overtaken } = await submissionsSince(world, from);
  const { exitCode, signalCode } = world.process(ON_POSTGRES).process;
  const died = exitCode !== null || signalCode !== null;
  return {
    name: "PostgreSQL stopped and started under a node",
    chain: world.chainName,
    figures: {
      requests: ids.length,
      "answers lost": lost.length,
      "answered twice": twice,
      "double submissions": double,
      overtaken,
      "alarm after ms": noticed ?? "never",
      "ready again after ms": back ?? "never",
    },
    missed: [
      ...(lost.length > 0 ? ["answers were lost"] : []),
      ...(twice + double > 0 ? ["answers were submitted twice"] : []),
      ...(noticed === undefined ? ["its health did not say so"] : []),
      ...(back === undefined ? ["it is not ready again"] : []),
      ...(died ? ["the node ended"] : []),
    ],
  };
};
