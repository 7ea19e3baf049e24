import { concat, getBytes, hexlify, Signature, toBeHex } from "ethers";
import fc from "fast-check";
import type { Hex } from "../../standards/hex.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const OTHER_V = [0, 1, 2, 3, 26, 29, 30, 35, 36, 37, 38, 127, 128, 255];

type Mangling = (signature: Signature) => string;

const withV =
  (v: number): Mangling =>
  ({ r, s }) =>
    concat([r, s, toBeHex(v, 1)]);

/** The mirror image: the same key's to every reader that does not ask for a low s. */
const mirrored = ({ s }: Signature): string => toBeHex(ORDER - BigInt(s), 32);

/** Ways to write a signature that are one of its two right forms. */
export const RIGHT_FORMS: readonly Mangling[] = [({ serialized }) => serialized, (s) => s.compactSerialized];

/** Ways to write it wrongly from which a lenient reader still gets the key, or something else. */
export const WRONG_FORMS: readonly Mangling[] = [
  ...OTHER_V.map(withV),
  ({ r, s, v }) => withV(55 - v)({ r, s } as Signature),
  (signature) => concat([signature.r, mirrored(signature), toBeHex(55 - signature.v, 1)]),
  (signature) => concat([signature.r, mirrored(signature), toBeHex(signature.v, 1)]),
  (signature) => concat([signature.r, mirrored(signature), toBeHex(28 - signature.v, 1)]),
  (signature) => concat([signature.r, mirrored(signature)]),
  ({ r, s, yParity }) => concat([r, toBeHex(BigInt(s) | (BigInt(1 - yParity) << 255n), 32)]),
  ({ s, v }) => concat([toBeHex(0, 32), s, toBeHex(v, 1)]),
  ({ s, v }) => concat([toBeHex(ORDER, 32), s, toBeHex(v, 1)]),
  ({ r, v }) => concat([r, toBeHex(0, 32), toBeHex(v, 1)]),
  ({ serialized }) => concat([serialized, "0x00"]),
  ({ compactSerialized }) => concat(["0x00", compactSerialized]),
  ({ compactSerialized }) => compactSerialized.slice(0, -2),
  () => "0x",
];

const flipped = (signature: string, bit: number): string => {
  const bytes = getBytes(signature);
  const at = bit % (bytes.length * 8);
  bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
  return hexlify(bytes);
};

/** Any of those forms, a bit flipped somewhere, or noise of any length. */
export const mangling: fc.Arbitrary<(signature: Hex) => Hex> = fc.oneof(
  fc
    .constantFrom(...RIGHT_FORMS, ...WRONG_FORMS)
    .map((form) => (signature: Hex) => form(Signature.from(signature)) as Hex),
  fc.nat(8 * 65).map((bit) => (signature: Hex) => flipped(Signature.from(signature).serialized, bit) as Hex),
  fc.uint8Array({ maxLength: 70 }).map((noise) => () => hexlify(noise) as Hex),
);
