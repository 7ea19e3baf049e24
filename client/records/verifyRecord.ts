import type { Hex } from "../../standards/hex.ts";
import { type RecordDomain, recordCommitment } from "../../standards/recordCommitment.ts";
import type { Contracts } from "../deployment.ts";
import type { AnchoredPlace } from "./anchorRecords.ts";
import { type RecordVerdict, verdictOf } from "./verdict.ts";

/** A document as somebody shows it: with the salt that opens its commitment and the place where it was anchored. */
export type ShownRecord = AnchoredPlace & { readonly document: unknown; readonly salt: Hex };

/** Whether a document is the one that was anchored. Only its commitment goes to the endpoint. */
export const verifyRecord = async (
  { records }: Pick<Contracts, "records">,
  domain: RecordDomain,
  { anchorId, index, proof, document, salt }: ShownRecord,
): Promise<RecordVerdict> =>
  verdictOf(await records.verify(anchorId, index, recordCommitment(domain, document, salt), [...proof]));
