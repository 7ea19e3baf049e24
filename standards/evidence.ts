// The evidence for a milestone under one Merkle root.
//
//   leaf = keccak256(keccak256(abi.encode(bytes32 milestoneId, uint8 kind, bytes32 contentHash, bytes32 salt, string uri)))
//
// A leaf names its milestone, so a root copied from somebody else's submission proves nothing for the copier.
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { isHexString } from "ethers";
import { TheriacError } from "./errors.ts";
import type { MilestoneId } from "./grant.ts";
import type { Hex } from "./hex.ts";

/** What a piece of evidence is. */
export const EvidenceKind = {
  DATASET: 0,
  CODE: 1,
  PREPRINT: 2,
  PUBLICATION: 3,
  FINANCIAL_REPORT: 4,
  ETHICS_APPROVAL: 5,
  SITE_VISIT: 6,
  ORACLE_METRIC: 7,
} as const;
export type EvidenceKindCode = (typeof EvidenceKind)[keyof typeof EvidenceKind];

/** One piece: its content hash, a salt of 32 random bytes, and where it is (a DOI, a commit, a link). */
export type Evidence = {
  readonly kind: EvidenceKindCode;
  readonly contentHash: Hex;
  readonly salt: Hex;
  readonly uri: string;
};

/** A milestone's evidence root, and what each piece needs to prove itself. */
export type EvidenceTree = { readonly root: Hex; readonly proofOf: (index: number) => Hex[] };

const LEAF = ["bytes32", "uint8", "bytes32", "bytes32", "string"];
const KINDS = Object.keys(EvidenceKind).length;

/** There is no evidence, or none of this index. */
export class EvidenceIndexError extends TheriacError {
  readonly code = "EVIDENCE_INDEX_OUT_OF_RANGE";
  constructor(index: number, count: number) {
    super("There is no evidence of this index.", { context: { index, count } });
  }
}

/** A piece of evidence has a field of the wrong form. */
export class EvidenceMalformedError extends TheriacError {
  readonly code = "EVIDENCE_MALFORMED";
  constructor(index: number, field: string) {
    super("A piece of evidence has a field of the wrong form.", { context: { index, field } });
  }
}

const assertForm = ({ kind, contentHash, salt, uri }: Evidence, index: number): void => {
  if (!Number.isInteger(kind) || kind < 0 || kind >= KINDS) throw new EvidenceMalformedError(index, "kind");
  if (!isHexString(contentHash, 32)) throw new EvidenceMalformedError(index, "contentHash");
  if (!isHexString(salt, 32)) throw new EvidenceMalformedError(index, "salt");
  if (uri.trim() === "") throw new EvidenceMalformedError(index, "uri");
};

/** Puts the evidence for a milestone under one root. */
export const buildEvidenceTree = (milestoneId: MilestoneId, pieces: readonly Evidence[]): EvidenceTree => {
  if (pieces.length === 0) throw new EvidenceIndexError(0, 0);
  pieces.forEach(assertForm);
  const leaves = pieces.map(({ kind, contentHash, salt, uri }) => [
    milestoneId,
    kind,
    contentHash,
    salt,
    uri,
  ]);
  const tree = StandardMerkleTree.of(leaves, LEAF);
  return {
    root: tree.root as Hex,
    proofOf: (index) => {
      if (pieces[index] === undefined) throw new EvidenceIndexError(index, pieces.length);
      return tree.getProof(index) as Hex[];
    },
  };
};
