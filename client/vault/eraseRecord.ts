import { codeOf } from "../../oracle/shared/errors.ts";
import { LegalHoldError, UnknownRecordError } from "./errors.ts";
import type { VaultDeps } from "./ports.ts";
import type { RecordId } from "./vaultTypes.ts";

type EraseDeps = Pick<VaultDeps, "store" | "ledger" | "log">;

/** How long a worker may take over one erasure on chain before another takes it over. */
const LEASE_SECONDS = 600;
const AT_ONCE = 64;

/**
 * Erases a record. Here first, all in one transaction: from then on nobody opens it again, whatever happens. Then on chain;
 * "pending" says that this is left to a later `finishErasures`. Erasing again finishes what is left.
 */
export const eraseRecord = async (deps: EraseDeps, id: RecordId): Promise<"erased" | "pending"> => {
  const { store, ledger, log } = deps;
  const [record] = await store.records([id]);
  if (record !== undefined && record.retainUntil > 0) {
    const now = await ledger.now();
    if (record.retainUntil >= now) throw new LegalHoldError(record.retainUntil);
  }
  const erased = await store.eraseRecord(id);
  if (erased) log.info({ msg: "Record erased from the vault", recordId: id });
  else if ((await store.erasure(id)) === "none") throw new UnknownRecordError();
  await finishErasures(deps).catch((error) => {
    log.warn({ msg: "Erasure on chain is left to a later run", recordId: id, error: codeOf(error) });
  });
  return (await store.erasure(id)) === "done" ? "erased" : "pending";
};

/** Erases on chain what is erased here. A worker that dies over one leaves it to the next. */
export const finishErasures = async ({ store, ledger, log }: EraseDeps): Promise<number> => {
  const now = await ledger.now();
  const claimed = await store.claimErasures(now, now + LEASE_SECONDS, AT_ONCE);
  for (const { recordId, place } of claimed) {
    const anchor = place === undefined ? undefined : await store.anchor(place.anchor);
    if (place !== undefined && anchor?.id !== undefined) await ledger.erase(anchor.id, place.leaf);
    await store.finishErasure(recordId);
    log.info({ msg: "Record erased on chain", recordId });
  }
  return claimed.length;
};
