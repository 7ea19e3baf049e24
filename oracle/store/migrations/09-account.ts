import type { SchemaStep } from "../../shared/sql/dialect.ts";

/** Nonces and transactions of the signing account. */
export const account: SchemaStep = {
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
};
