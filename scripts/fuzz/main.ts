// npm run models:fuzz -- --inputs N [--seed S] [--circuit M]: random networks and random and extreme inputs on every machine.
// Exit code 1 on any difference.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { CATALOGUE } from "../../models/catalogue.ts";
import { decodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { circuitMachine } from "./circuit.ts";
import { openEvm } from "./evm.ts";
import { fuzzNetworks } from "./fuzzNetworks.ts";
import { machinesOf } from "./machines.ts";

const INPUTS_PER_NETWORK = 2_048;
/** The interpreter takes some 300 gas a multiplication where an executor takes 2. */
const INTERPRET_ONE_IN = 128;

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    circuit: { type: "string", default: "0" },
  },
});
const count = z.coerce.number().int().positive();
const circuitInputs = z.coerce.number().int().nonnegative().parse(values.circuit);
const [inputs, seed] = [count.parse(values.inputs), count.parse(values.seed)];
const shipped = await Promise.all(
  CATALOGUE.map(async ({ folder }) =>
    decodeNetworkFile(Uint8Array.from(await readFile(path.join(folder, "artifacts", "network.q8p2")))),
  ),
);

const started = performance.now();
const evm = await openEvm();
const circuits = await mkdtemp(path.join(os.tmpdir(), "theriac-fuzz-"));
try {
  const machines = [
    ...machinesOf(evm, INTERPRET_ONE_IN),
    ...(circuitInputs > 0 ? [circuitMachine(circuitInputs, inputs, circuits)] : []),
  ];
  const result = await fuzzNetworks({
    machines,
    inputs,
    inputsPerNetwork: INPUTS_PER_NETWORK,
    seed,
    shipped,
    progress: (line) => console.error(line),
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${result.inputs} inputs of ${result.networks} networks in ${seconds} s, each beside Int32:`);
  for (const [name, { compared, differences }] of Object.entries(result.tallies))
    console.log(`  ${name}: ${compared} compared, ${differences} differences`);
  if (Object.values(result.tallies).some(({ differences }) => differences > 0)) process.exitCode = 1;
} finally {
  await evm.close();
  await rm(circuits, { recursive: true, force: true });
}
