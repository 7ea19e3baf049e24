import type { SignedReceipt } from "../../standards/accessDecision.ts";
import type { Hex } from "../../standards/hex.ts";
import type { AnchorId, RecordCommitment } from "../../standards/recordCommitment.ts";
import type { SubjectHandle } from "../keys/newSubjectHandle.ts";
import type { Accounting } from "../receipts/accounting.ts";
import { exportAccounting } from "../receipts/exportAccounting.ts";
import { acknowledgeAccess } from "./acknowledgeAccess.ts";
import { anchorWaiting, finishAnchors } from "./anchorWaiting.ts";
import { enrol } from "./enrol.ts";
import { eraseRecord, finishErasures } from "./eraseRecord.ts";
import { UnknownRecordError } from "./errors.ts";
import type { VaultDeps } from "./ports.ts";
import { type AnchorProof, proofAt } from "./proofOf.ts";
import { type NewRecord, putRecord, subjectOf } from "./putRecord.ts";
import { type Ask, type Release, releaseRecords } from "./releaseRecords.ts";
import { assertFinished, settleEach } from "./settleEach.ts";
import type { Access, RecordId } from "./vaultTypes.ts";

/** A custodian's vault. Several workers may each have one over the same PostgreSQL. */
export type Vault = {
  /** The random handle of a patient whom the custodian knows by a number of its own. */
  readonly subjectOf: (localNumber: string) => Promise<SubjectHandle>;
  /**
   * Binds the key that this patient signs consents with, by the custodian's identification of the person; without one
   * nothing about the patient is released. Throws `UNKNOWN_SUBJECT`, `BAD_PATIENT_KEY`.
   */
  readonly enrol: (subject: SubjectHandle, signer: Hex, insteadOf?: Hex) => Promise<void>;
  /** Throws `INVALID_FHIR`, `UNKNOWN_SUBJECT`, `HOLD_OUT_OF_RANGE`, and keeps nothing then. */
  readonly put: (
    record: NewRecord,
  ) => Promise<{ readonly recordId: RecordId; readonly commitment: RecordCommitment }>;
  readonly recordsOf: (subject: SubjectHandle) => Promise<readonly RecordId[]>;
  /** Brings what waits to the chain, in as few roots as legal holds allow. Throws `CHAIN_WORK_UNFINISHED` after all was tried. */
  readonly anchorRecords: () => Promise<readonly AnchorId[]>;
  readonly anchorReceipts: () => Promise<readonly AnchorId[]>;
  /** What shows a record's commitment on chain; undefined before it is anchored. Throws `UNKNOWN_RECORD`. */
  readonly proofOf: (id: RecordId) => Promise<AnchorProof | undefined>;
  /** Throws `CONSENT_DENIED`; permit and deny are both on disk before this settles. */
  readonly release: (ask: Ask) => Promise<Release>;
  /** Completes a receipt by the data user's signature. */
  readonly acknowledge: (accessId: Hex, byUser: Hex) => Promise<SignedReceipt>;
  /** Every permit and deny about a patient since then, unix seconds; oldest first. */
  readonly accessesOf: (subject: SubjectHandle, since?: number) => Promise<readonly Access[]>;
  /** Accounting of disclosures with proofs, for the patient to keep. */
  readonly accountingOf: (subject: SubjectHandle, since?: number) => Promise<Accounting>;
  /** Erases a record, here and then on chain. */
  readonly erase: (id: RecordId) => Promise<"erased" | "pending">;
  /** Finishes what an earlier run left undone. To be called at start, and now and then. Throws as above. */
  readonly resume: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A vault over its ports; README.md of this folder shows how to make those. */
export const createVault = (deps: VaultDeps): Vault => ({
  subjectOf: (localNumber) => subjectOf(deps, localNumber),
  enrol: (subject, signer, insteadOf) => enrol(deps, subject, signer, insteadOf),
  put: (record) => putRecord(deps, record),
  recordsOf: (subject) => deps.store.recordsOf(subject),
  anchorRecords: () => anchorWaiting(deps, "records"),
  anchorReceipts: () => anchorWaiting(deps, "receipts"),
  proofOf: async (id) => {
    const [record] = await deps.store.records([id]);
    if (record === undefined) throw new UnknownRecordError();
    return proofAt(deps.store, record.place);
  },
  release: (ask) => releaseRecords(deps, ask),
  acknowledge: (accessId, byUser) => acknowledgeAccess(deps, accessId, byUser),
  accessesOf: (subject, since = 0) => deps.store.accessesOf(subject, since),
  accountingOf: (subject, since) => exportAccounting(deps, subject, since),
  erase: (id) => eraseRecord(deps, id),
  resume: async () => {
    const steps = [() => finishAnchors(deps), async () => void (await finishErasures(deps))];
    assertFinished(await settleEach(steps, (step) => step()));
  },
  close: () => deps.store.close(),
});
