// Code lists by name, as people write them in files.
import { z } from "zod";
import {
  CONFIDENTIALITIES,
  DATA_CLASSES,
  DUO_CODES,
  findCode,
  type NamedCode,
  namesIn,
  OBLIGATIONS,
  PURPOSES,
} from "../../standards/consentCodeNames.ts";
import { maskOf } from "../../standards/consentCodes.ts";

/** One code by its name or its published code; an unknown one is refused with the names that are known. */
const codeOf = (codes: readonly NamedCode[]) =>
  z.string().transform((given, context): number => {
    const found = findCode(codes, given);
    if (found !== undefined) return found.bit;
    const message = `unknown code; known are ${codes.map(({ name }) => name).join(", ")}`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

/** A list of codes that becomes a mask. */
const maskBy = (codes: readonly NamedCode[]) => z.array(codeOf(codes)).transform((bits) => maskOf(bits));

export const purpose = codeOf(PURPOSES);
export const dataClass = codeOf(DATA_CLASSES);
export const confidentiality = codeOf(CONFIDENTIALITIES);
export const purposes = maskBy(PURPOSES);
export const dataClasses = maskBy(DATA_CLASSES).transform(Number);
export const duo = maskBy(DUO_CODES);
export const obligations = maskBy(OBLIGATIONS).transform(Number);

const names = (codes: readonly NamedCode[], mask: bigint | number): string =>
  namesIn(codes, mask)
    .map(({ name }) => name)
    .join(" ");

export const dataClassNames = (mask: number): string => names(DATA_CLASSES, mask);
/** Name of one level. */
export const confidentialityName = (level: number): string =>
  CONFIDENTIALITIES.find(({ bit }) => bit === level)?.name ?? "unknown";
export const duoNames = (mask: bigint): string => names(DUO_CODES, mask);
export const obligationNames = (mask: number): string => names(OBLIGATIONS, mask);

/** A date or a time with its offset, as unix seconds. A bare date is its first second in UTC. */
export const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((text) => Math.floor(Date.parse(text) / 1000))
  .refine(
    (seconds) => seconds >= 0,
    "lies before 1970, which consents cannot express; leave it away for no limit",
  );
