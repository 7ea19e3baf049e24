import type { Row, Sql, SqlSession } from "../../../oracle/shared/sql/sql.ts";
import type { Hex } from "../../../standards/hex.ts";
import type { Anchor, AnchorKind } from "../vaultTypes.ts";
import { anchorIdOf } from "./rows.ts";
import type { VaultStore } from "./vaultStore.ts";

type AnchorTable = Pick<
  VaultStore,
  "prepareAnchor" | "unconfirmed" | "fixNonce" | "confirmAnchor" | "anchor"
>;

/** Roots, with the commitments under them: proofs are made from those. */
export const anchorTable = (sql: Sql): AnchorTable => ({
  prepareAnchor: (kind, position, most, rootOf) =>
    sql.transaction(async (tx) => {
      const { rows, retainUntil } = await waiting(tx, sql.forUpdate, kind, most);
      if (rows.length === 0) return undefined;
      const root = rootOf(rows.map(({ commitment }) => commitment as Hex));
      const [made] = await tx.all(
        `INSERT INTO anchors (kind, root, count, retain_until, position) VALUES ($1, $2, $3, $4, $5) RETURNING *`,
        [kind, root, rows.length, retainUntil, position],
      );
      const anchor = anchorOf(made as Row);
      const table = kind === "records" ? "records" : "accesses";
      for (const [leaf, { id, commitment }] of rows.entries()) {
        await tx.run("INSERT INTO anchor_leaves VALUES ($1, $2, $3)", [anchor.seq, leaf, String(commitment)]);
        await tx.run(`UPDATE ${table} SET anchor_seq = $1, leaf = $2 WHERE id = $3`, [
          anchor.seq,
          leaf,
          String(id),
        ]);
      }
      return anchor;
    }),
  unconfirmed: () =>
    sql.transaction(async (tx) =>
      (await tx.all("SELECT * FROM anchors WHERE anchor_id IS NULL ORDER BY seq")).map(anchorOf),
    ),
  fixNonce: (seq, nonce) =>
    sql.transaction(async (tx) => {
      await tx.run("UPDATE anchors SET nonce = $1 WHERE seq = $2", [nonce, seq]);
    }),
  confirmAnchor: (seq, id) =>
    sql.transaction(async (tx) => {
      await tx.run("UPDATE anchors SET anchor_id = $1 WHERE seq = $2", [id, seq]);
    }),
  anchor: (seq) =>
    sql.transaction(async (tx) => {
      const [row] = await tx.all("SELECT * FROM anchors WHERE seq = $1", [seq]);
      if (row === undefined) return undefined;
      const leaves = await tx.all(
        "SELECT commitment FROM anchor_leaves WHERE anchor_seq = $1 ORDER BY leaf",
        [seq],
      );
      return { ...anchorOf(row), commitments: leaves.map(({ commitment }) => commitment as Hex) };
    }),
});

/** What is not under a root yet. A legal hold is an anchor's: records of one hold go together. */
const waiting = async (
  tx: SqlSession,
  forUpdate: string,
  kind: AnchorKind,
  most: number,
): Promise<{ rows: readonly Row[]; retainUntil: number }> => {
  if (kind === "receipts") {
    const rows = await tx.all(
      `SELECT id, commitment FROM accesses WHERE commitment IS NOT NULL AND anchor_seq IS NULL
       ORDER BY seq LIMIT $1 ${forUpdate}`,
      [most],
    );
    return { rows, retainUntil: 0 };
  }
  const [first] = await tx.all(
    "SELECT retain_until FROM records WHERE anchor_seq IS NULL ORDER BY retain_until LIMIT 1",
  );
  const retainUntil = Number(first?.retain_until ?? 0);
  // By id, which is random: the order of the leaves says nothing about when a record was made.
  const rows = await tx.all(
    `SELECT id, commitment FROM records WHERE anchor_seq IS NULL AND retain_until = $1
     ORDER BY id LIMIT $2 ${forUpdate}`,
    [retainUntil, most],
  );
  return { rows, retainUntil };
};

const anchorOf = (row: Row): Anchor => ({
  seq: Number(row.seq),
  kind: row.kind as AnchorKind,
  root: row.root as Hex,
  count: Number(row.count),
  retainUntil: Number(row.retain_until),
  position: Number(row.position),
  nonce: row.nonce === null ? undefined : Number(row.nonce),
  id: anchorIdOf(row),
});
