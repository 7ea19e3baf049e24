import type { SchemaStep } from "../../shared/sql/dialect.ts";

/** What an index has of the chain. */
export const indexing: SchemaStep = {
  statements: `
  CREATE TABLE as_of (
    id $INT PRIMARY KEY CHECK (id = 1), number $INT NOT NULL, hash TEXT NOT NULL, timestamp $INT NOT NULL
  ) $STRICT;
  CREATE TABLE events (
    block_number $INT NOT NULL,
    log_index $INT NOT NULL,
    block_hash TEXT NOT NULL,
    timestamp $INT NOT NULL,
    transaction_hash TEXT NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    topics TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (block_number, log_index)
  ) $KEYED;
  CREATE TABLE event_keys (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    block_number $INT NOT NULL,
    log_index $INT NOT NULL,
    PRIMARY KEY (kind, key, block_number, log_index),
    FOREIGN KEY (block_number, log_index) REFERENCES events ON DELETE CASCADE
  ) $KEYED;
  CREATE INDEX event_keys_by_event ON event_keys (block_number, log_index);
  CREATE TABLE grants (
    id TEXT PRIMARY KEY,
    signer TEXT NOT NULL,
    issued_at $INT NOT NULL,
    ends_at $INT NOT NULL,
    block_number $INT NOT NULL,
    log_index $INT NOT NULL
  ) $KEYED;
  CREATE INDEX grants_by_signer ON grants (signer, block_number, log_index);
  `,
};
