// A plan of three calls, and a chain in memory to bring it to.
import { keccak256 } from "ethers";
import type { Transaction } from "../../client/provenance/batchSteps.ts";
import type { PlanOf } from "../../client/provenance/journal/entries.ts";
import { openJournal } from "../../client/provenance/journal/openJournal.ts";
import type { Account } from "../../client/provenance/journal/runPlan.ts";
import type { Hex } from "../../standards/hex.ts";

const FROM = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
/** What the journal of a test is of. */
export const OF: PlanOf = {
  chainId: 31_337,
  genesis: `0x${"00".repeat(32)}`,
  contracts: { BatchLedger: FROM, UnitLedger: FROM, EventAnchors: FROM },
  from: FROM,
  document: `0x${"d1".repeat(32)}`,
  options: { as: "", acceptWithin: "14", recallClass: "", lots: [] },
};
export const BLOCK: Hex = `0x${"b1".repeat(32)}`;

/** What a run dies of. */
export class Killed extends Error {}

export const call = (n: number): Transaction => ({
  target: "BatchLedger",
  data: `0x${n.toString(16).padStart(64, "0")}`,
  does: [`call ${n}`],
});
export const PLAN = [call(1), call(2), call(3)];

type Sent = { readonly nonce: number; readonly data: Hex; mined: boolean };

/** A chain with one account: transactions wait in its pool until mined, one a nonce. */
export const makeChain = ({ automine = true } = {}) => {
  const sent: Sent[] = [];
  const state = { automine, deliveries: 0, keepsBlocks: true };
  const minedCount = () => sent.filter(({ mined }) => mined).length;
  const mine = () => {
    for (const one of sent) one.mined = true;
  };
  const put = (nonce: number, data: Hex): Hex => {
    if (sent.some((one) => one.nonce === nonce)) throw new Error("nonce taken");
    sent.push({ nonce, data, mined: state.automine });
    return keccak256(data) as Hex;
  };
  const account: Account = {
    nonces: async () => ({ mined: minedCount(), next: sent.length }),
    block: async () => 0,
    estimate: async () => 50_000n,
    send: async ({ data }, nonce) => {
      state.deliveries += 1;
      return put(nonce, data);
    },
    receipt: async (hash) => {
      const found = sent.find(({ data, mined }) => mined && keccak256(data) === hash);
      return found === undefined ? undefined : { hash, block: BLOCK, ok: true, gas: 21_000 };
    },
    minedWith: async (nonce) => {
      const found = state.keepsBlocks ? sent.find((one) => one.nonce === nonce && one.mined) : undefined;
      return found === undefined ? undefined : { hash: keccak256(found.data) as Hex, data: found.data };
    },
    pause: async (round) => {
      mine();
      return round < 3;
    },
  };
  return {
    account,
    sent,
    state,
    mine,
    put,
    minedData: () => sent.flatMap(({ data, mined }) => (mined ? [data] : [])),
  };
};

/** Opens the journal in `file`; `plan` is what a first run would make. */
export const openAt = (file: string, plan: readonly Transaction[] = PLAN) =>
  openJournal(file, OF, async () => plan);
