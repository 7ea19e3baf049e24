// Digital object identifiers: a prefix 10.NNNN, a slash, a suffix. They compare without regard to ASCII case, so the
// canonical form is lower case.
import { keccak256, toUtf8Bytes } from "ethers";
import { TheriacError } from "./errors.ts";
import type { Hex } from "./hex.ts";

/** Canonical form, as in 10.5061/dryad.example. */
export type Doi = string & { readonly __brand: "Doi" };

const FORM = /^10\.[0-9]{4,9}\/\S+$/u;
const SCHEME = /^doi:/i;
const PROXY = /^https?:\/\/(?:dx\.)?doi\.org\//i;
const MOST_CHARACTERS = 2048;

/** A text has not the form of a DOI. */
export class DoiMalformedError extends TheriacError {
  readonly code = "DOI_MALFORMED";
  constructor(length: number) {
    super("A text has not the form of a DOI.", {
      context: { length },
      hint: "10.NNNN/suffix, without spaces; doi: or https://doi.org/ may stand before it.",
    });
  }
}

const decodeUri = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new DoiMalformedError(text.length);
  }
};

const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Reads a DOI, bare, with the doi: scheme or as a link to doi.org, into its canonical form. */
export const parseDoi = (text: string): Doi => {
  if (text.length > MOST_CHARACTERS) throw new DoiMalformedError(text.length);
  const bare = PROXY.test(text) ? decodeUri(text.replace(PROXY, "")) : text.replace(SCHEME, "");
  if (!FORM.test(bare)) throw new DoiMalformedError(text.length);
  return lowerAscii(bare) as Doi;
};

/** keccak256 of the canonical form. */
export const doiHash = (doi: Doi): Hex => keccak256(toUtf8Bytes(doi)) as Hex;
