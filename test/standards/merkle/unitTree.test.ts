import { SimpleMerkleTree, StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { AbiCoder, keccak256 } from "ethers";
import fc from "fast-check";
import { TheriacError } from "../../../standards/errors.ts";
import { parseGtin } from "../../../standards/gs1/keys.ts";
import type { Hex } from "../../../standards/hex.ts";
import { openKeccak } from "../../../standards/merkle/keccak.ts";
import { treeOfHashes } from "../../../standards/merkle/unitTree.ts";
import { decodeUnitTree, encodeUnitTree } from "../../../standards/merkle/unitTreeFile.ts";
import { makeWordList } from "../../../standards/merkle/wordList.ts";
import {
  buildUnitTree,
  lotIdOf,
  streamUnitTree,
  type Unit,
  unitHash,
  unitLeaf,
} from "../../../standards/units.ts";
import { codeOf } from "../errorOf.ts";

const SET_82 = [..."!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"];
const LOT = { gtin: parseGtin("09521234543213"), lot: "LOT26C01", expiry: 280_331 };
const coder = AbiCoder.defaultAbiCoder();

const unitOf = (i: number): Unit => ({
  serial: `SN${i}`,
  salt: `0x${(i + 1).toString(16).padStart(64, "0")}`,
});
const unitsOf = (count: number) => Array.from({ length: count }, (_, i) => unitOf(i));

/** As the ABI coder writes it down. */
const encodedHash = ({ gtin, lot, expiry }: typeof LOT, { serial, salt }: Unit) =>
  keccak256(
    coder.encode(["uint64", "string", "string", "uint32", "bytes32"], [gtin, serial, lot, expiry, salt]),
  );

const publicTree = (hashes: readonly string[]) =>
  StandardMerkleTree.of(
    hashes.map((hash, index) => [index, hash]),
    ["uint32", "bytes32"],
    { sortLeaves: false },
  );

/** The code that it fails with, or undefined. */
const rejectionOf = (given: Promise<unknown>): Promise<string | undefined> =>
  given.then(
    () => undefined,
    (error: unknown) => (error instanceof TheriacError ? error.code : String(error)),
  );

const text = fc
  .array(fc.constantFrom(...SET_82), { minLength: 1, maxLength: 20 })
  .map((characters) => characters.join(""));
const word = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => `0x${Buffer.from(bytes).toString("hex")}` as Hex);

describe("the tree of a lot's units", () => {
  it("is OpenZeppelin's, root and proofs, for every size up to 130 and some odd ones", async () => {
    const hash = await openKeccak();
    const hashes = unitsOf(1_025).map((unit) => encodedHash(LOT, unit));
    // The library's tree over leaves that are hashed already: a leaf does not depend on the size.
    const leaves = hashes.map((unitHash, i) => unitLeaf(i, unitHash as Hex));
    const sizes = [
      ...Array.from({ length: 130 }, (_, i) => i + 1),
      255,
      256,
      257,
      511,
      512,
      513,
      1_023,
      1_024,
      1_025,
    ];
    for (const size of sizes) {
      const list = makeWordList();
      for (const unitHash of hashes.slice(0, size)) list.push(Buffer.from(unitHash.slice(2), "hex"));
      const ours = treeOfHashes(list, hash);
      const theirs = SimpleMerkleTree.of(leaves.slice(0, size), { sortLeaves: false });
      expect(ours.root, `root of ${size}`).to.equal(theirs.root);
      for (const index of new Set([0, size >> 1, size - 1]))
        expect(ours.proofOf(index), `proof ${index} of ${size}`).to.deep.equal(theirs.getProof(index));
    }
  });

  it("is OpenZeppelin's at every index, past the end of its lists' first chunk too", async () => {
    const small = buildUnitTree(LOT, unitsOf(77));
    const theirs = publicTree(unitsOf(77).map((unit) => encodedHash(LOT, unit)));
    for (let i = 0; i < 77; i++) expect(small.proofOf(i)).to.deep.equal(theirs.getProof(i));
    const large = await streamUnitTree(LOT, unitsOf(32_800));
    expect(large.hashOf(32_799)).to.equal(encodedHash(LOT, unitOf(32_799)));
    expect(large.hashOf(32_767)).to.equal(encodedHash(LOT, unitOf(32_767)));
  });

  it("hashes a unit as the ABI coder encodes it, whatever its texts", () => {
    fc.assert(
      fc.property(text, text, word, (serial, lot, salt) => {
        expect(unitHash({ ...LOT, lot }, { serial, salt })).to.equal(
          encodedHash({ ...LOT, lot }, { serial, salt }),
        );
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it("leaves nothing of a longer serial in the next one's hash", () => {
    const units = ["AAAAAAAAAAAAAAAAAAAA", "B", "CCC"].map((serial, i) => ({ ...unitOf(i), serial }));
    const tree = buildUnitTree(LOT, units);
    for (const [i, unit] of units.entries()) expect(tree.hashOf(i)).to.equal(encodedHash(LOT, unit));
  });

  it("finds a repeated serial exactly, however it arrives", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 40 }), async (serials) => {
        const units = serials.map((serial, i) => ({ ...unitOf(i), serial }));
        const second = serials.findIndex((serial, i) => serials.indexOf(serial) !== i);
        const failure = second === -1 ? undefined : "SERIAL_REPEATED";
        expect(await rejectionOf(streamUnitTree(LOT, units))).to.equal(failure);
      }),
      { seed: 5, numRuns: 200 },
    );
    // Serials that differ in one place only, and whose tables grow several times.
    const near = SET_82.flatMap((a) => SET_82.map((b) => `${a}XXXXXXXXXXXXXXXXXX${b}`));
    const units = near.map((serial, i) => ({ ...unitOf(i), serial }));
    expect((await streamUnitTree(LOT, units)).unitCount).to.equal(82 * 82);
    const repeated = [...units, { ...unitOf(9_999), serial: near[4_321] ?? "" }];
    try {
      buildUnitTree(LOT, repeated);
      expect.fail("took a serial twice");
    } catch (error) {
      expect(error).to.deep.include({ code: "SERIAL_REPEATED", context: { first: 4_321, second: 82 * 82 } });
    }
  });

  it("takes units as they come", async () => {
    async function* arriving() {
      for (let i = 0; i < 9; i++) yield await Promise.resolve(unitOf(i));
    }
    expect((await streamUnitTree(LOT, arriving())).root).to.equal(buildUnitTree(LOT, unitsOf(9)).root);
    expect(await rejectionOf(streamUnitTree(LOT, []))).to.equal("UNIT_INDEX_OUT_OF_RANGE");
  });
});

describe("the file of a unit tree", () => {
  const HEADER = 106;
  const lotId = lotIdOf(LOT.gtin, LOT.lot);
  const bytes = encodeUnitTree({ lotId, tree: buildUnitTree(LOT, unitsOf(70)) });

  it("gives the lot and the tree back", async () => {
    const tree = buildUnitTree(LOT, unitsOf(70));
    const read = await decodeUnitTree(bytes);
    expect(read.lotId).to.equal(lotId);
    expect(read.tree.root).to.equal(tree.root);
    for (let i = 0; i < 70; i++) {
      expect(read.tree.hashOf(i)).to.equal(tree.hashOf(i));
      expect(read.tree.proofOf(i)).to.deep.equal(tree.proofOf(i));
    }
    expect(codeOf(() => read.tree.proofOf(70))).to.equal("UNIT_INDEX_OUT_OF_RANGE");
    expect(codeOf(() => read.tree.hashOf(0.5))).to.equal("UNIT_INDEX_OUT_OF_RANGE");
  });

  it("is refused if it is another file, is cut, or has a byte changed anywhere", async () => {
    const changed = (at: number, mask = 1) => {
      const copy = bytes.slice();
      copy[at] = (copy[at] ?? 0) ^ mask;
      return rejectionOf(decodeUnitTree(copy));
    };
    expect(await changed(0)).to.equal("UNIT_TREE_FILE_MALFORMED");
    expect(await changed(5)).to.equal("UNIT_TREE_FILE_MALFORMED");
    expect(await changed(9)).to.equal("UNIT_TREE_FILE_MALFORMED");
    for (let at = 0; at < HEADER; at++)
      expect(await changed(at, 0xff), `byte ${at}`).to.equal("UNIT_TREE_FILE_MALFORMED");
    expect(await changed(HEADER)).to.equal("UNIT_TREE_ROOT_MISMATCH");
    expect(await changed(bytes.length - 1, 128)).to.equal("UNIT_TREE_ROOT_MISMATCH");
    for (const length of [0, HEADER - 1, bytes.length - 1])
      expect(await rejectionOf(decodeUnitTree(bytes.slice(0, length)))).to.equal("UNIT_TREE_FILE_MALFORMED");
  });
});
