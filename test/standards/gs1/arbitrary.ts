import fc from "fast-check";
import type { Element } from "../../../standards/gs1/elements.ts";
import { checkDigitOf, parseExpiry, parseGtin } from "../../../standards/gs1/keys.ts";
import type { Pack } from "../../../standards/gs1/pack.ts";

/** GS1's character set 82. */
const SET_82 = [..."!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"];

export const gs1Text = (most: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...SET_82), minLength: 1, maxLength: most });

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });
const checked = (length: number): fc.Arbitrary<string> =>
  digits(length - 2).map((data) => {
    const text = `1${data}`;
    return `${text}${checkDigitOf(text)}`;
  });

const date = fc
  .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 28 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(""));

export const packs: fc.Arbitrary<Pack> = fc.record({
  gtin: checked(14).map(parseGtin),
  serial: gs1Text(20),
  lot: gs1Text(20),
  expiry: date.map(parseExpiry),
});

export const prefixes = fc.integer({ min: 6, max: 12 });

const VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  "10": gs1Text(20),
  "11": date,
  "17": date,
  "21": gs1Text(20),
  "22": gs1Text(20),
  "240": gs1Text(30),
  "3103": digits(6),
  "410": checked(13),
  "710": gs1Text(20),
  "8005": digits(6),
  "90": gs1Text(30),
};

/** A trade item with any attributes, in any order. */
export const elementLists: fc.Arbitrary<readonly Element[]> = fc
  .tuple(checked(14), fc.subarray(Object.keys(VALUES)), fc.nat())
  .chain(([gtin, ais, at]) =>
    fc.tuple(...ais.map((ai) => VALUES[ai] as fc.Arbitrary<string>)).map((values) => {
      const elements = ais.map((ai, i) => ({ ai, value: values[i] as string }));
      elements.splice(at % (elements.length + 1), 0, { ai: "01", value: gtin });
      return elements;
    }),
  );
