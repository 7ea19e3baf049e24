import type { Sql, SqlSession } from "../../../oracle/shared/sql/sql.ts";
import type { SubjectHandle } from "../../keys/newSubjectHandle.ts";
import type { Erasure, RecordId, SealedRecord } from "../vaultTypes.ts";
import { placeOf, recordOf } from "./rows.ts";
import { forgetIfLast, isKnown } from "./subjectTable.ts";
import type { VaultStore } from "./vaultStore.ts";

type RecordTable = Pick<
  VaultStore,
  "putRecord" | "records" | "recordsOf" | "eraseRecord" | "claimErasures" | "finishErasure" | "erasure"
>;

/** Records with their keys, and what is left of erased ones. */
export const recordTable = (sql: Sql): RecordTable => ({
  putRecord: (record) =>
    sql.transaction(async (tx) => {
      if (!(await isKnown(tx, sql.forShare, record.subject))) return false;
      await insertRecord(tx, record);
      return true;
    }),
  records: (ids) =>
    sql.transaction(async (tx) => {
      const found: SealedRecord[] = [];
      for (const id of ids) {
        const record = await selectRecord(tx, id);
        if (record !== undefined) found.push(record);
      }
      return found;
    }),
  recordsOf: (subject) =>
    sql.transaction(async (tx) => {
      const rows = await tx.all("SELECT id FROM records WHERE subject = $1 ORDER BY id", [subject]);
      return rows.map(({ id }) => id as RecordId);
    }),
  eraseRecord: async (id) => {
    const erased = await sql.transaction((tx) => deleteRecord(tx, sql.forUpdate, id));
    if (erased) await sql.scrub(["record_keys", "records"]);
    return erased;
  },
  claimErasures: (now, until, most) =>
    sql.transaction(async (tx) => {
      // Erased before its anchor reached the chain: it waits until the anchor's id is known.
      const rows = await tx.all(
        `SELECT record_id, anchor_seq, leaf FROM erasures
         WHERE done = 0 AND leased_until < $1
           AND (anchor_seq IS NULL OR anchor_seq IN (SELECT seq FROM anchors WHERE anchor_id IS NOT NULL))
         ORDER BY record_id LIMIT $2 ${sql.skipLocked}`,
        [now, most],
      );
      for (const row of rows) {
        await tx.run("UPDATE erasures SET leased_until = $1 WHERE record_id = $2", [
          until,
          String(row.record_id),
        ]);
      }
      return rows.map((row): Erasure => ({ recordId: row.record_id as RecordId, place: placeOf(row) }));
    }),
  finishErasure: (id) =>
    sql.transaction(async (tx) => {
      await tx.run("UPDATE erasures SET done = 1 WHERE record_id = $1", [id]);
    }),
  erasure: (id) =>
    sql.transaction(async (tx) => {
      const [row] = await tx.all("SELECT done FROM erasures WHERE record_id = $1", [id]);
      if (row === undefined) return "none";
      return Number(row.done) === 1 ? "done" : "pending";
    }),
});

const insertRecord = async (tx: SqlSession, record: Omit<SealedRecord, "place">): Promise<void> => {
  await tx.run("INSERT INTO records VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, NULL)", [
    record.id,
    record.subject,
    record.dataClass,
    record.confidentiality,
    record.dataFrom,
    record.dataTo,
    record.retainUntil,
    record.commitment,
    record.iv,
    record.ciphertext,
  ]);
  await tx.run("INSERT INTO record_keys VALUES ($1, $2, $3)", [record.id, record.keyId, record.wrappedKey]);
};

const selectRecord = async (tx: SqlSession, id: RecordId): Promise<SealedRecord | undefined> => {
  const [row] = await tx.all("SELECT * FROM records JOIN record_keys ON record_id = id WHERE id = $1", [id]);
  return row === undefined ? undefined : recordOf(row);
};

const deleteRecord = async (tx: SqlSession, forUpdate: string, id: RecordId): Promise<boolean> => {
  const [row] = await tx.all(`SELECT subject, anchor_seq, leaf FROM records WHERE id = $1 ${forUpdate}`, [
    id,
  ]);
  if (row === undefined) return false;
  const place = placeOf(row);
  await tx.run("DELETE FROM record_keys WHERE record_id = $1", [id]);
  await tx.run("DELETE FROM records WHERE id = $1", [id]);
  await forgetIfLast(tx, forUpdate, row.subject as SubjectHandle);
  await tx.run("INSERT INTO erasures VALUES ($1, $2, $3, $4, 0)", [
    id,
    place?.anchor ?? null,
    place?.leaf ?? null,
    place === undefined ? 1 : 0,
  ]);
  return true;
};
