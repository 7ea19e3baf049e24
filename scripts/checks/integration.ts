// The integration suite in two processes at a time: each has a chain of its own, and two cores are what CI has.
import { globSync } from "node:fs";
import { countsOf } from "./counts.ts";
import { capture, ROOT } from "./shared.ts";

const HALVES = 2;

/** Every second file, so that neighbours, which are alike, part. */
const half = (files: readonly string[], which: number): string[] =>
  files.filter((_, i) => i % HALVES === which);

const files = globSync("test/integration/**/*.test.ts", { cwd: ROOT }).sort();
const endings = await Promise.all(
  Array.from({ length: HALVES }, async (_, which) => {
    const ending = await capture("hardhat", ["test", "mocha", "--no-compile", ...half(files, which)]);
    console.log(ending.text);
    return ending;
  }),
);

// Whoever runs this counts what both printed; a half that ran nothing, or died, shows in the exit code alone.
process.exitCode = endings.map(countsOf).some(({ failed }) => failed > 0) ? 1 : 0;
