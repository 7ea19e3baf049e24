// npm run --silent circuits:verify < proof.json: checks what circuits:prove printed against the key in circuits/keys.
import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { z } from "zod";
import type { Hex, RequestId } from "../../standards/hex.ts";
import { proofBinding } from "../../standards/proofs.ts";
import { address, bytes32 } from "../../standards/shapes.ts";
import { KeyFileError } from "../errors.ts";
import { parseKeyFile } from "../keyFile.ts";
import { verifyProof } from "../verifyProof.ts";
import { keyPath } from "./models.ts";
import { readStdin, runCommand } from "./runCommand.ts";

const proofShape = z.strictObject({
  model: z.string().regex(/^[\w-]+$/),
  requestId: bytes32,
  payee: address,
  inputCommitment: bytes32,
  outputCommitment: bytes32,
  proof: z.string().regex(/^0x[0-9a-f]{512}$/),
});

const verify = async (): Promise<void> => {
  const shown = proofShape.parse(JSON.parse(await readStdin()));
  const { key, development } = parseKeyFile(await readFile(keyPath(shown.model), "utf8"));
  const signals = [
    BigInt(shown.inputCommitment),
    BigInt(shown.outputCommitment),
    proofBinding(shown.requestId as RequestId, shown.payee as Hex),
  ];
  if (!(await verifyProof(key, signals, shown.proof as Hex)))
    throw new KeyFileError("the proof does not hold under it", { model: shown.model });
  console.log(JSON.stringify({ holds: true, development }));
};

await runCommand(new Command("circuits:verify").action(verify));
