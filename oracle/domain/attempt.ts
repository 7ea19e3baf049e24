import type { Hex, RequestId } from "../../standards/hex.ts";

/** What a transaction does. */
export type Call = { readonly to: Hex; readonly data: Hex; readonly gasLimit: bigint };

/** One signed transaction. `raw` is the signed bytes, public once sent. */
export type Attempt = {
  readonly nonce: number;
  readonly hash: Hex;
  readonly maxFee: bigint;
  readonly priorityFee: bigint;
  readonly raw: Hex;
  /** Wall-clock milliseconds. */
  readonly savedAt: number;
};

/**
 * A nonce that is taken, what for, and all that was ever signed under it, oldest first: any of them may be the one that
 * is mined. Without a call nothing is wanted any more, and the nonce only has to be used up.
 */
export type Outstanding = {
  readonly nonce: number;
  readonly key: RequestId;
  readonly call: Call | undefined;
  /** Wall-clock milliseconds. */
  readonly takenAt: number;
  readonly attempts: readonly Attempt[];
};

/**
 * A nonce that was just taken. `skipped`: how many before it the chain has used that were never taken here. `earlier`:
 * another worker took it for the same key before.
 */
export type Taken = {
  readonly nonce: number;
  readonly skipped: number;
  readonly earlier?: Outstanding | undefined;
};

/**
 * Durable list of the account's nonces that are not known to be used for good. Workers that share an account share the
 * list. Implemented by store/, used by chain/.
 */
export type Attempts = {
  /** In the order of nonces. */
  readonly open: () => Promise<readonly Outstanding[]>;
  /** The newest nonce that was taken for a call of this key. */
  readonly find: (key: RequestId) => Promise<Outstanding | undefined>;
  /** The nonce that is taken next, or undefined before the first. */
  readonly next: () => Promise<number | undefined>;
  /**
   * Takes the next nonce, none below `least`, for a call. A key that holds one already keeps it; no two keys ever get
   * the same.
   */
  readonly take: (key: RequestId, call: Call, least: number, now: number) => Promise<Taken>;
  /** Another call under a nonce that is taken, or none. */
  readonly assign: (nonce: number, call: Call | undefined) => Promise<void>;
  readonly save: (attempt: Attempt) => Promise<void>;
  /** It never reached the network. */
  readonly drop: (hash: Hex) => Promise<void>;
  /** Gives back a nonce under which nothing is signed, if it is the last; false when later ones need it used. */
  readonly release: (nonce: number) => Promise<boolean>;
  /** Takes nonces that nothing was taken for, to be used up. Those that are taken stay as they are. */
  readonly fill: (nonces: readonly number[], key: RequestId, now: number) => Promise<void>;
  /** Forgets every nonce from `from` on and counts from there again, unless `last` is not the last any more. */
  readonly abandon: (from: number, last: number) => Promise<boolean>;
  /** The chain has used every nonce below this one for good. */
  readonly forgetBelow: (nonce: number) => Promise<void>;
};
