import type { Hex } from "../../standards/hex.ts";
import type { IndexedEvent, IndexStore } from "../domain/indexed.ts";
import type { Database, Row } from "./indexDatabase.ts";

/** Runs go with the event that told of them, also when the chain takes it back. */
export const insertRuns = (db: Database, { runs = [], blockNumber, logIndex }: IndexedEvent): void => {
  for (const { lot, firstUnit, unitCount, sscc } of runs) {
    db.prepare("INSERT INTO unit_runs VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING").run(
      lot,
      firstUnit,
      unitCount,
      sscc,
      blockNumber,
      logIndex,
    );
  }
};

export const unitRunStore = (db: Database): Pick<IndexStore, "runOf"> => ({
  runOf: (lot, index) => {
    const row = db
      .prepare("SELECT * FROM unit_runs WHERE lot = ? AND first_unit <= ? ORDER BY first_unit DESC LIMIT 1")
      .get(lot, index) as Row | undefined;
    if (row === undefined) return undefined;
    const [firstUnit, unitCount] = [row.first_unit as number, row.unit_count as number];
    // Units are packed in order, so no run begins inside another.
    return index - firstUnit < unitCount
      ? { lot: row.lot as Hex, firstUnit, unitCount, sscc: row.sscc as Hex }
      : undefined;
  },
});
