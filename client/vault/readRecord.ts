import { getBytes } from "ethers";
import { UnknownRecordError } from "./errors.ts";
import type { VaultDeps } from "./ports.ts";
import { type OpenedRecord, openRecord } from "./sealRecord.ts";
import type { RecordId, SealedRecord } from "./vaultTypes.ts";

/** One of the custodian's own records, decrypted for the custodian itself. Throws `UNKNOWN_RECORD`. */
export const readRecord = async (
  { store, keys }: Pick<VaultDeps, "store" | "keys">,
  id: RecordId,
): Promise<SealedRecord & OpenedRecord> => {
  const [record] = await store.records([id]);
  if (record === undefined) throw new UnknownRecordError();
  const key = await keys.unwrap(record.wrappedKey, getBytes(id));
  const opened = openRecord(id, key, record);
  key.fill(0);
  return { ...record, ...opened };
};
