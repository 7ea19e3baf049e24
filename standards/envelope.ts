import { concat, getBytes, hexlify } from "ethers";
import { z } from "zod";
import { TheriacError } from "./errors.ts";
import type { Hex } from "./hex.ts";
import { open, type Sealed, seal } from "./hpke.ts";
import { address, bytes, bytes32 } from "./shapes.ts";

/** Thrown when bytes are not an envelope. */
export class MalformedEnvelopeError extends TheriacError {
  override readonly code = "MALFORMED_ENVELOPE";
  constructor(where: string) {
    super("The payload is not an encrypted envelope.", { context: { where } });
  }
}

/** Thrown when an envelope is not for this operator. */
export class NotARecipientError extends TheriacError {
  override readonly code = "NOT_A_RECIPIENT";
  constructor(operator: Hex) {
    super("The envelope is not encrypted to this operator.", {
      context: { operator },
      hint: "The custodian encrypts to the operators of the current committee: see OperatorRegistry.membersOf.",
    });
  }
}

/** Thrown when an envelope or result was altered, or sealed to another key. */
export class CannotDecryptError extends TheriacError {
  override readonly code = "CANNOT_DECRYPT";
  constructor(part: "content key" | "content" | "result") {
    super("Decryption failed: wrong key or altered ciphertext.", { context: { part } });
  }
}

/** Somebody a record is encrypted to: an operator and its X25519 key of the operator registry. */
export type Recipient = { readonly operator: Hex; readonly encryptionKey: Hex };

const sizedBytes = (size: number) =>
  bytes.refine((value) => value.length === 2 + 2 * size, `must be ${size} bytes`);

const envelopeShape = z.strictObject({
  version: z.literal(1),
  recipients: z
    .array(z.strictObject({ operator: address, encapsulatedKey: bytes32, wrappedKey: sizedBytes(48) }))
    .min(1)
    .max(64),
  iv: sizedBytes(12),
  ciphertext: bytes,
});
type Envelope = z.infer<typeof envelopeShape>;

/** Plaintexts grow to a multiple of this, so that a ciphertext's length says little. */
const PADDING = 1024;
const SPACE = 0x20;

/**
 * Encrypts a record to every recipient: AES-256-GCM under a fresh content key, which HPKE wraps once for each
 * operator. The bytes are the published payload; its keccak256 is the request's payloadHash.
 */
export const sealEnvelope = async (
  plaintext: Uint8Array,
  recipients: readonly Recipient[],
): Promise<Uint8Array> => {
  const contentKey = crypto.getRandomValues(new Uint8Array(32));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const padded = new Uint8Array(Math.ceil(plaintext.length / PADDING) * PADDING).fill(SPACE);
  padded.set(plaintext);
  const key = await crypto.subtle.importKey("raw", contentKey, "AES-GCM", false, ["encrypt"]);
  const ciphertext = await crypto.subtle.encrypt(contentParameters(iv), key, padded);
  const wrapped = await Promise.all(
    recipients.map(async ({ operator, encryptionKey }) => {
      const sealed = await seal(encryptionKey, contentKey, keyBinding(operator, iv));
      return { operator, encapsulatedKey: sealed.encapsulatedKey, wrappedKey: sealed.ciphertext };
    }),
  );
  contentKey.fill(0);
  padded.fill(0);
  const envelope: Envelope = envelopeShape.parse({
    version: 1,
    recipients: wrapped,
    iv: hexOf(iv),
    ciphertext: hexOf(new Uint8Array(ciphertext)),
  });
  return new TextEncoder().encode(JSON.stringify(envelope));
};

/** Decrypts an envelope with an operator's private key. The caller wipes the plaintext after use. */
export const openEnvelope = async (
  payload: Uint8Array,
  operator: Hex,
  privateKey: Hex,
): Promise<Uint8Array> => {
  const envelope = parseEnvelope(payload);
  const mine = envelope.recipients.find((r) => r.operator.toLowerCase() === operator.toLowerCase());
  if (mine === undefined) throw new NotARecipientError(operator);
  const iv = bytesOf(envelope.iv);
  const contentKey = await open(
    privateKey,
    { encapsulatedKey: mine.encapsulatedKey, ciphertext: mine.wrappedKey },
    keyBinding(operator, iv),
  ).catch(() => {
    throw new CannotDecryptError("content key");
  });
  const key = await crypto.subtle.importKey("raw", new Uint8Array(contentKey), "AES-GCM", false, ["decrypt"]);
  contentKey.fill(0);
  const plaintext = await crypto.subtle
    .decrypt(contentParameters(iv), key, bytesOf(envelope.ciphertext))
    .catch(() => {
      throw new CannotDecryptError("content");
    });
  return new Uint8Array(plaintext);
};

/** Encrypts a result to the grantee, bound to its request. */
export const sealResult = (granteeKey: Hex, requestId: Hex, plaintext: Uint8Array): Promise<Sealed> =>
  seal(granteeKey, plaintext, { info: "theriac.result.v1", aad: bytesOf(requestId) });

/** Decrypts a result with the grantee's private key. */
export const openResult = (privateKey: Hex, requestId: Hex, sealed: Sealed): Promise<Uint8Array> =>
  open(privateKey, sealed, { info: "theriac.result.v1", aad: bytesOf(requestId) }).catch(() => {
    throw new CannotDecryptError("result");
  });

const parseEnvelope = (payload: Uint8Array): Envelope => {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  } catch {
    throw new MalformedEnvelopeError("not UTF-8 JSON");
  }
  const parsed = envelopeShape.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new MalformedEnvelopeError(parsed.error.issues.map((issue) => issue.path.join(".")).join(", "));
};

const contentParameters = (iv: Uint8Array<ArrayBuffer>) => ({
  name: "AES-GCM",
  iv,
  additionalData: new TextEncoder().encode("theriac.envelope.v1"),
});

/** A wrapped key opens only for the operator, and with the iv, that it was wrapped for. */
const keyBinding = (operator: Hex, iv: Uint8Array) => ({
  info: "theriac.envelope.v1",
  aad: getBytes(concat([operator, iv])),
});

const hexOf = (value: Uint8Array): Hex => hexlify(value) as Hex;
const bytesOf = (value: Hex): Uint8Array<ArrayBuffer> => new Uint8Array(getBytes(value));
