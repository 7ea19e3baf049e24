import { expect } from "chai";
import { AbiCoder, concat, id, keccak256 } from "ethers";
import { buildEvidenceTree, type Evidence, EvidenceKind } from "../../standards/evidence.ts";
import type { MilestoneId } from "../../standards/grant.ts";
import type { Hex } from "../../standards/hex.ts";
import { codeOf } from "./errorOf.ts";

const MILESTONE = id("milestone") as MilestoneId;
const pieceOf = (index: number): Evidence => ({
  kind: index % 2 === 0 ? EvidenceKind.DATASET : EvidenceKind.CODE,
  contentHash: id(`content ${index}`) as Hex,
  salt: id(`salt ${index}`) as Hex,
  uri: `10.5061/dryad.${index}`,
});
const PIECES = Array.from({ length: 5 }, (_, i) => pieceOf(i));

/** Independent of the library: what OpenZeppelin's MerkleProof does on chain. */
const rootFrom = (milestone: string, piece: Evidence, proof: readonly string[]): string => {
  const types = ["bytes32", "uint8", "bytes32", "bytes32", "string"];
  const values = [milestone, piece.kind, piece.contentHash, piece.salt, piece.uri];
  const leaf = keccak256(keccak256(AbiCoder.defaultAbiCoder().encode(types, values)));
  return proof.reduce(
    (node, sibling) => keccak256(concat(node < sibling ? [node, sibling] : [sibling, node])),
    leaf,
  );
};

describe("evidence for a milestone", () => {
  it("proves each piece under one root, whatever the number", () => {
    for (let count = 1; count <= PIECES.length; count++) {
      const tree = buildEvidenceTree(MILESTONE, PIECES.slice(0, count));
      for (let i = 0; i < count; i++)
        expect(rootFrom(MILESTONE, pieceOf(i), tree.proofOf(i))).to.equal(tree.root);
    }
  });

  it("proves nothing for another milestone or with anything changed", () => {
    const tree = buildEvidenceTree(MILESTONE, PIECES);
    const proof = tree.proofOf(2);
    const piece = pieceOf(2);
    expect(rootFrom(id("another milestone"), piece, proof)).to.not.equal(tree.root);
    expect(rootFrom(MILESTONE, { ...piece, kind: EvidenceKind.PREPRINT }, proof)).to.not.equal(tree.root);
    expect(rootFrom(MILESTONE, { ...piece, contentHash: id("x") as Hex }, proof)).to.not.equal(tree.root);
    expect(rootFrom(MILESTONE, { ...piece, salt: id("x") as Hex }, proof)).to.not.equal(tree.root);
    expect(rootFrom(MILESTONE, { ...piece, uri: "10.5061/dryad.3" }, proof)).to.not.equal(tree.root);
  });

  it("is refused with a typed error when something is wrong with it", () => {
    const build = (piece: Evidence) => codeOf(() => buildEvidenceTree(MILESTONE, [piece]).root);
    expect(codeOf(() => buildEvidenceTree(MILESTONE, []).root)).to.equal("EVIDENCE_INDEX_OUT_OF_RANGE");
    expect(codeOf(() => buildEvidenceTree(MILESTONE, PIECES).proofOf(5))).to.equal(
      "EVIDENCE_INDEX_OUT_OF_RANGE",
    );
    expect(build({ ...pieceOf(0), kind: 8 as Evidence["kind"] })).to.equal("EVIDENCE_MALFORMED");
    expect(build({ ...pieceOf(0), contentHash: "0x01" })).to.equal("EVIDENCE_MALFORMED");
    expect(build({ ...pieceOf(0), salt: "0x" })).to.equal("EVIDENCE_MALFORMED");
    expect(build({ ...pieceOf(0), uri: " " })).to.equal("EVIDENCE_MALFORMED");
  });
});
