import { getBytes, hexlify, toUtf8Bytes } from "ethers";
import { toCommittable } from "../../standards/fhir/committable.ts";
import type { FhirVersion } from "../../standards/fhir/version.ts";
import { randomWord } from "../../standards/randomWord.ts";
import { commitRecord, type RecordCommitment, recordDomain } from "../../standards/recordCommitment.ts";
import { newSubjectHandle, type SubjectHandle } from "../keys/newSubjectHandle.ts";
import { HoldOutOfRangeError, UnknownSubjectError } from "./errors.ts";
import type { VaultDeps } from "./ports.ts";
import { sealRecord } from "./sealRecord.ts";
import type { RecordFacts, RecordId } from "./vaultTypes.ts";

export type NewRecord = RecordFacts & {
  /** A FHIR resource or bundle, as text or parsed. */
  readonly document: unknown;
  readonly version: FhirVersion;
};

/** The handle of a patient whom the custodian knows by a number of its own. The number is not kept, not even encrypted. */
export const subjectOf = async (
  { store, keys }: Pick<VaultDeps, "store" | "keys">,
  localNumber: string,
): Promise<SubjectHandle> =>
  store.subjectFor(hexlify(await keys.mac(toUtf8Bytes(localNumber))), newSubjectHandle());

/**
 * Validates, commits to and encrypts a record, and keeps it. Throws `INVALID_FHIR`, `UNKNOWN_SUBJECT`, `HOLD_OUT_OF_RANGE`:
 * then nothing is kept.
 */
export const putRecord = async (
  { store, keys, ledger, chainId, contracts, log }: VaultDeps,
  { document, version, ...facts }: NewRecord,
): Promise<{ readonly recordId: RecordId; readonly commitment: RecordCommitment }> => {
  await assertHold(ledger, facts.retainUntil);
  const { resource, bytes } = toCommittable(document, version);
  const { commitment, salt } = commitRecord(recordDomain(chainId, contracts.RecordRegistry), resource);
  const id = randomWord() as RecordId;
  const { key, iv, ciphertext } = sealRecord(id, { bytes, salt });
  const wrappedKey = new Uint8Array(await keys.wrap(key, getBytes(id)));
  key.fill(0);
  const sealed = { ...facts, id, commitment, iv, ciphertext, keyId: keys.keyId, wrappedKey };
  if (!(await store.putRecord(sealed))) throw new UnknownSubjectError();
  log.info({ msg: "Record put", recordId: id });
  return { recordId: id, commitment };
};

const NO_HOLD = 0;
/** RecordRegistry.MAX_RETENTION: thirty years, leap years counted. */
const MOST_HOLD_SECONDS = 30 * 366 * 86_400;

/** One that is over already is no harm: it is anchored as none. One that the chain never takes would never be anchored. */
const assertHold = async (ledger: VaultDeps["ledger"], retainUntil: number): Promise<void> => {
  if (retainUntil === NO_HOLD) return;
  const isTime = Number.isInteger(retainUntil) && retainUntil > NO_HOLD;
  const most = (await ledger.now()) + MOST_HOLD_SECONDS;
  if (!isTime || retainUntil > most) throw new HoldOutOfRangeError(retainUntil, most);
};
