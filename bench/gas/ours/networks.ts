import { readFile } from "node:fs/promises";
import { type Contract, getBytes, hexlify } from "ethers";
import { createRandom } from "../../../models/training/random.ts";
import { WEIGHT_LIMIT } from "../../../oracle/inference/network.ts";
import { encodeNetworkFile } from "../../../oracle/inference/networkFile.ts";
import type { Chain } from "../chain.ts";
import { send } from "../chain.ts";
import { deployOurs } from "./deploy.ts";
import type { Room } from "./operation.ts";

const WDBC = "models/wdbc/artifacts/network.q8p2";
const SEED = 8;
const MOST_BIAS = 20_000;
const INPUT_BYTES = 2;

/** The dear end: weights are drawn from all that a file can hold, so lanes are wide and pushes long. */
const denseFile = (dims: readonly number[], shifts: readonly number[]): Uint8Array => {
  const random = createRandom(SEED);
  const draw = (most: number) => (): number => random.integer(-most, most + 1);
  const layers = dims.slice(1).map((outputs, l) => {
    const inputs = dims[l] as number;
    return {
      inputs,
      outputs,
      weights: Int8Array.from({ length: inputs * outputs }, draw(WEIGHT_LIMIT)),
      biases: Int32Array.from({ length: outputs }, draw(MOST_BIAS)),
    };
  });
  return encodeNetworkFile({ dims, shifts, layers });
};

/** Registers a network, then runs it once with every input at its least: gas does not depend on them. */
const measure = async (
  chain: Chain,
  assembler: Contract,
  runner: Contract,
  file: Uint8Array,
  inputs: number,
) => {
  const register = await chain.gasOf(send(assembler, "deploy(bytes)", hexlify(file)));
  const executor = await assembler.getFunction("deploy(bytes)").staticCall(hexlify(file));
  const exec = await runner.getFunction("gasOfExecutor")(executor, new Uint8Array(INPUT_BYTES * inputs));
  return { register, exec: Number(exec) };
};

/** Networks compiled on chain, and what their executors cost to run, without the call to them. */
export const networks: Room = async (chain) => {
  const assembler = await deployOurs(chain, "NetworkAssembler");
  const runner = await deployOurs(chain, "NetworkRunner");
  const wdbc = await measure(chain, assembler, runner, getBytes(await readFile(WDBC)), 30);
  const n64 = await measure(chain, assembler, runner, denseFile([64, 32, 16, 1], [11, 9]), 64);
  const n180 = await measure(chain, assembler, runner, denseFile([180, 32, 16, 3], [13, 9]), 180);
  return {
    "network.wdbc.exec": wdbc.exec,
    "network.n64.exec": n64.exec,
    "model.register": wdbc.register,
    "model.register.n180": n180.register,
  };
};
