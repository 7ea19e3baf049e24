import type { SchemaStep } from "../../shared/sql/dialect.ts";

/** What a node goes on from after a crash. */
export const duties: SchemaStep = {
  statements: `
  CREATE TABLE identity (
    id $INT PRIMARY KEY CHECK (id = 1), chain_id $INT NOT NULL, oracle TEXT NOT NULL, operator TEXT NOT NULL
  ) $STRICT;
  CREATE TABLE cursor (
    id $INT PRIMARY KEY CHECK (id = 1), number $INT NOT NULL, hash TEXT NOT NULL
  ) $STRICT;
  CREATE TABLE journal (number $INT PRIMARY KEY, hash TEXT NOT NULL) $STRICT;
  CREATE TABLE duties (
    id TEXT PRIMARY KEY,
    requester TEXT NOT NULL,
    request TEXT NOT NULL,
    block_number $INT NOT NULL,
    opened_at $INT NOT NULL,
    seen_at $INT NOT NULL,
    state TEXT NOT NULL,
    ready_at $INT,
    output TEXT,
    output_hash TEXT,
    refusal $INT,
    statement TEXT,
    outcome $INT,
    settled_block $INT,
    attempts $INT NOT NULL DEFAULT 0,
    next_attempt_at $INT NOT NULL DEFAULT 0,
    last_error TEXT
  ) $STRICT;
  CREATE INDEX duties_by_state ON duties (state, next_attempt_at);
  CREATE TABLE signatures (
    request_id TEXT PRIMARY KEY, output_hash TEXT, refusal $INT,
    CHECK (output_hash IS NOT NULL OR refusal IS NOT NULL)
  ) $KEYED;
  CREATE TABLE results (
    request_id TEXT PRIMARY KEY, encapsulated_key TEXT NOT NULL, ciphertext TEXT NOT NULL
  ) $KEYED;
  CREATE TABLE attempts (
    nonce $INT PRIMARY KEY,
    hash TEXT NOT NULL,
    request_id TEXT NOT NULL,
    max_fee TEXT NOT NULL,
    priority_fee TEXT NOT NULL,
    raw TEXT NOT NULL
  ) $STRICT;
  `,
  guards: [
    {
      name: "signatures_are_kept",
      on: "signatures",
      event: "DELETE",
      message: "signatures are never deleted",
    },
    {
      name: "outputs_are_final",
      on: "signatures",
      event: "UPDATE",
      when: "OLD.output_hash IS NOT NULL AND OLD.output_hash IS DISTINCT FROM NEW.output_hash",
      message: "a signed output never changes",
    },
  ],
};
