// npm run --silent circuits:prove -- [--model wdbc] < order.json: proves a run of a model with its development key. The
// order, {"x", "inputSalt", "outputSalt", "requestId", "payee"}, is read from stdin and never written anywhere.
import { Command } from "commander";
import { z } from "zod";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { address, bytes32 } from "../../standards/shapes.ts";
import { developmentSetup } from "../developmentKey.ts";
import { proveNetwork } from "../prove.ts";
import { readNetwork } from "./models.ts";
import { readStdin, runCommand } from "./runCommand.ts";

const orderShape = z.strictObject({
  x: z.array(z.int()),
  inputSalt: bytes32,
  outputSalt: bytes32,
  requestId: bytes32,
  payee: address,
});

const prove = async ({ model }: { model: string }): Promise<void> => {
  const order = orderShape.parse(JSON.parse(await readStdin()));
  const { network, networkHash } = await readNetwork(model);
  const { circuit, provingKeyFile } = await developmentSetup(network, networkHash);
  const made = await proveNetwork({
    network,
    wasmFile: circuit.wasmFile,
    provingKeyFile,
    x: Int32Array.from(order.x),
    inputSalt: order.inputSalt as Hex,
    outputSalt: order.outputSalt as Hex,
    requestId: order.requestId as RequestId,
    payee: order.payee as Hex,
  });
  const { inputCommitment, outputCommitment, proof } = made;
  const { requestId, payee } = order;
  console.log(JSON.stringify({ model, requestId, payee, inputCommitment, outputCommitment, proof }));
};

await runCommand(
  new Command("circuits:prove").option("--model <name>", "folder below models/", "wdbc").action(prove),
);
