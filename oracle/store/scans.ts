import type { Hex, RequestId } from "../../standards/hex.ts";
import { RequestStatus } from "../../standards/inference.ts";
import type { BlockRef, Scan, Store } from "../domain/ports.ts";
import type { Row, Sql, SqlSession, SqlTransaction } from "../shared/sql/sql.ts";
import { insertDuty, proposeDuty, readDuty, reopenDuty, settleDuty } from "./duties.ts";
import { RewoundError } from "./errors.ts";

/** Scanned blocks that are remembered: reorganisations deeper than this many scans restart from the oldest. */
export const JOURNAL_LENGTH = 256;
/** No block further back than this is in the journal: what is undone deeper is read again from the start. */
export const JOURNAL_BLOCKS = JOURNAL_LENGTH * 4;

const ANSWER_STANDS: readonly number[] = [RequestStatus.Fulfilled, RequestStatus.CallbackFailed];

const toBlock = (row: Row): BlockRef => ({ number: row.number as number, hash: row.hash as Hex });

/** How far the chain was read. */
export const cursorStore = (sql: SqlSession): Pick<Store, "cursor" | "journal"> => ({
  cursor: async () => {
    const row = await sql.get("SELECT number, hash FROM cursor");
    return row === undefined ? undefined : toBlock(row);
  },
  journal: async () => (await sql.all("SELECT number, hash FROM journal ORDER BY number DESC")).map(toBlock),
});

/** Workers that share a database scan one after the other; what one stored is old news to the next. */
export const SCAN_LOCK = "scan";

export const scanStore = (sql: Sql): Pick<Store, "cursor" | "journal" | "recordScan" | "rewindTo"> => {
  const cursors = cursorStore(sql);
  // Whoever scans asks for the cursor first: what was read since is stored only if nobody moved it back meanwhile.
  let seen: number | undefined;
  return {
    journal: cursors.journal,
    cursor: async () => {
      seen = await rewindsOf(sql);
      return cursors.cursor();
    },
    recordScan: (scan) => sql.transaction((tx) => recordScan(tx, scan, seen)),
    rewindTo: (block) =>
      sql.transaction(async (tx) => {
        await tx.lock(SCAN_LOCK);
        await rewindTo(tx, block);
        await tx.run("UPDATE rewinds SET count = count + 1");
      }),
  };
};

const rewindsOf = async (session: SqlSession): Promise<number> =>
  Number((await session.get("SELECT count FROM rewinds"))?.count ?? 0);

const recordScan = async (
  tx: SqlTransaction,
  { to, opened, proposed, settled }: Scan,
  seen: number | undefined,
) => {
  await tx.lock(SCAN_LOCK);
  if (seen !== undefined && seen !== (await rewindsOf(tx))) throw new RewoundError();
  const news = await filterAsync(opened, (duty) => insertDuty(tx, duty));
  const held = await filterAsync(proposed, (answer) => proposeDuty(tx, answer));
  const ended = await filterAsync(settled, (end) => settleDuty(tx, end, ANSWER_STANDS.includes(end.outcome)));
  await setCursor(tx, to);
  return { opened: news, proposed: await dutiesOf(tx, held), settled: await dutiesOf(tx, ended) };
};

const rewindTo = async (tx: SqlTransaction, block: BlockRef | undefined): Promise<void> => {
  const last = block?.number ?? -1;
  await tx.run("DELETE FROM journal WHERE number > ?", [last]);
  // Results stay: the chain may bring back what it lost, and they are served only while their answer stands.
  await tx.run("DELETE FROM duties WHERE block_number > ?", [last]);
  await tx.run(
    `UPDATE duties SET state = 'proposed', outcome = NULL, settled_block = NULL
         WHERE settled_block > ? AND proposed_block <= ?`,
    [last, last],
  );
  const undone = await tx.all("SELECT id FROM duties WHERE settled_block > ? OR proposed_block > ?", [
    last,
    last,
  ]);
  for (const { id } of undone) await reopenDuty(tx, id as RequestId);
  await moveCursor(tx, block);
};

const dutiesOf = async (session: SqlSession, list: readonly { readonly id: RequestId }[]) => {
  const found = [];
  for (const { id } of list) {
    const duty = await readDuty(session, id);
    if (duty !== undefined) found.push(duty);
  }
  return found;
};

/** What of a list the action says yes to, one after the other. */
export const filterAsync = async <T>(
  list: readonly T[],
  action: (item: T) => Promise<boolean>,
): Promise<readonly T[]> => {
  const kept: T[] = [];
  for (const item of list) if (await action(item)) kept.push(item);
  return kept;
};

/** Notes how far the chain was read. A worker that comes late does not move it back. */
export const setCursor = async (tx: SqlTransaction, { number, hash }: BlockRef): Promise<void> => {
  await tx.run(
    `INSERT INTO cursor VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET number = excluded.number, hash = excluded.hash
       WHERE excluded.number >= cursor.number`,
    [number, hash],
  );
  await tx.run("INSERT INTO journal VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET hash = excluded.hash", [
    number,
    hash,
  ]);
  await tx.run("DELETE FROM journal WHERE number <= ?", [number - JOURNAL_BLOCKS]);
  await tx.run(
    `DELETE FROM journal WHERE number < (
       SELECT min(number) FROM (SELECT number FROM journal ORDER BY number DESC LIMIT ?) AS kept
     )`,
    [JOURNAL_LENGTH],
  );
};

/** Moves the cursor back to a block that the chain still has, or to before the first. */
export const moveCursor = async (tx: SqlTransaction, block: BlockRef | undefined): Promise<void> => {
  await tx.run("DELETE FROM cursor");
  if (block !== undefined) await setCursor(tx, block);
};
