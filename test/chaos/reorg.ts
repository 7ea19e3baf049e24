import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { SignedRequest } from "../../scripts/local/load.ts";
import { RequestStatus } from "../../standards/inference.ts";
import type { Extent, Row } from "./row.ts";
import { submissionsSince } from "./signed.ts";
import { answersSince, OPERATORS, unanswered, type World } from "./world.ts";

const DEEPEST = 10;
const MOST_AT_ONCE = 4;
const LONGEST_WAIT_MS = 2_500;

/** Requests of the chain as it is now. */
const standing = async ({ network }: World, from: number): Promise<Set<string>> => {
  const { oracle } = network.contracts;
  const logs = await oracle.queryFilter(oracle.filters.InferenceRequested(), from);
  return new Set(logs.map(({ args }) => args.id));
};

/** Takes blocks back; some of the requests in them come again in the new branch, others never. */
const reorganise = async (world: World, asked: readonly SignedRequest[], depth: number): Promise<void> => {
  const { provider } = world.chain;
  const head = await provider.getBlockNumber();
  const firstGone = head - depth + 1;
  const before = await provider.getTransactionCount(world.load.clinic, firstGone - 1);
  const now = await provider.getTransactionCount(world.load.clinic, head);
  const gone = asked.slice(-(now - before) || asked.length);
  const kept = now === before ? [] : gone.slice(0, randomInt(gone.length + 1));
  await provider.send("anvil_reorg", [depth, kept.map(({ raw }) => [raw, 0])]);
};

/** Reorganisations of random depth while requests come, some of which vanish. */
export const reorgRow = async (world: World, { reorgs, settleMs }: Extent): Promise<Row> => {
  const { provider } = world.chain;
  const from = (await provider.getBlockNumber()) + 1;
  const asked: SignedRequest[] = [];
  const depths: number[] = [];
  for (let n = 0; n < reorgs; n++) {
    asked.push(...(await world.load.open(1 + randomInt(MOST_AT_ONCE))));
    await sleep(randomInt(LONGEST_WAIT_MS));
    const depth = 1 + randomInt(Math.min(DEEPEST, (await provider.getBlockNumber()) - from + 1));
    depths.push(depth);
    await reorganise(world, asked, depth);
    const left = await standing(world, from);
    asked.splice(0, asked.length, ...asked.filter(({ id }) => left.has(id)));
  }
  return judge(world, asked, depths, from, settleMs);
};

const judge = async (
  world: World,
  asked: readonly SignedRequest[],
  depths: readonly number[],
  from: number,
  settleMs: number,
): Promise<Row> => {
  const left = await standing(world, from);
  const ids = asked.filter(({ id }) => left.has(id)).map(({ id }) => id);
  const lost = await unanswered(world, ids, from, settleMs);
  const answers = await answersSince(world, from);
  const ghosts = [...answers.keys()].filter((id) => !left.has(id)).length;
  const { double, overtaken } = await submissionsSince(world, from);
  const seen = await Promise.all(Array.from({ length: OPERATORS }, (_, i) => world.metrics(i)));
  const open = await Promise.all(ids.map((id) => world.network.contracts.oracle.statusOf(id)));
  return {
    name: "reorganisations at random",
    chain: world.chainName,
    figures: {
      reorganisations: depths.length,
      deepest: Math.max(...depths),
      "surviving requests": ids.length,
      "unanswered of them": lost.length,
      "answers for vanished requests": ghosts,
      "double submissions": double,
      overtaken,
      "rewinds counted": seen.reduce((sum, metric) => sum + metric("rewinds_total"), 0),
    },
    missed: [
      ...(lost.length > 0 || open.some((status) => Number(status) !== RequestStatus.Fulfilled)
        ? ["surviving requests are unanswered"]
        : []),
      ...(ghosts > 0 ? ["vanished requests were answered"] : []),
      ...(double > 0 ? ["answers were submitted twice"] : []),
    ],
  };
};
