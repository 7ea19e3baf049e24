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
 * attempts     transactions that were broadcast, so that a restart replaces them instead of adding to them
 * decisions    what this node decided about people, and signed; never deleted
 * events       indexed events just as the chain holds them; event_keys: what they are found by
 * grants       who granted a consent; forgotten once its erasure is beyond any reorganisation
 * as_of        chain time of the cursor's block
 * indexed      contracts whose events the index has from its first block on
 * unit_runs    units of a lot that were packed together: where a pack lies of which nothing individual was said
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE identity (
    id INTEGER PRIMARY KEY CHECK (id = 1), chain_id INTEGER NOT NULL, oracle TEXT NOT NULL, operator TEXT NOT NULL
  ) STRICT;
  CREATE TABLE cursor (
    id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL, hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE journal (number INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT;
  CREATE TABLE duties (
    id TEXT PRIMARY KEY,
    requester TEXT NOT NULL,
    request TEXT NOT NULL,
    block_number INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    ready_at INTEGER,
    output TEXT,
    output_hash TEXT,
    refusal INTEGER,
    statement TEXT,
    outcome INTEGER,
    settled_block INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL DEFAULT 0,
    last_error TEXT
  ) STRICT;
  CREATE INDEX duties_by_state ON duties (state, next_attempt_at);
  CREATE TABLE signatures (
    request_id TEXT PRIMARY KEY, output_hash TEXT, refusal INTEGER,
    CHECK (output_hash IS NOT NULL OR refusal IS NOT NULL)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER signatures_are_kept BEFORE DELETE ON signatures
    BEGIN SELECT RAISE(ABORT, 'signatures are never deleted'); END;
  CREATE TRIGGER outputs_are_final BEFORE UPDATE ON signatures
    WHEN OLD.output_hash IS NOT NULL AND OLD.output_hash IS NOT NEW.output_hash
    BEGIN SELECT RAISE(ABORT, 'a signed output never changes'); END;
  CREATE TABLE results (
    request_id TEXT PRIMARY KEY, encapsulated_key TEXT NOT NULL, ciphertext TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE attempts (
    nonce INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    request_id TEXT NOT NULL,
    max_fee TEXT NOT NULL,
    priority_fee TEXT NOT NULL,
    raw TEXT NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE duties ADD COLUMN trace_commitment TEXT;
  ALTER TABLE duties ADD COLUMN proposal TEXT;
  ALTER TABLE duties ADD COLUMN proposed_block INTEGER;
  ALTER TABLE signatures ADD COLUMN trace_commitment TEXT;
  CREATE TRIGGER traces_are_final BEFORE UPDATE ON signatures
    WHEN OLD.output_hash IS NOT NULL AND OLD.trace_commitment IS NOT NEW.trace_commitment
    BEGIN SELECT RAISE(ABORT, 'a signed trace never changes'); END;
  `,
  `
  CREATE TABLE answers (
    request_id TEXT NOT NULL,
    output_hash TEXT NOT NULL,
    output TEXT NOT NULL,
    tx_hash TEXT NOT NULL,
    block_number INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    PRIMARY KEY (request_id, output_hash)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX answers_by_state ON answers (state, next_attempt_at);
  CREATE TABLE sightings (
    request_id TEXT NOT NULL, signer TEXT NOT NULL, output_hash TEXT NOT NULL, sighting TEXT NOT NULL,
    PRIMARY KEY (request_id, signer, output_hash)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE cases (
    key TEXT PRIMARY KEY,
    accusation TEXT NOT NULL,
    state TEXT NOT NULL,
    secret TEXT,
    found_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt_at INTEGER NOT NULL DEFAULT 0,
    last_error TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX cases_by_state ON cases (state, next_attempt_at);
  `,
  `
  CREATE TABLE decisions (
    request_id TEXT NOT NULL,
    permitted INTEGER NOT NULL CHECK (permitted IN (0, 1)),
    decision TEXT NOT NULL,
    signature TEXT NOT NULL,
    reader TEXT,
    PRIMARY KEY (request_id, permitted)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER decisions_are_kept BEFORE DELETE ON decisions
    BEGIN SELECT RAISE(ABORT, 'decisions are never deleted'); END;
  CREATE TRIGGER decisions_are_final BEFORE UPDATE ON decisions
    BEGIN SELECT RAISE(ABORT, 'a signed decision never changes'); END;
  CREATE TRIGGER denials_are_final BEFORE INSERT ON decisions
    WHEN NEW.permitted = 1 AND EXISTS (
      SELECT 1 FROM decisions WHERE request_id = NEW.request_id AND permitted = 0
    )
    BEGIN SELECT RAISE(ABORT, 'what was denied is never permitted'); END;
  `,
  `
  CREATE TABLE as_of (
    id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL, hash TEXT NOT NULL, timestamp INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE events (
    block_number INTEGER NOT NULL,
    log_index INTEGER NOT NULL,
    block_hash TEXT NOT NULL,
    timestamp INTEGER NOT NULL,
    transaction_hash TEXT NOT NULL,
    address TEXT NOT NULL,
    name TEXT NOT NULL,
    topics TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (block_number, log_index)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE event_keys (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    block_number INTEGER NOT NULL,
    log_index INTEGER NOT NULL,
    PRIMARY KEY (kind, key, block_number, log_index),
    FOREIGN KEY (block_number, log_index) REFERENCES events ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX event_keys_by_event ON event_keys (block_number, log_index);
  CREATE TABLE grants (
    id TEXT PRIMARY KEY,
    signer TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    block_number INTEGER NOT NULL,
    log_index INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX grants_by_signer ON grants (signer, block_number, log_index);
  `,
  `
  CREATE TABLE indexed (name TEXT PRIMARY KEY, address TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE unit_runs (
    lot TEXT NOT NULL,
    first_unit INTEGER NOT NULL,
    unit_count INTEGER NOT NULL,
    sscc TEXT NOT NULL,
    block_number INTEGER NOT NULL,
    log_index INTEGER NOT NULL,
    PRIMARY KEY (lot, first_unit),
    FOREIGN KEY (block_number, log_index) REFERENCES events ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX unit_runs_by_event ON unit_runs (block_number, log_index);
  `,
];
