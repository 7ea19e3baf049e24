// The prover, alone in its process: one JSON object on stdin, one on stdout, nothing in arguments, environment, files or
// logs. Node runs this file without a loader: types only, no enums, no parameter properties.
import { readFile } from "node:fs/promises";
import { groth16 } from "snarkjs";
import type { ProverAnswer, ProverOrder } from "./proverMessages.ts";
import { encodeProof } from "./verificationKey.ts";
import { createWitnessCalculator, NoWitnessError, witnessFile } from "./witness.ts";

const readAll = async (): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
};

const prove = async ({ wasmFile, provingKeyFile, input }: ProverOrder): Promise<ProverAnswer> => {
  const calculate = await createWitnessCalculator(await readFile(wasmFile));
  const witness = calculate({
    shifted: input.shifted.map((value) => BigInt(value)),
    inputSalt: BigInt(input.inputSalt),
    outputSalt: BigInt(input.outputSalt),
    binding: BigInt(input.binding),
  });
  const { proof, publicSignals } = await groth16.prove(
    provingKeyFile,
    witnessFile(witness),
    undefined,
    // Starting workers takes longer than they would save here.
    { singleThread: true },
  );
  return { ok: true, proof: encodeProof(proof), publicSignals };
};

// Messages of the libraries could quote the input: only kinds of failure leave this process.
const reasonOf = (error: unknown): string => {
  if (error instanceof NoWitnessError) return error.code;
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return "FILES_MISSING";
  return "PROVING_FAILED";
};

const write = (answer: ProverAnswer): void => {
  process.stdout.write(JSON.stringify(answer), () => process.exit(0));
};

try {
  write(await prove(JSON.parse(await readAll()) as ProverOrder));
} catch (error) {
  write({ ok: false, reason: reasonOf(error) });
}
