import type { AccessDecision, AccessReceipt } from "../../standards/accessDecision.ts";
import type { AccessRequest } from "../../standards/accessRequest.ts";
import type { Hex } from "../../standards/hex.ts";
import type { AskedFor } from "../vault/askedFor.ts";
import type { AnchorProof } from "../vault/proofOf.ts";

/** One permit or deny as a patient takes it away. */
export type AccountedAccess = {
  readonly request: AccessRequest;
  readonly recordIds: readonly Hex[];
  /** The data user's signature over request and record ids, and what else it covers. Earlier versions kept none. */
  readonly asked?: AskedFor;
  readonly decision: AccessDecision;
  readonly signature: Hex;
  /** Of a permit. `byUser` once the data user acknowledged, `anchor` once that was brought to the chain. */
  readonly receipt?: {
    readonly receipt: AccessReceipt;
    readonly bySource: Hex;
    readonly byUser?: Hex;
    readonly anchor?: AnchorProof;
  };
};

/** What a custodian accounts for. As JSON: `writeAccounting`; to check one: `verifyAccounting`. */
export type Accounting = {
  readonly kind: "accounting/1";
  readonly custodian: Hex;
  readonly chainId: number;
  readonly consentRegistry: Hex;
  readonly recordRegistry: Hex;
  readonly since: number;
  readonly until: number;
  readonly accesses: readonly AccountedAccess[];
  /** The custodian's, over all of it. */
  readonly signature: Hex;
};
