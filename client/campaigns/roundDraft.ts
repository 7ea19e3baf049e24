// A matching round as its sponsor writes it, and a credential as its issuer hands it out.
import { z } from "zod";
import type { Hex } from "../../standards/hex.ts";
import type { RoundTerms } from "../../standards/matching.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { address, bytes, bytes32, uint } from "../../standards/shapes.ts";
import { date, duration } from "../research/draft.ts";
import { parseAmount, type Token } from "../tokens.ts";

const amount = z.string().min(1);

export const roundDraftShape = z.strictObject({
  token: address,
  issuer: address,
  pool: amount,
  /** The most that one campaign gets. */
  cap: amount,
  /** What a wrong result costs whoever posted it. */
  bond: amount,
  endsAt: date,
  postBy: date,
  challengeWindow: duration,
});
export type RoundDraft = z.output<typeof roundDraftShape>;

/** Freezes a draft, under a fresh salt. */
export const freezeRound = (draft: RoundDraft, token: Token, sponsor: Hex): RoundTerms => {
  const inToken = (where: "pool" | "cap" | "bond") => parseAmount(where, draft[where], token.decimals);
  return {
    sponsor,
    token: token.address,
    issuer: draft.issuer,
    pool: inToken("pool"),
    cap: inToken("cap"),
    bond: inToken("bond"),
    endsAt: draft.endsAt,
    postBy: draft.postBy,
    challengeWindow: draft.challengeWindow,
    salt: randomWord(),
  };
};

/** A signed credential. It says nothing of who the person is. */
export const credentialShape = z.strictObject({
  kind: z.literal("uniqueness-credential/1"),
  round: bytes32,
  nullifier: bytes32,
  donor: address,
  expiresAt: uint(40),
  signature: bytes,
});

/** What an issuer keeps for good: who it is lost to can tell whose a nullifier is. */
export const issuerSecretShape = z.strictObject({ kind: z.literal("issuer-secret/1"), secret: bytes32 });
