// Code lists by name, as people write them in files.
import { z } from "zod";
import {
  Confidentiality,
  codesIn,
  DataClass,
  Duo,
  maskOf,
  Obligation,
  Purpose,
} from "../../standards/consentCodes.ts";

type Codes = Readonly<Record<string, number>>;

const nameOf = (codes: Codes) => z.enum(Object.keys(codes) as [string, ...string[]]);

/** One code by its name; an unknown one is refused with the names that are known. */
const codeOf = <T extends Codes>(codes: T) => nameOf(codes).transform((name) => codes[name] as T[keyof T]);

/** A list of names that becomes a mask. */
const maskBy = (codes: Codes) =>
  z.array(nameOf(codes)).transform((names) => maskOf(names.map((name) => codes[name] as number)));

export const purpose = codeOf(Purpose);
export const dataClass = codeOf(DataClass);
export const confidentiality = codeOf(Confidentiality);
export const purposes = maskBy(Purpose);
export const dataClasses = maskBy(DataClass).transform(Number);
export const duo = maskBy(Duo);
export const obligations = maskBy(Obligation).transform(Number);

const names = (codes: Codes, mask: bigint | number): string =>
  codesIn(mask)
    .map((n) => Object.entries(codes).find(([, code]) => code === n)?.[0] ?? `#${n}`)
    .join(" ");

export const purposeNames = (mask: bigint): string => names(Purpose, mask);
export const dataClassNames = (mask: number): string => names(DataClass, mask);
export const duoNames = (mask: bigint): string => names(Duo, mask);
export const obligationNames = (mask: number): string => names(Obligation, mask);

/** A date or a time with its offset, as unix seconds. A bare date is its first second in UTC. */
export const moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()])
  .transform((text) => Math.floor(Date.parse(text) / 1000));
