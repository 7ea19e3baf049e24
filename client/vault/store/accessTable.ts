import type { Sql } from "../../../oracle/shared/sql/sql.ts";
import { accessOf, bodyToJson } from "./rows.ts";
import type { VaultStore } from "./vaultStore.ts";

type AccessTable = Pick<VaultStore, "recordAccess" | "isUsed" | "access" | "accessesOf" | "completeAccess">;

/** Permits and denies. Nothing here is ever deleted: patients may ask for six years of them. */
export const accessTable = (sql: Sql): AccessTable => ({
  recordAccess: (access, subjects) =>
    sql.transaction(async (tx) => {
      const { id, decision, signature, request, recordIds, asked, receipt } = access;
      for (const record of decision.permitted ? recordIds : []) {
        // Held until the permit is written: an erasure comes before it, and then there is none, or after it.
        const found = await tx.all(`SELECT id FROM records WHERE id = $1 ${sql.forShare}`, [record]);
        if (found.length === 0) return "gone";
      }
      const fresh = await tx.run(
        "INSERT INTO key_requests VALUES ($1, $2) ON CONFLICT (actor, request_id) DO NOTHING",
        [request.actor, request.id],
      );
      if (fresh === 0) return "used";
      await tx.run(
        `INSERT INTO accesses (id, permitted, decided_at, body, signature) VALUES ($1, $2, $3, $4, $5)`,
        [
          id,
          decision.permitted ? 1 : 0,
          decision.decidedAt,
          bodyToJson({ request, recordIds, asked, decision, receipt }),
          signature,
        ],
      );
      for (const subject of new Set(subjects)) {
        await tx.run("INSERT INTO access_subjects VALUES ($1, $2)", [subject, id]);
      }
      return "written";
    }),
  isUsed: ({ actor, id }) =>
    sql.transaction(async (tx) => {
      const rows = await tx.all("SELECT 1 FROM key_requests WHERE actor = $1 AND request_id = $2", [
        actor,
        id,
      ]);
      return rows.length > 0;
    }),
  access: (id) =>
    sql.transaction(async (tx) => {
      const [row] = await tx.all("SELECT * FROM accesses WHERE id = $1", [id]);
      return row === undefined ? undefined : accessOf(row);
    }),
  accessesOf: (subject, since) =>
    sql.transaction(async (tx) => {
      const rows = await tx.all(
        `SELECT accesses.* FROM accesses JOIN access_subjects ON access_id = id
         WHERE subject = $1 AND decided_at >= $2 ORDER BY seq`,
        [subject, since],
      );
      return rows.map(accessOf);
    }),
  completeAccess: (id, byUser, commitment) =>
    sql.transaction(async (tx) => {
      const changed = await tx.run(
        "UPDATE accesses SET by_user = $1, commitment = $2 WHERE id = $3 AND by_user IS NULL",
        [byUser, commitment, id],
      );
      return changed === 1;
    }),
});
