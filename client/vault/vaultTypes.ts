import type { AccessDecision, AccessReceipt } from "../../standards/accessDecision.ts";
import type { AccessRequest } from "../../standards/accessRequest.ts";
import type { Hex } from "../../standards/hex.ts";
import type { AnchorId, RecordCommitment } from "../../standards/recordCommitment.ts";
import type { SubjectHandle } from "../keys/newSubjectHandle.ts";
import type { AskedFor } from "./askedFor.ts";

/** Name of a record in its vault: 32 random bytes. */
export type RecordId = Hex & { readonly __brand: "RecordId" };

/** Where something was committed to: a row of the vault's anchors, and the index in it. */
export type AnchorPlace = { readonly anchor: number; readonly leaf: number };

/** What a decision has to know of a record, in the terms of the consent. */
export type RecordFacts = {
  readonly subject: SubjectHandle;
  readonly dataClass: number;
  readonly confidentiality: number;
  /** Period in which the data came to be, unix seconds. */
  readonly dataFrom: number;
  readonly dataTo: number;
  /** Legal hold: no erasure up to then. Zero: none. */
  readonly retainUntil: number;
};

/** A record as it lies on disk. Salt and document are inside the ciphertext. */
export type SealedRecord = RecordFacts & {
  readonly id: RecordId;
  readonly commitment: RecordCommitment;
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly ciphertext: Uint8Array<ArrayBuffer>;
  readonly keyId: string;
  readonly wrappedKey: Uint8Array<ArrayBuffer>;
  readonly place: AnchorPlace | undefined;
};

/** One permit or deny. */
export type Access = {
  readonly id: Hex;
  readonly request: AccessRequest;
  readonly recordIds: readonly RecordId[];
  /** Undefined in what an earlier version wrote. */
  readonly asked: AskedFor | undefined;
  readonly decision: AccessDecision;
  /** The custodian's, over the decision. */
  readonly signature: Hex;
  /** Of a permit: the receipt with the custodian's signature. */
  readonly receipt: { readonly receipt: AccessReceipt; readonly bySource: Hex } | undefined;
  /** The data user's, over the receipt, once it acknowledged. */
  readonly byUser: Hex | undefined;
  /** Of an acknowledged receipt. */
  readonly place: AnchorPlace | undefined;
};

export type AnchorKind = "records" | "receipts";

/** A root that is on chain (`id` is known), or about to be. */
export type Anchor = {
  readonly seq: number;
  readonly kind: AnchorKind;
  readonly root: Hex;
  readonly count: number;
  readonly retainUntil: number;
  /** How many anchors the custodian had made on chain when this one was prepared. */
  readonly position: number;
  /** Of the transaction that was or is to be sent for it. */
  readonly nonce: number | undefined;
  readonly id: AnchorId | undefined;
};

/** A record that is gone from the vault and may still stand on chain. */
export type Erasure = { readonly recordId: RecordId; readonly place: AnchorPlace | undefined };
