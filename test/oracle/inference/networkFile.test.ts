import { expect } from "chai";
import fc from "fast-check";
import type { Network } from "../../../oracle/inference/network.ts";
import { decodeNetworkFile, encodeNetworkFile } from "../../../oracle/inference/networkFile.ts";
import { errorOf, randomNetwork } from "./helpers.ts";

const SMALL: Network = {
  dims: [2, 1, 1],
  shifts: [3],
  layers: [
    { inputs: 2, outputs: 1, weights: Int8Array.of(-127, 5), biases: Int32Array.of(-2) },
    { inputs: 1, outputs: 1, weights: Int8Array.of(127), biases: Int32Array.of(70_000) },
  ],
};
const FILE = encodeNetworkFile(SMALL);

const changed = (offset: number, ...values: number[]): Uint8Array => {
  const copy = Uint8Array.from(FILE);
  copy.set(values, offset);
  return copy;
};

describe("network file", () => {
  it("is laid out byte for byte as specified", () => {
    expect(Buffer.from(FILE).toString("hex")).to.equal(
      ["51385032", "01", "02", "000200010001", "03", "8105", "fffffffe", "7f", "00011170"].join(""),
    );
  });

  it("decodes what it encoded, and encodes that to the same bytes", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const network = randomNetwork(seed);
      const file = encodeNetworkFile(network);
      expect(decodeNetworkFile(file)).to.deep.equal(network);
      expect(encodeNetworkFile(decodeNetworkFile(file))).to.deep.equal(file);
    }
  });

  it("reads a file that lies inside a larger buffer", () => {
    const buffer = new Uint8Array(FILE.length + 7);
    buffer.set(FILE, 5);
    expect(decodeNetworkFile(buffer.subarray(5, 5 + FILE.length))).to.deep.equal(SMALL);
  });

  it("is canonical: any bytes that decode re-encode to themselves", () => {
    fc.assert(
      fc.property(fc.nat(FILE.length - 1), fc.nat(255), (offset, value) => {
        const file = changed(offset, value);
        try {
          expect(encodeNetworkFile(decodeNetworkFile(file))).to.deep.equal(file);
        } catch (error) {
          expect((error as { code?: string }).code).to.match(/^NETWORK_/);
        }
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it("refuses a wrong magic", () => {
    errorOf(() => decodeNetworkFile(changed(0, 0x52)), "NETWORK_WRONG_MAGIC");
  });

  it("refuses an unknown version", () => {
    const error = errorOf(() => decodeNetworkFile(changed(4, 2)), "NETWORK_UNKNOWN_VERSION");
    expect(error.context).to.deep.equal({ version: 2, supported: 1 });
  });

  it("refuses every proper beginning of a file", () => {
    for (let length = 0; length < FILE.length; length++)
      errorOf(() => decodeNetworkFile(FILE.subarray(0, length)), "NETWORK_TRUNCATED");
  });

  it("refuses trailing bytes", () => {
    errorOf(() => decodeNetworkFile(Uint8Array.of(...FILE, 0)), "NETWORK_TRAILING_BYTES");
  });

  it("refuses a weight of -128, read or written", () => {
    const error = errorOf(() => decodeNetworkFile(changed(14, 0x80)), "NETWORK_BAD_WEIGHT");
    expect(error.context).to.deep.equal({ layer: 0, index: 1, value: -128 });
    const [first, last] = SMALL.layers as [Network["layers"][0], Network["layers"][0]];
    const layers = [{ ...first, weights: Int8Array.of(-128, 0) }, last];
    errorOf(() => encodeNetworkFile({ ...SMALL, layers }), "NETWORK_BAD_WEIGHT");
  });

  it("refuses layer counts outside 2 to 8", () => {
    for (const count of [0, 1, 9, 255])
      errorOf(() => decodeNetworkFile(changed(5, count)), "NETWORK_BAD_SHAPE");
  });

  it("refuses dimensions of 0 and above 1024", () => {
    errorOf(() => decodeNetworkFile(changed(6, 0, 0)), "NETWORK_BAD_SHAPE");
    const error = errorOf(() => decodeNetworkFile(changed(8, 0x04, 0x01)), "NETWORK_BAD_SHAPE");
    expect(error.context).to.deep.equal({ field: "dims[1]", value: 1025, least: 1, most: 1024 });
  });

  it("refuses shifts outside 1 to 14", () => {
    for (const shift of [0, 15, 255])
      errorOf(() => decodeNetworkFile(changed(12, shift)), "NETWORK_BAD_SHIFT");
  });

  it("refuses to write a layer that does not fit the dimensions", () => {
    errorOf(() => encodeNetworkFile({ ...SMALL, dims: [3, 1, 1] }), "NETWORK_BAD_SHAPE");
    errorOf(() => encodeNetworkFile({ ...SMALL, shifts: [] }), "NETWORK_BAD_SHAPE");
  });
});
