import { computeAddress, SigningKey } from "ethers";
import type { ConfigDigest, Hex, RequestId } from "../../../standards/hex.ts";
import { encodeScores, outputHashOf } from "../../../standards/inference.ts";
import { aRequest, CLINIC, word } from "../standards/builders.ts";
import { SCORES, type Stage } from "./stage.ts";

export const KEYS = [1, 2, 3, 4].map((n) => new SigningKey(word(0x50 + n)));
export const OPERATORS = KEYS.map((key) => computeAddress(key.publicKey) as Hex);
export const COMMITTEE = {
  digest: word(4) as ConfigDigest,
  threshold: 3,
  members: OPERATORS.map((operator) => ({ operator, signer: operator })),
};
/** Multiples of four, so that the first operator leads all of them. */
export const IDS = [4, 8, 12].map((n) => word(n) as RequestId);
export const OUTPUT = encodeScores(SCORES);
export const MEMBERS = IDS.map((requestId) => ({
  requestId,
  outputHash: outputHashOf(OUTPUT),
  consentVersion: 0,
}));

/** Brings a node so far that it has computed the requests. */
export const compute = async (stage: Stage, ids: readonly RequestId[], changes = {}, output = OUTPUT) => {
  const duties = ids.map((id) => {
    const request = aRequest({ deadline: 10_000, ...changes });
    return { id, requester: CLINIC, request, blockNumber: 1, openedAt: 0, seenAt: 0 };
  });
  const to = { number: 1, hash: word(1) };
  await stage.store.recordScan({ to, opened: duties, proposed: [], settled: [] });
  for (const id of ids) {
    await stage.store.move(id, "seen", "authorised", {});
    const outputHash = outputHashOf(output);
    await stage.store.move(id, "authorised", "computed", { output, outputHash, readyAt: 0 });
  }
};
