// `npm run check`: everything that can be said about the code without running it. One line a check.
import { cpus } from "node:os";
import { tsArrows } from "./arrows.ts";
import { budgets } from "./budgets.ts";
import { dependencies } from "./dependencies.ts";
import { forge } from "./forge.ts";
import { hygiene } from "./hygiene.ts";
import { lock } from "./lock.ts";
import type { Check, Verdict } from "./shared.ts";
import { capture, tool } from "./shared.ts";
import { solidityArrows } from "./solidityArrows.ts";
import { trees } from "./trees.ts";
import { warnings } from "./warnings.ts";

const build = async (): Promise<Verdict> => {
  const { code, text } = await capture("hardhat", ["build"]);
  return { findings: code === 0 ? [] : [text.trim()] };
};

const CHECKS: readonly Check[] = [
  { name: "build", run: build },
  { name: "lock file", run: lock },
  { name: "dependencies", run: dependencies },
  { name: "hygiene", run: hygiene },
  { name: "budgets", run: budgets },
  { name: "trees", run: trees },
  { name: "Solidity arrows", run: solidityArrows },
  { name: "Solidity format", run: () => forge(["fmt", "--check", "contracts", "test"]) },
  { name: "Solidity lint", run: () => forge(["lint", "contracts"]) },
  {
    name: "TypeScript format and lint",
    run: () => tool("biome", ["check", "--no-errors-on-unmatched", "."]),
  },
  { name: "TypeScript arrows", run: tsArrows },
  { name: "compiler warnings", after: "build", run: warnings },
  { name: "types", after: "build", run: () => tool("tsc", ["--noEmit"]) },
];

/** Lines that a failed check may print. */
const MAX_LINES = 60;

const judge = async (check: Check): Promise<boolean> => {
  const start = performance.now();
  const verdict = await Promise.resolve()
    .then(check.run)
    .catch((error: unknown): Verdict => ({ findings: [String(error)] }));
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const passed = verdict.findings.length === 0;
  if (!passed) {
    console.log(`FAIL  ${check.name}  (${seconds} s)`);
    const lines = verdict.findings.flatMap((finding) => finding.split("\n"));
    for (const line of lines.slice(0, MAX_LINES)) console.log(`      ${line}`);
    if (lines.length > MAX_LINES) console.log(`      and ${lines.length - MAX_LINES} lines more`);
  } else if (verdict.skipped !== undefined) console.log(`skip  ${check.name}: ${verdict.skipped}`);
  else console.log(`ok    ${check.name}  (${seconds} s)`);
  return passed;
};

/** Runs the checks, as many at a time as asked, each after the one it names. Resolves to how many failed. */
const runAll = async (checks: readonly Check[], lanes: number): Promise<number> => {
  const done = new Map<string, Promise<boolean>>();
  const waiting = [...checks];
  let failed = 0;
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const before = next.after === undefined ? true : await done.get(next.after);
      if (before === false) console.log(`FAIL  ${next.name}: ${next.after} failed before it`);
      const verdict = before === false ? Promise.resolve(false) : judge(next);
      done.set(next.name, verdict);
      if (!(await verdict)) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return failed;
};

const failed = await runAll(CHECKS, Math.min(2, cpus().length));
console.log(`${CHECKS.length - failed} passing`);
if (failed > 0) console.log(`${failed} failing`);
process.exitCode = failed === 0 ? 0 : 1;
