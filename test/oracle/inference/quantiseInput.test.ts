import { expect } from "chai";
import fc from "fast-check";
import { type InputQuantiser, quantiseInput } from "../../../oracle/inference/quantiseInput.ts";
import { errorOf } from "./helpers.ts";

const RADIUS: InputQuantiser = { name: "mean_radius", decimals: 6, M: 19780, C: -279373039107, S: 29 };
const one = (raw: string | number | null, quantiser: InputQuantiser = RADIUS): number =>
  quantiseInput([raw], [quantiser])[0] as number;

// Exact rational arithmetic: round half up to fixed point, then the formula.
const reference = (digits: bigint, scale: number, { decimals, M, C, S }: InputQuantiser): number => {
  const floor = (a: bigint, b: bigint): bigint => a / b - (a % b < 0n ? 1n : 0n);
  const r =
    scale <= decimals
      ? digits * 10n ** BigInt(decimals - scale)
      : floor(2n * digits + 10n ** BigInt(scale - decimals), 2n * 10n ** BigInt(scale - decimals));
  const x = floor(r * BigInt(M) + BigInt(C) + (1n << BigInt(S - 1)), 1n << BigInt(S));
  return Number(x < -1023n ? -1023n : x > 1023n ? 1023n : x);
};

const decimal = (digits: bigint, scale: number): string => {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const cut = text.length - scale;
  return `${digits < 0n ? "-" : ""}${text.slice(0, cut)}${scale === 0 ? "" : `.${text.slice(cut)}`}`;
};

describe("input quantiser", () => {
  it("equals exact arithmetic on any decimal", () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 9n), 10n ** 9n),
        fc.nat(9),
        fc.nat(6),
        fc.integer({ min: 2 ** 14, max: 2 ** 15 - 1 }),
        fc.integer({ min: -(2 ** 44), max: 2 ** 44 }),
        fc.integer({ min: 1, max: 40 }),
        (digits, scale, decimals, M, C, S) => {
          fc.pre(scale >= decimals - 2);
          const quantiser = { name: "v", decimals, M, C, S };
          expect(one(decimal(digits, scale), quantiser)).to.equal(reference(digits, scale, quantiser));
        },
      ),
      { numRuns: 5000, seed: 7 },
    );
  });

  it("rounds at the exact halves, upwards", () => {
    const half: InputQuantiser = { name: "v", decimals: 0, M: 2 ** 14, C: 0, S: 15 };
    expect([-3, -2, -1, 0, 1, 2, 3].map((value) => one(value, half))).to.deep.equal([-1, -1, 0, 0, 1, 1, 2]);
    const tenths: InputQuantiser = { name: "v", decimals: 0, M: 2 ** 14, C: 0, S: 14 };
    const texts = ["0.5", "1.5", "-0.5", "-1.5", "-0.51", "0.49"];
    expect(texts.map((text) => one(text, tenths))).to.deep.equal([1, 2, 0, -1, -1, 0]);
  });

  it("clips at eight deviations and reads integers like their text", () => {
    expect(one("999")).to.equal(1023);
    expect(one("-999")).to.equal(-1023);
    expect(one(17)).to.equal(one("17.000"));
  });

  it("takes a missing value as the mean", () => {
    expect(one(null)).to.equal(0);
  });

  it("refuses floats, NaN, exponents and words", () => {
    for (const raw of [
      0.5,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      2 ** 53,
      "1e3",
      "",
      " 1",
      "0x10",
      "1.",
      ".5",
      "NaN",
    ])
      errorOf(() => one(raw), "RAW_VALUE_INVALID");
  });

  it("refuses values whose arithmetic would leave 2^53, without repeating them", () => {
    const error = errorOf(() => one("987654321012"), "RAW_VALUE_INVALID");
    expect(JSON.stringify([error.message, error.context])).to.not.contain("987654321012");
    expect(error.context).to.deep.equal({ name: "mean_radius", index: 0 });
  });

  it("refuses another number of values than the manifest names", () => {
    errorOf(() => quantiseInput(["1", "2"], [RADIUS]), "INPUT_WRONG_LENGTH");
  });
});
