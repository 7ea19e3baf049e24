import { type JsonRpcProvider, parseEther } from "ethers";
import type { Hex } from "../../standards/hex.ts";
import type { Transactions } from "./transactions.ts";

/** Gas of an ordinary answer, for as long as none was sent. */
const TYPICAL_GAS = 120_000n;
const WEI_PER_ETHER = 1e18;
/** How long something else's transaction is told of. */
const SHARED_MS = 3_600_000;

export type AccountDeps = {
  readonly provider: Pick<JsonRpcProvider, "send">;
  readonly signer: Hex;
  readonly transactions: Pick<Transactions, "gasPrice" | "isStuck" | "isShared" | "lastGas">;
  readonly rules: {
    readonly minBalanceEther: number;
    /** Transactions that the balance should pay for at the fees of now. */
    readonly reserveTransactions: number;
    readonly stuckAfterMs: number;
  };
  readonly balance: { readonly set: (ether: number) => void };
};

/** Watches the account that pays. A low balance is reported and stops nothing: what it still pays for is sent. */
export type Account = {
  readonly look: () => Promise<void>;
  readonly isLow: () => boolean;
  readonly isStuck: () => boolean;
  readonly isShared: () => boolean;
};

export const createAccount = (deps: AccountDeps): Account => {
  const { provider, signer, transactions, rules, balance } = deps;
  const least = parseEther(rules.minBalanceEther.toFixed(18));
  let low = false;
  return {
    look: async () => {
      const wei = BigInt(await provider.send("eth_getBalance", [signer, "latest"]));
      balance.set(Number(wei) / WEI_PER_ETHER);
      const price = await transactions.gasPrice();
      const reserve = BigInt(rules.reserveTransactions) * (transactions.lastGas() ?? TYPICAL_GAS) * price;
      low = wei < least || wei < reserve;
    },
    isLow: () => low,
    isStuck: () => transactions.isStuck(rules.stuckAfterMs),
    isShared: () => transactions.isShared(SHARED_MS),
  };
};
