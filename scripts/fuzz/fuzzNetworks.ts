import { createRandom } from "../../models/training/random.ts";
import { createInt32Executor } from "../../oracle/inference/int32Executor.ts";
import type { Network } from "../../oracle/inference/network.ts";
import { drawInputs } from "./drawInputs.ts";
import { hasOneContract, type Machine } from "./machines.ts";
import { randomNetwork } from "./randomNetwork.ts";

export type FuzzOptions = {
  readonly machines: readonly Machine[];
  readonly inputs: number;
  readonly inputsPerNetwork: number;
  readonly seed: number;
  /** Networks to run beside the random ones. */
  readonly shipped: readonly Network[];
  readonly progress: (line: string) => void;
};

export type Tally = { compared: number; differences: number };
export type FuzzResult = {
  readonly networks: number;
  readonly inputs: number;
  readonly tallies: Readonly<Record<string, Tally>>;
};

const differs = (a: Int32Array | undefined, b: Int32Array | undefined): boolean =>
  a === undefined || b === undefined || a.length !== b.length || a.some((score, i) => score !== b[i]);

/** Runs the same inputs on every machine and counts where one differs from Int32. */
export const fuzzNetworks = async (options: FuzzOptions): Promise<FuzzResult> => {
  const random = createRandom(options.seed);
  const tallies: Record<string, Tally> = Object.fromEntries(
    options.machines.map(({ name }) => [name, { compared: 0, differences: 0 }]),
  );
  const shipped = [...options.shipped];
  const draw = (): Network => {
    for (;;) {
      const network = shipped.shift() ?? randomNetwork(random);
      if (hasOneContract(network)) return network;
    }
  };
  let [networks, inputs] = [0, 0];
  while (inputs < options.inputs) {
    const network = draw();
    const xs = drawInputs(network, random, Math.min(options.inputsPerNetwork, options.inputs - inputs));
    const expected = xs.map(createInt32Executor(network));
    for (const { name, oneIn, run } of options.machines) {
      const mine = xs.filter((_, i) => i % oneIn === 0);
      const scores = await run(network, mine);
      const tally = tallies[name] as Tally;
      tally.compared += mine.length;
      mine.forEach((_, i) => {
        if (differs(scores[i], expected[i * oneIn])) tally.differences++;
      });
    }
    networks++;
    inputs += xs.length;
    if (networks % 100 === 0) options.progress(`${networks} networks, ${inputs} inputs`);
  }
  return { networks, inputs, tallies };
};
