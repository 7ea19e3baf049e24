import { keccak256 } from "ethers";
import type { Hex } from "../../../standards/hex.ts";
import type { Transaction } from "../batchSteps.ts";
import { NotMinedYetError, StepRevertedError, StepUncertainError } from "./errors.ts";
import type { Journal, Known } from "./openJournal.ts";

export type Receipt = { readonly hash: Hex; readonly ok: boolean; readonly gas: number };

/** The account that sends, and what the chain tells of it. */
export type Account = {
  /** Nonces used up by mined transactions, and the first that no waiting one has. */
  readonly nonces: () => Promise<{ readonly mined: number; readonly next: number }>;
  readonly block: () => Promise<number>;
  /** Throws what the contract would refuse with. */
  readonly estimate: (call: Transaction) => Promise<bigint>;
  readonly send: (call: Transaction, nonce: number, gas: bigint) => Promise<Hex>;
  readonly receipt: (hash: Hex) => Promise<Receipt | undefined>;
  /** The mined transaction of the account with this nonce, looked for from a block on. */
  readonly minedWith: (
    nonce: number,
    fromBlock: number,
  ) => Promise<{ readonly hash: Hex; readonly data: Hex } | undefined>;
  /** Waits a moment for the chain; false when it is time to give up. */
  readonly pause: (round: number) => Promise<boolean>;
};

export type RunDeps = {
  readonly journal: Journal;
  readonly account: Account;
  /** The call as it has to be now, for one whose data depend on the chain's head. */
  readonly renew: (call: Transaction) => Promise<Transaction>;
  readonly onMined?: (done: number, total: number) => void;
};

export type Ran = { readonly sent: number; readonly mined: readonly Receipt[] };

type Signed = Extract<Known, { type: "signed" }>;

const dataHash = (data: Hex): Hex => keccak256(data) as Hex;

/**
 * Brings every transaction of the plan to the chain, one after the other, each once: a nonce is on disk before the
 * transaction with it leaves, and a transaction gets another nonce only when its own went to another one for good.
 */
export const runPlan = async (deps: RunDeps): Promise<Ran> => {
  const { journal, onMined } = deps;
  const mined: Receipt[] = [];
  let sent = 0;
  for (const [n, call] of journal.transactions.entries()) {
    const { receipt, fresh } = await settle(deps, n, call);
    mined.push(receipt);
    sent += fresh ? 1 : 0;
    onMined?.(n + 1, journal.transactions.length);
  }
  return { sent, mined };
};

const settle = async (
  deps: RunDeps,
  n: number,
  call: Transaction,
): Promise<{ readonly receipt: Receipt; readonly fresh: boolean }> => {
  const { journal } = deps;
  const last = journal.known(n).at(-1);
  if (last?.type === "mined") return { receipt: { hash: last.hash, ok: true, gas: last.gas }, fresh: false };
  // Of the lines in doubt the signed one has the nonce: look first, send then.
  const signed = journal.known(n).findLast((entry) => entry.type === "signed");
  const open = last?.type === "signed" || last?.type === "sent";
  if (open && signed !== undefined) {
    const receipt = await resume(deps, n, call, signed);
    if (receipt !== undefined) return { receipt, fresh: false };
  }
  return { receipt: await sendFresh(deps, n, call), fresh: true };
};

/** What became of a transaction that an earlier run left. Undefined: it can never be mined, and needs another nonce. */
const resume = async (
  deps: RunDeps,
  n: number,
  call: Transaction,
  signed: Signed,
): Promise<Receipt | undefined> => {
  const { account, journal } = deps;
  const { nonce } = signed;
  const { mined, next } = await account.nonces();
  // Nothing waits with this nonce: the very same call may go, with the very same nonce.
  if (mined <= nonce && next <= nonce) {
    const same = dataHash(call.data) === signed.data ? call : await deps.renew(call);
    return deliver(deps, n, same, nonce);
  }
  const found = await outcome(deps, n, signed, call);
  if (found !== undefined) return conclude(deps, n, nonce, found);
  await journal.write({ type: "superseded", n, nonce });
  return undefined;
};

const sendFresh = async (deps: RunDeps, n: number, call: Transaction): Promise<Receipt> => {
  const { next } = await deps.account.nonces();
  return deliver(deps, n, await deps.renew(call), next);
};

const deliver = async (deps: RunDeps, n: number, call: Transaction, nonce: number): Promise<Receipt> => {
  const { account, journal } = deps;
  const gas = await account.estimate(call);
  const block = await account.block();
  const signed: Signed = { type: "signed", n, nonce, block, data: dataHash(call.data) };
  await journal.write(signed);
  try {
    const hash = await account.send(call, nonce, gas);
    await journal.write({ type: "sent", n, nonce, hash });
  } catch (error) {
    // It may have gone all the same; else its nonce is free, and what the endpoint said is the answer.
    const { mined, next } = await account.nonces();
    if (mined <= nonce && next <= nonce) throw error;
  }
  const found = await outcome(deps, n, signed, call);
  if (found !== undefined) return conclude(deps, n, nonce, found);
  await journal.write({ type: "superseded", n, nonce });
  return sendFresh(deps, n, call);
};

/** Waits until the nonce is used up, and tells by what: this call, or (undefined) another one. */
const outcome = async (
  { account, journal }: RunDeps,
  n: number,
  { nonce, block }: Signed,
  call: Transaction,
): Promise<Receipt | undefined> => {
  for (let round = 0; (await account.nonces()).mined <= nonce; round++) {
    if (!(await account.pause(round))) throw new NotMinedYetError(n, nonce);
  }
  const signed = journal.known(n).filter((entry) => entry.type === "signed" && entry.nonce === nonce);
  const found = await account.minedWith(nonce, Math.min(block, ...signed.map(blockOf)));
  if (found === undefined) {
    // The endpoint keeps no such block. If the chain would still take the call, it never happened.
    const refused = await account.estimate(call).then(
      () => false,
      () => true,
    );
    if (refused) throw new StepUncertainError(n, nonce);
    return undefined;
  }
  const isOurs = signed.some((entry) => entry.type === "signed" && entry.data === dataHash(found.data));
  return isOurs ? receiptOf(account, n, nonce, found.hash) : undefined;
};

const blockOf = (entry: Known): number => (entry.type === "signed" ? entry.block : Number.POSITIVE_INFINITY);

/** An endpoint may know of a block before it tells of its receipts. */
const receiptOf = async (account: Account, n: number, nonce: number, hash: Hex): Promise<Receipt> => {
  for (let round = 0; ; round++) {
    const receipt = await account.receipt(hash);
    if (receipt !== undefined) return receipt;
    if (!(await account.pause(round))) throw new NotMinedYetError(n, nonce);
  }
};

const conclude = async (
  { journal }: RunDeps,
  n: number,
  nonce: number,
  receipt: Receipt,
): Promise<Receipt> => {
  const { hash, ok, gas } = receipt;
  if (!ok) {
    await journal.write({ type: "reverted", n, nonce, hash });
    throw new StepRevertedError(n, hash);
  }
  await journal.write({ type: "mined", n, nonce, hash, gas });
  return receipt;
};
