import type { SchemaStep } from "../../shared/sql/dialect.ts";

/** What a watcher saw and pursues. */
export const watching: SchemaStep = {
  statements: `
  CREATE TABLE answers (
    request_id TEXT NOT NULL,
    output_hash TEXT NOT NULL,
    output TEXT NOT NULL,
    tx_hash TEXT NOT NULL,
    block_number $INT NOT NULL,
    seen_at $INT NOT NULL,
    state TEXT NOT NULL,
    attempts $INT NOT NULL DEFAULT 0,
    next_attempt_at $INT NOT NULL DEFAULT 0,
    last_error TEXT,
    PRIMARY KEY (request_id, output_hash)
  ) $KEYED;
  CREATE INDEX answers_by_state ON answers (state, next_attempt_at);
  CREATE TABLE sightings (
    request_id TEXT NOT NULL, signer TEXT NOT NULL, output_hash TEXT NOT NULL, sighting TEXT NOT NULL,
    PRIMARY KEY (request_id, signer, output_hash)
  ) $KEYED;
  CREATE TABLE cases (
    key TEXT PRIMARY KEY,
    accusation TEXT NOT NULL,
    state TEXT NOT NULL,
    secret TEXT,
    found_at $INT NOT NULL,
    attempts $INT NOT NULL DEFAULT 0,
    next_attempt_at $INT NOT NULL DEFAULT 0,
    last_error TEXT
  ) $KEYED;
  CREATE INDEX cases_by_state ON cases (state, next_attempt_at);
  `,
};
