import type { SchemaStep } from "../../shared/sql/dialect.ts";

/** What defends private answers. */
export const proofs: SchemaStep = {
  statements: `
  CREATE TABLE proofs (
    request_id TEXT NOT NULL,
    output TEXT NOT NULL,
    payee TEXT NOT NULL,
    proof TEXT NOT NULL,
    PRIMARY KEY (request_id, output)
  ) $KEYED;
  `,
  guards: [
    { name: "proofs_are_kept", on: "proofs", event: "DELETE", message: "proofs are never deleted" },
    { name: "proofs_are_final", on: "proofs", event: "UPDATE", message: "a kept proof never changes" },
  ],
};
