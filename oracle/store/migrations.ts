import type { SchemaStep } from "../shared/sql/dialect.ts";

/**
 * The schema, one step a version; a released step is never edited.
 *
 * cursor       last block whose events are stored
 * journal      hashes of recent scanned blocks, to find where a reorganisation began
 * duties       every request and how far the node is with it; all that is needed to go on after a crash
 * signatures   what was signed about each request; outlives reorganisations and is never deleted
 * results      ciphertexts for grantees
 * answers      what a watcher saw answered, and whether it could check it
 * sightings    signatures seen on chain, to find two outputs of one signer
 * cases        accusations with their evidence and secret, from finding to ruling
 * nonces       taken by calls of the signing account, from before anything is sent until no reorganisation frees them
 * sent         every transaction that was ever signed under such a nonce: any of them may be mined
 * account      the next nonce that nobody has taken
 * decisions    what this node decided about people, and signed; never deleted
 * events       indexed events just as the chain holds them; event_keys: what they are found by
 * grants       who granted a consent; forgotten once its erasure is beyond any reorganisation
 * as_of        chain time of the cursor's block
 * indexed      contracts whose events the index has from its first block on
 * proofs       what defends a private answer before the court; there before the answer is signed, and never deleted
 * unit_runs    units of a lot that were packed together: where a pack lies of which nothing individual was said
 */
export const MIGRATIONS: readonly SchemaStep[] = [
  {
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
  },
  {
    statements: `
  ALTER TABLE duties ADD COLUMN trace_commitment TEXT;
  ALTER TABLE duties ADD COLUMN proposal TEXT;
  ALTER TABLE duties ADD COLUMN proposed_block $INT;
  ALTER TABLE signatures ADD COLUMN trace_commitment TEXT;
  `,
    guards: [
      {
        name: "traces_are_final",
        on: "signatures",
        event: "UPDATE",
        when: "OLD.output_hash IS NOT NULL AND OLD.trace_commitment IS DISTINCT FROM NEW.trace_commitment",
        message: "a signed trace never changes",
      },
    ],
  },
  {
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
  },
  {
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
  },
  {
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
  },
  {
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
  },
  {
    statements: `
  ALTER TABLE duties ADD COLUMN worker TEXT;
  ALTER TABLE duties ADD COLUMN leased_until $INT NOT NULL DEFAULT 0;
  `,
  },
  {
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
  },
  {
    statements: `
  CREATE TABLE nonces (
    nonce $INT PRIMARY KEY,
    key TEXT NOT NULL,
    recipient TEXT,
    data TEXT,
    gas_limit TEXT,
    taken_at $INT NOT NULL
  ) $STRICT;
  CREATE INDEX nonces_by_key ON nonces (key, nonce);
  CREATE TABLE sent (
    nonce $INT NOT NULL,
    number $INT NOT NULL,
    hash TEXT NOT NULL,
    max_fee TEXT NOT NULL,
    priority_fee TEXT NOT NULL,
    raw TEXT NOT NULL,
    saved_at $INT NOT NULL,
    PRIMARY KEY (nonce, number)
  ) $KEYED;
  CREATE TABLE account (id $INT PRIMARY KEY CHECK (id = 1), next_nonce $INT NOT NULL) $STRICT;
  INSERT INTO nonces (nonce, key, taken_at) SELECT nonce, request_id, 0 FROM attempts;
  INSERT INTO sent SELECT nonce, 1, hash, max_fee, priority_fee, raw, 0 FROM attempts;
  INSERT INTO account SELECT 1, max(nonce) + 1 FROM attempts HAVING count(*) > 0;
  DROP TABLE attempts;
  `,
  },
];
