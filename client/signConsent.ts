import type { ConsentGrant } from "../standards/consent.ts";
import type { ConsentId, Hex } from "../standards/hex.ts";
import { signConsentMessage, type TypedSigner } from "./signAuthority.ts";

/** The patient's signature over a consent, which the wallet shows in full. Any relayer may bring it to the chain. */
export const signConsent = (
  patient: TypedSigner,
  grant: ConsentGrant,
  chainId: number,
  registry: Hex,
): Promise<Hex> => signConsentMessage(patient, { chainId, registry }, "ConsentGrant", grant);

/** The patient's signature that ends a consent. It has no nonce and no deadline, so it may be made in advance. */
export const signRevocation = (
  patient: TypedSigner,
  consentId: ConsentId,
  chainId: number,
  registry: Hex,
): Promise<Hex> => signConsentMessage(patient, { chainId, registry }, "ConsentRevoke", { consentId });
