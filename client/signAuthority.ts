import type { Signer } from "ethers";
import { consentRegistryDomain } from "../standards/consent.ts";
import {
  CONSENT_MESSAGE_TYPES,
  type ConsentMessageKind,
  type ConsentMessages,
} from "../standards/consentMessages.ts";
import type { Hex } from "../standards/hex.ts";

/** A wallet, or anything else that shows and signs typed data: a passkey gives a keyed signature. */
export type TypedSigner = Pick<Signer, "signTypedData">;

/** Which registry is spoken to. */
export type RegistryAt = { readonly chainId: number; readonly registry: Hex };

/** A key and what it shows for acting. */
export type Authority = { readonly key: Hex; readonly deadline: number; readonly signature: Hex };

/** The signature of a key over one message to the consent registry. Any relayer may bring it to the chain. */
export const signConsentMessage = async <Kind extends ConsentMessageKind>(
  signer: TypedSigner,
  { chainId, registry }: RegistryAt,
  kind: Kind,
  message: ConsentMessages[Kind],
): Promise<Hex> =>
  (await signer.signTypedData(
    consentRegistryDomain(chainId, registry),
    CONSENT_MESSAGE_TYPES[kind],
    message,
  )) as Hex;

/** The authority of a key that signs instead of sending: an account's address, or the handle of a passkey. */
export const signAuthority = async <Kind extends ConsentMessageKind>(
  { key, signer }: { readonly key: Hex; readonly signer: TypedSigner },
  at: RegistryAt,
  kind: Kind,
  message: ConsentMessages[Kind],
): Promise<Authority> => ({
  key,
  deadline: "deadline" in message ? message.deadline : 0,
  signature: await signConsentMessage(signer, at, kind, message),
});

/** The authority of a key that sends the transaction itself. */
export const ownAuthority = (key: Hex): Authority => ({ key, deadline: 0, signature: "0x" });
