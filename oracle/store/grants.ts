import type { ConsentId, Hex } from "../../standards/hex.ts";
import type { IndexedGrant, IndexStore } from "../domain/indexed.ts";
import { pageValues, toPage } from "./events.ts";
import type { Database, Row } from "./indexDatabase.ts";

const toGrant = (row: Row): IndexedGrant => ({
  id: row.id as ConsentId,
  signer: row.signer as Hex,
  issuedAt: row.issued_at as number,
  end: row.ends_at as number,
  blockNumber: row.block_number as number,
  logIndex: row.log_index as number,
});

/** A consent that was erased on chain belongs to nobody any more. */
const NOT_ERASED = `NOT EXISTS (
  SELECT 1 FROM event_keys JOIN events USING (block_number, log_index)
  WHERE kind = 'consent' AND key = grants.id AND name = 'ConsentErased'
)`;

export const grantStore = (db: Database): Pick<IndexStore, "grant" | "grantsBy"> => ({
  grant: (id) => {
    const row = db.prepare(`SELECT * FROM grants WHERE id = ? AND ${NOT_ERASED}`).get(id) as Row | undefined;
    return row === undefined ? undefined : toGrant(row);
  },
  grantsBy: (signer, page) => {
    const rows = db
      .prepare(
        `SELECT * FROM grants WHERE signer = ? AND ${NOT_ERASED} AND (block_number, log_index) > (?, ?)
         ORDER BY block_number, log_index LIMIT ?`,
      )
      .all(signer.toLowerCase(), ...pageValues(page)) as Row[];
    return toPage(rows.map(toGrant), page, (grant) => grant);
  },
});
