import { AbiCoder, toBeHex, toUtf8String } from "ethers";
import { TheriacError } from "./errors.ts";
import type { Hex } from "./hex.ts";

/** What a browser's `navigator.credentials.get` gives for a passkey. */
export type WebAuthnAssertion = {
  readonly authenticatorData: Uint8Array;
  readonly clientDataJSON: Uint8Array;
  /** ASN.1 DER. */
  readonly signature: Uint8Array;
};

/** The passkey's answer is not in the form that WebAuthn demands. */
export class MalformedAssertionError extends TheriacError {
  readonly code = "MALFORMED_ASSERTION";
  constructor(what: string) {
    super("The passkey's answer is malformed.", { context: { what } });
  }
}

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** r and s of a DER signature; s the smaller of its two mirror images, since contracts take no other. */
const numbersOf = (der: Uint8Array): [bigint, bigint] => {
  if (der[0] !== SEQUENCE || der[1] !== der.length - 2) throw new MalformedAssertionError("signature");
  const numberAt = (start: number): { value: bigint; end: number } => {
    const end = start + 2 + (der[start + 1] ?? 0);
    const digits = der.subarray(start + 2, end);
    if (der[start] !== INTEGER || end > der.length || digits.length === 0) {
      throw new MalformedAssertionError("signature");
    }
    return { value: digits.reduce((sum, digit) => sum * 256n + BigInt(digit), 0n), end };
  };
  const r = numberAt(2);
  const s = numberAt(r.end);
  if (s.end !== der.length) throw new MalformedAssertionError("signature");
  return [r.value, s.value > ORDER / 2n ? ORDER - s.value : s.value];
};

const positionOf = (part: string, text: string): number => {
  const position = text.indexOf(part);
  if (position < 0) throw new MalformedAssertionError(part);
  return position;
};

/** A passkey's assertion in the form that OpenZeppelin's ERC7913WebAuthnVerifier reads. */
export const encodeAssertion = ({ authenticatorData, clientDataJSON, signature }: WebAuthnAssertion): Hex => {
  const text = toUtf8String(clientDataJSON);
  const [r, s] = numbersOf(signature);
  return AbiCoder.defaultAbiCoder().encode(
    ["bytes32", "bytes32", "uint256", "uint256", "bytes", "string"],
    [
      toBeHex(r, 32),
      toBeHex(s, 32),
      positionOf('"challenge":"', text),
      positionOf('"type":"webauthn.get"', text),
      authenticatorData,
      text,
    ],
  ) as Hex;
};
