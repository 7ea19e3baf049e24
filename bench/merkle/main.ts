// `npm run bench:merkle [-- --json]`: the unit tree of a lot of 1,000,000, beside @openzeppelin/merkle-tree in one run.
import { compareBuilds, missed } from "./compare.ts";

const UNITS = 1_000_000;

const comparison = await compareBuilds(UNITS, (line) => console.error(line));
const misses = missed(comparison);
if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ ...comparison, missed: misses }, null, 2));
} else {
  const { ours, openzeppelin, timesFaster, treeTimesFaster, root } = comparison;
  console.table({ ours, openzeppelin });
  console.log(`${root}: ${timesFaster} times as fast, the tree alone ${treeTimesFaster} times`);
}
for (const miss of misses) console.error(`missed: ${miss}`);
process.exitCode = misses.length === 0 ? 0 : 1;
