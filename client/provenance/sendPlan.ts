import type { Hex } from "../../standards/hex.ts";
import type { Transaction } from "./batchSteps.ts";
import { NotMinedYetError, StepRevertedError } from "./journal/errors.ts";
import type { Account, Receipt } from "./journal/runPlan.ts";

/**
 * Sends a plan of a few transactions, one after the other, and waits for each. No journal: the contracts refuse to do any
 * of these acts twice.
 */
export const sendPlan = async (
  account: Account,
  plan: readonly Transaction[],
): Promise<readonly Receipt[]> => {
  const receipts: Receipt[] = [];
  for (const [n, call] of plan.entries()) {
    const gas = await account.estimate(call);
    const { next } = await account.nonces();
    receipts.push(await wait(account, n, next, await account.send(call, next, gas)));
  }
  return receipts;
};

const wait = async (account: Account, n: number, nonce: number, hash: Hex): Promise<Receipt> => {
  for (let round = 0; ; round++) {
    const receipt = await account.receipt(hash);
    if (receipt?.ok === false) throw new StepRevertedError(n, hash);
    if (receipt !== undefined) return receipt;
    if (!(await account.pause(round))) throw new NotMinedYetError(n, nonce);
  }
};
