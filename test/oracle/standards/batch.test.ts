import { expect } from "chai";
import { AbiCoder, concat, keccak256 } from "ethers";
import {
  batchLeaf,
  MAX_BATCH,
  merkleProof,
  merkleProofs,
  merkleRoot,
  packBatch,
} from "../../../standards/batch.ts";
import type { Hex, RequestId } from "../../../standards/hex.ts";
import { aRequest, CLINIC, word } from "./builders.ts";

const LEAVES = Array.from(
  { length: 7 },
  (_, i) => keccak256(AbiCoder.defaultAbiCoder().encode(["uint256"], [i])) as Hex,
);

/** As OpenZeppelin's MerkleProof climbs. */
const climb = (leaf: Hex, proof: readonly Hex[]): string =>
  proof.reduce<string>(
    (node, sibling) =>
      keccak256(BigInt(node) < BigInt(sibling) ? concat([node, sibling]) : concat([sibling, node])),
    leaf,
  );

describe("batches", () => {
  it("gives the root that the contract gives the same leaves", () => {
    // The same list as in test/unit/libraries/MerkleRoot/compute.t.sol.
    expect(merkleRoot(LEAVES)).to.equal("0x9cf9fd2e79e69bc4346ff3cc1b14318328dd4302f1eca823f3694a7632134506");
  });

  it("shows every leaf of every size to be under the root", () => {
    for (let size = 1; size <= LEAVES.length; size++) {
      const leaves = LEAVES.slice(0, size);
      leaves.forEach((leaf, i) => {
        expect(climb(leaf, merkleProof(leaves, i))).to.equal(merkleRoot(leaves));
      });
    }
  });

  it("gives every leaf's way up at once", () => {
    for (let size = 1; size <= LEAVES.length; size++) {
      const leaves = LEAVES.slice(0, size);
      expect(merkleProofs(leaves)).to.deep.equal(leaves.map((_, i) => merkleProof(leaves, i)));
    }
  });

  it("is the leaf itself for one leaf", () => {
    expect(merkleRoot([word(7)])).to.equal(word(7));
  });

  it("takes no empty batch and none over the contract's limit", () => {
    expect(() => merkleRoot([])).to.throw(RangeError);
    expect(() => merkleRoot(Array.from({ length: MAX_BATCH + 1 }, () => word(1)))).to.throw(RangeError);
  });

  it("hashes request id, output hash and consent version into a leaf of 96 bytes", () => {
    const leaf = batchLeaf({ requestId: word(1) as RequestId, outputHash: word(2), consentVersion: 3 });
    expect(leaf).to.equal(keccak256(concat([word(1), word(2), `0x${"3".padStart(64, "0")}`])));
  });

  it("lays outputs one after another, each measured in its entry", () => {
    const answer = (output: Hex) => ({
      requester: CLINIC,
      request: aRequest(),
      requestId: word(1) as RequestId,
      consentVersion: 0,
      outputHash: word(2),
      output,
    });
    const { entries, outputs } = packBatch([answer("0x01020304"), answer("0xaabb")]);
    expect(outputs).to.equal("0x01020304aabb");
    expect(entries.map(({ outputSize }) => outputSize)).to.deep.equal([4, 2]);
  });
});
