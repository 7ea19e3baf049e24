import { keccak256 } from "ethers";
import { z } from "zod";
import type { Network } from "../../oracle/inference/network.ts";
import { type CompiledNetwork, compileNetwork } from "./compileNetwork.ts";

const HASH = z.string().regex(/^0x[0-9a-f]{64}$/);
const COUNT = z.number().int().nonnegative();

/** What artifacts/executor.json claims about the contracts that a model is compiled to. */
const DESCRIPTION = z.strictObject({
  networkHash: HASH,
  /** Multiplications of one run. */
  macs: COUNT,
  /** For each hidden layer: bits a lane, lanes a word, words. */
  lanes: z.array(z.strictObject({ bits: COUNT, perWord: COUNT, words: COUNT })),
  /** The executor, or the stages of one whose dispatcher depends on who creates them. */
  contracts: z.array(z.strictObject({ bytes: COUNT, codeHash: HASH })).min(1),
});

export type ExecutorDescription = z.infer<typeof DESCRIPTION>;

export const parseDescription = (json: string): ExecutorDescription => DESCRIPTION.parse(JSON.parse(json));

const codesOf = (compiled: CompiledNetwork): readonly Uint8Array[] =>
  compiled.kind === "single" ? [compiled.code] : compiled.codes;

/** Compiles a network and says what came out. */
export const describeExecutor = (network: Network): ExecutorDescription => {
  const compiled = compileNetwork(network);
  return {
    networkHash: compiled.networkHash,
    macs: network.layers.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0),
    lanes: compiled.plans
      .slice(0, -1)
      .map(({ laneBits, lanes, words }) => ({ bits: laneBits, perWord: lanes, words })),
    contracts: codesOf(compiled).map((code) => ({ bytes: code.length, codeHash: keccak256(code) })),
  };
};
