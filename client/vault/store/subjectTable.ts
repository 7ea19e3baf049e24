import type { Sql, SqlSession } from "../../../oracle/shared/sql/sql.ts";
import type { Hex } from "../../../standards/hex.ts";
import type { SubjectHandle } from "../../keys/newSubjectHandle.ts";
import type { Binding, VaultStore } from "./vaultStore.ts";

type SubjectTable = Pick<VaultStore, "subjectFor" | "bindKey" | "keysOf">;

/** Handles of patients and the keys that they sign with. */
export const subjectTable = (sql: Sql): SubjectTable => ({
  subjectFor: (lookup, fresh) =>
    sql.transaction(async (tx) => {
      await tx.run("INSERT INTO handles VALUES ($1, $2) ON CONFLICT (lookup) DO NOTHING", [fresh, lookup]);
      const [row] = await tx.all("SELECT subject FROM handles WHERE lookup = $1", [lookup]);
      return row?.subject as SubjectHandle;
    }),
  bindKey: (subject, signer, insteadOf) =>
    sql.transaction(async (tx): Promise<Binding> => {
      if (!(await isKnown(tx, sql.forUpdate, subject))) return "unknown subject";
      const bound = await selectKeys(tx, subject);
      if (insteadOf !== undefined && !bound.includes(insteadOf)) return "not bound";
      if (bound.includes(signer)) return "bound";
      if (insteadOf === undefined && bound.length > 0) return "another";
      await tx.run("INSERT INTO subject_keys (subject, signer, instead_of) VALUES ($1, $2, $3)", [
        subject,
        signer,
        insteadOf ?? null,
      ]);
      return "bound";
    }),
  keysOf: (subject) => sql.transaction((tx) => selectKeys(tx, subject)),
});

/** Whether a handle is somebody's; it stays so until the transaction ends if it is locked. */
export const isKnown = async (tx: SqlSession, lock: string, subject: SubjectHandle): Promise<boolean> =>
  (await tx.all(`SELECT subject FROM handles WHERE subject = $1 ${lock}`, [subject])).length > 0;

/** With the last record of a patient nothing here says any more whose handle it was, and what the patient signs with. */
export const forgetIfLast = async (tx: SqlSession, lock: string, subject: SubjectHandle): Promise<void> => {
  // Locked first, and looked at by statements after: a record that is put meanwhile is seen.
  await isKnown(tx, lock, subject);
  const rest = await tx.all("SELECT id FROM records WHERE subject = $1 LIMIT 1", [subject]);
  if (rest.length > 0) return;
  await tx.run("DELETE FROM subject_keys WHERE subject = $1", [subject]);
  await tx.run("DELETE FROM handles WHERE subject = $1", [subject]);
};

const selectKeys = async (tx: SqlSession, subject: SubjectHandle): Promise<Hex[]> => {
  const rows = await tx.all("SELECT signer FROM subject_keys WHERE subject = $1 ORDER BY seq", [subject]);
  return rows.map(({ signer }) => signer as Hex);
};
