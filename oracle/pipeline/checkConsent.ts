import type { Duty } from "../domain/duty.ts";
import { isPersonal } from "../domain/duty.ts";
import type { Chain } from "../domain/ports.ts";

/** Where a request's consent stands. `unsettled`: live now, but not yet in a final block. */
export type ConsentStanding =
  | { readonly kind: "live"; readonly version: number }
  | { readonly kind: "ended" }
  | { readonly kind: "unsettled" };

/** Asks at the latest and at the final block: both must agree before anything personal is touched. */
export const checkConsent = async (
  chain: Pick<Chain, "livenessOf">,
  { request }: Pick<Duty, "request">,
): Promise<ConsentStanding> => {
  if (!isPersonal(request)) return { kind: "live", version: 0 };
  const latest = await chain.livenessOf(request.consentId, "latest");
  if (!latest.live) return { kind: "ended" };
  const final = await chain.livenessOf(request.consentId, "final");
  if (!final.live || final.version !== latest.version) return { kind: "unsettled" };
  return { kind: "live", version: latest.version };
};
