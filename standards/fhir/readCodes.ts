import type { NamedCode } from "../consentCodeNames.ts";
import { maskOf } from "../consentCodes.ts";
import { type CodePoint, entryOf } from "./codeSystems.ts";
import type { ReadReference } from "./consentContext.ts";
import { UnmappableConsentError } from "./errors.ts";
import { type Fields, needed, single } from "./fields.ts";

/** System and code of a coding. Displays say nothing that the code does not. */
export const readCoding = (coding: Fields): CodePoint => {
  const system = needed(coding.text("system"), coding.at("system"));
  const code = needed(coding.text("code"), coding.at("code"));
  coding.leave("display");
  coding.close();
  return { system, code };
};

/** The one coding of a concept. */
export const readConcept = (concept: Fields): CodePoint => {
  const coding = readCoding(single(concept.objects("coding"), concept.at("coding")));
  concept.leave("text");
  concept.close();
  return coding;
};

/** Entry of a list that a coding names; throws for a code that our terms do not know. */
export const knownEntry = (list: readonly NamedCode[], coding: Fields): NamedCode => {
  const { system, code } = readCoding(coding);
  const entry = entryOf(list, system, code);
  if (entry === undefined)
    throw new UnmappableConsentError(
      coding.where,
      "is no code of our terms",
      "See docs/fhir.md for the codes.",
    );
  return entry;
};

/** Mask of codings. */
export const maskOfCodings = (list: readonly NamedCode[], codings: readonly Fields[]): bigint =>
  maskOf(codings.map((coding) => knownEntry(list, coding).bit));

/** A reference with what identifies its target. */
export const readReference = (reference: Fields): ReadReference => {
  const literal = reference.text("reference");
  const identifier = reference.object("identifier");
  const system = identifier?.text("system");
  const value = identifier?.text("value");
  identifier?.leave("use", "type", "assigner", "period");
  identifier?.close();
  reference.leave("display", "type");
  reference.close();
  return {
    ...(literal === undefined ? {} : { reference: literal }),
    ...(identifier === undefined
      ? {}
      : {
          identifier: {
            ...(system === undefined ? {} : { system }),
            ...(value === undefined ? {} : { value }),
          },
        }),
  };
};

/** Values of our extensions by their address; another extension cannot be said in our terms. */
export const readExtensions = (
  extensions: readonly Fields[],
  values: Readonly<Record<string, "valueCode" | "valueString" | "valueCoding">>,
): ReadonlyMap<string, readonly { readonly fields: Fields; readonly text: string }[]> => {
  const found = new Map<string, { fields: Fields; text: string }[]>();
  for (const extension of extensions) {
    const url = needed(extension.text("url"), extension.at("url"));
    const form = values[url];
    if (form === undefined)
      throw new UnmappableConsentError(extension.where, "is an extension that our terms do not know");
    const fields = form === "valueCoding" ? needed(extension.object(form), extension.at(form)) : extension;
    const text = form === "valueCoding" ? "" : needed(extension.text(form), extension.at(form));
    extension.close();
    found.set(url, [...(found.get(url) ?? []), { fields, text }]);
  }
  return found;
};
