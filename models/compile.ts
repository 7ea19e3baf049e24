// npm run models:compile [-- --json]: compiles every model to its executor, and keeps what came out in
// artifacts/executor.json, which models:verify compares.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { decodeNetworkFile } from "../oracle/inference/networkFile.ts";
import { CATALOGUE } from "./catalogue.ts";
import { describeExecutor, type ExecutorDescription } from "./compiler/describeExecutor.ts";

const asText = (name: string, { macs, lanes, contracts }: ExecutorDescription): string =>
  [
    `${name}: ${macs} multiplications, ${contracts.length === 1 ? "one contract" : `${contracts.length} stages`}`,
    `  lanes (bits x lanes x words): ${lanes.map(({ bits, perWord, words }) => `${bits}x${perWord}x${words}`).join(", ")}`,
    ...contracts.map(({ bytes, codeHash }) => `  ${bytes} bytes, code hash ${codeHash}`),
  ].join("\n");

const compiled: Record<string, ExecutorDescription & { readonly file: string }> = {};
for (const { name, folder } of CATALOGUE) {
  const file = path.join(folder, "artifacts", "network.q8p2");
  const description = describeExecutor(decodeNetworkFile(Uint8Array.from(await readFile(file))));
  await writeFile(
    path.join(folder, "artifacts", "executor.json"),
    `${JSON.stringify(description, null, 1)}\n`,
  );
  compiled[name] = { file: path.relative(process.cwd(), file), ...description };
}
const json = process.argv.includes("--json");
if (json) console.log(JSON.stringify(compiled, null, 2));
else for (const [name, description] of Object.entries(compiled)) console.log(asText(name, description));
