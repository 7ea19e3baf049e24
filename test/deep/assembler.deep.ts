// Compiler and assembler over thousands of files: the same bytes, or refused by both. DEEP_NETWORKS says how many.
import { expect } from "chai";
import { hexlify } from "ethers";
import { type CompiledNetwork, compileNetwork } from "../../models/compiler/compileNetwork.ts";
import { createRandom, type Random } from "../../models/training/random.ts";
import { decodeNetworkFile, encodeNetworkFile } from "../../oracle/inference/networkFile.ts";
import { type Evm, openEvm } from "../../scripts/fuzz/evm.ts";
import { networkOfDims, randomNetwork } from "../../scripts/fuzz/randomNetwork.ts";
import { TheriacError } from "../../standards/errors.ts";

const COUNT = Number(process.env.DEEP_NETWORKS ?? 10_000);
const SEED = Number(process.env.DEEP_SEED ?? 1);
const PROGRESS = 1_000;
/** Bytes at the front of a file that say its shape. */
const HEAD = 24;
const MOST_WEIGHT_OF_LARGE = 30;

/** One network in so many is wide or chained, and one file in so many is broken somewhere. */
const LARGE_ONE_IN = 100;
const BROKEN_ONE_IN = 4;

const drawFile = (random: Random): Uint8Array => {
  if (random.integer(0, LARGE_ONE_IN) > 0) return encodeNetworkFile(randomNetwork(random));
  const dims = [random.integer(20, 250), random.integer(10, 70), random.integer(5, 40), random.integer(1, 5)];
  return encodeNetworkFile(networkOfDims(random, dims, MOST_WEIGHT_OF_LARGE));
};

/** The file with a byte changed, one more, or some fewer. Most changes are in the head, where they matter most. */
const broken = (file: Uint8Array, random: Random): Uint8Array => {
  const rule = random.integer(0, 8);
  if (rule === 0) return file.slice(0, random.integer(0, file.length));
  if (rule === 1) return Uint8Array.from([...file, random.integer(0, 256)]);
  const copy = Uint8Array.from(file);
  const place = random.integer(0, rule < 5 ? Math.min(HEAD, file.length) : file.length);
  copy[place] = rule === 7 ? 0x80 : random.integer(0, 256);
  return copy;
};

const compile = (file: Uint8Array): CompiledNetwork | undefined => {
  try {
    return compileNetwork(decodeNetworkFile(file));
  } catch (error) {
    if (error instanceof TheriacError) return undefined;
    throw error;
  }
};

describe("compiler and assembler", () => {
  let evm: Evm;
  before(async () => {
    evm = await openEvm();
  });
  after(() => evm.close());

  const assemble = (name: string, args: readonly unknown[]): Promise<unknown> =>
    evm.view("NetworkAssembler", name, args).catch((error: Error) => {
      // Any revert of ours carries a reason; running out of gas or a stack fault would not.
      expect(error.message).to.match(/Network(File|Assembler)_|(Lane|Stage)Plan_/);
      return undefined;
    });

  it(`agree on ${COUNT} files`, async () => {
    const random = createRandom(SEED);
    const seen = { equal: 0, chained: 0, refused: 0 };
    for (let i = 0; i < COUNT; i++) {
      const whole = drawFile(random);
      const file = random.integer(0, BROKEN_ONE_IN) === 0 ? broken(whole, random) : whole;
      const compiled = compile(file);
      const code = await assemble("assemble", [hexlify(file)]);
      if (compiled?.kind === "chained") {
        const stage = random.integer(0, compiled.codes.length);
        expect(code).to.equal(undefined);
        const part = await assemble("assembleStage", [hexlify(file), stage]);
        expect(part, hexlify(file)).to.equal(hexlify(compiled.codes[stage] as Uint8Array));
        seen.chained++;
      } else {
        expect(code, hexlify(file)).to.equal(compiled === undefined ? undefined : hexlify(compiled.code));
        if (compiled === undefined) seen.refused++;
        else seen.equal++;
      }
      if ((i + 1) % PROGRESS === 0) console.log(`      ${i + 1} files: ${JSON.stringify(seen)}`);
    }
    expect(seen.equal).to.be.greaterThan(COUNT / 2);
    expect(seen.refused).to.be.greaterThan(COUNT / 20);
  });
});
