import { compileNetwork } from "../../models/compiler/compileNetwork.ts";
import { CompilerError } from "../../models/compiler/errors.ts";
import type { Network } from "../../oracle/inference/network.ts";
import { loadTfBackend } from "../../oracle/inference/tfjsBackend.ts";
import { createTfjsExecutor } from "../../oracle/inference/tfjsExecutor.ts";
import type { Evm } from "./evm.ts";

/** Something that runs networks. */
export type Machine = {
  readonly name: string;
  /** One in so many inputs goes to this machine: slow ones take fewer. */
  readonly oneIn: number;
  readonly run: (network: Network, xs: readonly Int32Array[]) => Promise<readonly Int32Array[]>;
};

const tfjs = (backend: "cpu" | "wasm"): Machine => ({
  name: `TF.js ${backend}`,
  oneIn: 1,
  run: async (network, xs) => {
    const executor = createTfjsExecutor(network, await loadTfBackend(backend));
    try {
      return await executor.run(xs);
    } finally {
      executor.dispose();
    }
  },
});

/** Whether one contract holds the network; a chain of contracts needs its assembler to be run. */
export const hasOneContract = (network: Network): boolean => {
  try {
    return compileNetwork(network).kind === "single";
  } catch (error) {
    if (error instanceof CompilerError) return false;
    throw error;
  }
};

/** All machines but the one that the others are compared with. */
export const machinesOf = (evm: Evm, interpretOneIn: number): readonly Machine[] => [
  {
    name: "executor",
    oneIn: 1,
    run: async (network, xs) => {
      const compiled = compileNetwork(network);
      if (compiled.kind !== "single") throw new TypeError("Only networks of one contract are drawn.");
      return evm.execute(compiled.code, network, xs);
    },
  },
  { name: "interpreter", oneIn: interpretOneIn, run: evm.interpret },
  tfjs("cpu"),
  tfjs("wasm"),
];
