/**
 * The schema, one step a version; a released step is never edited. $BYTES, $INT, $SERIAL and $STRICT stand for what each
 * database calls them.
 *
 * handles          whose handle is whose, by keyed hash of the custodian's own number
 * records          ciphertexts with what a decision has to know of them; a row is deleted at erasure
 * record_keys      each record's key, wrapped by the master key; deleted first, with the row
 * subject_keys     the keys that patients sign consents with: the custodian's word, earlier ones too
 * anchors          roots brought to the chain, or about to be
 * anchor_leaves    commitments under each root: salted, so that they say nothing once the record is gone
 * erasures         records that are gone here and may still stand on chain
 * accesses         every permit and deny with the custodian's signature, and the receipt once the user signed
 * access_subjects  whose records an access was about
 * key_requests     ids of requests that an actor has used
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE handles (subject TEXT PRIMARY KEY, lookup TEXT NOT NULL UNIQUE) $STRICT;
  CREATE TABLE anchors (
    seq $SERIAL,
    kind TEXT NOT NULL,
    root TEXT NOT NULL,
    count $INT NOT NULL,
    retain_until $INT NOT NULL,
    position $INT NOT NULL,
    anchor_id TEXT
  ) $STRICT;
  CREATE TABLE anchor_leaves (
    anchor_seq $INT NOT NULL, leaf $INT NOT NULL, commitment TEXT NOT NULL, PRIMARY KEY (anchor_seq, leaf)
  ) $STRICT;
  CREATE TABLE records (
    id TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    data_class $INT NOT NULL,
    confidentiality $INT NOT NULL,
    data_from $INT NOT NULL,
    data_to $INT NOT NULL,
    retain_until $INT NOT NULL,
    commitment TEXT NOT NULL UNIQUE,
    iv $BYTES NOT NULL,
    ciphertext $BYTES NOT NULL,
    anchor_seq $INT,
    leaf $INT
  ) $STRICT;
  CREATE INDEX records_by_subject ON records (subject);
  CREATE INDEX records_by_anchor ON records (anchor_seq);
  CREATE TABLE record_keys (
    record_id TEXT PRIMARY KEY REFERENCES records (id) ON DELETE CASCADE,
    key_id TEXT NOT NULL,
    wrapped_key $BYTES NOT NULL
  ) $STRICT;
  CREATE TABLE erasures (
    record_id TEXT PRIMARY KEY, anchor_seq $INT, leaf $INT, done $INT NOT NULL, leased_until $INT NOT NULL
  ) $STRICT;
  CREATE INDEX erasures_by_state ON erasures (done, leased_until);
  CREATE TABLE accesses (
    seq $SERIAL,
    id TEXT NOT NULL UNIQUE,
    permitted $INT NOT NULL,
    decided_at $INT NOT NULL,
    body TEXT NOT NULL,
    signature TEXT NOT NULL,
    by_user TEXT,
    commitment TEXT,
    anchor_seq $INT,
    leaf $INT
  ) $STRICT;
  CREATE INDEX accesses_by_anchor ON accesses (anchor_seq);
  CREATE TABLE access_subjects (
    subject TEXT NOT NULL, access_id TEXT NOT NULL, PRIMARY KEY (subject, access_id)
  ) $STRICT;
  `,
  `
  CREATE TABLE subject_keys (
    seq $SERIAL, subject TEXT NOT NULL, signer TEXT NOT NULL, instead_of TEXT, UNIQUE (subject, signer)
  ) $STRICT;
  CREATE TABLE key_requests (
    actor TEXT NOT NULL, request_id TEXT NOT NULL, PRIMARY KEY (actor, request_id)
  ) $STRICT;
  `,
  `
  ALTER TABLE anchors ADD COLUMN nonce $INT;
  `,
];
