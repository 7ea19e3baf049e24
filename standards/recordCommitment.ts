// Commitments to records; what IRecordRegistry anchors.
//
//   domainId   = keccak256(abi.encode(DOMAIN_TYPEHASH, uint256 chainId, address registry))
//   commitment = keccak256(abi.encode(COMMITMENT_TYPEHASH, domainId, keccak256(RFC 8785 bytes of the document), salt))
//
// The salt is 32 fresh random bytes a record, kept beside it by the custodian: with it gone nobody can tell what was
// committed to, however few documents are possible.
import { AbiCoder, keccak256, toUtf8Bytes } from "ethers";
import { canonicalJson } from "./canonicalJson.ts";
import { assertWord } from "./commitments.ts";
import type { Hex } from "./hex.ts";
import { randomWord } from "./randomWord.ts";

export type AnchorId = Hex & { readonly __brand: "AnchorId" };
export type RecordDomain = Hex & { readonly __brand: "RecordDomain" };
export type RecordCommitment = Hex & { readonly __brand: "RecordCommitment" };

const DOMAIN_TYPEHASH = keccak256(toUtf8Bytes("RecordDomain(uint256 chainId,address registry)"));
const COMMITMENT_TYPEHASH = keccak256(
  toUtf8Bytes("RecordCommitment(bytes32 domainId,bytes32 contentHash,bytes32 salt)"),
);
const coder = AbiCoder.defaultAbiCoder();

/** What binds commitments to one chain and one record registry. */
export const recordDomain = (chainId: number, registry: Hex): RecordDomain =>
  keccak256(
    coder.encode(["bytes32", "uint256", "address"], [DOMAIN_TYPEHASH, chainId, registry]),
  ) as RecordDomain;

/** Hash of a document's canonical form. Not salted: it never leaves the custodian alone. */
export const recordContentHash = (document: unknown): Hex =>
  keccak256(toUtf8Bytes(canonicalJson(document))) as Hex;

/** The commitment that a document (a FHIR resource, a bundle, a receipt) opens with its salt. */
export const recordCommitment = (domain: RecordDomain, document: unknown, salt: Hex): RecordCommitment =>
  keccak256(
    coder.encode(
      ["bytes32", "bytes32", "bytes32", "bytes32"],
      [COMMITMENT_TYPEHASH, domain, recordContentHash(document), assertWord("salt", salt)],
    ),
  ) as RecordCommitment;

export type CommittedRecord = { readonly commitment: RecordCommitment; readonly salt: Hex };

/** Commits to a document under a fresh salt. Keep the salt as secret as the document. */
export const commitRecord = (domain: RecordDomain, document: unknown): CommittedRecord => {
  const salt = randomWord();
  return { commitment: recordCommitment(domain, document, salt), salt };
};
