import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { TypedDataEncoder } from "ethers";
import type { TypedSigner } from "../../client/signAuthority.ts";
import type { Hex } from "../../standards/hex.ts";
import { keyedSignature, keyHandle, p256Key } from "../../standards/keyedSignature.ts";
import { encodeAssertion, type WebAuthnAssertion } from "../../standards/webAuthn.ts";

const USER_PRESENT_AND_VERIFIED = 0x05;

/** A passkey made of software, for chains of one machine: what a phone does with a finger on it. */
export type Passkey = TypedSigner & {
  readonly key: Hex;
  readonly handle: Hex;
  readonly assert: (digest: Hex) => WebAuthnAssertion;
};

const coordinate = (encoded: string | undefined): Hex =>
  `0x${Buffer.from(encoded ?? "", "base64url")
    .toString("hex")
    .padStart(64, "0")}`;

const assertionOf = (privateKey: KeyObject, digest: Hex): WebAuthnAssertion => {
  const challenge = Buffer.from(digest.slice(2), "hex").toString("base64url");
  const clientDataJSON = Buffer.from(
    JSON.stringify({ type: "webauthn.get", challenge, origin: "https://clinic.example", crossOrigin: false }),
  );
  const authenticatorData = Buffer.concat([
    createHash("sha256").update("clinic.example").digest(),
    Buffer.from([USER_PRESENT_AND_VERIFIED]),
    Buffer.alloc(4),
  ]);
  const signed = Buffer.concat([authenticatorData, createHash("sha256").update(clientDataJSON).digest()]);
  return { authenticatorData, clientDataJSON, signature: sign("sha256", signed, privateKey) };
};

/** A new passkey whose signatures the verifier at that address checks. */
export const newPasskey = (verifier: Hex): Passkey => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x, y } = publicKey.export({ format: "jwk" });
  const key = p256Key(verifier, coordinate(x), coordinate(y));
  const assert = (digest: Hex) => assertionOf(privateKey, digest);
  return {
    key,
    handle: keyHandle(key),
    assert,
    signTypedData: async (domain, types, value) =>
      keyedSignature(key, encodeAssertion(assert(TypedDataEncoder.hash(domain, types, value) as Hex))),
  };
};
