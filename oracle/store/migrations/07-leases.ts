import type { SchemaStep } from "../../shared/sql/dialect.ts";

/** Several workers on one database. */
export const leases: SchemaStep = {
  statements: `
  ALTER TABLE duties ADD COLUMN worker TEXT;
  ALTER TABLE duties ADD COLUMN leased_until $INT NOT NULL DEFAULT 0;
  `,
};
