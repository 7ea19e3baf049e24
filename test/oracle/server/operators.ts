import { keccak256, SigningKey, Wallet } from "ethers";
import type { Committee } from "../../../oracle/domain/committee.ts";
import type { Signer } from "../../../oracle/domain/signer.ts";
import { createEnvelopes, type EnvelopeDeps } from "../../../oracle/server/envelopes.ts";
import type { ConfigDigest, Hex } from "../../../standards/hex.ts";
import { word } from "../standards/builders.ts";

/** A clock that stands where a test puts it. */
export const createHandClock = (start = 1_700_000_000_000) => {
  let now = start;
  return {
    now: () => now,
    wait: async () => undefined,
    advance: (ms: number) => {
      now += ms;
    },
  };
};
export type HandClock = ReturnType<typeof createHandClock>;

export const ORACLE = new Wallet(word(0x70)).address as Hex;
export const CHAIN_ID = 31_337;
export const TOLERANCE = { maxAheadMs: 2_000, maxBehindMs: 30_000 };

/** A signing key in this process. */
export const signerOf = (privateKey: Hex): Signer => {
  const wallet = new Wallet(privateKey);
  const key = new SigningKey(privateKey);
  return {
    signer: wallet.address as Hex,
    sign: async (preimage) => key.sign(keccak256(preimage)).serialized as Hex,
  };
};

export type TestOperator = { readonly operator: Hex; readonly signer: Signer };

/** Operators with an account and a signing key each. */
export const operators = [1, 2, 3, 4].map(
  (i): TestOperator => ({
    operator: new Wallet(word(0x80 + i)).address as Hex,
    signer: signerOf(word(0x90 + i)),
  }),
);

export const committeeOf = (members: readonly TestOperator[], digest = word(4)): Committee => ({
  digest: digest as ConfigDigest,
  threshold: 2,
  members: members.map(({ operator, signer }) => ({ operator, signer: signer.signer })),
});

/** What the chain knows of the operators above. */
export const keysOfAll = async (operator: Hex): Promise<readonly Hex[]> =>
  operators
    .filter((each) => each.operator.toLowerCase() === operator.toLowerCase())
    .map(({ signer }) => signer.signer.toLowerCase() as Hex);

/** One operator's side of the exchange. */
export const envelopesOf = (
  { operator, signer }: TestOperator,
  clock: Pick<HandClock, "now">,
  changes: Partial<EnvelopeDeps> = {},
) =>
  createEnvelopes({
    chainId: CHAIN_ID,
    oracle: ORACLE,
    operator,
    signer: async () => signer,
    keysOf: keysOfAll,
    clock,
    tolerance: TOLERANCE,
    ...changes,
  });
