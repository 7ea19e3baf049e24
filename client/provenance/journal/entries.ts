// Lines of a journal, in the order in which they come to be.
import { keccak256, toUtf8Bytes } from "ethers";
import { z } from "zod";
import type { Hex } from "../../../standards/hex.ts";
import { address, bytes, bytes32 } from "../../../standards/shapes.ts";

const count = z.number().int().min(0);
const place = { n: count, nonce: count };

const target = z.enum(["BatchLedger", "UnitLedger", "EventAnchors"]);
const transaction = { target, data: bytes, does: z.array(z.string()) };

export const entryShape = z.discriminatedUnion("type", [
  /** Whose plan it is: no line of another document, chain or account is ever mixed in. */
  z.strictObject({
    type: z.literal("plan"),
    kind: z.literal("theriac-journal/1"),
    chainId: z.number().int().positive(),
    from: address,
    document: bytes32,
  }),
  z.strictObject({ type: z.literal("transaction"), n: count, ...transaction }),
  /** The plan is whole. Without this line nothing was sent. */
  z.strictObject({ type: z.literal("ready"), transactions: count, hash: bytes32 }),
  /** On disk before the transaction leaves: of all that is sent with this nonce one at most is mined. */
  z.strictObject({ type: z.literal("signed"), ...place, block: count, data: bytes32 }),
  z.strictObject({ type: z.literal("sent"), ...place, hash: bytes32 }),
  z.strictObject({ type: z.literal("mined"), ...place, hash: bytes32, gas: count }),
  /** Mined and reverted: nothing changed but the nonce. */
  z.strictObject({ type: z.literal("reverted"), ...place, hash: bytes32 }),
  /** The nonce went to another transaction of the account: this one can never be mined. */
  z.strictObject({ type: z.literal("superseded"), ...place }),
]);

export type Entry = z.output<typeof entryShape>;
export type PlanOf = Pick<Extract<Entry, { type: "plan" }>, "chainId" | "from" | "document">;

/** Names a plan: every call of it, in order. */
export const planHash = (of: PlanOf, transactions: readonly { target: string; data: Hex }[]): Hex =>
  keccak256(
    toUtf8Bytes(
      JSON.stringify([
        of.chainId,
        of.from,
        of.document,
        ...transactions.map(({ target: at, data }) => [at, data]),
      ]),
    ),
  ) as Hex;
