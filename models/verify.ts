// npm run models:verify: recomputes what every model claims from what is committed. Exit code 1 on any difference.
import { CATALOGUE } from "./catalogue.ts";
import { checksOf } from "./training/checks.ts";

const started = performance.now();
let [passed, failed] = [0, 0];
for (const entry of CATALOGUE) {
  for (const { what, run } of checksOf(entry)) {
    try {
      console.log(`ok    ${entry.name}: ${what}: ${await run()}`);
      passed++;
    } catch (error) {
      console.log(`FAIL  ${entry.name}: ${what}: ${error instanceof Error ? error.message : String(error)}`);
      failed++;
    }
  }
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${CATALOGUE.length} models: ${passed} checks passed, ${failed} failed, in ${seconds} s`);
process.exitCode = failed === 0 ? 0 : 1;
