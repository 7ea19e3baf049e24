import type { SchemaStep } from "../../shared/sql/dialect.ts";

/** What was decided about people. */
export const decisions: SchemaStep = {
  statements: `
  CREATE TABLE decisions (
    request_id TEXT NOT NULL,
    permitted $INT NOT NULL CHECK (permitted IN (0, 1)),
    decision TEXT NOT NULL,
    signature TEXT NOT NULL,
    reader TEXT,
    PRIMARY KEY (request_id, permitted)
  ) $KEYED;
  `,
  guards: [
    {
      name: "decisions_are_kept",
      on: "decisions",
      event: "DELETE",
      message: "decisions are never deleted",
    },
    {
      name: "decisions_are_final",
      on: "decisions",
      event: "UPDATE",
      message: "a signed decision never changes",
    },
    {
      name: "denials_are_final",
      on: "decisions",
      event: "INSERT",
      when: "NEW.permitted = 1 AND EXISTS ( SELECT 1 FROM decisions WHERE request_id = NEW.request_id AND permitted = 0 )",
      message: "what was denied is never permitted",
    },
  ],
};
