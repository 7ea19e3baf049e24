import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "chai";
import { keyPath, readNetwork } from "../../circuits/commands/models.ts";
import { type Circuit, compileCircuit } from "../../circuits/compile.ts";
import { developmentSetup } from "../../circuits/developmentKey.ts";
import { generateCircuit } from "../../circuits/generate.ts";
import { formatKeyFile } from "../../circuits/keyFile.ts";
import { proveWitnessEqual } from "../../circuits/proveWitnessEqual.ts";
import { brokenConstraints, parseR1cs, type R1cs } from "../../circuits/r1cs.ts";
import {
  type CircuitInput,
  createWitnessCalculator,
  type WitnessCalculator,
} from "../../circuits/witness.ts";
import { FIELD_ORDER } from "../../standards/field.ts";
import { FALSE_TINY, TINY } from "./networks.ts";

const mod = (value: bigint): bigint => ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;

const input = (x: readonly number[]): CircuitInput => ({
  shifted: x.map((value) => BigInt(value + 1023)),
  inputSalt: 11n,
  outputSalt: 12n,
  binding: 13n,
});

/** Two neurons: the first saturates at 255, the second is cut at 0. */
const SATURATED = [1023, -1023, 1023];
const ORDINARY = [100, -7, 3];

describe("circuit of a network", function () {
  this.timeout(120_000);
  let circuit: Circuit;
  let r1cs: R1cs;
  let calculate: WitnessCalculator;

  before(async () => {
    circuit = await compileCircuit(generateCircuit(TINY));
    r1cs = parseR1cs(circuit.r1cs);
    calculate = await createWitnessCalculator(circuit.wasm);
  });

  /** Kept wires whose name matches. */
  const wiresOf = (pattern: RegExp): [string, number][] =>
    [...circuit.wires].filter(([name]) => pattern.test(name));

  const wire = (name: string): number => {
    const found = circuit.wires.get(name);
    if (found === undefined) throw new TypeError(`The compiler removed ${name}.`);
    return found;
  };

  const forged = (witness: readonly bigint[], changes: Readonly<Record<string, bigint>>): bigint[] => {
    const copy = [...witness];
    for (const [name, value] of Object.entries(changes)) copy[wire(name)] = mod(value);
    return copy;
  };

  const isRefused = (witness: readonly bigint[]): boolean => brokenConstraints(r1cs, witness).length > 0;

  /** The rows that see a wire: no other can tell that it changed. */
  const rowsOf = (index: number): R1cs => ({
    ...r1cs,
    constraints: r1cs.constraints.filter(({ a, b, c }) =>
      [a, b, c].some((side) => side.some(([at]) => at === index)),
    ),
  });

  describe("leaves no signal to the prover's choice", () => {
    const GROUPS: Readonly<Record<string, RegExp>> = {
      "network inputs": /^main\.shifted\[/,
      "bits of inputs": /^main\.ranges\[\d+\]\.bits\.bits\[/,
      "the input that is too large": /^main\.ranges\[\d+\]\.inverse$/,
      "bits of hidden sums": /^main\.checks0\[\d+\]\.bits\.bits\[/,
      "saturation at 255": /^main\.checks0\[\d+\]\.over\.(inverse|flag|value)$/,
      "clamped activations": /^main\.checks0\[\d+\]\.(clamped|activation)$/,
      "output sums": /^main\.(sum1\[\d+\]|checks1\[\d+\]\.value)$/,
      "bits of output sums": /^main\.checks1\[\d+\]\.bits\.bits\[/,
      "Poseidon of the input": /^main\.inputCommitmentHash\./,
      "Poseidon of the output": /^main\.outputCommitmentHash\./,
      "input commitment": /^main\.inputCommitment$/,
      "output commitment": /^main\.outputCommitment$/,
      binding: /^main\.binding$/,
      salts: /^main\.(input|output)Salt$/,
    };

    for (const [group, pattern] of Object.entries(GROUPS)) {
      it(group, () => {
        const wires = wiresOf(pattern);
        expect(wires.length, "signals in the group").to.be.greaterThan(0);
        for (const x of [ORDINARY, SATURATED]) {
          const witness = calculate(input(x));
          expect(brokenConstraints(r1cs, witness)).to.deep.equal([]);
          for (const [name, index] of wires) {
            const rows = rowsOf(index);
            for (const change of [1n, -1n, 1n << 200n]) {
              const copy = [...witness];
              copy[index] = mod((witness[index] as bigint) + change);
              expect(brokenConstraints(rows, copy).length, `${name} + ${change}`).to.be.greaterThan(0);
            }
          }
        }
      });
    }

    it("names every signal there is in one of these groups", () => {
      const named = new Set(
        Object.values(GROUPS).flatMap((pattern) => wiresOf(pattern).map(([, index]) => index)),
      );
      expect([...named].sort((a, b) => a - b)).to.deep.equal(
        Array.from({ length: r1cs.wires - 1 }, (_, index) => index + 1),
      );
    });
  });

  describe("refuses forgeries that keep every sum", () => {
    it("takes -1023 and 1023, and no witness beyond them", () => {
      for (const value of [-1023, 1023]) expect(isRefused(calculate(input([value, 0, 0])))).to.equal(false);
      for (const value of [-1024, 1024, 1025, 5_000])
        expect(() => calculate(input([value, 0, 0])), String(value)).to.throw("No witness");
    });

    it("refuses 2047 in bits whatever is claimed of its zeros", () => {
      const witness = calculate(input([1023, 0, 0])); // 2046: all bits but the lowest
      const bits = wiresOf(/^main\.ranges\[0\]\.bits\.bits\[/).map(([name]) => [name, 1n] as const);
      for (const inverse of [0n, 1n, FIELD_ORDER - 1n, 7n])
        expect(
          isRefused(
            forged(witness, {
              ...Object.fromEntries(bits),
              ...Object.fromEntries(wiresOf(/^main\.shifted\[0\]/).map(([name]) => [name, 2047n])),
              "main.ranges[0].inverse": inverse,
            }),
          ),
        ).to.equal(true);
    });

    it("refuses a bit of 2 that borrows from its neighbour", () => {
      const witness = calculate(input(ORDINARY));
      for (const pattern of [
        /^main\.ranges\[0\]\.bits\.bits\[(\d+)\]$/,
        /^main\.checks0\[0\]\.bits\.bits\[(\d+)\]$/,
        /^main\.checks1\[0\]\.bits\.bits\[(\d+)\]$/,
      ]) {
        const bits = wiresOf(pattern);
        const [low, high] = [bits.at(-2), bits.at(-1)] as [[string, number], [string, number]];
        expect(Number(pattern.exec(high[0])?.[1])).to.equal(Number(pattern.exec(low[0])?.[1]) + 1);
        const changes = {
          [low[0]]: (witness[low[1]] as bigint) + 2n,
          [high[0]]: (witness[high[1]] as bigint) - 1n,
        };
        expect(isRefused(forged(witness, changes)), low[0]).to.equal(true);
      }
    });

    it("refuses a saturated neuron that says it is not, and the other way round", () => {
      const full = calculate(input(SATURATED));
      const flag = "main.checks0[0].over.flag";
      expect(full[wire(flag)]).to.equal(1n);
      for (const inverse of [0n, 1n, full[wire("main.checks0[0].over.inverse")] as bigint])
        expect(isRefused(forged(full, { [flag]: 0n, "main.checks0[0].over.inverse": inverse }))).to.equal(
          true,
        );
      const plain = calculate(input(ORDINARY));
      expect(plain[wire(flag)]).to.equal(0n);
      for (const inverse of [0n, 1n, 5n])
        expect(isRefused(forged(plain, { [flag]: 1n, "main.checks0[0].over.inverse": inverse }))).to.equal(
          true,
        );
    });

    it("refuses the whole witness of a network with another bias", async () => {
      const other = await compileCircuit(generateCircuit(FALSE_TINY));
      const witness = (await createWitnessCalculator(other.wasm))(input(ORDINARY));
      expect(witness.length).to.equal(r1cs.wires);
      expect(brokenConstraints(parseR1cs(other.r1cs), witness)).to.deep.equal([]);
      expect(isRefused(witness)).to.equal(true);
    });
  });

  it("answers as the integer reference does on random and extreme inputs", async () => {
    const { network } = await readNetwork("wdbc");
    let state = 1;
    const draw = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state / 2 ** 32;
    };
    const random = (length: number, reach: number) =>
      Int32Array.from({ length }, () => Math.round((2 * draw() - 1) * reach));
    const ends = (length: number) => Int32Array.from({ length }, () => (draw() < 0.5 ? -1023 : 1023));
    const batch = (length: number, each: number) => [
      new Int32Array(length),
      new Int32Array(length).fill(1023),
      new Int32Array(length).fill(-1023),
      ...Array.from({ length: each }, () => random(length, 1023)),
      ...Array.from({ length: each }, () => random(length, 300)),
      ...Array.from({ length: each }, () => ends(length)),
    ];
    expect(await proveWitnessEqual(network, batch(30, 15))).to.equal(48);
    expect(await proveWitnessEqual(TINY, batch(3, 40))).to.equal(123);
  });

  it("has the development key that the project keeps, built from nothing", async () => {
    const cache = mkdtempSync(path.join(os.tmpdir(), "theriac-circuits-"));
    try {
      const { network, networkHash } = await readNetwork("wdbc");
      const { keyFile } = await developmentSetup(network, networkHash, cache);
      expect(formatKeyFile(keyFile)).to.equal(readFileSync(keyPath("wdbc"), "utf8"));
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  });
});
