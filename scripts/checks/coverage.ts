// `npm run coverage`: line coverage of the contracts by their Solidity tests, against scripts/checks/coverage.json.
import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import type { Thresholds } from "./lcov.ts";
import { parseLcov, percent, shortfalls } from "./lcov.ts";
import { ROOT, read } from "./shared.ts";
import { runSuite } from "./suite.ts";

const REPORT = "coverage/lcov.info";
const LIMIT_MS = 30 * 60_000;

rmSync(path.join(ROOT, REPORT), { force: true });
const { code } = await runSuite(
  { name: "coverage", command: ["hardhat", "test", "solidity", "--coverage"] },
  LIMIT_MS,
);
const files = existsSync(path.join(ROOT, REPORT))
  ? parseLcov(read(REPORT)).filter(({ file }) => file.startsWith("contracts/"))
  : [];
const low = shortfalls(files, JSON.parse(read("scripts/checks/coverage.json")) as Thresholds);
for (const line of low) console.log(`below the threshold: ${line}`);
console.log(`${percent(files).toFixed(2)} % of the lines of ${files.length} files`);
process.exitCode = code === 0 && low.length === 0 ? 0 : 1;
