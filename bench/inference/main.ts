// `npm run bench:inference [-- --json]`: our checked inference on the 30-16-8-1 network, beside peers in the same run.
import { availableParallelism } from "node:os";
import { type Figure, measureAll } from "./measure.ts";

/** TARGETS: what a ratio must reach, and between which figures. */
const TARGETS = [
  {
    name: "a single input, its cross-check amortised over a batch, beside the typed-array loop",
    ours: "ours, singles, main thread",
    peer: "typed-array loop",
    ratio: "time",
    most: 3,
  },
  {
    name: "a batch of 1024 beside TF.js WASM fused, which checks nothing",
    ours: "ours, batch of 1024",
    peer: "TF.js WASM fused, 1024",
    ratio: "throughput",
    least: 0.5,
  },
] as const;

const { figures, missing } = await measureAll((line) => console.error(line));
const figureOf = (name: string): Figure => {
  const found = figures.find((figure) => figure.name === name);
  if (found === undefined) throw new Error(`No figure for ${name}`);
  return found;
};
const ratios = TARGETS.map((target) => {
  const [ours, peer] = [figureOf(target.ours), figureOf(target.peer)];
  const value =
    target.ratio === "time"
      ? ours.microsecondsARow / peer.microsecondsARow
      : ours.rowsASecond / peer.rowsASecond;
  const met = target.ratio === "time" ? value <= target.most : value >= target.least;
  return { ...target, value: Number(value.toFixed(2)), met };
});
const report = {
  model: "wdbc 30-16-8-1",
  node: process.version,
  cores: availableParallelism(),
  figures,
  ratios,
  missing,
};
if (process.argv.includes("--json")) console.log(JSON.stringify(report, undefined, 2));
else {
  console.table(Object.fromEntries(figures.map(({ name, kind: _, ...figure }) => [name, figure])));
  for (const { name, ratio, value } of ratios) console.log(`${name}: ${value} (${ratio})`);
}
for (const line of missing) console.error(`not measured: ${line}`);
for (const { name, value, met } of ratios) if (!met) console.error(`missed: ${name}: ${value}`);
process.exitCode = ratios.every(({ met }) => met) ? 0 : 1;
