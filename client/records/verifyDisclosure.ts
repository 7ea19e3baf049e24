import type { Hex } from "../../standards/hex.ts";
import { isDisclosed, profileCommitment } from "../../standards/profile.ts";
import { type RecordDomain, recordCommitment } from "../../standards/recordCommitment.ts";
import type { Contracts } from "../deployment.ts";
import type { DisclosedLeaf } from "./discloseLeaf.ts";
import { type RecordVerdict, verdictOf } from "./verdict.ts";

/** The document behind a leaf, with the salt that opens its commitment. */
export type OpenedDocument = { readonly document: unknown; readonly salt: Hex };

/** Whether a leaf, and the document behind it if that is shown too, is of a profile that was anchored. */
export const verifyDisclosure = async (
  { records }: Pick<Contracts, "records">,
  domain: RecordDomain,
  disclosed: DisclosedLeaf,
  opened?: OpenedDocument,
): Promise<RecordVerdict> => {
  const { place, profileRoot, leaf } = disclosed;
  const commitment = profileCommitment(domain, profileRoot);
  const anchored = await records.verify(place.anchorId, place.index, commitment, [...place.proof]);
  const verdict = verdictOf(anchored);
  if (verdict !== "genuine") return verdict;
  if (!isDisclosed(profileRoot, disclosed)) return "tampered";
  if (opened === undefined) return "genuine";
  const own = recordCommitment(domain, opened.document, opened.salt);
  return own === leaf.commitment ? "genuine" : "tampered";
};
