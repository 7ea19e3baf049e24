// npm run circuits:build -- [--model wdbc] [--write]: compiles a model's circuit, makes its development key and compares
// it with the one in circuits/keys, which --write replaces.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { developmentSetup } from "../developmentKey.ts";
import { KeyFileError } from "../errors.ts";
import { formatKeyFile, transcriptHashOf } from "../keyFile.ts";
import { parseR1cs } from "../r1cs.ts";
import { keyPath, readNetwork } from "./models.ts";
import { runCommand } from "./runCommand.ts";

const build = async ({ model, write }: { model: string; write: boolean }): Promise<void> => {
  const { network, networkHash } = await readNetwork(model);
  const { circuit, provingKeyFile, keyFile } = await developmentSetup(network, networkHash);
  const text = formatKeyFile(keyFile);
  if (write) {
    await mkdir(path.dirname(keyPath(model)), { recursive: true });
    await writeFile(keyPath(model), text);
  } else if ((await readFile(keyPath(model), "utf8")) !== text)
    throw new KeyFileError("it differs from what was built", { file: keyPath(model) });
  const { constraints, wires } = parseR1cs(circuit.r1cs);
  console.log(
    JSON.stringify(
      {
        model,
        constraints: constraints.length,
        wires,
        circuitSha256: keyFile.circuitSha256,
        development: keyFile.development,
        transcriptHash: transcriptHashOf(keyFile),
        provingKeyFile,
      },
      null,
      2,
    ),
  );
};

await runCommand(
  new Command("circuits:build")
    .option("--model <name>", "folder below models/", "wdbc")
    .option("--write", "replace the key file", false)
    .action(build),
);
