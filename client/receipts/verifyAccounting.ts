import type { Hex } from "../../standards/hex.ts";
import { type AccessFault, faultOfAccess, type KnownRoots } from "./accessFault.ts";
import type { Accounting } from "./accounting.ts";
import { readAccounting } from "./readAccounting.ts";
import { isSignedByCustodian } from "./signAccounting.ts";

/** What does not fit in an accounting as a whole. */
export type WholeFault =
  | "ANOTHER_CUSTODIAN"
  | "ANOTHER_CHAIN"
  | "ANOTHER_REGISTRY"
  | "RANGE"
  | "ACCOUNTING_SIGNATURE";

export type AccountingFault = WholeFault | AccessFault | "REPEATED";

export type AccountingVerdict = {
  readonly accounting: Accounting;
  /** The whole's come first, without an index; of each access the first that is found. None: the accounting holds. */
  readonly faults: readonly { readonly index: number | undefined; readonly fault: AccountingFault }[];
  /** Of the accesses without fault: permits with both signatures, and of those the ones proven under a root of the chain. */
  readonly acknowledged: number;
  readonly anchored: number;
};

/** Whose accounting it has to be. From the patient's own knowledge, never from the accounting. */
export type ExpectedSource = Pick<Accounting, "custodian" | "chainId" | "consentRegistry" | "recordRegistry">;

/**
 * Checks an accounting without chain and without custodian. What it cannot show: that the custodian left nothing out before
 * it signed.
 */
export const verifyAccounting = (
  text: string,
  expected: ExpectedSource,
  roots: KnownRoots,
): AccountingVerdict => {
  const accounting = readAccounting(text);
  const { since, until, accesses } = accounting;
  const seen = new Set<string>();
  const found = accesses.map((access): AccountingFault | undefined => {
    const { actor, id } = access.request;
    const request = `${actor} ${id}`.toLowerCase();
    if (seen.has(request)) return "REPEATED";
    seen.add(request);
    return faultOfAccess(access, { ...expected, since, until, roots });
  });
  const sound = accesses.filter((_, index) => found[index] === undefined);
  const acknowledged = sound.filter(({ receipt }) => receipt?.byUser !== undefined);
  return {
    accounting,
    faults: [
      ...faultsOfWhole(accounting, expected).map((fault) => ({ index: undefined, fault })),
      ...found.flatMap((fault, index) => (fault === undefined ? [] : [{ index, fault }])),
    ],
    acknowledged: acknowledged.length,
    anchored: acknowledged.filter(({ receipt }) => receipt?.anchor !== undefined).length,
  };
};

const faultsOfWhole = (accounting: Accounting, expected: ExpectedSource): readonly WholeFault[] => {
  const same = (one: Hex, other: Hex): boolean => one.toLowerCase() === other.toLowerCase();
  const { custodian, chainId, consentRegistry, recordRegistry, since, until } = accounting;
  const checks: readonly (readonly [boolean, WholeFault])[] = [
    [same(custodian, expected.custodian), "ANOTHER_CUSTODIAN"],
    [chainId === expected.chainId, "ANOTHER_CHAIN"],
    [
      same(consentRegistry, expected.consentRegistry) && same(recordRegistry, expected.recordRegistry),
      "ANOTHER_REGISTRY",
    ],
    [since <= until, "RANGE"],
    [isSignedByCustodian(accounting), "ACCOUNTING_SIGNATURE"],
  ];
  return checks.filter(([holds]) => !holds).map(([, fault]) => fault);
};
