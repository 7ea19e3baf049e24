import { expect } from "chai";
import { createInt32Executor } from "../../../oracle/inference/int32Executor.ts";
import { fuzzNetworks } from "../../../scripts/fuzz/fuzzNetworks.ts";
import type { Machine } from "../../../scripts/fuzz/machines.ts";

const LIE_AT = 7;

const honest: Machine = {
  name: "honest",
  oneIn: 1,
  run: async (network, xs) => xs.map(createInt32Executor(network)),
};
const sampled: Machine = { ...honest, name: "sampled", oneIn: 5 };
/** Off by one in one score of one input a network. */
const liar: Machine = {
  ...honest,
  name: "liar",
  run: async (network, xs) => {
    const scores = xs.map(createInt32Executor(network));
    const told = scores[LIE_AT];
    if (told !== undefined) told[0] = (told[0] as number) + 1;
    return scores;
  },
};
const silent: Machine = { ...honest, name: "silent", run: async () => [] };

describe("fuzzing networks", () => {
  it("counts every input that a machine answers otherwise, or not at all", async () => {
    const result = await fuzzNetworks({
      machines: [honest, sampled, liar, silent],
      inputs: 95,
      inputsPerNetwork: 20,
      seed: 3,
      shipped: [],
      progress: () => undefined,
    });
    expect([result.networks, result.inputs]).to.deep.equal([5, 95]);
    expect(result.tallies).to.deep.equal({
      honest: { compared: 95, differences: 0 },
      sampled: { compared: 19, differences: 0 },
      liar: { compared: 95, differences: 5 },
      silent: { compared: 95, differences: 95 },
    });
  });
});
