import type { Hex } from "../../standards/hex.ts";
import type { Committee } from "./committee.ts";

/** A secp256k1 key, wherever it is kept. */
export type Signer = {
  readonly signer: Hex;
  /** Signature over the keccak256 of the bytes: 65 bytes, low s, v 27 or 28. */
  readonly sign: (preimage: Hex) => Promise<Hex>;
  /** Of a key that is kept elsewhere: throws a retryable error when it is away. */
  readonly check?: (() => Promise<void>) | undefined;
};

type Held = Signer & { readonly operator: Hex; readonly next?: Signer | undefined };

/** The key that a committee lists for this operator; undefined if the operator is no member or the key is not held. */
export const signerFor = (
  { operator, next, ...first }: Held,
  { members }: Pick<Committee, "members">,
): Signer | undefined => {
  const member = members.find((each) => same(each.operator, operator));
  if (member === undefined) return undefined;
  return [first, next].find((held) => held !== undefined && same(held.signer, member.signer));
};

const same = (a: Hex, b: Hex): boolean => a.toLowerCase() === b.toLowerCase();
