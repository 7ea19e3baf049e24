import type { Log } from "../../oracle/shared/log.ts";
import type { TypedDataSigner } from "../../standards/accessDecision.ts";
import type { Decision } from "../../standards/consentDecision.ts";
import type { Hex } from "../../standards/hex.ts";
import type { AnchorId } from "../../standards/recordCommitment.ts";
import type { AccessQuestion } from "../consent/accessQuestion.ts";
import type { KeyProvider } from "./keyProvider.ts";
import type { VaultStore } from "./store/vaultStore.ts";
import type { AnchorKind } from "./vaultTypes.ts";

/** Which block to ask: the newest, or the newest that cannot be undone. */
export type AtBlock = "latest" | "finalized";

/** The decision of one block. Rejects when there is none: then nothing is released. */
export type Decide = (
  question: AccessQuestion,
  block: AtBlock,
) => Promise<{ readonly decision: Decision; readonly decidedAt: number }>;

/** What an anchor's transaction says. */
export type AnchorCall = {
  readonly kind: AnchorKind;
  readonly root: Hex;
  readonly count: number;
  /** Zero: no hold. */
  readonly retainUntil: number;
};

/** The record registry as the custodian's account uses it. All of it rejects with `AnchorFailedError`. */
export type RecordLedger = {
  /** Newest chain time, unix seconds. */
  readonly now: () => Promise<number>;
  /** How many anchors the custodian has made. */
  readonly count: () => Promise<number>;
  /** The custodian's n-th anchor. */
  readonly at: (n: number) => Promise<{ readonly id: AnchorId; readonly root: Hex }>;
  /** How many transactions of the account are mined, and the nonce after all that are mined or waiting. */
  readonly nonces: () => Promise<{ readonly mined: number; readonly next: number }>;
  /** Sends with this nonce and no other; resolves once mined. */
  readonly anchor: (call: AnchorCall, nonce: number) => Promise<void>;
  /** Idempotent. */
  readonly erase: (id: AnchorId, index: number) => Promise<void>;
};

export type VaultDeps = {
  readonly store: VaultStore;
  readonly keys: KeyProvider;
  readonly decide: Decide;
  readonly ledger: RecordLedger;
  /** The custodian's account: signs decisions and receipts. */
  readonly signer: TypedDataSigner;
  readonly custodian: Hex;
  readonly chainId: number;
  readonly contracts: { readonly ConsentRegistry: Hex; readonly RecordRegistry: Hex };
  readonly log: Pick<Log, "info" | "warn" | "debug">;
};
