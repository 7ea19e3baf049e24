import type { Hex } from "../../standards/hex.ts";
import { askPages, type IndexConnection } from "./askIndex.ts";
import { consentListPage, type ListedConsent } from "./shapes.ts";

/**
 * The consents that one key granted, oldest first: a patient's own list at one custodian. Erased ones are left out. What
 * else an index leaves out of a list nothing here catches: a consent that one knows of is checked with `verifyHistory`.
 */
export const listSignerConsents = async (
  index: IndexConnection,
  signer: Hex,
): Promise<readonly ListedConsent[]> => {
  const pages = await askPages(index, `/v1/signers/${signer}/consents`, consentListPage);
  return pages.flatMap(({ consents }) => consents);
};
