import type { SchemaStep } from "../../shared/sql/dialect.ts";

/** How often the cursor was moved back: what a worker read before that is not stored after it. */
export const rewinds: SchemaStep = {
  statements: `
  CREATE TABLE rewinds (id $INT PRIMARY KEY CHECK (id = 1), count $INT NOT NULL) $STRICT;
  INSERT INTO rewinds VALUES (1, 0);
  `,
};
