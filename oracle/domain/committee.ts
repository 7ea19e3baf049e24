import type { MemberSignature } from "../../standards/attestation.ts";
import type { ConfigDigest, Hex, RequestId } from "../../standards/hex.ts";

/** A member's place in the committee is its bit in the attestation. */
export type Member = { readonly operator: Hex; readonly signer: Hex };

/** A committee as the oracle contract takes signatures from it. */
export type Committee = {
  readonly digest: ConfigDigest;
  readonly threshold: number;
  readonly members: readonly Member[];
};

const same = (a: Hex, b: Hex): boolean => a.toLowerCase() === b.toLowerCase();

/** The bit of an operator, or undefined. */
export const bitOf = (committee: Committee, operator: Hex): number | undefined => {
  const bit = committee.members.findIndex((member) => same(member.operator, operator));
  return bit === -1 ? undefined : bit;
};

/** The bit of a signing key, or undefined. */
export const bitOfSigner = (committee: Committee, signer: Hex): number | undefined => {
  const bit = committee.members.findIndex((member) => same(member.signer, signer));
  return bit === -1 ? undefined : bit;
};

/**
 * Whether any two quorums share an honest member, however many are faulty at most: 2t > n + f. Needed where members
 * may honestly differ, or two answers could both be signed.
 */
export const quorumsOverlap = ({ threshold, members }: Committee): boolean =>
  2 * threshold > members.length + Math.floor((members.length - 1) / 3);

/**
 * Whose turn it is: the member whose bit is requestId mod n has rank 0 and goes first, the others follow in bit order.
 */
export const rankOf = (requestId: RequestId, bit: number, members: number): number => {
  const first = Number(BigInt(requestId) % BigInt(members));
  return (bit - first + members) % members;
};

/** Exactly t signatures in ascending bit order, or undefined while there are too few. */
export const selectQuorum = (
  signatures: readonly MemberSignature[],
  threshold: number,
): readonly MemberSignature[] | undefined => {
  const byBit = new Map(signatures.map((signature) => [signature.bit, signature]));
  if (byBit.size < threshold) return undefined;
  return [...byBit.values()].sort((a, b) => a.bit - b.bit).slice(0, threshold);
};
