import type { Hex, RequestId } from "../../standards/hex.ts";

/** A transaction that was broadcast and is not known to be mined. `raw` is the signed bytes, public once sent. */
export type Attempt = {
  readonly nonce: number;
  readonly hash: Hex;
  readonly requestId: RequestId;
  readonly maxFee: bigint;
  readonly priorityFee: bigint;
  readonly raw: Hex;
};

/** Durable list of broadcast transactions. Implemented by store/, used by chain/. */
export type Attempts = {
  readonly open: () => Promise<readonly Attempt[]>;
  readonly save: (attempt: Attempt) => Promise<void>;
  /** It never reached the network: its nonce is free again. */
  readonly remove: (nonce: number) => Promise<void>;
  /** The chain has used every nonce below this one. */
  readonly forgetBelow: (nonce: number) => Promise<void>;
};
