import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Extent, Row } from "./row.ts";
import { submissionsSince } from "./signed.ts";
import { answersSince, OPERATORS, type Starter, unanswered, type World } from "./world.ts";

/** One of four may be faulty. */
const FAULTY = 0;
const RUNS_MS = 150;
const STANDS_MS = 700;

const startLiar: Starter = (fleet, { address, configFile, log }) =>
  fleet.start(
    `lying operator ${address}`,
    ["--import", "tsx", path.resolve("test/chaos/lyingOperator.ts"), configFile],
    log,
  );

/** What is wrong with the faulty one, until it is put right again. */
type Fault = (world: World) => Promise<() => Promise<void>>;

/** Takes connections, for its kernel does, and never answers. */
const silent: Fault = async (world) => {
  const { process } = world.process(FAULTY);
  process.kill("SIGSTOP");
  return async () => {
    process.kill("SIGCONT");
  };
};

/** Stands still most of the time. */
const slow: Fault = async (world) => {
  const { process } = world.process(FAULTY);
  const over = new AbortController();
  const pulse = (async () => {
    while (!over.signal.aborted) {
      process.kill("SIGSTOP");
      await sleep(STANDS_MS);
      process.kill("SIGCONT");
      await sleep(RUNS_MS);
    }
  })();
  return async () => {
    over.abort();
    await pulse;
  };
};

const dead: Fault = async (world) => {
  await world.kill(FAULTY);
  return async () => {
    await world.restart(FAULTY);
  };
};

const lying: Fault = async (world) => {
  world.liars.add(FAULTY);
  await world.kill(FAULTY);
  await world.restart(FAULTY, startLiar);
  return async () => {
    await world.kill(FAULTY);
    await world.restart(FAULTY);
  };
};

const FAULTS: readonly (readonly [string, Fault])[] = [
  ["dead", dead],
  ["silent", silent],
  ["slow", slow],
  ["lying", lying],
];

/** Outputs of the answers since a block: one, as all requests are about the same trace. */
const outputsSince = async ({ network }: World, from: number): Promise<Set<string>> => {
  const { oracle } = network.contracts;
  const logs = await oracle.queryFilter(oracle.filters.InferenceFulfilled(), from);
  const batched = await oracle.queryFilter(oracle.filters.InferenceBatched(), from);
  return new Set([...logs, ...batched].map(({ args }) => args.output));
};

export const operatorRows = async (world: World, extent: Extent): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const [name, fault] of FAULTS) rows.push(await withFault(world, extent, name, fault));
  return rows;
};

const withFault = async (
  world: World,
  { requests, settleMs }: Extent,
  name: string,
  fault: Fault,
): Promise<Row> => {
  const from = (await world.chain.provider.getBlockNumber()) + 1;
  const putRight = await fault(world);
  const begun = performance.now();
  const asked = await world.load.open(requests);
  const ids = asked.map(({ id }) => id);
  const lost = await unanswered(world, ids, from, settleMs);
  const tookMs = performance.now() - begun;
  const outputs = await outputsSince(world, from);
  const answers = await answersSince(world, from);
  const twice = [...answers.values()].filter((count) => count > 1).length;
  const { double, overtaken } = await submissionsSince(world, from);
  const honest = await Promise.all(Array.from({ length: OPERATORS - 1 }, (_, i) => world.metrics(i + 1)));
  const mismatches = honest.reduce((sum, metric) => sum + metric("mismatches_total"), 0);
  await putRight();
  const noticed = name !== "lying" || mismatches > 0;
  return {
    name: `one of four operators ${name}`,
    chain: world.chainName,
    figures: {
      requests,
      "not final": lost.length,
      "different outputs": outputs.size,
      "answered twice": twice,
      "double submissions": double,
      overtaken,
      "all final after ms": Math.round(tookMs),
      "mismatches counted": mismatches,
    },
    missed: [
      ...(lost.length > 0 ? ["answers are not final"] : []),
      ...(outputs.size > 1 ? ["a wrong answer is final"] : []),
      ...(twice + double > 0 ? ["answers were submitted twice"] : []),
      ...(noticed ? [] : ["nobody noticed the lie"]),
    ],
  };
};
