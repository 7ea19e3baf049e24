// Networks in the EVM: what the compiler gives and what the assembler gives, run on the chain of this process.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { hexlify } from "ethers";
import { CATALOGUE } from "../../../models/catalogue.ts";
import {
  type CompiledNetwork,
  compileNetwork,
  executorAddress,
  stageAddress,
} from "../../../models/compiler/compileNetwork.ts";
import { type LayerPlan, planLanes } from "../../../models/compiler/lanePlan.ts";
import { stageCode } from "../../../models/compiler/stageCode.ts";
import { createRandom, type Random } from "../../../models/training/random.ts";
import { createInt32Executor } from "../../../oracle/inference/int32Executor.ts";
import type { Network } from "../../../oracle/inference/network.ts";
import { decodeNetworkFile, encodeNetworkFile } from "../../../oracle/inference/networkFile.ts";
import { drawInputs } from "../../../scripts/fuzz/drawInputs.ts";
import { type Evm, openEvm } from "../../../scripts/fuzz/evm.ts";
import { fuzzNetworks } from "../../../scripts/fuzz/fuzzNetworks.ts";
import { machinesOf } from "../../../scripts/fuzz/machines.ts";
import { networkOfDims, randomNetwork } from "../../../scripts/fuzz/randomNetwork.ts";
import { packInput } from "../../../standards/commitments.ts";
import type { Hex } from "../../../standards/hex.ts";

const SEED = 2026;
const BAD_VALUES = [2047, 2048, 0x8000, 0xf800, 0xffff];
const TRANSACTION_GAS = 2 ** 24;

const shipped = CATALOGUE.map(({ name, folder }) => ({
  name,
  network: decodeNetworkFile(Uint8Array.from(readFileSync(path.join(folder, "artifacts/network.q8p2")))),
}));

const singleCode = (compiled: CompiledNetwork): Uint8Array => {
  if (compiled.kind !== "single") throw new TypeError("This network fits one contract.");
  return compiled.code;
};

/** Sums of layer `l` whose requantisation gives these activations, as lane words. */
const sumsFor = ({ laneBits, lanes, words, shift }: LayerPlan, activations: readonly number[]): string => {
  const half = 1n << BigInt(laneBits - 1);
  const packed = Array.from({ length: words }, (_, word) =>
    activations
      .slice(word * lanes, (word + 1) * lanes)
      .reduceRight((sum, y) => (sum << BigInt(laneBits)) + half + (BigInt(y) << BigInt(shift)), 0n),
  );
  return `0x${packed.map((word) => word.toString(16).padStart(64, "0")).join("")}`;
};

/** Activations of layer `l` that drive each neuron of the next to both of its extremes, and random ones. */
const extremeActivations = (network: Network, l: number, random: Random): number[][] => {
  const next = network.layers[l + 1] as Network["layers"][number];
  const extremes = Array.from({ length: next.outputs }, (_, neuron) =>
    [1, -1].map((sign) =>
      Array.from({ length: next.inputs }, (__, i) =>
        (next.weights[i * next.outputs + neuron] as number) * sign > 0 ? 255 : 0,
      ),
    ),
  ).flat();
  const drawn = Array.from({ length: 10 }, () =>
    Array.from({ length: next.inputs }, () => random.integer(0, 256)),
  );
  return [...extremes, ...drawn, Array(next.inputs).fill(0), Array(next.inputs).fill(255)];
};

describe("networks in the EVM", function () {
  this.timeout(300_000);
  let evm: Evm;
  before(async () => {
    evm = await openEvm();
  });
  after(() => evm.close());

  it("run alike on executor, interpreter, TF.js and Int32", async () => {
    const { tallies } = await fuzzNetworks({
      machines: machinesOf(evm, 10),
      inputs: 1_000,
      inputsPerNetwork: 50,
      seed: SEED,
      shipped: shipped.map(({ network }) => network),
      progress: () => undefined,
    });
    for (const [name, { compared, differences }] of Object.entries(tallies)) {
      expect(compared, name).to.be.at.least(100);
      expect(differences, name).to.equal(0);
    }
  });

  for (const { name, network } of shipped) {
    it(`refuse every bad input, wherever it is (${name})`, async () => {
      const code = singleCode(compileNetwork(network));
      const [x] = drawInputs(network, createRandom(SEED), 1);
      const good = packInput(x as Int32Array);
      const run = (packed: Uint8Array) => evm.callCode(code, hexlify(packed));
      expect(await run(good)).to.not.equal(undefined);
      for (let position = 0; position < good.length; position += 2)
        for (const value of BAD_VALUES) {
          const bad = Uint8Array.from(good);
          bad.set([value >> 8, value & 0xff], position);
          expect(await run(bad), `${value} at ${position / 2}`).to.equal(undefined);
        }
      const long = Uint8Array.from([...good, 0]);
      for (const bad of [good.slice(1), good.slice(0, -1), long, new Uint8Array(0)])
        expect(await run(bad), `${bad.length} bytes`).to.equal(undefined);
    });
  }

  it("keep lanes apart at extremes that no input may reach, entered at inner layers", async () => {
    const random = createRandom(SEED);
    const networks = [
      ...shipped.map(({ network }) => network),
      ...Array.from({ length: 6 }, () => randomNetwork(random)),
    ];
    let entered = 0;
    for (const network of networks) {
      const plans = planLanes(network);
      for (let l = 0; l < network.layers.length - 1; l++) {
        const plan = plans[l] as LayerPlan;
        const code = stageCode(plans, { layer: l + 1, parts: 1 });
        const rest = {
          dims: network.dims.slice(l + 1),
          shifts: network.shifts.slice(l + 1),
          layers: network.layers.slice(l + 1),
        };
        const reference = createInt32Executor(rest);
        for (const y of extremeActivations(network, l, random)) {
          const words = ((await evm.callCode(code, sumsFor(plan, y))) ?? "0x").slice(2).match(/.{64}/g) ?? [];
          const scores = words.map((word) => Number(BigInt.asIntN(256, BigInt(`0x${word}`))));
          expect(scores).to.deep.equal([...reference(Int32Array.from(y))]);
          entered++;
        }
      }
    }
    expect(entered).to.be.greaterThan(200);
  });

  it("are the same bytes from compiler and assembler", async () => {
    const random = createRandom(SEED);
    const drawn = Array.from({ length: 30 }, () => randomNetwork(random));
    for (const network of [...shipped.map((model) => model.network), ...drawn]) {
      const code = await evm.view("NetworkAssembler", "assemble", [hexlify(encodeNetworkFile(network))]);
      expect(code).to.equal(hexlify(singleCode(compileNetwork(network))));
    }
  });

  // One layer in stages, and two of them: stages of the second read what those of the first returned.
  for (const dims of [
    [784, 100, 10],
    [200, 70, 70, 60, 4],
  ])
    it(`run in a chain of contracts when one is too small: ${dims.join("-")}`, async () => {
      const network = networkOfDims(createRandom(SEED), dims, 15);
      const inputs = dims[0] as number;
      const compiled = compileNetwork(network);
      if (compiled.kind !== "chained") throw new TypeError("No contract holds so many multiplications.");
      const { codes, networkHash } = compiled;
      const cutLayers = new Set(compiled.stages.flatMap((stage) => (stage.inputs ? [stage.layer] : [])));
      expect(cutLayers.size).to.equal(dims.length - 2 > 1 ? 2 : 1);
      const assembler = evm.assembler as Hex;
      const file = hexlify(encodeNetworkFile(network));
      expect(await evm.view("NetworkAssembler", "stagesOf", [file])).to.equal(BigInt(codes.length));
      for (const [stage, code] of codes.entries()) {
        const gas = await evm.send("NetworkAssembler", "deploy(bytes,uint256)", [file, stage]);
        expect(gas, `stage ${stage}`).to.be.below(TRANSACTION_GAS);
        const place = stageAddress(assembler, networkHash, stage, code);
        expect(await evm.codeAt(place), `stage ${stage}`).to.equal(hexlify(code));
      }
      await evm.send("NetworkAssembler", "seal", [file]);
      const dispatcher = compiled.dispatcher(assembler);
      const executor = await evm.view("NetworkAssembler", "executorOf", [networkHash]);
      expect(String(executor).toLowerCase()).to.equal(
        executorAddress(assembler, networkHash, dispatcher).toLowerCase(),
      );
      const xs = drawInputs(network, createRandom(SEED), 40);
      expect(await evm.execute(dispatcher, network, xs)).to.deep.equal(xs.map(createInt32Executor(network)));
      const good = packInput(xs[0] as Int32Array);
      for (const position of [0, 1, 65, 66, 132, inputs - 1]) {
        const bad = Uint8Array.from(good);
        bad.set([0x07, 0xff], 2 * position);
        expect(await evm.callCode(dispatcher, hexlify(bad)), `2047 at ${position}`).to.equal(undefined);
      }
      for (const bad of [good.slice(2), Uint8Array.from([...good, 4, 0]), new Uint8Array(0)])
        expect(await evm.callCode(dispatcher, hexlify(bad)), `${bad.length} bytes`).to.equal(undefined);
    });
});
