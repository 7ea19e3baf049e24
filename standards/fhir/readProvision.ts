import { ZeroAddress } from "ethers";
import type { ConsentTerms, DenyRule } from "../consent.ts";
import { CONFIDENTIALITIES, DUO_CODES, OBLIGATIONS, PURPOSES } from "../consentCodeNames.ts";
import { Confidentiality, maskOf } from "../consentCodes.ts";
import type { Hex } from "../hex.ts";
import { dataClassesOf, Extension, RECIPIENT } from "./codeSystems.ts";
import type { ConsentReading } from "./consentContext.ts";
import { UnmappableConsentError } from "./errors.ts";
import { type Fields, needed, single } from "./fields.ts";
import { knownEntry, maskOfCodings, readConcept, readExtensions, readReference } from "./readCodes.ts";
import { resolveReference } from "./references.ts";
import { secondsOf } from "./times.ts";
import type { FhirVersion } from "./version.ts";

type Permission = Pick<
  ConsentTerms,
  | "purposes"
  | "dataClasses"
  | "maxConfidentiality"
  | "obligations"
  | "start"
  | "dataFrom"
  | "dataTo"
  | "duo"
  | "diseases"
  | "jurisdictions"
  | "denials"
>;

const COUNTRY = /^[A-Z]{2}$/;
const CURIE = /^[A-Za-z][A-Za-z0-9._-]*:[A-Za-z0-9._-]+$/;

const fail = (where: string, reason: string, hint?: string): never => {
  throw new UnmappableConsentError(where, reason, hint);
};

const classesName = (version: FhirVersion): string => (version === "R4" ? "class" : "resourceType");

/** Period of which both ends are named, to the second. */
export const readPeriod = (period: Fields): { readonly start: number; readonly end: number } => {
  const [start, end] = (["start", "end"] as const).map((name) =>
    secondsOf(needed(period.text(name), period.at(name)), period.at(name)),
  ) as [number, number];
  period.close();
  return { start, end };
};

const readDataPeriod = (period: Fields | undefined) => {
  const from = period?.text("start");
  const to = period?.text("end");
  period?.close();
  const dataFrom = from === undefined || period === undefined ? 0 : secondsOf(from, period.at("start"));
  const dataTo = to === undefined || period === undefined ? 0 : secondsOf(to, period.at("end"));
  if (to !== undefined && dataTo === 0) return fail("dataPeriod.end", "is the first second of 1970");
  return { dataFrom, dataTo };
};

/** Who a provision is about, or undefined for anybody. */
const readActor = (provision: Fields, context: ConsentReading): Hex | undefined => {
  const actors = provision.objects("actor");
  if (actors.length === 0) return undefined;
  const actor = single(actors, provision.at("actor"));
  const role = readConcept(needed(actor.object("role"), actor.at("role")));
  if (role.system !== RECIPIENT.system || role.code !== RECIPIENT.code)
    return fail(actor.at("role"), "is no information recipient");
  const reference = needed(actor.object("reference"), actor.at("reference"));
  actor.close();
  return resolveReference("account", readReference(reference), context, reference.where);
};

const readLabels = (provision: Fields) => {
  const levels: number[] = [];
  const obligations: number[] = [];
  for (const label of provision.objects("securityLabel")) {
    const entry = knownEntry([...CONFIDENTIALITIES, ...OBLIGATIONS], label);
    (CONFIDENTIALITIES.includes(entry) ? levels : obligations).push(entry.bit);
  }
  return { levels, obligations };
};

const countryAt = (text: string, where: string): string =>
  COUNTRY.test(text) ? text : fail(where, "is no ISO 3166-1 alpha-2 code");

const readLimits = (provision: Fields) => {
  const found = readExtensions(provision.objects("modifierExtension"), {
    [Extension.DATA_USE]: "valueCoding",
    [Extension.DISEASE]: "valueString",
    [Extension.JURISDICTION]: "valueCode",
  });
  return {
    duo: maskOfCodings(
      DUO_CODES,
      (found.get(Extension.DATA_USE) ?? []).map(({ fields }) => fields),
    ),
    diseases: (found.get(Extension.DISEASE) ?? []).map(({ fields, text }) =>
      CURIE.test(text) ? text : fail(fields.where, "is no CURIE"),
    ),
    jurisdictions: (found.get(Extension.JURISDICTION) ?? []).map(({ fields, text }) =>
      countryAt(text, fields.where),
    ),
  };
};

const readMask = (provision: Fields, name: string, list: Parameters<typeof maskOfCodings>[0]): bigint => {
  const mask = maskOfCodings(list, provision.objects(name));
  return mask === 0n
    ? fail(provision.at(name), "is missing", "Without it everything would be permitted.")
    : mask;
};

/** The permission at the root, with the deny rules one level below. R4 names the grantee here, R5 above. */
export const readPermission = (
  provision: Fields,
  version: FhirVersion,
  context: ConsentReading,
): { readonly permission: Permission; readonly end: number; readonly actor: Hex | undefined } => {
  if (version === "R4" && provision.text("type") !== "permit")
    return fail(provision.at("type"), "is no permission", "A consent permits at the root and denies below.");
  const { start, end } = readPeriod(needed(provision.object("period"), provision.at("period")));
  const { levels, obligations } = readLabels(provision);
  if (levels.length > 1) return fail(provision.at("securityLabel"), "has several confidentiality levels");
  const purposes = readMask(provision, "purpose", PURPOSES);
  const dataClasses = Number(readMask(provision, classesName(version), dataClassesOf(version)));
  const permission: Permission = {
    start,
    ...readDataPeriod(provision.object("dataPeriod")),
    ...readLimits(provision),
    purposes,
    dataClasses,
    maxConfidentiality: levels[0] ?? Confidentiality.V,
    obligations: Number(maskOf(obligations)),
    denials: provision.objects("provision").map((rule) => readDenial(rule, version, context)),
  };
  const actor = readActor(provision, context);
  provision.leave("id");
  provision.close();
  return { permission, end, actor };
};

const readDenial = (rule: Fields, version: FhirVersion, context: ConsentReading): DenyRule => {
  if (version === "R4" && rule.text("type") !== "deny")
    return fail(rule.at("type"), "is no denial", "Exceptions one level below the root deny.");
  if (rule.objects("provision").length > 0)
    return fail(
      rule.at("provision"),
      "is nested deeper than one level",
      "IHE PCF allows one level of exceptions.",
    );
  const found = readExtensions(rule.objects("extension"), {
    [Extension.CONFIDENTIALITY_FLOOR]: "valueCode",
    [Extension.JURISDICTION]: "valueCode",
  });
  const countries = found.get(Extension.JURISDICTION) ?? [];
  if (countries.length > 1) return fail(rule.at("extension"), "names several jurisdictions");
  const { levels, obligations } = readLabels(rule);
  if (obligations.length > 0) return fail(rule.at("securityLabel"), "obliges whom it denies");
  const denial: DenyRule = {
    actor: readActor(rule, context) ?? (ZeroAddress as Hex),
    purposes: maskOfCodings(PURPOSES, rule.objects("purpose")),
    dataClasses: Number(maskOfCodings(dataClassesOf(version), rule.objects(classesName(version)))),
    minConfidentiality: floorOf(levels, found.get(Extension.CONFIDENTIALITY_FLOOR)?.[0]?.text, rule),
    jurisdiction: countries[0] === undefined ? "" : countryAt(countries[0].text, countries[0].fields.where),
  };
  rule.leave("id");
  rule.close();
  return denial;
};

/**
 * The least level a deny rule is about. FHIR reads a label as a ceiling ("R or lower"), our rules have a floor: only with
 * our extension, and all levels from it up, is a floor meant. "V or lower" is everything.
 */
const floorOf = (levels: readonly number[], floor: string | undefined, rule: Fields): number => {
  const where = rule.at("securityLabel");
  if (floor === undefined) {
    if (levels.length === 0 || levels.includes(Confidentiality.V)) return 0;
    return fail(
      where,
      "denies up to a level",
      "Our deny rules begin at a level; say it by the floor extension.",
    );
  }
  const least = CONFIDENTIALITIES.find(({ code }) => code === floor)?.bit ?? -1;
  const expected = CONFIDENTIALITIES.map(({ bit }) => bit).filter((bit) => bit >= least);
  const same = expected.length === levels.length && expected.every((bit) => levels.includes(bit));
  return least > 0 && same ? least : fail(where, "does not fit the floor");
};
