import { setTimeout as sleep } from "node:timers/promises";
import type { Faults } from "../support/faults.ts";
import type { Extent, Row } from "./row.ts";
import { submissionsSince } from "./signed.ts";
import { answersSince, OPERATORS, unanswered, type World } from "./world.ts";

const NOTICED_MS = 15_000;
const MOST_POLLS = 3;
/** Calls that ask how far the chain is: one a poll. */
const POLL_METHODS = ["eth_blockNumber", "eth_getBlockByNumber"] as const;

/** What public services were seen to do, on the endpoint that all operators ask first. */
const FAULTS: readonly (readonly [name: string, faultsAt: (head: number) => Faults])[] = [
  ["timeouts", () => ({ silent: true })],
  ["429", () => ({ status: 429, retryAfterSeconds: 1 })],
  ["500", () => ({ status: 500 })],
  ["connection reset", () => ({ reset: true })],
  ["not JSON", () => ({ malformed: true })],
  ["wrong chain id", () => ({ chainId: 1 })],
  ["missing logs", () => ({ hideLogs: true })],
  ["stale head", (head) => ({ headAt: head })],
  ["duplicate logs", () => ({ repeatLogs: true })],
  ["answers late", () => ({ latencyMs: 400 })],
];
/** An endpoint that repeats itself or is slow still serves: nobody has to leave it. */
const HARMLESS = new Set(["duplicate logs", "answers late", "missing logs"]);

const polls = (world: World, i: number, endpoint: number): number =>
  POLL_METHODS.reduce((sum, method) => sum + (world.endpoints[i]?.[endpoint]?.calls(method) ?? 0), 0);

/** How many polls an operator made at the broken endpoint before it asked the other one; undefined if it never did. */
const failover = async (world: World, i: number): Promise<number | undefined> => {
  const [before, beside] = [polls(world, i, 0), polls(world, i, 1)];
  for (let waited = 0; waited < NOTICED_MS; waited += 10) {
    if (polls(world, i, 1) > beside) return polls(world, i, 0) - before;
    await sleep(10);
  }
  return undefined;
};

const alarmed = async (world: World): Promise<boolean> => {
  for (let waited = 0; waited < NOTICED_MS; waited += 250) {
    const seen = await Promise.all(Array.from({ length: OPERATORS }, (_, i) => world.metrics(i)));
    if (seen.every((metric) => metric("problem", "RPC_") > 0)) return true;
    await sleep(250);
  }
  return false;
};

const alive = (world: World): boolean =>
  Array.from({ length: OPERATORS }, (_, i) => world.process(i).process).every(
    ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
  );

/** One fault after another on the first endpoint of every operator; the second one serves. */
export const rpcRows = async (world: World, extent: Extent): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const [name, faultsAt] of FAULTS) rows.push(await withFault(world, extent, name, faultsAt));
  return rows;
};

const withFault = async (
  world: World,
  { requests, settleMs }: Extent,
  name: string,
  faultsAt: (head: number) => Faults,
): Promise<Row> => {
  const { provider } = world.chain;
  const from = (await provider.getBlockNumber()) + 1;
  const faults = faultsAt(from);
  for (const [first] of world.endpoints) first?.set(faults);
  const leaving = Promise.all(Array.from({ length: OPERATORS }, (_, i) => failover(world, i)));
  const asked = await world.load.open(requests);
  const lost = await unanswered(
    world,
    asked.map(({ id }) => id),
    from,
    settleMs,
  );
  const needsAlarm = !HARMLESS.has(name);
  const [left, alarm] = await Promise.all([leaving, needsAlarm ? alarmed(world) : true]);
  for (const [first] of world.endpoints) first?.clear();
  const answers = await answersSince(world, from);
  const doubled = [...answers.values()].filter((count) => count > 1).length;
  const most = Math.max(...left.map((count) => count ?? Number.POSITIVE_INFINITY));
  const { double, overtaken } = await submissionsSince(world, from);
  return {
    name: `RPC fault: ${name}`,
    chain: world.chainName,
    figures: {
      requests,
      "answers lost": lost.length,
      "answered twice": doubled,
      "double submissions": double,
      overtaken,
      "polls until failover": HARMLESS.has(name) ? "none needed" : most,
      alarm: needsAlarm ? String(alarm) : "none needed",
      crashes: alive(world) ? 0 : "some",
    },
    missed: [
      ...(lost.length > 0 ? ["answers were lost"] : []),
      ...(doubled + double > 0 ? ["answers were submitted twice"] : []),
      ...(needsAlarm && most > MOST_POLLS ? [`no failover within ${MOST_POLLS} polls`] : []),
      ...(alarm ? [] : ["no alarm in the metrics"]),
      ...(alive(world) ? [] : ["an operator ended"]),
    ],
  };
};
