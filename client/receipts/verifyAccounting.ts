import {
  decisionHash,
  isSignedByBoth,
  receiptHash,
  signerOfDecision,
} from "../../standards/accessDecision.ts";
import { requestHash } from "../../standards/accessRequest.ts";
import { isAnchored } from "../../standards/anchorTree.ts";
import { consentRegistryDomain } from "../../standards/consent.ts";
import { TheriacError } from "../../standards/errors.ts";
import type { Hex } from "../../standards/hex.ts";
import type { Eip712Domain } from "../../standards/inference.ts";
import { accountingShape } from "./accountingShape.ts";
import type { AccountedAccess, Accounting } from "./exportAccounting.ts";

/** Thrown when a text is no accounting. */
export class MalformedAccountingError extends TheriacError {
  override readonly code = "MALFORMED_ACCOUNTING";
  constructor(where: string) {
    super("The text is not an accounting of disclosures.", { context: { where } });
  }
}

/** What does not fit in an access, the first that is found. */
export type AccountingFault =
  | "REQUEST_HASH"
  | "DECISION_SIGNATURE"
  | "RECEIPT_MISSING"
  | "RECEIPT_OF_ANOTHER"
  | "RECEIPT_SIGNATURE"
  | "ANCHOR_UNKNOWN"
  | "ANCHOR_PROOF";

export type AccountingVerdict = {
  readonly accounting: Accounting;
  readonly faults: readonly { readonly index: number; readonly fault: AccountingFault }[];
  /** Permits with both signatures, and of those the ones proven under a root of the chain. */
  readonly acknowledged: number;
  readonly anchored: number;
};

/** Roots of receipts as the chain has them: from the ReceiptsAnchored events, kept beside the accounting. */
export type KnownRoots = ReadonlyMap<Hex, { readonly root: Hex; readonly count: number }>;

/** Checks an accounting without chain and without custodian. */
export const verifyAccounting = (text: string, roots: KnownRoots): AccountingVerdict => {
  const accounting = parse(text);
  const domain = consentRegistryDomain(accounting.chainId, accounting.consentRegistry);
  const faults = accounting.accesses.flatMap((access, index) => {
    const fault = faultOf(domain, accounting.custodian, access, roots);
    return fault === undefined ? [] : [{ index, fault }];
  });
  const faulty = new Set(faults.map(({ index }) => index));
  const sound = accounting.accesses.filter((_, index) => !faulty.has(index));
  return {
    accounting,
    faults,
    acknowledged: sound.filter(({ receipt }) => receipt?.byUser !== undefined).length,
    anchored: sound.filter(({ receipt }) => receipt?.anchor !== undefined).length,
  };
};

const parse = (text: string): Accounting => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new MalformedAccountingError("not JSON");
  }
  const parsed = accountingShape.safeParse(json);
  if (parsed.success) return parsed.data as unknown as Accounting;
  throw new MalformedAccountingError(parsed.error.issues.map(({ path }) => path.join(".")).join(", "));
};

const faultOf = (
  domain: Eip712Domain,
  custodian: Hex,
  { request, decision, signature, receipt, recordIds }: AccountedAccess,
  roots: KnownRoots,
): AccountingFault | undefined => {
  if (requestHash(request) !== decision.requestHash) return "REQUEST_HASH";
  const signer = signerOfDecision(domain, decision, signature);
  if (signer?.toLowerCase() !== custodian.toLowerCase()) return "DECISION_SIGNATURE";
  if (receipt === undefined) return decision.permitted ? "RECEIPT_MISSING" : undefined;
  const { receipt: stated, bySource, byUser, anchor } = receipt;
  const fits =
    decision.permitted &&
    stated.permitted &&
    stated.decisionHash === decisionHash(decision) &&
    stated.requestHash === decision.requestHash &&
    stated.consentId === decision.consentId &&
    stated.recordCount === recordIds.length;
  if (!fits) return "RECEIPT_OF_ANOTHER";
  const parties = { custodian, user: byUser === undefined ? custodian : request.actor };
  if (!isSignedByBoth(domain, { receipt: stated, bySource, byUser: byUser ?? bySource }, parties)) {
    return "RECEIPT_SIGNATURE";
  }
  if (anchor === undefined) return undefined;
  const known = roots.get(anchor.anchorId);
  if (known === undefined) return "ANCHOR_UNKNOWN";
  return isAnchored(known, anchor.index, receiptHash(stated), anchor.proof) ? undefined : "ANCHOR_PROOF";
};
