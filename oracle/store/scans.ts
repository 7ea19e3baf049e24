import type { Hex, RequestId } from "../../standards/hex.ts";
import { RequestStatus } from "../../standards/inference.ts";
import type { BlockRef, Store } from "../domain/ports.ts";
import { type Database, inTransaction, type Row } from "./database.ts";
import { insertDuty, proposeDuty, readDuty, settleDuty } from "./duties.ts";

/** Scanned blocks that are remembered: reorganisations deeper than this many scans restart from the oldest. */
const JOURNAL_LENGTH = 256;
/** No block further back than this is in the journal: what is undone deeper is read again from the start. */
export const JOURNAL_BLOCKS = JOURNAL_LENGTH * 4;

const ANSWER_STANDS: readonly number[] = [RequestStatus.Fulfilled, RequestStatus.CallbackFailed];

const toBlock = (row: Row): BlockRef => ({ number: row.number as number, hash: row.hash as Hex });

export const scanStore = (db: Database): Pick<Store, "cursor" | "journal" | "recordScan" | "rewindTo"> => ({
  cursor: () => {
    const row = db.prepare("SELECT number, hash FROM cursor").get() as Row | undefined;
    return row === undefined ? undefined : toBlock(row);
  },
  journal: () =>
    (db.prepare("SELECT number, hash FROM journal ORDER BY number DESC").all() as Row[]).map(toBlock),
  recordScan: ({ to, opened, proposed, settled }) =>
    inTransaction(db, () => {
      const news = opened.filter((duty) => insertDuty(db, duty));
      const held = proposed.filter((answer) => proposeDuty(db, answer));
      const ended = settled.filter((end) => settleDuty(db, end, ANSWER_STANDS.includes(end.outcome)));
      setCursor(db, to);
      const duties = (list: readonly { readonly id: RequestId }[]) =>
        list.flatMap(({ id }) => readDuty(db, id) ?? []);
      return { opened: news, proposed: duties(held), settled: duties(ended) };
    }),
  rewindTo: (block) =>
    inTransaction(db, () => {
      const last = block?.number ?? -1;
      db.prepare("DELETE FROM journal WHERE number > ?").run(last);
      db.prepare(
        "DELETE FROM results WHERE request_id IN (SELECT id FROM duties WHERE block_number > ?)",
      ).run(last);
      db.prepare("DELETE FROM duties WHERE block_number > ?").run(last);
      db.prepare(
        `UPDATE duties SET state = 'proposed', outcome = NULL, settled_block = NULL
         WHERE settled_block > ? AND proposed_block <= ?`,
      ).run(last, last);
      db.prepare(
        `UPDATE duties SET state = 'seen', outcome = NULL, settled_block = NULL, statement = NULL, refusal = NULL,
           proposal = NULL, proposed_block = NULL
         WHERE settled_block > ? OR proposed_block > ?`,
      ).run(last, last);
      if (block === undefined) db.exec("DELETE FROM cursor");
      else setCursor(db, block);
    }),
});

/** Notes how far the chain was read. */
export const setCursor = (db: Database, { number, hash }: BlockRef): void => {
  db.prepare("INSERT OR REPLACE INTO cursor VALUES (1, ?, ?)").run(number, hash);
  db.prepare("INSERT OR REPLACE INTO journal VALUES (?, ?)").run(number, hash);
  db.prepare("DELETE FROM journal WHERE number <= ?").run(number - JOURNAL_BLOCKS);
  db.prepare(
    "DELETE FROM journal WHERE number < (SELECT min(number) FROM (SELECT number FROM journal ORDER BY number DESC LIMIT ?))",
  ).run(JOURNAL_LENGTH);
};
