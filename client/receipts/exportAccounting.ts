import type { SubjectHandle } from "../keys/newSubjectHandle.ts";
import type { VaultDeps } from "../vault/ports.ts";
import { proofAt } from "../vault/proofOf.ts";
import type { Access } from "../vault/vaultTypes.ts";
import type { AccountedAccess, Accounting } from "./accounting.ts";
import { signAccounting } from "./signAccounting.ts";

/** 45 CFR 164.528: a patient may ask for the disclosures of six years. */
export const ACCOUNTING_SECONDS = 6 * 366 * 86_400;

/** Everything decided about a patient since then; without `since`, of the last six years. */
export const exportAccounting = async (
  deps: Pick<VaultDeps, "store" | "ledger" | "signer" | "custodian" | "chainId" | "contracts">,
  subject: SubjectHandle,
  since?: number,
): Promise<Accounting> => {
  const until = await deps.ledger.now();
  const from = since ?? Math.max(0, until - ACCOUNTING_SECONDS);
  const known = await deps.store.accessesOf(subject, from);
  // One that came while this went on belongs to the next accounting.
  const accesses = known.filter(({ decision }) => decision.decidedAt <= until);
  return signAccounting(deps.signer, {
    kind: "accounting/1",
    custodian: deps.custodian,
    chainId: deps.chainId,
    consentRegistry: deps.contracts.ConsentRegistry,
    recordRegistry: deps.contracts.RecordRegistry,
    since: from,
    until,
    accesses: await Promise.all(accesses.map((access) => accountFor(deps.store, access))),
  });
};

const accountFor = async (store: VaultDeps["store"], access: Access): Promise<AccountedAccess> => {
  const { request, recordIds, asked, decision, signature, receipt, byUser, place } = access;
  const stated = { request, recordIds, ...(asked === undefined ? {} : { asked }), decision, signature };
  if (receipt === undefined) return stated;
  const anchor = await proofAt(store, place);
  return {
    ...stated,
    receipt: {
      ...receipt,
      ...(byUser === undefined ? {} : { byUser }),
      ...(anchor === undefined ? {} : { anchor }),
    },
  };
};

/** The accounting as JSON text. */
export const writeAccounting = (accounting: Accounting): string =>
  JSON.stringify(accounting, (_, value) => (typeof value === "bigint" ? value.toString() : value), 2);
