// `npm run bench:node [-- --json] [--soak-minutes N] [--chain hardhat|anvil] [--events N]`: four operator processes and a
// chain share this machine. What each figure is measured against is in docs/performance.md.
import { parseArgs } from "node:util";
import { type CatchUp, measureCatchUp } from "./catchUp.ts";
import { type Latency, measureLatency } from "./latency.ts";
import { CHAINS, type ChainName, startBenchNetwork } from "./network.ts";
import { measureSoak, type Soak } from "./soak.ts";
import { measureThroughput, type Throughput } from "./throughput.ts";

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    "soak-minutes": { type: "string", default: "10" },
    chain: { type: "string", multiple: true, default: [...CHAINS] },
    requests: { type: "string", default: "100" },
    burst: { type: "string", default: "500" },
    events: { type: "string", default: "100000" },
  },
});

const P95_MS = { hardhat: 50, anvil: 100 } as const;
const ANSWERS_PER_SECOND = 300;
const SHARE = 0.8;
const CATCH_UP_SECONDS = 30;
/** Memory is flat if it ends within this of where it began, once warm. */
const FLAT = 1.1;

type Result = { latency?: Latency; throughput?: Throughput; catchUp?: CatchUp; soak?: Soak };

const missesOf = (name: ChainName, { latency, throughput, catchUp, soak }: Result): string[] => [
  ...(latency && !(latency.p95Ms <= P95_MS[name]) ? [`p95 above ${P95_MS[name]} ms`] : []),
  ...(throughput && throughput.answersPerSecond < ANSWERS_PER_SECOND
    ? [`below ${ANSWERS_PER_SECOND} answers/s`]
    : []),
  ...(throughput && throughput.share < SHARE ? [`below ${SHARE} of presigned transactions`] : []),
  ...(throughput && throughput.unanswered > 0 ? ["requests are unanswered"] : []),
  ...(catchUp && (catchUp.seconds > CATCH_UP_SECONDS || catchUp.missing > 0)
    ? [`catch-up above ${CATCH_UP_SECONDS} s`]
    : []),
  ...(soak && soak.lastMib > soak.firstMib * FLAT ? ["memory grows"] : []),
];

const say = (line: string): void => console.error(line);

const measure = async (name: ChainName): Promise<Result> => {
  const bench = await startBenchNetwork(name);
  const result: Result = {};
  try {
    result.latency = await measureLatency(bench, Number(values.requests));
    say(`${name}: event to answer ${JSON.stringify(result.latency)}`);
    result.throughput = await measureThroughput(bench, Number(values.burst));
    say(`${name}: throughput ${JSON.stringify(result.throughput)}`);
    if (name === "hardhat" && Number(values["soak-minutes"]) > 0) {
      result.soak = await measureSoak(bench, Number(values["soak-minutes"]));
      say(`${name}: soak ${JSON.stringify(result.soak)}`);
    }
    // Only anvil lets events be made without requests.
    if (name === "anvil" && Number(values.events) > 0) {
      result.catchUp = await measureCatchUp(bench, Number(values.events));
      say(`${name}: catch-up ${JSON.stringify(result.catchUp)}`);
    }
    return result;
  } finally {
    await bench.end();
  }
};

// Whoever ends this ends its processes too: they go with this one's exit.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

const results: Record<string, Result & { readonly missed: readonly string[] }> = {};
for (const name of CHAINS.filter((chain) => values.chain.includes(chain))) {
  const result = await measure(name);
  results[name] = { ...result, missed: missesOf(name, result) };
}
const misses = Object.entries(results).flatMap(([name, { missed }]) =>
  missed.map((miss) => `${name}: ${miss}`),
);
if (values.json) console.log(JSON.stringify(results, undefined, 2));
for (const miss of misses) say(`missed: ${miss}`);
process.exitCode = misses.length === 0 ? 0 : 1;
