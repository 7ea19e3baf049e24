import { keccak256 } from "ethers";
import type { Hex } from "../../../standards/hex.ts";
import type { Transaction } from "../batchSteps.ts";
import { NonceGapError, NotMinedYetError, StepRevertedError, StepUncertainError } from "./errors.ts";
import type { Journal } from "./openJournal.ts";
import type { Known } from "./readJournal.ts";

export type Receipt = {
  readonly hash: Hex;
  /** Hash of the block that it is in. */
  readonly block: Hex;
  readonly ok: boolean;
  readonly gas: number;
};

/** The account that sends, and what the chain tells of it. */
export type Account = {
  /** Nonces used up by mined transactions, and the first that no waiting one has. */
  readonly nonces: () => Promise<{ readonly mined: number; readonly next: number }>;
  readonly block: () => Promise<number>;
  /** Throws what the contract would refuse with. */
  readonly estimate: (call: Transaction) => Promise<bigint>;
  readonly send: (call: Transaction, nonce: number, gas: bigint) => Promise<Hex>;
  readonly receipt: (hash: Hex) => Promise<Receipt | undefined>;
  /** The mined transaction of the account with this nonce, looked for from a block on. Undefined: not found, as yet. */
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

/** How often an endpoint is asked again for the transaction of a used nonce: nodes behind one address differ for moments. */
const MOST_LOOKS = 20;
/** Blocks that a chain may take back: a transaction may come again in an earlier one. */
const REORG_DEPTH = 64;

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
  // Of the lines in doubt the signed one has the nonce: look first, send then.
  const signed = journal.known(n).findLast((entry) => entry.type === "signed");
  if (signed !== undefined && last?.type !== "superseded") {
    const receipt = await resume(deps, n, call, signed);
    if (receipt !== undefined) return { receipt, fresh: false };
  }
  return { receipt: await sendFresh(deps, n, call), fresh: true };
};

/**
 * What became of a transaction that an earlier run left, mined or not: a chain may take back what it had. Undefined: it can
 * never be mined, or was and changed nothing, and needs another nonce.
 */
const resume = async (
  deps: RunDeps,
  n: number,
  call: Transaction,
  signed: Signed,
): Promise<Receipt | undefined> => {
  const { account, journal } = deps;
  const { nonce } = signed;
  const last = journal.known(n).at(-1);
  const receipt = await receiptOfSent(deps, n, nonce);
  if (receipt !== undefined) {
    if (last?.type === "mined" && last.block === receipt.block) return receipt;
    // It failed, and an earlier run said so: this one tries again.
    if (last?.type === "reverted" && !receipt.ok) return undefined;
    return conclude(deps, n, nonce, receipt);
  }
  const { mined, next } = await account.nonces();
  // Nothing waits with this nonce: the very same call may go, with the very same nonce.
  if (mined <= nonce && next === nonce) {
    const same = dataHash(call.data) === signed.data ? call : await deps.renew(call);
    return deliver(deps, n, same, nonce);
  }
  const found = await outcome(deps, n, signed);
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
  const found = await outcome(deps, n, signed);
  if (found !== undefined) return conclude(deps, n, nonce, found);
  await journal.write({ type: "superseded", n, nonce });
  return sendFresh(deps, n, call);
};

/** Whether a transaction of a journal is on chain and did its work, as far as what is known to be sent tells. */
export const isDone = async (account: Account, known: readonly Known[], n: number): Promise<boolean> => {
  for (const entry of known) {
    if (entry.n === n && "hash" in entry && (await account.receipt(entry.hash))?.ok === true) return true;
  }
  return false;
};

/** Receipt of what is known to have been sent with a nonce. It says more than any count of nonces. */
const receiptOfSent = async (
  { account, journal }: RunDeps,
  n: number,
  nonce: number,
): Promise<Receipt | undefined> => {
  const sent = journal.known(n).filter((entry) => "hash" in entry && entry.nonce === nonce);
  for (const hash of new Set(sent.flatMap((entry) => ("hash" in entry ? [entry.hash] : [])))) {
    const receipt = await account.receipt(hash);
    if (receipt !== undefined) return receipt;
  }
  return undefined;
};

/**
 * Waits until the nonce is used up, and tells by what: this call, or (undefined) another one that was seen. What is not seen
 * is not guessed.
 */
const outcome = async (deps: RunDeps, n: number, signed: Signed): Promise<Receipt | undefined> => {
  const { account } = deps;
  const { nonce } = signed;
  let looks = 0;
  for (let round = 0; ; round++) {
    const receipt = await receiptOfSent(deps, n, nonce);
    if (receipt !== undefined) return receipt;
    const { mined, next } = await account.nonces();
    if (mined > nonce) {
      looks += 1;
      const seen = await usedBy(deps, n, signed);
      if (seen !== undefined) return seen.receipt;
    }
    if ((await account.pause(round)) && looks < MOST_LOOKS) continue;
    if (mined > nonce) throw new StepUncertainError(n, nonce);
    if (next < nonce) throw new NonceGapError(n, nonce, next);
    throw new NotMinedYetError(n, nonce);
  }
};

/** The transaction that used a nonce, if the endpoint shows one: with its receipt if it is ours. */
const usedBy = async (
  { account, journal }: RunDeps,
  n: number,
  { nonce, block }: Signed,
): Promise<{ readonly receipt: Receipt | undefined } | undefined> => {
  const lines = journal.known(n).filter((entry) => entry.nonce === nonce);
  const signed = lines.flatMap((entry) => (entry.type === "signed" ? [entry] : []));
  const first = Math.min(block, ...signed.map((entry) => entry.block));
  const wasMined = lines.some(({ type }) => type === "mined" || type === "reverted");
  const found = await account.minedWith(nonce, wasMined ? Math.max(0, first - REORG_DEPTH) : first);
  if (found === undefined) return undefined;
  const isOurs = signed.some(({ data }) => data === dataHash(found.data));
  return { receipt: isOurs ? await receiptOf(account, n, nonce, found.hash) : undefined };
};

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
  const { hash, block, ok, gas } = receipt;
  if (!ok) {
    await journal.write({ type: "reverted", n, nonce, hash });
    throw new StepRevertedError(n, hash);
  }
  await journal.write({ type: "mined", n, nonce, hash, block, gas });
  return receipt;
};
