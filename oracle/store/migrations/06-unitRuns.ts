import type { SchemaStep } from "../../shared/sql/dialect.ts";

/** Packs that were packed together, and contracts that an index follows. */
export const unitRuns: SchemaStep = {
  statements: `
  CREATE TABLE indexed (name TEXT PRIMARY KEY, address TEXT NOT NULL) $KEYED;
  CREATE TABLE unit_runs (
    lot TEXT NOT NULL,
    first_unit $INT NOT NULL,
    unit_count $INT NOT NULL,
    sscc TEXT NOT NULL,
    block_number $INT NOT NULL,
    log_index $INT NOT NULL,
    PRIMARY KEY (lot, first_unit),
    FOREIGN KEY (block_number, log_index) REFERENCES events ON DELETE CASCADE
  ) $KEYED;
  CREATE INDEX unit_runs_by_event ON unit_runs (block_number, log_index);
  `,
};
