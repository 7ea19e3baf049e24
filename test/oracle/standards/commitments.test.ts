import { expect } from "chai";
import { keccak256, solidityPackedKeccak256, toUtf8Bytes } from "ethers";
import fc from "fast-check";
import { poseidon3 } from "poseidon-lite";
import {
  contentHash,
  packFieldWords,
  packInput,
  privateInputCommitment,
  publicInputCommitment,
} from "../../../standards/commitments.ts";
import { FIELD_ORDER } from "../../../standards/field.ts";
import type { Hex } from "../../../standards/hex.ts";
import { errorOf } from "../inference/helpers.ts";

const SALT = `0x${"c3".repeat(32)}` as Hex;
const input = (length: number) =>
  fc.array(fc.integer({ min: -1023, max: 1023 }), { minLength: 1, maxLength: length });

describe("commitments", () => {
  it("names a payload by its keccak256", () => {
    expect(contentHash(toUtf8Bytes("abc"))).to.equal(
      "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45",
    );
  });

  it("packs inputs as big-endian uint16 of x + 1023", () => {
    expect([...packInput([-1023, 0, 1023])]).to.deep.equal([0, 0, 0x03, 0xff, 0x07, 0xfe]);
  });

  it("commits to public inputs as a contract does with abi.encodePacked", () => {
    fc.assert(
      fc.property(input(40), (x) => {
        const values = x.map((value) => value + 1023);
        const types = ["bytes32", ...values.map(() => "uint16"), "bytes32"];
        const domain = keccak256(toUtf8Bytes("theriac.input.v1"));
        expect(publicInputCommitment(x, SALT)).to.equal(
          solidityPackedKeccak256(types, [domain, ...values, SALT]),
        );
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  it("packs 23 values of 11 bits a field element, the first most significant", () => {
    expect(packFieldWords([-1023, 1])).to.deep.equal([1024n]);
    expect(packFieldWords(new Array(24).fill(1023))).to.deep.equal([
      BigInt(`0b${"11111111110".repeat(23)}`),
      2046n,
    ]);
    const words = packFieldWords(new Array(345).fill(1023));
    expect(words).to.have.length(15);
    for (const word of words) expect(word < FIELD_ORDER).to.equal(true);
  });

  it("packs different inputs of one length to different words", () => {
    fc.assert(
      fc.property(fc.nat(59), fc.integer({ min: -1023, max: 1022 }), (index, value) => {
        const a = new Array(60).fill(7);
        const b = [...a];
        [a[index], b[index]] = [value, value + 1];
        expect(packFieldWords(a)).to.not.deep.equal(packFieldWords(b));
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  it("commits to private inputs with Poseidon over the salt mod r and the words", () => {
    const x = Array.from({ length: 30 }, (_, i) => i * 60 - 900);
    const [w0, w1] = packFieldWords(x) as [bigint, bigint];
    const expected = poseidon3([BigInt(SALT) % FIELD_ORDER, w0, w1]);
    expect(privateInputCommitment(x, SALT)).to.equal(`0x${expected.toString(16).padStart(64, "0")}`);
    expect(BigInt(SALT) > FIELD_ORDER, "this salt exercises the reduction").to.equal(true);
    // Known answer of Poseidon over BN254 with the standard parameters.
    expect(poseidon3([1n, 2n, 3n])).to.equal(
      6542985608222806190361240322586112750744169038454362455181422643027100751666n,
    );
  });

  it("commits to up to 345 private inputs", () => {
    for (const length of [1, 23, 24, 46, 161, 345])
      expect(privateInputCommitment(new Int32Array(length), SALT)).to.match(/^0x[0-9a-f]{64}$/);
    errorOf(() => privateInputCommitment(new Int32Array(346), SALT), "INPUT_LENGTH_UNSUPPORTED");
    errorOf(() => privateInputCommitment([], SALT), "INPUT_LENGTH_UNSUPPORTED");
    errorOf(() => packInput(new Int32Array(1025)), "INPUT_LENGTH_UNSUPPORTED");
    errorOf(() => packInput([]), "INPUT_LENGTH_UNSUPPORTED");
  });

  it("refuses inputs out of range, fractions and NaN", () => {
    for (const commit of [publicInputCommitment, privateInputCommitment]) {
      for (const value of [1024, -1024]) errorOf(() => commit([0, value], SALT), "INPUT_OUT_OF_RANGE");
      for (const value of [Number.NaN, 0.5, Number.POSITIVE_INFINITY])
        errorOf(() => commit([0, value], SALT), "INPUT_NOT_INTEGER");
    }
  });

  it("refuses salts that are not 32 bytes", () => {
    for (const salt of ["0x", "0x12", `0x${"zz".repeat(32)}`, `0x${"00".repeat(33)}`] as Hex[]) {
      errorOf(() => publicInputCommitment([1], salt), "WORD_MALFORMED");
      errorOf(() => privateInputCommitment([1], salt), "WORD_MALFORMED");
    }
  });
});
