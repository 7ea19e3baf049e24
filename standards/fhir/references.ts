import { getAddress, isHexString } from "ethers";
import type { Hex } from "../hex.ts";
import { Urn } from "./codeSystems.ts";
import type { ConsentReading, ReadReference } from "./consentContext.ts";
import { UnmappableConsentError } from "./errors.ts";

/** A reference that carries an id of ours, and a literal address if the caller knows one. */
export type WrittenReference = {
  readonly identifier: { readonly system: string; readonly value: string };
  readonly reference?: string;
};

const written = (system: string, value: string, literal: string | undefined): WrittenReference => ({
  ...(literal === undefined ? {} : { reference: literal }),
  identifier: { system, value },
});

export const accountReference = (account: Hex, literal?: string): WrittenReference =>
  written(Urn.ACCOUNT, getAddress(account), literal);

export const subjectReference = (subject: Hex, literal?: string): WrittenReference =>
  written(Urn.SUBJECT, subject.toLowerCase(), literal);

/** The account or handle that a reference means: by our identifier, else by what the caller knows. */
export const resolveReference = (
  kind: "account" | "subject",
  reference: ReadReference,
  { resolve }: ConsentReading,
  where: string,
): Hex => {
  const { identifier } = reference;
  const ours = identifier?.system === (kind === "account" ? Urn.ACCOUNT : Urn.SUBJECT);
  const found = ours ? (identifier?.value as Hex | undefined) : resolve?.(kind, reference);
  if (found === undefined)
    throw new UnmappableConsentError(where, `names no known ${kind}`, "Say who it is through `resolve`.");
  return kind === "account" ? accountOf(found, where) : wordOf(found, where);
};

const accountOf = (value: Hex, where: string): Hex => {
  if (!isHexString(value, 20)) throw new UnmappableConsentError(where, "is no account");
  try {
    return getAddress(value) as Hex;
  } catch (cause) {
    throw new UnmappableConsentError(where, "has a wrong checksum", undefined, cause);
  }
};

/** 32 bytes in small letters. */
export const wordOf = (value: string, where: string): Hex => {
  if (!isHexString(value, 32)) throw new UnmappableConsentError(where, "is no handle of 32 bytes");
  return value.toLowerCase() as Hex;
};
