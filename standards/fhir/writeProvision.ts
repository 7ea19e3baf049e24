import { ZeroAddress } from "ethers";
import type { ConsentTerms, DenyRule } from "../consent.ts";
import {
  CONFIDENTIALITIES,
  DUO_CODES,
  type NamedCode,
  namesIn,
  OBLIGATIONS,
  PURPOSES,
} from "../consentCodeNames.ts";
import { Confidentiality, maskOf } from "../consentCodes.ts";
import { type CodePoint, codingOf, dataClassesOf, Extension, RECIPIENT } from "./codeSystems.ts";
import { UnmappableConsentError } from "./errors.ts";
import { accountReference } from "./references.ts";
import { instantOf } from "./times.ts";
import type { FhirVersion } from "./version.ts";

const COUNTRY = /^[A-Z]{2}$/;

/** Codings of a mask; a bit without a code cannot be said. */
const codingsOf = (
  list: readonly NamedCode[],
  mask: bigint | number,
  where: string,
): Required<CodePoint>[] => {
  const named = namesIn(list, mask);
  if (maskOf(named.map(({ bit }) => bit)) !== BigInt(mask))
    throw new UnmappableConsentError(where, "has a bit that stands for no code");
  return named.map(codingOf);
};

/** An empty list in FHIR means everything, an empty mask in our terms nothing. */
const permittedCodings = (list: readonly NamedCode[], mask: bigint | number, where: string) => {
  const codings = codingsOf(list, mask, where);
  if (codings.length === 0)
    throw new UnmappableConsentError(
      where,
      "permits nothing",
      "A consent that permits nothing is not written.",
    );
  return codings;
};

const levelCodings = (from: number, to: number, where: string) => {
  const known = [from, to].every(
    (level) => Number.isInteger(level) && level >= 0 && level <= Confidentiality.V,
  );
  if (!known) throw new UnmappableConsentError(where, "is no confidentiality level");
  return CONFIDENTIALITIES.filter(({ bit }) => bit >= from && bit <= to).map(codingOf);
};

const country = (code: string, where: string): string => {
  if (!COUNTRY.test(code)) throw new UnmappableConsentError(where, "is no ISO 3166-1 alpha-2 code");
  return code;
};

const filled = <K extends string, T>(name: K, list: readonly T[]) =>
  (list.length === 0 ? {} : { [name]: list }) as { [name in K]?: T[] };

/** Someone who may, or may not, receive the data. */
export const recipient = (reference: ReturnType<typeof accountReference>) => ({
  role: { coding: [RECIPIENT] },
  reference,
});

/** The permission of a grant, as both releases write it; classes of data are added by the release's own name. */
export const writePermission = (terms: ConsentTerms, end: number) => ({
  ...filled("modifierExtension", limitsOf(terms)),
  period: {
    start: instantOf(terms.start, "terms.start"),
    end: instantOf(end, "end"),
  },
  securityLabel: [
    ...levelCodings(terms.maxConfidentiality, terms.maxConfidentiality, "terms.maxConfidentiality"),
    ...codingsOf(OBLIGATIONS, terms.obligations, "terms.obligations"),
  ],
  purpose: permittedCodings(PURPOSES, terms.purposes, "terms.purposes"),
  ...dataPeriodOf(terms),
});

/** Codings of the classes of data that a grant covers. */
export const writeClasses = ({ dataClasses }: ConsentTerms, version: FhirVersion) =>
  permittedCodings(dataClassesOf(version), dataClasses, "terms.dataClasses");

const dataPeriodOf = ({ dataFrom, dataTo }: ConsentTerms) => {
  if (dataFrom === 0 && dataTo === 0) return {};
  return {
    dataPeriod: {
      ...(dataFrom === 0 ? {} : { start: instantOf(dataFrom, "terms.dataFrom") }),
      ...(dataTo === 0 ? {} : { end: instantOf(dataTo, "terms.dataTo") }),
    },
  };
};

/** What narrows the permission and FHIR has no element for: whoever does not understand it must not act. */
const limitsOf = ({ duo, diseases, jurisdictions }: ConsentTerms) => [
  ...codingsOf(DUO_CODES, duo, "terms.duo").map((valueCoding) => ({ url: Extension.DATA_USE, valueCoding })),
  ...diseases.map((valueString) => ({ url: Extension.DISEASE, valueString })),
  ...jurisdictions.map((code, i) => ({
    url: Extension.JURISDICTION,
    valueCode: country(code, `terms.jurisdictions[${i}]`),
  })),
];

/** One deny rule, but for its classes of data. Whoever does not know its extensions denies more, never less. */
export const writeDenial = (rule: DenyRule, index: number) => {
  const where = `terms.denials[${index}]`;
  const floor = rule.minConfidentiality;
  const levels = floor === 0 ? [] : levelCodings(floor, Confidentiality.V, `${where}.minConfidentiality`);
  const narrowing = [
    ...levels.slice(0, 1).map(({ code }) => ({ url: Extension.CONFIDENTIALITY_FLOOR, valueCode: code })),
    ...(rule.jurisdiction === ""
      ? []
      : [{ url: Extension.JURISDICTION, valueCode: country(rule.jurisdiction, `${where}.jurisdiction`) }]),
  ];
  const anybody = rule.actor.toLowerCase() === ZeroAddress;
  if (anybody && rule.purposes === 0n && rule.dataClasses === 0 && narrowing.length === 0)
    throw new UnmappableConsentError(
      where,
      "denies everything",
      "A consent that permits nothing is not written.",
    );
  return {
    ...filled("extension", narrowing),
    ...filled("actor", anybody ? [] : [recipient(accountReference(rule.actor))]),
    ...filled("securityLabel", levels),
    ...filled("purpose", codingsOf(PURPOSES, rule.purposes, `${where}.purposes`)),
  };
};

/** Codings of the classes of data that a deny rule covers; none: all. */
export const writeDeniedClasses = (rule: DenyRule, index: number, version: FhirVersion) =>
  codingsOf(dataClassesOf(version), rule.dataClasses, `terms.denials[${index}].dataClasses`);
