import type { Outstanding } from "../domain/attempt.ts";
import type { Receipt } from "./receipts.ts";

/** Somebody who waits for a nonce: its receipt, or undefined when its call was not what used it. */
type Waiter = {
  readonly resolve: (receipt: Receipt | undefined) => void;
  readonly reject: (error: Error) => void;
};

/** What this process knows of nonces beside what is on disk. All of it can be found out again after a crash. */
export type Ledger = {
  /** Taken or taken up again by this process; those of other workers are left to them as long as they are quick. */
  readonly own: Set<number>;
  /** Being signed and sent for the first time. */
  readonly busy: Set<number>;
  /** The pool wants more for them. */
  readonly urgent: Set<number>;
  /** Mined, and whoever waited was told. */
  readonly told: Set<number>;
  /** Used by the chain, but by none of our transactions as far as is known: since when. */
  readonly missing: Map<number, number>;
  /** When the network was last asked whether it still knows them. */
  readonly askedAt: Map<number, number>;
  /** As last seen on disk. */
  readonly seen: Map<number, Outstanding>;
  /** The account's next nonce as the chain last said. */
  next: number | undefined;
  /** The nonce after the one that this process took last. */
  trusted: number | undefined;
  /** Since when nonces are without a transaction below ones with. */
  gapSince: number | undefined;
  takenElsewhereAt: number | undefined;
  lastGas: bigint | undefined;
  readonly waitFor: (nonce: number) => Promise<Receipt | undefined>;
  readonly isWaitedFor: (nonce: number) => boolean;
  readonly waitedFor: () => readonly number[];
  readonly tell: (nonce: number, receipt: Receipt | undefined) => void;
  readonly fail: (nonce: number, error: Error) => void;
  /** Lets go of everybody who waits. */
  readonly stop: () => void;
  readonly forget: (nonce: number) => void;
};

export const createLedger = (): Ledger => {
  const waiters = new Map<number, Waiter[]>();
  const take = (nonce: number): readonly Waiter[] => {
    const waiting = waiters.get(nonce) ?? [];
    waiters.delete(nonce);
    return waiting;
  };
  const ledger: Ledger = {
    own: new Set(),
    busy: new Set(),
    urgent: new Set(),
    told: new Set(),
    missing: new Map(),
    askedAt: new Map(),
    seen: new Map(),
    next: undefined,
    trusted: undefined,
    gapSince: undefined,
    takenElsewhereAt: undefined,
    lastGas: undefined,
    waitFor: (nonce) =>
      new Promise((resolve, reject) => {
        waiters.set(nonce, [...(waiters.get(nonce) ?? []), { resolve, reject }]);
      }),
    isWaitedFor: (nonce) => waiters.has(nonce),
    waitedFor: () => [...waiters.keys()],
    tell: (nonce, receipt) => {
      for (const { resolve } of take(nonce)) resolve(receipt);
    },
    fail: (nonce, error) => {
      for (const { reject } of take(nonce)) reject(error);
    },
    stop: () => {
      for (const nonce of waiters.keys()) ledger.tell(nonce, undefined);
    },
    forget: (nonce) => {
      for (const known of [
        ledger.own,
        ledger.urgent,
        ledger.told,
        ledger.missing,
        ledger.askedAt,
        ledger.seen,
      ]) {
        known.delete(nonce);
      }
    },
  };
  return ledger;
};
