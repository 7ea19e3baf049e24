import type { AccessRequest } from "../../../standards/accessRequest.ts";
import type { Hex } from "../../../standards/hex.ts";
import type { AnchorId } from "../../../standards/recordCommitment.ts";
import type { SubjectHandle } from "../../keys/newSubjectHandle.ts";
import type { Access, Anchor, AnchorKind, Erasure, RecordId, SealedRecord } from "../vaultTypes.ts";

/** An access that nobody acknowledged yet. */
export type NewAccess = Omit<Access, "byUser" | "place">;

/** "another": a key is bound, and the old one was not named; "not bound": the old one that was named is none. */
export type Binding = "bound" | "unknown subject" | "another" | "not bound";
/** "gone": it is a permit and a record was erased meanwhile. "used": the actor used the request's id before. */
export type Written = "written" | "gone" | "used";

/** Where the vault keeps everything. When a promise resolves, what it says is on disk. */
export type VaultStore = {
  /** The handle that belongs to a look-up word: `fresh` if there was none. */
  readonly subjectFor: (lookup: string, fresh: SubjectHandle) => Promise<SubjectHandle>;
  /** Binds a key to a handle, next to those bound before: the first, or one instead of another that is bound. */
  readonly bindKey: (subject: SubjectHandle, signer: Hex, insteadOf: Hex | undefined) => Promise<Binding>;
  /** Every key that was bound to a handle, oldest first, in checksum form. */
  readonly keysOf: (subject: SubjectHandle) => Promise<readonly Hex[]>;
  /** False and nothing if the handle is unknown. */
  readonly putRecord: (record: Omit<SealedRecord, "place">) => Promise<boolean>;
  /** The records that are whole, in the order asked for. */
  readonly records: (ids: readonly RecordId[]) => Promise<readonly SealedRecord[]>;
  /** Ids of a patient's records. */
  readonly recordsOf: (subject: SubjectHandle) => Promise<readonly RecordId[]>;

  /** Writes an access down and its request as used, or says why it did not and writes nothing. */
  readonly recordAccess: (access: NewAccess, subjects: readonly SubjectHandle[]) => Promise<Written>;
  readonly isUsed: (request: Pick<AccessRequest, "actor" | "id">) => Promise<boolean>;
  readonly access: (id: Hex) => Promise<Access | undefined>;
  readonly accessesOf: (subject: SubjectHandle, since: number) => Promise<readonly Access[]>;
  /** Completes a receipt by the user's signature, once; false if it was complete. `commitment` is what gets anchored. */
  readonly completeAccess: (id: Hex, byUser: Hex, commitment: Hex) => Promise<boolean>;

  /** Puts what is not anchored yet under one root that `rootOf` gives; undefined if there is nothing. */
  readonly prepareAnchor: (
    kind: AnchorKind,
    position: number,
    most: number,
    rootOf: (commitments: readonly Hex[]) => Hex,
  ) => Promise<Anchor | undefined>;
  /** Anchors that were prepared and not confirmed. */
  readonly unconfirmed: () => Promise<readonly Anchor[]>;
  /** The nonce that the anchor is sent with from now on. */
  readonly fixNonce: (seq: number, nonce: number) => Promise<void>;
  readonly confirmAnchor: (seq: number, id: AnchorId) => Promise<void>;
  readonly anchor: (seq: number) => Promise<(Anchor & { readonly commitments: readonly Hex[] }) | undefined>;

  /**
   * Deletes key, ciphertext with salt, and handle mapping, and notes what is left to do on chain, all in one transaction;
   * false if there was no such record.
   */
  readonly eraseRecord: (id: RecordId) => Promise<boolean>;
  /** Erasures that chain work is left of, lent to this worker until `until`. */
  readonly claimErasures: (now: number, until: number, most: number) => Promise<readonly Erasure[]>;
  readonly finishErasure: (id: RecordId) => Promise<void>;
  readonly erasure: (id: RecordId) => Promise<"none" | "pending" | "done">;

  readonly alone: <T>(name: string, action: () => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};
