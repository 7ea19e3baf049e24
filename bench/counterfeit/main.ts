// npm run bench:counterfeit -- [--json]: precision and recall of the counterfeit rules on SIMULATED streams of scans.
import { type Scores, score } from "./score.ts";
import { simulate } from "./simulate.ts";

const SEEDS = [1, 2, 3, 4, 5];
const SIZE = { packs: 10_000, copies: 500, pharmacies: 400 };
const RULES = ["DuplicateDispense", "ImpossibleTravel", "either"] as const;

const results = SEEDS.map((seed) => ({ seed, scores: score(simulate(seed, SIZE)) }));

const mean = (of: (scores: Scores) => number): number =>
  results.reduce((sum, { scores }) => sum + of(scores), 0) / results.length;

const rules = Object.fromEntries(
  RULES.map((rule) => [
    rule,
    { precision: mean((scores) => scores[rule].precision), recall: mean((scores) => scores[rule].recall) },
  ]),
);

if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ kind: "SIMULATED", seeds: SEEDS, ...SIZE, rules, runs: results }));
} else {
  console.log(
    `SIMULATED scans, ${SEEDS.length} seeds, ${SIZE.packs} packs of which ${SIZE.copies} have a copy`,
  );
  for (const [rule, { precision, recall }] of Object.entries(rules)) {
    console.log(`${rule.padEnd(18)} precision ${precision.toFixed(4)}  recall ${recall.toFixed(4)}`);
  }
}
