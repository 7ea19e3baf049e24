import { codeOf } from "../../oracle/shared/errors.ts";
import { findOnChain } from "./anchorWaiting.ts";
import { LegalHoldError, UnknownRecordError } from "./errors.ts";
import type { VaultDeps } from "./ports.ts";
import { assertFinished, settleEach } from "./settleEach.ts";
import type { Erasure, RecordId } from "./vaultTypes.ts";

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

/**
 * Erases on chain what is erased here, under every own anchor that holds it. A worker that dies over one leaves it to the
 * next. Each is tried; throws `CHAIN_WORK_UNFINISHED` at the end if the chain did not take all.
 */
export const finishErasures = async (deps: EraseDeps): Promise<number> => {
  const { store, ledger } = deps;
  const now = await ledger.now();
  const claimed = await store.claimErasures(now, now + LEASE_SECONDS, AT_ONCE);
  assertFinished(await settleEach(claimed, (erasure) => finishOne(deps, erasure)));
  return claimed.length;
};

const finishOne = async ({ store, ledger, log }: EraseDeps, { recordId, place }: Erasure): Promise<void> => {
  const anchor = place === undefined ? undefined : await store.anchor(place.anchor);
  if (place !== undefined && anchor?.id !== undefined) {
    // The anchor that is known comes in any case: one that is erased whole has no root any more to be found by.
    for (const id of new Set([anchor.id, ...(await findOnChain(ledger, anchor))])) {
      await ledger.erase(id, place.leaf);
    }
  }
  await store.finishErasure(recordId);
  log.info({ msg: "Record erased on chain", recordId });
};
