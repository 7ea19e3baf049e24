// Organisations by their ROR id, and the tags that stand for them on chain: whoever has no salt cannot tell which
// organisation a tag means. Of the nine characters after https://ror.org/ the first is 0, six are a number in Crockford's
// base 32 and two are check digits by ISO 7064 MOD 97-10.
import { AbiCoder, isHexString, keccak256, toUtf8Bytes } from "ethers";
import { TheriacError } from "./errors.ts";
import type { Hex } from "./hex.ts";

/** Canonical form, as in https://ror.org/03yrm5c26. */
export type RorId = string & { readonly __brand: "RorId" };

const FORM = /^(?:https:\/\/ror\.org\/)?(0[0-9a-hjkmnp-tv-z]{6}[0-9]{2})$/;
const PREFIX = "https://ror.org/";
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const DOMAIN = keccak256(toUtf8Bytes("theriac.affiliation.v1"));

/** A text has not the form of a ROR id. */
export class RorIdMalformedError extends TheriacError {
  readonly code = "ROR_ID_MALFORMED";
  constructor(length: number) {
    super("A text has not the form of a ROR id.", {
      context: { length },
      hint: "https://ror.org/ and nine characters: 0, six of base 32 in small letters, two digits.",
    });
  }
}

/** The last two digits are not the check digits of the others. */
export class RorIdCheckDigitsError extends TheriacError {
  readonly code = "ROR_ID_CHECK_DIGITS_WRONG";
  constructor(actual: string, expected: string) {
    super("A ROR id has wrong check digits.", { context: { actual, expected } });
  }
}

/** The salt of a tag is not 32 bytes. */
export class AffiliationSaltError extends TheriacError {
  readonly code = "AFFILIATION_SALT_MALFORMED";
  constructor(length: number) {
    super("The salt of an affiliation must be 32 bytes.", { context: { length } });
  }
}

/** The two digits that complete six characters of base 32. */
export const rorCheckDigitsOf = (body: string): string => {
  if (!/^[0-9a-hjkmnp-tv-z]{6}$/.test(body)) throw new RorIdMalformedError(body.length);
  let number = 0;
  for (const character of body) number = number * 32 + ALPHABET.indexOf(character);
  return String(98 - ((number * 100) % 97)).padStart(2, "0");
};

/** Reads a ROR id, bare or as its https URI, into the URI. */
export const parseRorId = (text: string): RorId => {
  const id = FORM.exec(text)?.[1];
  if (id === undefined) throw new RorIdMalformedError(text.length);
  const [actual, expected] = [id.slice(7), rorCheckDigitsOf(id.slice(1, 7))];
  if (actual !== expected) throw new RorIdCheckDigitsError(actual, expected);
  return `${PREFIX}${id}` as RorId;
};

/** What reviewers declare and terms exclude: keccak256(abi.encode(domain, keccak256(ROR id), salt)). */
export const affiliationTag = (organisation: RorId, salt: Hex): Hex => {
  const size = (salt.length - 2) / 2;
  if (!isHexString(salt, 32)) throw new AffiliationSaltError(size);
  const words = [DOMAIN, keccak256(toUtf8Bytes(organisation)), salt];
  return keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32", "bytes32"], words)) as Hex;
};
