// ORCID iDs: sixteen characters whose last is a check character by ISO 7064 MOD 11-2. On chain stands only a salted
// commitment to one.
import { AbiCoder, isHexString, keccak256, toUtf8Bytes } from "ethers";
import { TheriacError } from "./errors.ts";
import type { Hex } from "./hex.ts";

/** Canonical form, as in 0000-0002-1825-0097. */
export type Orcid = string & { readonly __brand: "Orcid" };

const FORM = /^(?:https:\/\/orcid\.org\/)?([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X])$/;
const DOMAIN = keccak256(toUtf8Bytes("theriac.orcid.v1"));

/** A text has not the form of an ORCID iD. */
export class OrcidMalformedError extends TheriacError {
  readonly code = "ORCID_MALFORMED";
  constructor(length: number) {
    super("A text has not the form of an ORCID iD.", {
      context: { length },
      hint: "Four groups of four, as in 0000-0002-1825-0097; the last character may be X.",
    });
  }
}

/** The last character is not the check character of the others. */
export class OrcidCheckCharacterError extends TheriacError {
  readonly code = "ORCID_CHECK_CHARACTER_WRONG";
  constructor(actual: string, expected: string) {
    super("An ORCID iD has a wrong check character.", { context: { actual, expected } });
  }
}

/** The salt of a commitment is not 32 bytes. */
export class OrcidSaltError extends TheriacError {
  readonly code = "ORCID_SALT_MALFORMED";
  constructor(length: number) {
    super("The salt of an ORCID commitment must be 32 bytes.", { context: { length } });
  }
}

/** The character that completes fifteen digits. */
export const checkCharacterOf = (digits: string): string => {
  if (!/^[0-9]{15}$/.test(digits)) throw new OrcidMalformedError(digits.length);
  let total = 0;
  for (const digit of digits) total = ((total + Number(digit)) * 2) % 11;
  const check = (12 - total) % 11;
  return check === 10 ? "X" : String(check);
};

/** Reads an ORCID iD, bare or as its https URI. */
export const parseOrcid = (text: string): Orcid => {
  const orcid = FORM.exec(text)?.[1];
  if (orcid === undefined) throw new OrcidMalformedError(text.length);
  const expected = checkCharacterOf(orcid.replaceAll("-", "").slice(0, 15));
  const actual = orcid.slice(-1);
  if (actual !== expected) throw new OrcidCheckCharacterError(actual, expected);
  return orcid as Orcid;
};

/** What a grant's terms hold: keccak256(abi.encode(domain, keccak256(iD), salt)). */
export const commitOrcid = (orcid: Orcid, salt: Hex): Hex => {
  const size = (salt.length - 2) / 2;
  if (!isHexString(salt, 32)) throw new OrcidSaltError(size);
  const words = [DOMAIN, keccak256(toUtf8Bytes(orcid)), salt];
  return keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "bytes32", "bytes32"], words)) as Hex;
};
