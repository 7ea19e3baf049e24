import type { Signer } from "ethers";
import {
  CONSENT_GRANT_TYPES,
  CONSENT_REVOKE_TYPES,
  type ConsentGrant,
  consentRegistryDomain,
} from "../standards/consent.ts";
import type { ConsentId, Hex } from "../standards/hex.ts";

/** The patient's signature over a consent, which the wallet shows in full. Any relayer may bring it to the chain. */
export const signConsent = async (
  patient: Signer,
  grant: ConsentGrant,
  chainId: number,
  registry: Hex,
): Promise<Hex> =>
  (await patient.signTypedData(consentRegistryDomain(chainId, registry), CONSENT_GRANT_TYPES, grant)) as Hex;

/** The patient's signature that ends a consent. It has no nonce and no deadline, so it may be made in advance. */
export const signRevocation = async (
  patient: Signer,
  consentId: ConsentId,
  chainId: number,
  registry: Hex,
): Promise<Hex> =>
  (await patient.signTypedData(consentRegistryDomain(chainId, registry), CONSENT_REVOKE_TYPES, {
    consentId,
  })) as Hex;
