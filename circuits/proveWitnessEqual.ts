import { createInt32Executor } from "../oracle/inference/int32Executor.ts";
import type { Network } from "../oracle/inference/network.ts";
import { INPUT_LIMIT, privateInputCommitment } from "../standards/commitments.ts";
import type { Hex, RequestId } from "../standards/hex.ts";
import { privateOutputCommitment, proofBinding } from "../standards/proofs.ts";
import { compileCircuit } from "./compile.ts";
import { CircuitDiffersError } from "./errors.ts";
import { generateCircuit } from "./generate.ts";
import { brokenConstraints, parseR1cs } from "./r1cs.ts";
import { createWitnessCalculator } from "./witness.ts";

/** What differs between the circuit and scores that are claimed for x, or nothing. */
export type CircuitComparison = (
  x: Int32Array,
  scores: Int32Array,
) => "input commitment" | "output commitment" | "constraints" | undefined;

const word = (index: number, kind: number): Hex =>
  `0x${(4 * index + kind + 1).toString(16).padStart(64, "0")}`;

/** Compiles a network's circuit for comparisons by witness, without proofs. */
export const createCircuitComparison = async (
  network: Network,
  cache?: string,
): Promise<CircuitComparison> => {
  const circuit = await compileCircuit(generateCircuit(network), cache);
  const calculate = await createWitnessCalculator(circuit.wasm);
  const r1cs = parseR1cs(circuit.r1cs);
  let index = 0;
  return (x, scores) => {
    index++;
    const [inputSalt, outputSalt, requestId] = [word(index, 0), word(index, 1), word(index, 2) as RequestId];
    const payee = `0x${word(index, 3).slice(26)}` as Hex;
    const witness = calculate({
      shifted: Array.from(x, (value) => BigInt(value + INPUT_LIMIT)),
      inputSalt: BigInt(inputSalt),
      outputSalt: BigInt(outputSalt),
      binding: proofBinding(requestId, payee),
    });
    if (witness[1] !== BigInt(privateInputCommitment(x, inputSalt))) return "input commitment";
    if (witness[2] !== BigInt(privateOutputCommitment(scores, outputSalt, requestId, payee)))
      return "output commitment";
    return brokenConstraints(r1cs, witness).length > 0 ? "constraints" : undefined;
  };
};

/**
 * Compares the circuit with the integer reference on each input. Returns how many inputs agreed; throws at the first
 * that does not.
 */
export const proveWitnessEqual = async (
  network: Network,
  inputs: readonly Int32Array[],
  cache?: string,
): Promise<number> => {
  const compare = await createCircuitComparison(network, cache);
  const run = createInt32Executor(network);
  inputs.forEach((x, index) => {
    const difference = compare(x, run(x));
    if (difference !== undefined) throw new CircuitDiffersError(index, difference);
  });
  return inputs.length;
};
