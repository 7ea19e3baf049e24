import type { DatabaseSync } from "node:sqlite";
import { loadSqlite, makePrivate } from "../../../oracle/shared/sqlite.ts";
import type { Hex } from "../../../standards/hex.ts";
import { ScanLogError } from "../errors.ts";
import type { Suspicion } from "../findSuspicions.ts";
import type { ScanPurpose, ScanRecord } from "../scans.ts";

/** A suspicion as it is kept: with the salt of its evidence, and whether it was proposed on chain. */
export type KeptSuspicion = Suspicion & {
  readonly id: number;
  readonly salt: Hex;
  readonly transactionHash: Hex | undefined;
};

/** What a log has durably. Every call is one transaction, on disk before it returns. */
export type ScanStore = {
  /**
   * Keeps a scan and what it makes suspicious, both or neither; a suspicion that is known is kept once. The same scan
   * again, to the second, is a repeated message: nothing is kept and nothing suspicious.
   */
  readonly record: (
    scan: Omit<ScanRecord, "seq">,
    judge: (scan: ScanRecord, others: readonly ScanRecord[]) => readonly Suspicion[],
    newSalt: () => Hex,
  ) => { readonly scan: ScanRecord; readonly suspicions: readonly KeptSuspicion[] };
  readonly scansOf: (tag: Hex) => readonly ScanRecord[];
  readonly suspicions: () => readonly KeptSuspicion[];
  readonly noteProposal: (id: number, transactionHash: Hex) => void;
  readonly close: () => void;
};

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS scans (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, tag TEXT NOT NULL, purpose TEXT NOT NULL, place TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS scans_by_tag ON scans (tag, at);
  CREATE TABLE IF NOT EXISTS suspicions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    reason TEXT NOT NULL,
    earlier INTEGER NOT NULL REFERENCES scans,
    later INTEGER NOT NULL REFERENCES scans,
    salt TEXT NOT NULL,
    transaction_hash TEXT,
    UNIQUE (reason, earlier, later)
  ) STRICT;
`;

type Row = Record<string, unknown>;

/** Opens a log of scans in one file, for one process and this account's eyes alone. */
export const openScanStore = (file: string): ScanStore => {
  const db = guarded("open", () => open(file));
  const scanAt = (seq: number): ScanRecord =>
    toScan(db.prepare("SELECT * FROM scans WHERE seq = ?").get(seq) as Row);
  const toKept = (row: Row): KeptSuspicion => ({
    id: row.id as number,
    reason: row.reason as Suspicion["reason"],
    earlier: scanAt(row.earlier as number),
    later: scanAt(row.later as number),
    salt: row.salt as Hex,
    transactionHash: (row.transaction_hash ?? undefined) as Hex | undefined,
  });
  const scansOf = (tag: Hex): readonly ScanRecord[] =>
    (db.prepare("SELECT * FROM scans WHERE tag = ? ORDER BY at, seq").all(tag) as Row[]).map(toScan);
  return {
    record: (scan, judge, newSalt) =>
      guarded("record", () =>
        inTransaction(db, () => {
          const known = findScan(db, scan);
          if (known !== undefined) return { scan: known, suspicions: [] };
          const kept = insertScan(db, scan);
          const found = judge(kept, scansOf(scan.tag));
          const rows = found.flatMap((suspicion): readonly Row[] => {
            const row = insertSuspicion(db, suspicion, newSalt());
            return row === undefined ? [] : [row];
          });
          return { scan: kept, suspicions: rows.map(toKept) };
        }),
      ),
    scansOf,
    suspicions: () =>
      (db.prepare("SELECT * FROM suspicions ORDER BY id").all() as Row[]).map((row) => toKept(row)),
    noteProposal: (id, hash) => {
      guarded("record", () =>
        db.prepare("UPDATE suspicions SET transaction_hash = ? WHERE id = ?").run(hash, id),
      );
    },
    close: () => db.close(),
  };
};

const open = (file: string): DatabaseSync => {
  const { DatabaseSync } = loadSqlite();
  makePrivate(file);
  const db = new DatabaseSync(file);
  try {
    for (const pragma of [
      "locking_mode = EXCLUSIVE",
      "journal_mode = WAL",
      "synchronous = FULL",
      "foreign_keys = ON",
    ]) {
      db.exec(`PRAGMA ${pragma}`);
    }
    db.exec(`BEGIN EXCLUSIVE; ${SCHEMA} COMMIT`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};

const findScan = (
  db: DatabaseSync,
  { tag, purpose, place, at }: Omit<ScanRecord, "seq">,
): ScanRecord | undefined => {
  const row = db
    .prepare("SELECT * FROM scans WHERE tag = ? AND at = ? AND purpose = ? AND place = ?")
    .get(tag, at, purpose, place) as Row | undefined;
  return row === undefined ? undefined : toScan(row);
};

const insertScan = (db: DatabaseSync, { tag, purpose, place, at }: Omit<ScanRecord, "seq">): ScanRecord =>
  toScan(
    db
      .prepare("INSERT INTO scans (tag, purpose, place, at) VALUES (?, ?, ?, ?) RETURNING *")
      .get(tag, purpose, place, at) as Row,
  );

const insertSuspicion = (
  db: DatabaseSync,
  { reason, earlier, later }: Suspicion,
  salt: Hex,
): Row | undefined =>
  db
    .prepare(
      `INSERT INTO suspicions (reason, earlier, later, salt) VALUES (?, ?, ?, ?)
       ON CONFLICT DO NOTHING RETURNING *`,
    )
    .get(reason, earlier.seq, later.seq, salt) as Row | undefined;

const toScan = (row: Row): ScanRecord => ({
  seq: row.seq as number,
  tag: row.tag as Hex,
  purpose: row.purpose as ScanPurpose,
  place: row.place as string,
  at: row.at as number,
});

const inTransaction = <T>(db: DatabaseSync, action: () => T): T => {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = action();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
};

const BUSY: readonly number[] = [5, 6];

const guarded = <T>(step: "open" | "record", action: () => T): T => {
  try {
    return action();
  } catch (error) {
    const number = (error as { errcode?: number }).errcode;
    if (number === undefined) throw error;
    throw new ScanLogError(step, `SQLITE_${number}`, BUSY.includes(number & 0xff));
  }
};
