// A person's integrated health profile under one root: wearables, imaging, genome and the like, each a leaf that can be
// shown alone.
//
//   leaf       = keccak256(keccak256(abi.encode(uint8 kind, string code, bytes32 commitment, bytes32 salt)))
//   commitment = keccak256(abi.encode(PROFILE_TYPEHASH, domainId, root)), which is anchored like that of a record
//
// Every leaf has a salt of its own, so what a proof shows of its siblings is a hash that nobody can guess at. Decoys, which
// look like any other leaf, fill the tree up to a power of two, eight at least: a proof's length tells that much of how
// many leaves there are and no more. A leaf has no place: a proof says that it is one of the profile's, not that it is the
// only one of its kind and code, of which there may be many.
import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { AbiCoder, isHexString, keccak256, toUtf8Bytes } from "ethers";
import { DataClass, type DataClassCode } from "./consentCodes.ts";
import type { Hex } from "./hex.ts";
import { randomWord } from "./randomWord.ts";
import type { RecordCommitment, RecordDomain } from "./recordCommitment.ts";
import { ProfileLeafError } from "./recordErrors.ts";

/** One part of a profile. */
export type ProfilePart = {
  /** Data class of consentCodes.ts. */
  readonly kind: DataClassCode;
  /** What exactly it is, as a CURIE like "LOINC:85354-9"; may be empty. */
  readonly code: string;
  /** Salted commitment to the document itself, see recordCommitment.ts. */
  readonly commitment: RecordCommitment;
};

/** A part with the salt that hides it. */
export type ProfileLeaf = ProfilePart & { readonly salt: Hex };

/** What shows one leaf to be of a profile, and nothing of the others. */
export type Disclosure = { readonly leaf: ProfileLeaf; readonly proof: readonly Hex[] };

export type Profile = {
  readonly root: Hex;
  /** As secret as the documents: each leaf's salt opens it. */
  readonly leaves: readonly ProfileLeaf[];
  readonly disclose: (index: number) => Disclosure;
};

const LEAF = ["uint8", "string", "bytes32", "bytes32"];
const FEWEST_LEAVES = 8;
const MOST_CODE_LENGTH = 64;
const PROFILE_TYPEHASH = keccak256(toUtf8Bytes("HealthProfile(bytes32 domainId,bytes32 root)"));
const KINDS: readonly number[] = Object.values(DataClass);

const valuesOf = ({ kind, code, commitment, salt }: ProfileLeaf) => [kind, code, commitment, salt];

const checkLeaf = (leaf: ProfileLeaf, index: number): void => {
  if (!KINDS.includes(leaf.kind)) throw new ProfileLeafError(index, "kind");
  if (leaf.code.length > MOST_CODE_LENGTH) throw new ProfileLeafError(index, "code");
  if (!isHexString(leaf.commitment, 32)) throw new ProfileLeafError(index, "commitment");
  if (!isHexString(leaf.salt, 32)) throw new ProfileLeafError(index, "salt");
};

const decoy = () =>
  valuesOf({ kind: 0, code: "", commitment: randomWord() as RecordCommitment, salt: randomWord() });

const treeSize = (count: number): number => Math.max(FEWEST_LEAVES, 2 ** Math.ceil(Math.log2(count)));

/** Puts parts under one root, each with a fresh salt. */
export const buildProfile = (parts: readonly ProfilePart[]): Profile => {
  if (parts.length === 0) throw new ProfileLeafError(0, "leaves");
  const leaves = parts.map((part) => ({ ...part, salt: randomWord() }));
  leaves.forEach(checkLeaf);
  const decoys = Array.from({ length: treeSize(leaves.length) - leaves.length }, decoy);
  // In the order of their hashes, so that a place tells nothing of what stands there.
  const tree = StandardMerkleTree.of([...leaves.map(valuesOf), ...decoys], LEAF, { sortLeaves: true });
  return {
    root: tree.root as Hex,
    leaves,
    disclose: (index) => {
      const leaf = leaves[index];
      if (leaf === undefined) throw new ProfileLeafError(index, "index");
      return { leaf, proof: tree.getProof(index) as Hex[] };
    },
  };
};

/** Whether the leaf is one of the profile's. What is malformed is none. */
export const isDisclosed = (root: Hex, { leaf, proof }: Disclosure): boolean => {
  try {
    checkLeaf(leaf, 0);
    return StandardMerkleTree.verify(root, LEAF, valuesOf(leaf), [...proof]);
  } catch {
    return false;
  }
};

/** What of a profile is anchored: its root, bound to one chain and registry. The leaves' salts hide what is in it. */
export const profileCommitment = (domain: RecordDomain, root: Hex): RecordCommitment =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32", "bytes32"], [PROFILE_TYPEHASH, domain, root]),
  ) as RecordCommitment;
