// Runs the witness calculator that the circuit compiler wrote. It is WebAssembly; everything stays in this process.
import { FIELD_ORDER } from "../standards/field.ts";
import { elementBytes } from "./r1cs.ts";

/** Input signals of a network's circuit. Salts and binding are below the field order. */
export type CircuitInput = {
  /** Network input plus 1023, one value a signal. */
  readonly shifted: readonly bigint[];
  readonly inputSalt: bigint;
  readonly outputSalt: bigint;
  readonly binding: bigint;
};

/** The input breaks a constraint of the circuit: no witness exists. */
export class NoWitnessError extends Error {
  readonly code = "NO_WITNESS";
  constructor() {
    // Neither values nor the calculator's own message: both could show the input.
    super("No witness satisfies the circuit for this input.");
  }
}

type Exports = {
  init(sanityCheck: number): void;
  setInputSignal(hashHigh: number, hashLow: number, index: number): void;
  readSharedRWMemory(word: number): number;
  writeSharedRWMemory(word: number, value: number): void;
  getWitnessSize(): number;
  getWitness(wire: number): void;
};

export type WitnessCalculator = (input: CircuitInput) => readonly bigint[];

const WORDS = 8;

/** Compiles the calculator once; each call runs a fresh instance. */
export const createWitnessCalculator = async (wasm: Uint8Array): Promise<WitnessCalculator> => {
  const module = await WebAssembly.compile(Uint8Array.from(wasm));
  return (input) => calculate(module, input);
};

const calculate = (module: WebAssembly.Module, input: CircuitInput): readonly bigint[] => {
  const nothing = (): void => undefined;
  const fail = (): never => {
    throw new NoWitnessError();
  };
  const runtime = {
    exceptionHandler: fail,
    printErrorMessage: nothing,
    writeBufferMessage: nothing,
    showSharedRWMemory: nothing,
  };
  const { exports } = new WebAssembly.Instance(module, { runtime });
  const calculator = exports as unknown as Exports;
  calculator.init(1);
  for (const [name, values] of Object.entries(input) as [string, bigint | readonly bigint[]][])
    setSignal(calculator, name, typeof values === "bigint" ? [values] : values);
  return Array.from({ length: calculator.getWitnessSize() }, (_, wire) => {
    calculator.getWitness(wire);
    return readShared(calculator);
  });
};

const setSignal = (calculator: Exports, name: string, values: readonly bigint[]): void => {
  const hash = fnv1a(name);
  values.forEach((value, index) => {
    const element = ((value % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER;
    const words = new DataView(elementBytes(element).buffer);
    for (let i = 0; i < WORDS; i++) calculator.writeSharedRWMemory(i, words.getUint32(4 * i, true));
    calculator.setInputSignal(Number(hash >> 32n), Number(hash & 0xffffffffn), index);
  });
};

const readShared = (calculator: Exports): bigint => {
  let value = 0n;
  for (let i = WORDS - 1; i >= 0; i--)
    value = (value << 32n) + BigInt(calculator.readSharedRWMemory(i) >>> 0);
  return value;
};

/** How the calculator names its inputs: 64-bit FNV-1a. */
const fnv1a = (name: string): bigint =>
  [...Buffer.from(name)].reduce(
    (hash, byte) => BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n),
    0xcbf29ce484222325n,
  );

/** A witness as the prover's .wtns file. */
export const witnessFile = (witness: readonly bigint[]): Uint8Array => {
  const header = new DataView(new ArrayBuffer(12 + 12 + 40 + 12));
  [..."wtns"].forEach((letter, i) => {
    header.setUint8(i, letter.charCodeAt(0));
  });
  header.setUint32(4, 2, true);
  header.setUint32(8, 2, true);
  header.setUint32(12, 1, true);
  header.setBigUint64(16, 40n, true);
  header.setUint32(24, 32, true);
  new Uint8Array(header.buffer).set(elementBytes(FIELD_ORDER), 28);
  header.setUint32(60, witness.length, true);
  header.setUint32(64, 2, true);
  header.setBigUint64(68, BigInt(32 * witness.length), true);
  return Uint8Array.from(Buffer.concat([new Uint8Array(header.buffer), ...witness.map(elementBytes)]));
};
