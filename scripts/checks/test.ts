// `npm test`: everything CI checks, one suite after the other. The last line sums up what the runners counted.
import { execFileSync } from "node:child_process";
import type { Counts } from "./counts.ts";
import { closingLine, countsOf } from "./counts.ts";
import { ROOT } from "./shared.ts";
import type { Suite } from "./suite.ts";
import { endSuites, runSuite } from "./suite.ts";

const SUITES: readonly Suite[] = [
  { name: "check", command: ["tsx", "scripts/checks/check.ts"] },
  { name: "Solidity", command: ["hardhat", "test", "solidity"] },
  { name: "integration", command: ["tsx", "scripts/checks/integration.ts"] },
  { name: "unit", command: ["mocha", "--config", "test/.mocharc.json"] },
  { name: "end to end", command: ["mocha", "--config", "test/e2e/.mocharc.json"] },
];

/** A suite that takes longer hangs. The longest takes six minutes of two idle cores, and a busy machine twice that. */
const LIMIT_MS = 15 * 60_000;

/** What git sees changed, or nothing where this is no checkout. */
const changedFiles = (): string => {
  try {
    return execFileSync("git", ["status", "--porcelain"], {
      cwd: ROOT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return "";
  }
};

const runOne = async (suite: Suite): Promise<Counts> => {
  const start = performance.now();
  console.log(`\n=== ${suite.name} ===`);
  const ending = await runSuite(suite, LIMIT_MS);
  const { passed, failed } = countsOf(ending);
  const faults = [
    ...(ending.timedOut ? [`took longer than ${LIMIT_MS / 1000} s`] : []),
    ...(ending.leftRunning ? ["left a process running"] : []),
    ...(passed + failed === 1 && failed === 1 ? [`ran no test or died (code ${ending.code})`] : []),
  ];
  for (const fault of faults) console.log(`${suite.name}: ${fault}`);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const counts = { passed, failed: failed + (ending.leftRunning ? 1 : 0) };
  console.log(`=== ${suite.name}: ${closingLine([counts])} in ${seconds} s ===`);
  return counts;
};

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    endSuites();
    process.exit(1);
  });
}

const before = changedFiles();
const counts: Counts[] = [];
for (const suite of SUITES) counts.push(await runOne(suite));
const after = changedFiles();
if (after !== before) {
  console.log(`\nThe tests changed files of the checkout:\n${after}`);
  counts.push({ passed: 0, failed: 1 });
}
console.log(`\n${closingLine(counts)}`);
process.exitCode = counts.some(({ failed }) => failed > 0) ? 1 : 0;
