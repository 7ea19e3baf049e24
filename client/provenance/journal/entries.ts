// Lines of a journal, in the order in which they come to be.
import { keccak256, toUtf8Bytes } from "ethers";
import { z } from "zod";
import type { Hex } from "../../../standards/hex.ts";
import { address, bytes, bytes32 } from "../../../standards/shapes.ts";

const count = z.number().int().min(0);
const place = { n: count, nonce: count };

const target = z.enum(["BatchLedger", "UnitLedger", "EventAnchors"]);
const transaction = { target, data: bytes, does: z.array(z.string()) };

/** What of a command decides what its plan is. */
const options = z.strictObject({
  as: z.string(),
  acceptWithin: z.string(),
  recallClass: z.string(),
  /** SHA-256 of each file, sorted. */
  lots: z.array(bytes32),
});

export const entryShape = z.discriminatedUnion("type", [
  /** Whose plan it is: no line of another document, chain or account is ever mixed in. */
  z.strictObject({
    type: z.literal("plan"),
    kind: z.literal("theriac-journal/1"),
    chainId: z.number().int().positive(),
    /** Hash of the first block: a chain that was set up anew is another chain. */
    genesis: bytes32,
    contracts: z.strictObject({ BatchLedger: address, UnitLedger: address, EventAnchors: address }),
    from: address,
    document: bytes32,
    options,
  }),
  z.strictObject({ type: z.literal("transaction"), n: count, ...transaction }),
  /** The plan is whole. Without this line nothing was sent. */
  z.strictObject({ type: z.literal("ready"), transactions: count, hash: bytes32 }),
  /** On disk before the transaction leaves: of all that is sent with this nonce one at most is mined. */
  z.strictObject({ type: z.literal("signed"), ...place, block: count, data: bytes32 }),
  z.strictObject({ type: z.literal("sent"), ...place, hash: bytes32 }),
  z.strictObject({ type: z.literal("mined"), ...place, hash: bytes32, block: bytes32, gas: count }),
  /** Mined and reverted: nothing changed but the nonce. */
  z.strictObject({ type: z.literal("reverted"), ...place, hash: bytes32 }),
  /** The nonce went to another transaction of the account: this one can never be mined. */
  z.strictObject({ type: z.literal("superseded"), ...place }),
]);

export type Entry = z.output<typeof entryShape>;
export type PlanOf = Omit<Extract<Entry, { type: "plan" }>, "type" | "kind">;
export type PlanOptions = PlanOf["options"];

/** Names a plan: every call of it, in order. */
export const planHash = (of: PlanOf, transactions: readonly { target: string; data: Hex }[]): Hex =>
  keccak256(
    toUtf8Bytes(
      JSON.stringify([
        of.chainId,
        of.genesis,
        [of.contracts.BatchLedger, of.contracts.UnitLedger, of.contracts.EventAnchors],
        of.from,
        of.document,
        [of.options.as, of.options.acceptWithin, of.options.recallClass, ...of.options.lots],
        ...transactions.map(({ target: at, data }) => [at, data]),
      ]),
    ),
  ) as Hex;
