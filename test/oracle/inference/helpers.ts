import { expect } from "chai";
import type { Layer, Network, Run } from "../../../oracle/inference/network.ts";
import { TheriacError } from "../../../standards/errors.ts";

/** Seeded integers for tests (xorshift32). */
export const createIntegers = (seed: number): ((low: number, high: number) => number) => {
  let state = seed | 1;
  return (low, high) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return low + ((state >>> 0) % (high - low + 1));
  };
};

/** A network within its certificate, with random shape, shifts, weights and biases. */
export const randomNetwork = (seed: number): Network => {
  const integer = createIntegers(seed * 7919 + 13);
  const dims = [
    integer(1, 40),
    ...Array.from({ length: integer(1, 3) }, () => integer(1, 24)),
    integer(1, 4),
  ];
  const layers = dims.slice(1).map((outputs, l) => {
    const inputs = dims[l] as number;
    return {
      inputs,
      outputs,
      weights: Int8Array.from({ length: inputs * outputs }, () => integer(-127, 127)),
      biases: Int32Array.from({ length: outputs }, () => integer(-200_000, 200_000)),
    };
  });
  return { dims, shifts: dims.slice(2).map(() => integer(1, 14)), layers };
};

/** Inputs at and inside the limits. */
export const inputsFor = (network: Network, count: number, seed: number): Int32Array[] => {
  const integer = createIntegers(seed);
  const inputs = network.dims[0] as number;
  const fill = (value: () => number): Int32Array => Int32Array.from({ length: inputs }, value);
  return [
    fill(() => 1023),
    fill(() => -1023),
    fill(() => 0),
    ...Array.from({ length: count - 3 }, (_, i) =>
      i % 2 === 0 ? fill(() => integer(-1023, 1023)) : fill(() => (integer(0, 1) === 0 ? -1023 : 1023)),
    ),
  ];
};

/** The specification, in arithmetic that cannot overflow. */
export const bigintReference =
  (network: Network): Run =>
  (x) => {
    const scores = network.layers.reduce<readonly bigint[]>(
      (values, layer, l) => bigintLayer(layer, network.shifts[l], values),
      Array.from(x, BigInt),
    );
    return Int32Array.from(scores, Number);
  };

const bigintLayer = (
  { outputs, weights, biases }: Layer,
  shift: number | undefined,
  values: readonly bigint[],
): bigint[] =>
  Array.from({ length: outputs }, (_, j) => {
    let sum = BigInt(biases[j] as number);
    values.forEach((value, i) => {
      sum += BigInt(weights[i * outputs + j] as number) * value;
    });
    if (shift === undefined) return sum;
    const rounded = (sum + (1n << BigInt(shift - 1))) >> BigInt(shift);
    return rounded < 0n ? 0n : rounded > 255n ? 255n : rounded;
  });

/** The error that an action throws; fails when it throws none or one of another code. */
export const errorOf = (action: () => unknown, code: string): TheriacError => {
  try {
    action();
  } catch (error) {
    return assertCode(error, code);
  }
  return expect.fail(`nothing was thrown, expected ${code}`);
};

/** "answered", or the code of the error and whether trying again may help. */
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "answered",
    (error: { code: string; retryable: boolean }) => `${error.code} ${error.retryable}`,
  );

/** The same for a promise. */
export const rejectionOf = async (promise: Promise<unknown>, code: string): Promise<TheriacError> => {
  try {
    await promise;
  } catch (error) {
    return assertCode(error, code);
  }
  return expect.fail(`nothing was thrown, expected ${code}`);
};

const assertCode = (error: unknown, code: string): TheriacError => {
  if (!(error instanceof TheriacError)) throw error;
  expect((error as TheriacError & { code: string }).code).to.equal(code);
  expect(error.retryable).to.equal(false);
  return error;
};
