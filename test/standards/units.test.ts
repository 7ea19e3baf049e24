import { expect } from "chai";
import { AbiCoder, concat, keccak256 } from "ethers";
import fc from "fast-check";
import { parseGtin } from "../../standards/gs1/keys.ts";
import type { Hex } from "../../standards/hex.ts";
import { buildUnitTree, lotIdOf, unitHash, unitLeaf } from "../../standards/units.ts";
import { codeOf } from "./errorOf.ts";

const LOT = { gtin: parseGtin("09521234543213"), lot: "LOT26C01", expiry: 280_331 };
const SERIALS = ["K7Q2M9X4T1AB", "K7Q2M9X4T1AC", "P0D8R5W3Z6QJ", "7HN2V4C9LMXE"];
const unitsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    serial: SERIALS[i] ?? `SN${i}`,
    salt: `0x${(i + 1).toString(16).padStart(2, "0").repeat(32)}` as Hex,
  }));

/** Independent of the library: what OpenZeppelin's MerkleProof does on chain. */
const walk = (leaf: string, proof: readonly string[]): string =>
  proof.reduce(
    (node, sibling) => keccak256(concat(node < sibling ? [node, sibling] : [sibling, node])),
    leaf,
  );

describe("units of a lot", () => {
  it("have the ids, hashes and root that the contracts are tested with", () => {
    const tree = buildUnitTree(LOT, unitsOf(4));
    expect(lotIdOf(LOT.gtin, LOT.lot)).to.equal(
      keccak256(
        AbiCoder.defaultAbiCoder().encode(
          ["uint64", "bytes32"],
          [9521234543213n, keccak256(new TextEncoder().encode("LOT26C01"))],
        ),
      ),
    );
    expect(tree.hashOf(0)).to.equal("0x6fc33b94ba9669c06f0bbd9fa0f2ae2eb80b6e52854f3d77095e628096458b17");
    expect(tree.root).to.equal("0x3b814c77b52dd458c97300e9320923c8a8f61438dd4f2caf6c2c5b05104b9dab");
  });

  it("prove themselves under one root, whatever the size of the lot", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), (count) => {
        const tree = buildUnitTree(LOT, unitsOf(count));
        expect(tree.unitCount).to.equal(count);
        for (let i = 0; i < count; i++)
          expect(walk(unitLeaf(i, tree.hashOf(i)), tree.proofOf(i))).to.equal(tree.root);
      }),
      { seed: 7, numRuns: 25 },
    );
  });

  it("prove nothing under another index or with anything changed", () => {
    const tree = buildUnitTree(LOT, unitsOf(9));
    const proof = tree.proofOf(3);
    const unit = unitsOf(9)[3] ?? { serial: "", salt: "0x" as Hex };
    const fails = (index: number, hash: Hex) =>
      expect(walk(unitLeaf(index, hash), proof)).to.not.equal(tree.root);
    fails(4, tree.hashOf(3));
    fails(3, unitHash({ ...LOT, expiry: 280_330 }, unit));
    fails(3, unitHash({ ...LOT, lot: "LOT26C02" }, unit));
    fails(3, unitHash({ ...LOT, gtin: parseGtin("09521234543220") }, unit));
    fails(3, unitHash(LOT, { ...unit, serial: "7HN2V4C9LMXF" }));
    fails(3, unitHash(LOT, { ...unit, salt: `0x${"05".repeat(32)}` }));
  });

  it("are refused with a typed error when something is wrong with them", () => {
    const good = unitsOf(2);
    const first = good[0] ?? { serial: "", salt: "0x" as Hex };
    const build = (units: readonly { serial: string; salt: Hex }[], lot = LOT) =>
      codeOf(() => buildUnitTree(lot, units));
    expect(build([])).to.equal("UNIT_INDEX_OUT_OF_RANGE");
    expect(build([first, first])).to.equal("SERIAL_REPEATED");
    expect(build([{ ...first, salt: "0x01" }])).to.equal("UNIT_SALT_MALFORMED");
    expect(build([{ ...first, serial: "WITH SPACE" }])).to.equal("GS1_TEXT_MALFORMED");
    expect(build(good, { ...LOT, expiry: 280_332 })).to.equal("EXPIRY_MALFORMED");
    expect(codeOf(() => buildUnitTree(LOT, good).proofOf(2))).to.equal("UNIT_INDEX_OUT_OF_RANGE");
    expect(codeOf(() => unitLeaf(-1, first.salt))).to.equal("UNIT_INDEX_OUT_OF_RANGE");
  });
});
