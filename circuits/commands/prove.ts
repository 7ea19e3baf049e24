// npm run --silent circuits:prove -- [--model wdbc | --network FILE] [--key FILE] < order.json: proves a run of a network,
// with its development key unless another is named. An operator's node starts this too. The order, {"x", "inputSalt", "outputSalt", "requestId", "payee"}, is read from stdin and never written anywhere.
import { Command } from "commander";
import { z } from "zod";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { address, bytes32 } from "../../standards/shapes.ts";
import { developmentSetup } from "../developmentKey.ts";
import { proveNetwork } from "../prove.ts";
import { readNetwork, readNetworkFile } from "./models.ts";
import { readStdin, runCommand } from "./runCommand.ts";

const orderShape = z.strictObject({
  x: z.array(z.int()),
  inputSalt: bytes32,
  outputSalt: bytes32,
  requestId: bytes32,
  payee: address,
});

type ProveOptions = { readonly model: string; readonly network?: string; readonly key?: string };

const prove = async ({ model, network: file, key }: ProveOptions): Promise<void> => {
  const order = orderShape.parse(JSON.parse(await readStdin()));
  const { network, networkHash } =
    file === undefined ? await readNetwork(model) : await readNetworkFile(file);
  const { circuit, provingKeyFile } = await developmentSetup(network, networkHash);
  const made = await proveNetwork({
    network,
    wasmFile: circuit.wasmFile,
    provingKeyFile: key ?? provingKeyFile,
    x: Int32Array.from(order.x),
    inputSalt: order.inputSalt as Hex,
    outputSalt: order.outputSalt as Hex,
    requestId: order.requestId as RequestId,
    payee: order.payee as Hex,
  });
  const { inputCommitment, outputCommitment, proof } = made;
  const { requestId, payee } = order;
  const which = file === undefined ? { model } : { networkHash };
  console.log(JSON.stringify({ ...which, requestId, payee, inputCommitment, outputCommitment, proof }));
};

await runCommand(
  new Command("circuits:prove")
    .option("--model <name>", "folder below models/", "wdbc")
    .option("--network <file>", "a network file, in the model's place")
    .option("--key <file>", "proving key of a ceremony, in the development key's place")
    .action(prove),
);
