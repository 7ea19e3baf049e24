import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { keccak256 } from "ethers";
import { CATALOGUE } from "../../../models/catalogue.ts";
import { compileNetwork } from "../../../models/compiler/compileNetwork.ts";
import { parseDescription } from "../../../models/compiler/describeExecutor.ts";
import { planLanes } from "../../../models/compiler/lanePlan.ts";
import { CODE_LIMIT, stageCode } from "../../../models/compiler/stageCode.ts";
import { CHAINED_FILE_LIMIT, planStages } from "../../../models/compiler/stagePlan.ts";
import { createRandom } from "../../../models/training/random.ts";
import type { Network } from "../../../oracle/inference/network.ts";
import { decodeNetworkFile } from "../../../oracle/inference/networkFile.ts";
import { networkOfDims, randomNetwork } from "../../../scripts/fuzz/randomNetwork.ts";
import { TheriacError } from "../../../standards/errors.ts";

const SEED = 5;
const codeOf = (run: () => unknown): string => {
  try {
    run();
    return "no error";
  } catch (error) {
    if (error instanceof TheriacError) return error.code;
    throw error;
  }
};
const wide = (dims: readonly number[], mostWeight: number): Network =>
  networkOfDims(createRandom(SEED), dims, mostWeight);

describe("lane plan", () => {
  it("gives every lane room for what its neuron's sum can be, and every word at most 256 bits", () => {
    const random = createRandom(SEED);
    for (let i = 0; i < 200; i++) {
      const network = randomNetwork(random);
      for (const { layer, laneBits, lanes, words, shift } of planLanes(network).slice(0, -1)) {
        expect(laneBits * lanes, "bits of a word").to.be.at.most(256);
        expect(lanes * words, "lanes").to.be.at.least(layer.outputs);
        // The sum, half the lane's range added, must leave room for saturation and the shift.
        expect(laneBits, "bits of a lane").to.be.at.least(Math.max(10, shift + 2));
        const half = 2 ** (laneBits - 1);
        const first = layer === network.layers[0];
        layer.biases.forEach((bias, neuron) => {
          const start = bias + 2 ** (shift - 1);
          let [low, high] = [start, start];
          for (let input = 0; input < layer.inputs; input++) {
            const weight = layer.weights[input * layer.outputs + neuron] as number;
            high += first ? 1023 * Math.abs(weight) : 255 * Math.max(weight, 0);
            low -= first ? 1023 * Math.abs(weight) : 255 * Math.max(-weight, 0);
          }
          expect(high, "highest").to.be.below(half);
          expect(low, "lowest").to.be.at.least(-half);
        });
      }
    }
  });

  it("refuses a layer that is too wide for the stack", () => {
    expect(codeOf(() => planLanes(wide([4, 330, 1], 1)))).to.equal("NETWORK_LAYER_TOO_WIDE");
  });
});

describe("compiler", () => {
  it("gives the same bytes every time, and those whose hash is kept with each model", () => {
    for (const { name, folder } of CATALOGUE) {
      const read = (file: string) => readFileSync(path.join(folder, "artifacts", file));
      const network = decodeNetworkFile(Uint8Array.from(read("network.q8p2")));
      const [once, again] = [compileNetwork(network), compileNetwork(network)];
      if (once.kind !== "single" || again.kind !== "single") throw new TypeError(`${name} fits one contract`);
      expect(once.code, name).to.deep.equal(again.code);
      const [kept] = parseDescription(read("executor.json").toString()).contracts;
      expect(kept, name).to.deep.equal({ bytes: once.code.length, codeHash: keccak256(once.code) });
    }
  });

  it("chains what one contract cannot hold, inputs cut without gap or overlap", () => {
    for (const dims of [
      [784, 100, 10],
      [240, 40, 2],
      [100, 60, 60, 60, 4],
    ]) {
      const network = wide(dims, 20);
      const compiled = compileNetwork(network);
      if (compiled.kind !== "chained") throw new TypeError(`${dims} does not fit one contract`);
      for (const code of compiled.codes) expect(code.length).to.be.at.most(CODE_LIMIT);
      const parts = compiled.stages.filter(({ inputs }) => inputs !== undefined);
      expect(compiled.stages.length).to.equal(parts.length + 1);
      for (const layer of new Set(parts.map((part) => part.layer))) {
        const cuts = parts.filter((part) => part.layer === layer).map(({ inputs }) => inputs);
        expect(cuts[0]?.from).to.equal(0);
        expect(cuts.at(-1)?.to).to.equal(dims[layer]);
        cuts.slice(1).forEach((cut, i) => {
          expect(cut?.from).to.equal(cuts[i]?.to);
        });
      }
    }
  });

  it("keeps stages within the sizes that the plan promised, over many shapes", () => {
    const random = createRandom(SEED);
    for (let i = 0; i < 30; i++) {
      const dims = [random.integer(60, 400), random.integer(20, 90), random.integer(20, 60), 3];
      const plans = planLanes(networkOfDims(random, dims, 30));
      for (const stage of planStages(plans, 0))
        expect(stageCode(plans, stage).length).to.be.at.most(CODE_LIMIT);
    }
  });

  it("refuses files that no transaction can carry, and output layers that no contract holds", () => {
    expect(codeOf(() => planStages(planLanes(wide([8, 4, 1], 9)), CHAINED_FILE_LIMIT + 1))).to.equal(
      "NETWORK_FILE_TOO_LARGE",
    );
    expect(codeOf(() => compileNetwork(wide([20, 100, 1000], 9)))).to.equal("NETWORK_STAGE_TOO_LARGE");
  });
});
